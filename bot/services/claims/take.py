"""Taking an issue on: whether somebody may, gets one line of it, or has to wait."""

from bot.community.newcomers.claim_state import (
    MOST_WAITING,
    Claimant,
    checklist,
    checklist_line,
    new_holder,
    with_holders,
)
from bot.core.errors import Refusal
from bot.core.markdown import NOTHING, Markdown, code, escape, issue_ref, joined
from bot.core.model import Subject, User, contains, same
from bot.services.claims.claim_decision import ClaimDecision, claim_state_of
from bot.services.claims.counted_claims import claimed_elsewhere
from bot.services.claims.gate import is_kept_from, pulls_at_work
from bot.services.claims.messages import REFUSALS, occupied
from bot.services.cohorts import reserved_for_others

MOST_NAMED = 5
"""So many free sub-issues are named."""


async def take(
    decision: ClaimDecision, who: Claimant, path: str = "", partner: Claimant | None = None
) -> None:
    """Claim for somebody, or put them on the waitlist; Refusal says why neither is possible."""
    words = REFUSALS[decision.answers_in]
    subject = decision.subject
    if subject is None or not subject.is_open:
        raise Refusal(words.issue_closed(suggest=_elsewhere(decision)))
    line = _line(decision, subject, path) if path else NOTHING
    if any(holder.path == line for holder in decision.state.of(who.id)):
        decision.renew(who.id)
        return
    await _check_reservation(decision, subject, who)
    if not decision.state.promised_to(who.id) and not contains(subject.assignee_logins, who.login):
        await _check_relations(decision, subject, in_parts=not line)
    if line:
        _is_free(decision, line)
    elif await _is_busy(decision, who):
        _wait(decision, who)
        return
    people = [who] if partner is None else [who, partner]
    for person in people:
        await _has_room(decision, person, who)
    decision.state = with_holders(
        decision.state,
        *(
            new_holder(person, decision.claims, decision.hours, decision.ctx.now, path=line)
            for person in people
        ),
    )


async def _check_reservation(decision: ClaimDecision, subject: Subject, who: Claimant) -> None:
    """Raise `Refusal` for an issue that is not for claims, or is kept for a cohort, unless they are in it or
    were promised it before."""
    words = REFUSALS[decision.answers_in]
    if decision.state.promised_to(who.id):
        return
    if keeping := decision.claims.kept_by(subject.labels):
        labels = joined(map(code, keeping))
        raise Refusal(words.kept_by_label(labels=labels, suggest=_elsewhere(decision)))
    if not decision.claims.may_be_claimed(subject.labels):
        labels = joined(map(code, decision.claims.labels))
        raise Refusal(words.no_such_label(labels=labels, suggest=_elsewhere(decision)))
    reservation = await reserved_for_others(decision.ctx, decision.number, subject.labels, who.id, who.login)
    person = User(id=who.id, login=who.login)
    if await is_kept_from(decision.ctx, decision.number, subject.labels, person):
        raise Refusal(words.newcomers_only(suggest=_elsewhere(decision)))
    if reservation is not None:
        sentence = reservation.sentence(decision.answer_locale)
        raise Refusal(words.cohort_only(reservation=sentence, suggest=_elsewhere(decision)))


async def _check_relations(decision: ClaimDecision, subject: Subject, *, in_parts: bool) -> None:
    """What is blocked cannot be begun, and what has open sub-issues is claimed there, one by one."""
    words = REFUSALS[decision.answers_in]
    github, here = decision.ctx.github, decision.ctx.repository.full_name
    if subject.blocked_by:
        by = [_named(ref, here, decision) for ref in await github.blockers(decision.number)] or [
            words.out_of_sight()
        ]
        issues = joined(dict.fromkeys(by), words.and_next())
        raise Refusal(words.blocked(issues=issues, suggest=_elsewhere(decision)))
    if not subject.sub_issues or not in_parts:
        return
    free: list[Markdown] = []
    for ref in await github.sub_issues(decision.number):
        number = int(ref.rpartition("#")[2])
        taken = ref.startswith(f"{here}#") and (await claim_state_of(decision.ctx, number)).holders
        free += [] if taken else [_named(ref, here, decision)]
    if not free:
        raise Refusal(words.in_parts(count=subject.sub_issues))
    raise Refusal(words.in_free_parts(issues=joined(dict.fromkeys(free[:MOST_NAMED]))))


