"""`/escalate`: a support case goes up, to whoever answers when those on duty cannot."""

from dataclasses import replace

from bot.community.cases import CaseState, not_asked_again
from bot.community.steward import one_of, rota_config
from bot.core.commands import Example, Invocation, Refusal
from bot.core.config.accounts import is_vacant_login
from bot.core.effects import AnyEffect
from bot.core.feature import AUTHOR_OR_TRIAGE
from bot.core.model import contains
from bot.core.permissions import Role
from bot.services.calls import CallQuota
from handlers.steward.commands.route_and_pass import hand_over, route
from handlers.steward.feature import TEXT, Ctx, feature
from handlers.steward.people import team_members
from handlers.steward.routing import ESCALATED, hand_on
from handlers.steward.rules.assignee_choice import AskedBy
from handlers.steward.unit_of_work import UnitOfWork, noted, open_case_of


@feature.command(
    "escalate",
    usage="/escalate [@someone|rota] [why]",
    help="Gives this support case to whoever answers when those on duty cannot (`otherwise`), or to the one "
    "named. Its author may do so once, without a name.",
    examples=[
        Example("/escalate", "to `otherwise`, or the next person on duty"),
        Example("/escalate @bob", "to bob"),
    ],
    who=AUTHOR_OR_TRIAGE,
    on="issue",
)
async def escalate(call: Invocation, ctx: Ctx) -> list[AnyEffect]:
    """Give the case to somebody above, or to the one named."""
    work, state = await open_case_of(call, ctx)
    target, why = _target_and_reason(call, ctx)
    if call.role < Role.TRIAGE:
        if target:
            raise Refusal(TEXT.escalate_alone())
        if await ESCALATED.exists(ctx.records, ctx.subject_scope):
            raise Refusal(TEXT.escalated_once())
        quota = await CallQuota.of(ctx, "escalation", call.written.author)
        if not quota.is_left:
            raise Refusal(TEXT.escalated_today())
        once: list[AnyEffect] = [ESCALATED.claim(call.ref, ctx.subject_scope, ctx.now), quota.spend(call.ref)]
        state, because = noted(state, call, " ".join(why), ctx), f"{call.author} has escalated it"
        if not await hand_on(work, state, ctx.current, call.ref, because, AskedBy.REPORTER):
            raise Refusal(TEXT.escalate_nobody())
        return [*work.done(), *once]
    target = target or await _above(work, state, call)
    further = (
        route(replace(call, args=(target, *why)), ctx)
        if target
        else hand_over(replace(call, rest=" ".join(why)), ctx)
    )
    return [*await further]


def _target_and_reason(call: Invocation, ctx: Ctx) -> tuple[str, tuple[str, ...]]:
    """Return the person or rota that a command names first, if it names one, and the words of the note."""
    first = call.args[0] if call.args else ""
    is_target = first.startswith("@") or (bool(first) and rota_config(ctx.repo, first) is not None)
    return (first, call.args[1:]) if is_target else ("", call.args)


async def _above(work: UnitOfWork, state: CaseState, call: Invocation) -> str:
    """`otherwise` as a mention, unless they have had it; a team through one of its members; else empty."""
    otherwise = (await work.rota(state.rota)).config.otherwise or ""
    names = await team_members(otherwise, work.ctx) if otherwise.startswith("@") else (otherwise,)
    free = [
        name
        for name in names
        if name and not (is_vacant_login(name) or contains(not_asked_again(state), name))
    ]
    person = one_of(free, call.ref) if free else None
    return f"@{person}" if person else ""
