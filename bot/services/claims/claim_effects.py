"""What follows from a change of an issue's claims: assignees, how many issues each person has, the timer, and
the comment that says how it stands. Worked out here alone, from before and after."""

from __future__ import annotations

from collections.abc import Sequence

from bot.community.newcomers.claim_state import CLAIMED_BY, FEATURE, ISSUE_CLAIMS, checklist
from bot.core.effects import AnyEffect, Assign, CancelTimer, Record, SetTimer, Unassign, say
from bot.core.model import contains
from bot.services.claims import messages
from bot.services.claims.claim_service import LEASE, NOTICE, STANDING, Claiming, scope_of
from bot.services.mentoring.claim_mentor import beside


async def settled(claiming: Claiming) -> list[AnyEffect]:
    """All effects of a decision."""
    if claiming.said:
        claiming.spoke()
    if claiming.held == claiming.before:
        return []
    company = await beside(claiming)
    effects = [*await _assignments(claiming), *_standing(claiming, company.mentors)]
    if claiming.said:
        text = "\n\n".join(claiming.said)
        effects.append(say(claiming.ref, NOTICE, text, because=claiming.because, outdates=NOTICE))
    effects += [_memory(claiming), _timer(claiming), *await _counts(claiming), *_deeds(claiming)]
    return [*(each.model_copy(update={"feature": FEATURE}) for each in effects), *company.effects]


async def _assignments(claiming: Claiming) -> list[AnyEffect]:
    before, after = claiming.before.holders, claiming.held.holders
    ids = {each.id for each in after}
    has = claiming.subject.assignee_logins if claiming.subject else ()
    new = {e.login for e in after if not claiming.before.of(e.id) and not contains(has, e.login)}
    can = sorted(
        [login for login in new if await claiming.ctx.github.can_be_assigned(login, claiming.number)]
    )
    now_called = {each.id: each.login for each in claiming.subject.assignees} if claiming.subject else {}
    off = sorted({now_called.get(each.id, each.login) for each in before if each.id not in ids})
    effects: list[AnyEffect] = [Assign(subject=claiming.ref, logins=tuple(can))] if can else []
    stays_closed = claiming.subject is not None and not claiming.subject.is_open
    if off and not stays_closed:
        effects.append(Unassign(subject=claiming.ref, logins=tuple(off)))
    return effects


def _standing(claiming: Claiming, mentors: Sequence[str]) -> list[AnyEffect]:
    if claiming.subject is not None and not claiming.subject.is_open:
        body = "This issue is closed, and nobody holds it any more."
    else:
        lines = checklist(claiming.subject.body) if claiming.subject else {}
        body = messages.standing(claiming.held, lines, claiming.claims, claiming.zone, mentors, claiming.kept)
    if not claiming.known:
        if claiming.held.is_empty:
            return []
        claiming.spoke()
    return [say(claiming.ref, STANDING, body, sticky=True, because=claiming.because)]


def _memory(claiming: Claiming) -> AnyEffect:
    write = ISSUE_CLAIMS.remember if claiming.known else ISSUE_CLAIMS.claim
    return write(claiming.ref, scope_of(claiming.ctx, claiming.number), claiming.held)


def _timer(claiming: Claiming) -> AnyEffect:
    due = claiming.held.next_due()
    if due is None:
        return CancelTimer(subject=claiming.ref, key=LEASE)
    return SetTimer(subject=claiming.ref, key=LEASE, due=max(due, claiming.ctx.now))


async def _counts(claiming: Claiming) -> list[AnyEffect]:
    effects: list[AnyEffect] = []
    here = [claiming.ctx.repository.id, claiming.number]
    for person in sorted({e.id for e in (*claiming.before.holders, *claiming.held.holders)}):
        was = sum(each.counts for each in claiming.before.of(person))
        now = sum(each.counts for each in claiming.held.of(person))
        if was == now:
            continue
        theirs, scope = CLAIMED_BY.of(person), claiming.ctx.owner_scope
        stored = await theirs.read(claiming.ctx.records, scope) or []
        others = [each for each in stored if each[:2] != here]
        effects.append(theirs.remember(claiming.ref, scope, [*others, *[here] * now] or None))
    return effects


def _deeds(claiming: Claiming) -> list[AnyEffect]:
    new = {e.id: e for e in claiming.held.holders if not claiming.before.of(e.id) and not e.by_hand}
    return [
        Record(subject=claiming.ref, what="claimed", person_id=each.id, person=each.login)
        for each in new.values()
    ]
