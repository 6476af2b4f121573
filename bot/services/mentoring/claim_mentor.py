"""What a claim means for a newcomer: a stage of their journey, and a mentor beside them while it lasts."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.community.channels import NEWCOMERS, channel
from bot.community.newcomers.claim_state import Holder
from bot.community.newcomers.journey import FIRST_CLAIM, FIRST_CONTACT
from bot.community.newcomers.mentor import FEATURE
from bot.community.newcomers.stuck_signs import Watch
from bot.core.effects import AnyEffect, Notify
from bot.core.model import User
from bot.services.claims.claim_service import Claiming
from bot.services.journey import entered
from bot.services.mentoring import messages
from bot.services.mentoring.mentorships import Pairing, unwatched, watching
from bot.services.newcomer_check import claims_as_newcomer


@dataclass
class Beside:
    """The mentors of those who hold an issue, and what follows from who came and went."""

    mentors: tuple[str, ...] = ()
    effects: list[AnyEffect] = field(default_factory=list)


async def beside(claiming: Claiming) -> Beside:
    """Mentors for newcomers who have just claimed; places that are free again for those who went."""
    ctx, number = claiming.ctx, claiming.number
    ids = {each.id for each in claiming.held.holders}
    gone = {each.id for each in claiming.before.holders} - ids
    new = [e for e in claiming.held.holders if not claiming.before.of(e.id) and e.until is not None]
    pairing = await Pairing.of(ctx)
    found = Beside()
    for person_id in sorted(gone):
        if number in pairing.numbers_of(person_id):
            pairing.leave(person_id, number)
            found.effects += unwatched(ctx, number, person_id)
    for each in new:
        found.effects += await _joined(claiming, each, pairing)
    here = [mentor for mentor, pair in pairing.on(number) if pair.id in ids]
    found.mentors = tuple(dict.fromkeys(here))
    found.effects += pairing.done(claiming.ref)
    return found


async def _joined(claiming: Claiming, holder: Holder, pairing: Pairing) -> list[AnyEffect]:
    ctx, person = claiming.ctx, User(id=holder.id, login=holder.login)
    is_new, had = await claims_as_newcomer(ctx, claiming.number, person)
    stages = [
        stage
        for stage in (FIRST_CONTACT, FIRST_CLAIM)
        if (is_new or had.has_begun) and stage not in had.stages
    ]
    effects = entered(ctx, claiming.ref, holder.id, holder.login, stages, had)
    if not is_new or claiming.subject is None or not await pairing.mentors():
        return effects
    known = pairing.mentor_of(holder.id)
    others = [each.login for each in claiming.held.holders]
    mentor = known or await pairing.choose(claiming.subject, others)
    if mentor is None:
        return effects
    await pairing.put(mentor, holder.id, holder.login, claiming.number)
    watch = Watch(id=holder.id, login=holder.login, since=ctx.now)
    effects += watching(ctx, claiming.number, watch)
    if (told := channel(ctx.repo, FEATURE, NEWCOMERS)) is not None:
        text = messages.joined(mentor, holder.login, claiming.ref, private=ctx.repository.private)
        because = f"{holder.login}, who is new here, claimed it"
        effects.append(
            Notify(subject=claiming.ref, feature=FEATURE, channel=told, text=text, because=because)
        )
    return effects
