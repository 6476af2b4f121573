"""`/route` and `/pass`: a case goes to a person, to another rota, or to whoever is next."""

from __future__ import annotations

from bot.community.cases import CaseState
from bot.community.rota import is_away
from bot.community.steward import StewardConfig, rota_config, rota_names
from bot.core.commands.command import Example, Invocation
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.errors import Refusal
from bot.core.markdown import code
from bot.core.model import Subject, same, spelling
from bot.core.permissions import ROTA_OR_TRIAGE
from handlers.steward import messages
from handlers.steward.commands.command_context import open_case_of, open_subject
from handlers.steward.feature import feature
from handlers.steward.routing import give_to, hand_on, new_case
from handlers.steward.unit_of_work import UnitOfWork, read_case


@feature.command(
    "route",
    usage="/route @someone|rota [why]",
    help="Gives this support case to a person, or to whoever is on duty on another rota.",
    examples=[
        Example("/route @bob", "bob has it now"),
        Example("/route cloud it is about buckets", "to the rota `cloud`"),
    ],
    who=ROTA_OR_TRIAGE,
    free_text=True,
    on="issue",
)
async def route(call: Invocation, ctx: Context[StewardConfig]) -> Effects:
    """Give the case to somebody by name, or to a rota."""
    target, _, _why = call.rest.strip().partition(" ")
    if not target:
        raise Refusal(f"name a person, like `/route @bob`{_rotas_to_choose(ctx)}")
    subject = open_subject(ctx)
    work, state = UnitOfWork(ctx), await read_case(ctx, call.ref)
    if state is None or not state.is_open:
        state = new_case(subject, f"{call.author} routed it", ctx)
    if target.startswith("@"):
        person = await _somebody(target.removeprefix("@"), state, work)
        await give_to(work, person, state, subject, call.ref, "", by_hand=True)
    else:
        await _to_rota(target, state, subject, call, work)
    return work.done()


async def _to_rota(name: str, state: CaseState, subject: Subject, call: Invocation, work: UnitOfWork) -> None:
    ctx = work.ctx
    if rota_config(ctx.repo, name) is None:
        raise Refusal(
            f"there is no rota {code(name, 60)} here; name a person with an @{_rotas_to_choose(ctx)}"
        )
    known = spelling(rota_names(ctx.repo), name) or name
    await work.leave(call.ref, state)
    moved = state.model_copy(update={"rota": known, "asked": ()})
    if not await hand_on(work, moved, subject, call.ref, ""):
        raise Refusal(f"nobody on the rota `{known}` can take it just now")


def _rotas_to_choose(ctx: Context[StewardConfig]) -> str:
    named = [f"`{name}`" for name in rota_names(ctx.repo) if name]
    return f", or a rota: {', '.join(named)}" if named else ""


async def _somebody(login: str, state: CaseState, work: UnitOfWork) -> str:
    ctx = work.ctx
    if state.has(login):
        raise Refusal(f"{state.steward} has it already")
    if same(login, state.reporter):
        raise Refusal("a case cannot go to the one who asked")
    user = await ctx.github.user(login) if login.replace("-", "").replace("_", "").isalnum() else None
    if user is None:
        raise Refusal(f"there is no {code(login, 60)} on GitHub")
    if user.is_bot:
        raise Refusal("a case cannot go to a bot")
    rota = await work.rota(state.rota)
    if is_away(rota, user.login, ctx.now):
        raise Refusal(
            f"{user.login} is away; {messages.choices(rota, ctx.now, (state.reporter, user.login))}"
        )
    return user.login


@feature.command(
    "pass",
    usage="/pass",
    help="Hands this support case to the next person on duty. No reason is needed.",
    examples=[Example("/pass", "the next one on duty has it")],
    who=ROTA_OR_TRIAGE,
    on="issue",
)
async def hand_over(call: Invocation, ctx: Context[StewardConfig]) -> Effects:
    """Hand the case on without a reason."""
    if call.args:
        raise Refusal("`/pass` takes nothing after it; `/route @someone why` names a person and a reason")
    work, state = await open_case_of(call, ctx)
    if not await hand_on(work, state, ctx.current, call.ref, "it was passed on"):
        raise Refusal(
            "nobody else is on duty who has not had it yet; `/route @someone` asks a person by name"
        )
    return work.done()