def _elsewhere(decision: ClaimDecision) -> Markdown:
    words = REFUSALS[decision.answers_in]
    return words.suggest() if decision.suggests else NOTHING


def _named(ref: str, here: str, decision: ClaimDecision) -> Markdown:
    """Return how an issue is named; one of another repository is not, for that may be private."""
    words = REFUSALS[decision.answers_in]
    repository, _, number = ref.partition("#")
    return issue_ref(int(number)) if same(repository, here) else words.out_of_sight()


def _line(decision: ClaimDecision, subject: Subject, path: str) -> str:
    words = REFUSALS[decision.answers_in]
    lines = checklist(subject.body)
    match = checklist_line(lines, path)
    gone = {*decision.state.done, *(holder.path for holder in decision.state.holders)}
    free = [line for line, ticked in lines.items() if not ticked and line not in gone]
    if match is None:
        if not lines:
            raise Refusal(words.no_checklist())
        named = joined((escape(line, 80) for line in free[:3]), "; ") or words.no_line_free()
        raise Refusal(words.no_single_line(words=code(path, 80), lines=named))
    if match not in free and lines[match]:
        raise Refusal(words.line_is_done())
    return match


def _is_free(decision: ClaimDecision, line: str) -> None:
    words = REFUSALS[decision.answers_in]
    other = next((holder for holder in decision.state.holders if holder.path in ("", line)), None)
    if other is not None:
        raise Refusal((words.line_taken if other.path else words.issue_taken)(login=code(other.login)))


async def _is_busy(decision: ClaimDecision, who: Claimant) -> bool:
    words = REFUSALS[decision.answers_in]
    if any(holder.path for holder in decision.state.holders):
        raise Refusal(words.lines_only())
    others = [login for login in decision.assigned if not same(login, who.login)]
    if decision.state.whole or others or decision.state.reserved_for_another(who.id):
        return True
    if decision.state.of(who.id):
        return False
    for pull in await pulls_at_work(decision.ctx, decision.number):
        subject = await decision.ctx.github.subject(pull)
        if subject is not None and subject.is_open and subject.author.id != who.id:
            raise Refusal(words.pull_is_open(pull=pull))
    return False


def _wait(decision: ClaimDecision, who: Claimant) -> None:
    words = REFUSALS[decision.answers_in]
    busy = occupied(decision.state, decision.assigned, decision.answer_locale)
    if not decision.claims.waitlist:
        raise Refusal(busy)
    if any(person.id == who.id for person in decision.state.waiting):
        return
    if len(decision.state.waiting) >= MOST_WAITING:
        raise Refusal(words.waitlist_full(occupied=busy, count=MOST_WAITING))
    decision.state = decision.state.model_copy(update={"waiting": (*decision.state.waiting, who)})


async def _has_room(decision: ClaimDecision, who: Claimant, author: Claimant) -> None:
    words = REFUSALS[decision.answers_in]
    others = await claimed_elsewhere(decision.ctx, who.id, decision.number)
    mine = [holder for holder in decision.state.of(who.id) if holder.counts]
    if len(others) + len(mine) < decision.claims.limit:
        return
    here = decision.ctx.repository.id
    in_sight = next((issue_ref(claim[1]) for claim in others if claim[0] == here), words.issue_elsewhere())
    limit = decision.claims.limit
    most = words.limit_one() if limit == 1 else words.limit_many(count=limit)
    if who.id == author.id:
        raise Refusal(words.limit_yours(issue=in_sight, most=most))
    raise Refusal(words.limit(login=code(who.login), issue=in_sight, most=most))
