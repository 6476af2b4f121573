"""The effects of a change of an issue's claims, worked out here alone from the state before and after.

They are assignees, how many issues each person has, the timer, and the comment that shows the state.
"""

from bot.community.newcomers.claim_state import CLAIMED_BY, FEATURE, ISSUE_CLAIMS, checklist
from bot.core.effects import AnyEffect, Assign, CancelTimer, Record, SetTimer, Unassign, say
from bot.core.markdown import joined
from bot.core.model import contains
from bot.services.claims.claim_decision import (
    FACTS,
    LEASE,
    NOTICE,
    STATE_COMMENT,
    ClaimDecision,
    scope_of,
)
from bot.services.claims.counted_claims import claimed_elsewhere
from bot.services.claims.gate import look_for_issue
from bot.services.claims.messages import NOTICES, done, state_comment
from bot.services.mentoring.claim_mentor import ClaimMentors, mentors_for_claim
from bot.services.mentoring.messages import mentor_sentence


async def effects_of(decision: ClaimDecision) -> list[AnyEffect]:
    """Return all effects of a decision."""
    if decision.notices:
        decision.mark_noticed()
    if decision.state == decision.before and not decision.speaks_anew:
        return []
    company = await mentors_for_claim(decision)
    effects = [*await _assignments(decision), *_state_comment(decision, company)]
    if decision.notices:
        text = joined(decision.notices, "\n\n")
        effects.append(say(decision.ref, NOTICE, text, because=decision.because, outdates=NOTICE))
    if decision.state != decision.before:
        effects += [_memory(decision), _timer(decision), *await _counts(decision), *_deeds(decision)]
    effects = [effect.model_copy(update={"feature": FEATURE}) for effect in effects]
    if decision.state != decision.before:
        effects += await look_for_issue(decision.ctx, decision.number)
    return [*effects, *company.effects]


async def adoption_of(decision: ClaimDecision) -> list[AnyEffect]:
    """Return the effects of claims that stand in our comment already: nobody is assigned, called or told."""
    effects = [_memory(decision), _timer(decision), *await _counts(decision), *_deeds(decision)]
    return [effect.model_copy(update={"feature": FEATURE}) for effect in effects]


async def _assignments(decision: ClaimDecision) -> list[AnyEffect]:
    before, after = decision.before.holders, decision.state.holders
    ids = {holder.id for holder in after}
    has = decision.subject.assignee_logins if decision.subject else ()
    new = {e.login for e in after if not decision.before.of(e.id) and not contains(has, e.login)}
    can = sorted(
        [login for login in new if await decision.ctx.github.can_be_assigned(login, decision.number)]
    )
    now_called = {user.id: user.login for user in decision.subject.assignees} if decision.subject else {}
    ended = {now_called.get(holder.id, holder.login) for holder in before if holder.id not in ids}
    off = sorted({*decision.released, *(() if decision.finished else ended)})
    effects: list[AnyEffect] = [Assign(subject=decision.ref, logins=tuple(can))] if can else []
    stays_closed = decision.subject is not None and not decision.subject.is_open
    if off and not stays_closed:
        effects.append(Unassign(subject=decision.ref, logins=tuple(off)))
    return effects


def _state_comment(decision: ClaimDecision, company: ClaimMentors) -> list[AnyEffect]:
    if decision.subject is not None and not decision.subject.is_open:
        body = NOTICES[decision.locale.language].closed()
    elif decision.finished:
        body = done(decision.finished, decision.merged, decision.locale)
    else:
        lines = checklist(decision.subject.body) if decision.subject else {}
        body = state_comment(
            decision.state,
            lines,
            decision.claims,
            decision.locale,
            mentor_sentence(company.mentors, decision.locale.language, call=company.called),
            decision.cohort_reservation,
            decision.assigned,
        )
    if not decision.is_stored:
        if decision.state.is_empty:
            return []
        decision.mark_noticed()
    facts = decision.state.model_dump(mode="json", include=set(FACTS), exclude_defaults=True)
    because = decision.because
    return [
        say(decision.ref, STATE_COMMENT, body, sticky=True, because=because, outdates=NOTICE, facts=facts)
    ]


def _memory(decision: ClaimDecision) -> AnyEffect:
    scope = scope_of(decision.ctx, decision.number)
    write = ISSUE_CLAIMS.remember if decision.is_stored else ISSUE_CLAIMS.claim
    return write(decision.ref, scope, decision.state)


def _timer(decision: ClaimDecision) -> AnyEffect:
    due = decision.state.next_due()
    if due is None:
        return CancelTimer(subject=decision.ref, key=LEASE)
    return SetTimer(subject=decision.ref, key=LEASE, due=max(due, decision.ctx.now))


async def _counts(decision: ClaimDecision) -> list[AnyEffect]:
    effects: list[AnyEffect] = []
    here = [decision.ctx.repository.id, decision.number]
    for person in sorted({e.id for e in (*decision.before.holders, *decision.state.holders)}):
        was = sum(holder.counts for holder in decision.before.of(person))
        now = sum(holder.counts for holder in decision.state.of(person))
        if was == now:
            continue
        others = await claimed_elsewhere(decision.ctx, person, decision.number)
        value = [*others, *[here] * now] or None
        effects.append(CLAIMED_BY.of(person).remember(decision.ref, decision.ctx.owner_scope, value))
    return effects


def _deeds(decision: ClaimDecision) -> list[AnyEffect]:
    new = {e.id: e for e in decision.state.holders if not decision.before.of(e.id) and not e.by_hand}
    return [
        Record(subject=decision.ref, what="claimed", person_id=holder.id, person=holder.login)
        for holder in new.values()
    ]
