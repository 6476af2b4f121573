"""`/bot pause`, `/bot quiet` and `/bot resume` silence the bot in a repository; `/bot forget me` erases a
person."""

from collections.abc import Callable
from datetime import timedelta

from bot.core.commands import CommandResult, Example, Invocation, Refusal, answer
from bot.core.erasure import WISH, Wish
from bot.core.errors import Mistake
from bot.core.feature import TRIAGE, RepositoryConfig, SubjectEvent
from bot.core.keys import person_scope
from bot.core.markdown import code
from bot.core.messages import Template
from bot.core.model import same
from bot.core.pause import PAUSE, Pause
from bot.core.schedule import Duration, human_time
from handlers.help.feature import TEXT, Ctx, feature

WITHIN = timedelta(hours=2)
"""Housekeeping comes once an hour, and lets a wish rest a few minutes."""


def _followed_by(expected: str) -> Callable[[str, tuple[str, ...], SubjectEvent, RepositoryConfig], bool]:
    """Return what matches `/bot` with this word after it."""
    return lambda _word, args, _event, _repo: args[:1] != () and args[0].lower() == expected


@feature.command(
    "bot",
    usage="/bot forget me",
    help="Erases you from all my records, in every repository. What you wrote on GitHub stays yours.",
    matches=_followed_by("forget"),
    forgets=True,
    examples=[Example("/bot forget me", "all that is kept about you is erased within two hours")],
)
async def forget(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remember the wish; housekeeping carries it out."""
    if [word.lower() for word in call.args[1:]] != ["me"]:
        raise Refusal(TEXT.forget_usage())
    if same(call.author, ctx.repository.owner):
        raise Refusal(TEXT.own_repository())
    if not ctx.records.can_forget:
        raise Refusal(TEXT.no_key())
    person = call.written.author
    return [
        WISH.remember(call.ref, person_scope(person.id), Wish(at=ctx.now)),
        answer(call, TEXT.forgotten(time=human_time(ctx.now + WITHIN, ctx.repo.timezone, now=ctx.now))),
    ]


@feature.command(
    "bot",
    usage="/bot pause [for 1d]",
    help="Silences me in this repository, for a while or until `/bot resume`: I write nothing at all.",
    who=TRIAGE,
    matches=_followed_by("pause"),
    examples=[
        Example("/bot pause", "silence until `/bot resume`"),
        Example("/bot pause for 1d", "silence for a day"),
    ],
)
async def pause(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remember the pause; it holds from the next delivery on."""
    return _silenced(call, ctx, TEXT.paused, quiet=False)


@feature.command(
    "bot",
    usage="/bot quiet [for 2 weeks]",
    help="No letter, no reminders, no dates and nothing that ends meanwhile; what people write is heard.",
    who=TRIAGE,
    matches=_followed_by("quiet"),
    examples=[
        Example("/bot quiet", "until `/bot resume`"),
        Example("/bot quiet for 2 weeks", "for two weeks; claims last two weeks longer"),
    ],
)
async def quiet(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Remember the quiet time; nobody is asked why."""
    return _silenced(call, ctx, TEXT.quieted, quiet=True)


def _silenced(call: Invocation, ctx: Ctx, text: Template, *, quiet: bool) -> list[CommandResult]:
    words = [word.lower() for word in call.args[1:]]
    until = None
    if words:
        try:
            if words[0] != "for":
                raise Mistake(TEXT.how_long())
            until = ctx.now + Duration.parse(" ".join(words[1:])).calendar
        except Mistake as mistake:
            word = code(f"/bot {call.args[0].lower()}"), code(f"/bot {call.args[0].lower()} for 1d")
            raise Refusal(
                TEXT.pause_usage(usage=word[0], example=word[1], mistake=mistake.sentence)
            ) from None
    before = ctx.pause.ended(ctx.now).quiet_times(ctx.now) if ctx.pause else ()
    pause = Pause(by=call.author, since=ctx.now, until=until, quiet=quiet, earlier=before)
    when = TEXT.until_time(time=human_time(until, ctx.repo.timezone, now=ctx.now)) if until else TEXT.until()
    return [PAUSE.remember(call.ref, ctx.repo_scope, pause), answer(call, text(until=when))]


@feature.command(
    "bot",
    usage="/bot resume",
    help="Ends a pause or a quiet time.",
    who=TRIAGE,
    matches=_followed_by("resume"),
    works_while_paused=True,
    examples=[Example("/bot resume", "I speak again")],
)
async def resume(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Forget the pause; the quiet times are remembered."""
    if len(call.args) > 1:
        raise Refusal(TEXT.resume_alone())
    if ctx.pause is None or not ctx.pause.holds(ctx.now):
        raise Refusal(TEXT.not_paused())
    over = ctx.pause.ended(ctx.now)
    return [
        PAUSE.remember(call.ref, ctx.repo_scope, over if over.quiet_times(ctx.now) else None),
        answer(call, TEXT.resumed()),
    ]
