"""`/why`: what the bot did here, and what moved it."""

from bot.community.triage import GUESS, TriageConfig
from bot.core.commands import CommandResult, Invocation, answer, nothing
from bot.core.markdown import NOTHING, Markdown, bullets, code, escape, joined
from bot.core.ports.records import EffectRecord
from bot.core.schedule import human_time
from bot.core.states import EffectState
from bot.services.sorting.guesses import guess_for, why_suggested
from handlers.help.feature import TEXT, Ctx, feature
from handlers.help.undo import in_words

SHOWN = 12
"""How many of its deeds `/why` lists."""

_TENSE = {
    EffectState.OBSERVED: TEXT.would_have,
    EffectState.WAITING: TEXT.not_yet,
    EffectState.INTENT: TEXT.not_yet,
    EffectState.REFUSED: TEXT.not_taken,
    EffectState.SUPERSEDED: TEXT.left_as_it_is,
    EffectState.DEAD: TEXT.given_up,
}

NOTED = (EffectState.DONE, EffectState.REFUSED, EffectState.DEAD, EffectState.SUPERSEDED)
"""States in which a note says what of it GitHub did not take."""


@feature.command("why", help="Tells what I did here, and what moved me.")
async def why(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Answer with the bot's own deeds on this subject."""
    nothing(call)
    lines = [line for done in await ctx.records.done_on(call.ref) if (line := _line(done, ctx))]
    guess = await _guess(ctx)
    if not lines:
        return [answer(call, joined([TEXT.nothing_done(), *guess], "\n\n"))]
    left = [TEXT.left_out(count=len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return [answer(call, joined([TEXT.done(lines=bullets(lines[-SHOWN:])), *left, *guess], "\n\n"))]


async def _guess(ctx: Ctx) -> list[Markdown]:
    """Return what this is guessed to be, where maintainers see the guess, why, and why it set no label."""
    shown = await GUESS.read(ctx.records, ctx.subject_scope)
    config = ctx.repo.section("triage", TriageConfig)
    if shown is None or shown.applied or config is None:
        return []
    guess = await guess_for(ctx.current, config, ctx)
    if guess is None or guess.kind != shown.kind:
        return []
    because = escape(await why_suggested(guess, ctx.current, config, ctx))
    return [TEXT.guess(label=code(shown.label), why=escape(shown.why), because=because)]


def _line(done: EffectRecord, ctx: Ctx) -> Markdown:
    deed = in_words(done)
    if not deed:
        return NOTHING
    return TEXT.deed(
        time=human_time(done.at, ctx.repo.timezone, now=ctx.now),
        tense=_TENSE[done.state]() if done.state in _TENSE else "",
        deed=deed,
        feature=escape(done.feature),
        because=TEXT.because(because=escape(done.because, 200)) if done.because else "",
        note=TEXT.note(note=escape(done.note, 200)) if done.note and done.state in NOTED else "",
    )
