"""`/vouch`, `/unvouch` and `/gate`."""

from __future__ import annotations

from bot.community.contributions.state import VOUCHED
from bot.core.commands import CommandResult, Example, Invocation, Refusal, answer, logins
from bot.core.feature import TRIAGE
from bot.core.markdown import code
from bot.core.states import Closing, GateWord
from bot.services.claims.gate import look_for_person
from handlers.contributions.feature import Ctx, feature
from handlers.contributions.gate import Gate
from handlers.contributions.rights import TEXT


@feature.command(
    "vouch",
    usage="/vouch @login [why]",
    help="Trusts somebody here: their pull requests need no issue.",
    who=TRIAGE,
    free_text=True,
    examples=[Example("/vouch @dan", "dan's pull requests go on by themselves")],
)
async def vouch(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Trust somebody; why is the maintainer's own comment."""
    return await _set_trust(call, ctx, is_trusted=True)


@feature.command(
    "unvouch",
    usage="/unvouch @login [why]",
    help="Trusts somebody here no longer; what has passed stays as it is.",
    who=TRIAGE,
    free_text=True,
    examples=[Example("/unvouch @dan", "for dan the rules hold again")],
)
async def unvouch(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Trust somebody no longer, whatever a file says."""
    return await _set_trust(call, ctx, is_trusted=False)


async def _set_trust(call: Invocation, ctx: Ctx, *, is_trusted: bool) -> list[CommandResult]:
    if not call.args or not call.args[0].startswith("@"):
        raise Refusal(TEXT.one_login())
    login = logins(call.args[:1])[0]
    person = await ctx.github.user(login)
    if person is None or not person.is_person:
        raise Refusal(TEXT.no_person(login=code(login)))
    return [
        VOUCHED.of(person.id).remember(call.ref, ctx.repo_scope, is_trusted),
        *await look_for_person(ctx, person),
        answer(call, (TEXT.vouched if is_trusted else TEXT.unvouched)(login=code(person.login))),
    ]


@feature.command(
    "gate",
    usage="/gate open | close",
    help="Lets a pull request on, whatever it lacks; or has it wait.",
    who=TRIAGE,
    on="pull_request",
    examples=[Example("/gate open", "it goes on"), Example("/gate close", "it waits for a maintainer")],
)
async def gate(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Overrule the rules on one pull request."""
    words = {"open": GateWord.OPEN, "close": GateWord.CLOSE}
    word = words.get(call.args[0].casefold()) if len(call.args) == 1 else None
    if word is None:
        raise Refusal(TEXT.gate_words())
    stands = await Gate.at(ctx, ctx.current)
    is_ours = stands.state is not None and stands.state.closing is Closing.OURS
    if not ctx.current.is_open and not (is_ours and word is GateWord.OPEN):
        raise Refusal(TEXT.gate_is_closed())
    return list(await stands.spoken_for(word))
