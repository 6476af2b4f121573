"""What a claim means for a newcomer: a stage of their journey, and a mentor beside them while it lasts."""

from dataclasses import dataclass, field

from bot.community.channels import NEWCOMERS
from bot.community.newcomers.claim_state import Holder
from bot.community.newcomers.journey import Stage
from bot.community.newcomers.mentor import FEATURE
from bot.community.newcomers.stuck_signs import Watch
from bot.core.effects import AnyEffect
from bot.core.model import User
from bot.services.calls import CallQuota, in_working_hours, next_call, tell_privately
from bot.services.claims.claim_decision import ClaimDecision
from bot.services.claims.gate import look_for_person
from bot.services.journey import stage_effects
from bot.services.mentoring.mentorships import Mentorships, unwatch_effects, watch_effects
from bot.services.mentoring.messages import mentor_joined
from bot.services.newcomer_check import claims_as_newcomer


@dataclass
class ClaimMentors:
    """The mentors of those who hold an issue, and what follows from who came and went."""

    mentors: tuple[str, ...] = ()
    called: bool = True
    """Whether the comment calls them: not where a newcomer's call of the day was spent elsewhere."""
    effects: list[AnyEffect] = field(default_factory=list)


async def mentors_for_claim(decision: ClaimDecision) -> ClaimMentors:
    """Mentors for newcomers who have just claimed; places that are free again for those who went."""
    ctx, number = decision.ctx, decision.number
    ids = {holder.id for holder in decision.state.holders}
    gone = {holder.id for holder in decision.before.holders} - ids
    new = [e for e in decision.state.holders if not decision.before.of(e.id) and e.until is not None]
    mentorships = await Mentorships.of(ctx)
    result = ClaimMentors()
    for person_id in sorted(gone):
        if number in mentorships.numbers_of(person_id):
            mentorships.leave(person_id, number)
            result.effects += unwatch_effects(ctx, number, person_id)
    for holder in new:
        result.effects += await _joined(decision, holder, mentorships, result)
    here = [mentor for mentor, mentee in mentorships.on(number) if mentee.id in ids]
    result.mentors = tuple(dict.fromkeys(here))
    result.effects += mentorships.effects(decision.ref)
    return result


async def _joined(
    decision: ClaimDecision, holder: Holder, mentorships: Mentorships, result: ClaimMentors
) -> list[AnyEffect]:
    ctx, person = decision.ctx, User(id=holder.id, login=holder.login)
    is_new, had = await claims_as_newcomer(ctx, decision.number, person)
    stages = [
        stage
        for stage in (Stage.FIRST_CONTACT, Stage.FIRST_CLAIM)
        if (is_new or had.has_begun) and stage not in had.stages
    ]
    effects = stage_effects(ctx, decision.ref, holder.id, holder.login, stages, had)
    if not is_new or decision.subject is None or not await mentorships.mentors():
        return effects
    known = mentorships.mentor_of(holder.id)
    others = [holder.login for holder in decision.state.holders]
    mentor = known or await mentorships.choose(decision.subject, others)
    if mentor is None:
        return effects
    await mentorships.put(mentor, holder.id, holder.login, decision.number)
    watch = Watch(id=holder.id, login=holder.login, since=ctx.now)
    effects += [*watch_effects(ctx, decision.number, watch), *await look_for_person(ctx, person)]
    quota = await CallQuota.of(ctx, "mentor", person)
    if not quota.is_left:
        result.called = decision.is_stored  # An edit of the comment that is there notifies nobody.
        return effects
    text = mentor_joined(mentor, holder.login, decision.ref, private=ctx.repository.private)
    because = f"{holder.login}, who is new here, claimed it"
    notices = tell_privately(ctx, text, because, FEATURE, NEWCOMERS, subject=decision.subject)
    effects.append(quota.spend(decision.ref))
    if await next_call(ctx, mentor) > ctx.now:
        result.called = False
    notices = await in_working_hours(ctx, mentor, notices, FEATURE, str(holder.id))
    return [
        *effects,
        *(notice.model_copy(update={"feature": notice.feature or FEATURE}) for notice in notices),
    ]
