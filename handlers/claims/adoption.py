"""Claims that stand in our comments and not in a database that was restored.

What the comment says is a proposal: somebody counts who is assigned on GitHub or has written on the issue,
and no claim lasts longer than one that begins now.
"""

from collections.abc import Collection
from datetime import datetime

from bot.community.newcomers.claim_state import ISSUE_CLAIMS, MOST_WAITING, ClaimState, Holder, new_holder
from bot.community.newcomers.claims_config import Claims
from bot.core.effects import Effects
from bot.core.events import Wake
from bot.core.keys import ADOPT
from bot.core.model import Subject, User
from bot.core.own_comments import MissingFacts
from bot.core.schedule import WorkingHours
from bot.services.claims.claim_decision import FACTS, ClaimDecision
from bot.services.claims.claim_effects import adoption_of
from handlers.claims.feature import Ctx, feature


def confirmed(
    state: ClaimState, issue: Subject, writers: Collection[User]
) -> tuple[ClaimState, tuple[str, ...]]:
    """Return the claims of people whom GitHub shows on an issue, as it calls them now, and what it
    contradicts. Whoever it has assigned is named alone as having all of it."""
    assigned = {user.id: user.login for user in issue.assignees if not user.is_bot}
    there = {user.id: user.login for user in (issue.author, *writers)} | assigned
    wrong = [
        holder
        for holder in state.holders
        if holder.id not in there
        or ((assigned or holder.by_hand) and not holder.path and holder.id not in assigned)
    ]
    doubts = [f"the comment gives it to {holder.login}, GitHub does not" for holder in wrong]
    doubts += [
        f"the comment names {person.login}, GitHub does not"
        for person in (*state.waiting, state.turn, state.reserved)
        if person is not None and person.id not in there
    ]

    def known(person: Holder) -> Holder:
        return person.model_copy(update={"login": there[person.id]})

    remaining = {
        "holders": tuple(known(holder) for holder in state.holders if holder not in wrong),
        "waiting": tuple(person for person in state.waiting if person.id in there),
        "turn": state.turn if state.turn and state.turn.id in there else None,
        "reserved": state.reserved if state.reserved and state.reserved.id in there else None,
    }
    return state.model_copy(update=remaining), tuple(doubts)


def within_limits(state: ClaimState, claims: Claims, hours: WorkingHours, now: datetime) -> ClaimState:
    """Return claims that last no longer than the file allows from now."""
    longest = hours.add(now, claims.lease)

    def limited(holder: Holder) -> Holder:
        if holder.pull is not None:
            return holder.model_copy(update={"look_at": now})  # Whether it is open is asked on GitHub.
        if holder.by_hand or holder.until is None:
            return holder.model_copy(update={"by_hand": True, "until": None, "remind_at": None})
        fresh = new_holder(holder, claims, hours, now)
        assert fresh.until is not None
        until = min(holder.until, fresh.until)
        remind_at = min(holder.remind_at, until) if holder.remind_at else None
        return holder.model_copy(
            update={"since": min(holder.since, now), "until": until, "remind_at": remind_at}
        )

    places = {
        name: place.model_copy(update={"until": min(place.until, longest)})
        for name in ("turn", "reserved")
        if (place := getattr(state, name)) is not None
    }
    holders = tuple(map(limited, state.holders))
    return state.model_copy(update={"holders": holders, "waiting": state.waiting[:MOST_WAITING], **places})


@feature.timer(ADOPT)
@feature.timer(ADOPT, while_quiet=True)
async def adopt(event: Wake, ctx: Ctx) -> Effects:
    """Go on with claims as our comment has them, unless something was decided about them meanwhile."""
    missing, subject = MissingFacts.model_validate(event.data), ctx.subject
    if subject is None or not subject.is_open:
        return ()
    decision = await ClaimDecision.on(ctx, subject.number, subject)
    remembered = ISSUE_CLAIMS.parse(missing.remembered)
    if await ISSUE_CLAIMS.read(ctx.records, ctx.subject_scope) != remembered:
        return ()
    proposed = ClaimState.model_validate(missing.facts)
    proposed = decision.state.model_copy(update={name: getattr(proposed, name) for name in FACTS})
    decision.state = within_limits(proposed, decision.claims, decision.hours, ctx.now)
    return await adoption_of(decision) if decision.state != decision.before else ()
