"""`/route` and `/pass`: a case goes to a person, to another rota, or to whoever is next."""

from bot.community.cases import CaseState
from bot.community.rota import is_away
from bot.community.steward import rota_config, rota_names
from bot.core.commands import Example, Invocation, Refusal
from bot.core.effects import Effects
from bot.core.feature import ROTA_OR_TRIAGE
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.model import Subject, same, spelling
from handlers.steward.feature import TEXT, Ctx, feature
from handlers.steward.routing import give_to, hand_on, new_case
from handlers.steward.rules.assignee_choice import AskedBy
from handlers.steward.rules.duty_answers import choices
from handlers.steward.unit_of_work import UnitOfWork, noted, open_case_of, open_subject, read_open_case


@feature.command(
    "route",
    usage="/route @someone|rota [why]",
    help="Gives this support case to a person, or to whoever is on duty on another rota.",
    examples=[
        Example("/route @bob", "bob has it now"),
        Example("/route cloud it is about buckets", "to the rota `cloud`"),
    ],
    who=ROTA_OR_TRIAGE,
    on="issue",
)
async def route(call: Invocation, ctx: Ctx) -> Effects:
    """Give the case to somebody by name, or to a rota."""
    target, *why = call.args or ("",)
    if not target:
        raise Refusal(TEXT.name_person(rotas=_rotas_to_choose(ctx)))
    subject = open_subject(ctx)
    work, state = UnitOfWork(ctx), await read_open_case(ctx, call.ref)
    if state is None:
        state = new_case(subject, f"{call.author} routed it", ctx)
    state = noted(state, call, " ".join(why), ctx)
    if target.startswith("@"):
        person = await _somebody(target.removeprefix("@"), state, work)
        await give_to(work, person, state, subject, call.ref, "", by_hand=True)
    else:
        await _to_rota(target, state, subject, call, work)
    return work.done()


async def _to_rota(name: str, state: CaseState, subject: Subject, call: Invocation, work: UnitOfWork) -> None:
    ctx = work.ctx
    if rota_config(ctx.repo, name) is None:
        raise Refusal(TEXT.no_rota(name=code(name, 60), rotas=_rotas_to_choose(ctx)))
    known = spelling(rota_names(ctx.repo), name) or name
    await work.leave(call.ref, state)
    moved = state.model_copy(update={"rota": known, "holders": ()})
    if not await hand_on(work, moved, subject, call.ref, "", AskedBy.STEWARD):
        raise Refusal(TEXT.rota_cannot(name=code(known)))


def _rotas_to_choose(ctx: Ctx) -> Markdown:
    named = [code(name) for name in rota_names(ctx.repo) if name]
    return TEXT.or_rota(names=joined(named)) if named else NOTHING


async def _somebody(login: str, state: CaseState, work: UnitOfWork) -> str:
    ctx = work.ctx
    if state.has(login):
        raise Refusal(TEXT.has_it_already(steward=bare(state.steward)))
    if same(login, state.reporter):
        raise Refusal(TEXT.not_the_reporter())
    user = await ctx.github.user(login) if login.replace("-", "").replace("_", "").isalnum() else None
    if user is None:
        raise Refusal(TEXT.no_account(login=code(login, 60)))
    if user.is_bot:
        raise Refusal(TEXT.not_a_bot())
    rota = await work.rota(state.rota)
    if is_away(rota, user.login, ctx.now):
        free = choices(rota, ctx.now, (state.reporter, user.login))
        raise Refusal(TEXT.person_away(person=bare(user.login), free=free))
    return user.login


@feature.command(
    "pass",
    usage="/pass [why]",
    help="Hands this support case to the next person on duty. No reason is needed.",
    examples=[Example("/pass", "the next one on duty has it")],
    who=ROTA_OR_TRIAGE,
    on="issue",
)
async def hand_over(call: Invocation, ctx: Ctx) -> Effects:
    """Hand the case on without a reason."""
    work, state = await open_case_of(call, ctx)
    state, because = noted(state, call, call.rest, ctx), "it was passed on"
    if not await hand_on(work, state, ctx.current, call.ref, because, AskedBy.STEWARD):
        raise Refusal(TEXT.nobody_else())
    return work.done()
