"""`/help` and `/bot check`: what people may do here, and whether the bot is set up as meant."""

from bot.core.commands import Command, CommandResult, Example, Invocation, Refusal, answer, nearest
from bot.core.config.accounts import account_warnings
from bot.core.feature import Grant
from bot.core.markdown import Markdown, bullets, code, joined
from bot.core.messages import DEFAULT
from bot.core.states import Mode
from handlers.help.command_list import command_list, language_named, may, who_may
from handlers.help.feature import TEXT, Ctx, feature


@feature.command(
    "help",
    usage="/help [command | language]",
    help="Lists what you may do here (`de`, `en`, `es`, `fr`, `ja`, `pt`: in that language), or explains one "
    "command.",
    examples=[
        Example("/help", "lists your commands"),
        Example("/help fr", "lists them in French"),
        Example("/help why", "explains `/why`"),
    ],
)
async def help_(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Answer with the commands of this person here, in a language, or with the page of one."""
    if len(call.args) > 1:
        raise Refusal(TEXT.one_command())
    member = await _is_member(call, ctx)
    name = call.args[0].lower().removeprefix("/") if call.args else DEFAULT
    if language := language_named(name):
        return [answer(call, command_list(call, ctx, member, language))]
    return [answer(call, _page(name, call, ctx, member))]


@feature.command(
    "bot",
    usage="/bot check",
    help="Says which file I follow here and what is on.",
    examples=[Example("/bot check", "says how I am set up here")],
)
async def bot(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Answer with the configuration in force; refuse what no other feature knows after `/bot`."""
    if [word.lower() for word in call.args] != ["check"]:
        theirs = [command for command in ctx.commands if command.who.allows(call.role, call.grants)]
        usages = dict.fromkeys(command.usage for command in theirs if command.usage.startswith("/bot "))
        known = joined(code(usage) for usage in usages) or code("/bot check")
        raise Refusal(TEXT.bot_usages(usages=known))
    sections = joined(code(name) for name in sorted(ctx.repo.sections)) or TEXT.nothing_on()
    source = TEXT.follows(source=code(ctx.repo.source, 200)) if ctx.repo.source else TEXT.no_file()
    does = TEXT.acts() if ctx.repo.mode == Mode.ACT else TEXT.observes()
    body = TEXT.check(
        source=source,
        does=does,
        sections=sections,
        preset=code(ctx.repo.preset),
        zone=code(ctx.repo.timezone),
    )
    paragraphs = [body, *account_warnings(ctx.repo.read_as)]
    return [answer(call, joined(paragraphs, "\n\n"))]


async def _is_member(call: Invocation, ctx: Ctx) -> bool:
    """Asked only where a command depends on it."""
    depends = any(Grant.ORG_MEMBER in who_may(command, call, ctx).grants for command in ctx.commands)
    return depends and await ctx.github.is_member(call.written.author)


def _page(name: str, call: Invocation, ctx: Ctx, member: bool) -> Markdown:
    by_word: dict[str, list[Command]] = {}
    for command in ctx.commands:
        for word in command.words_in(ctx.repo):
            by_word.setdefault(word, []).append(command)
    commands = by_word.get(name)
    if not commands:
        near = nearest(name, by_word)
        names = joined(map(code, near), TEXT.or_next())
        hint = TEXT.did_you_mean(names=names) if near else TEXT.list_hint()
        raise Refusal(TEXT.no_command(name=code(name, 40), hint=hint))
    return joined((_explained(command, call, ctx, member) for command in commands), "\n\n")


def _explained(command: Command, call: Invocation, ctx: Ctx, member: bool) -> Markdown:
    place = {"issue": TEXT.issues_only(), "pull_request": TEXT.pulls_only()}
    allowed = TEXT.may() if may(command, call, ctx, member) else TEXT.may_not()
    examples = (
        joined(filter(None, [code(example.line), Markdown(example.means)]), ": ")
        for example in command.examples
    )
    other = [code(f"/{word}") for word in command.aliases]
    return TEXT.explained(
        usage=code(command.usage),
        help=Markdown(command.help),
        place=place.get(command.on, ""),
        aliases=TEXT.aliases(names=joined(other)) if other else "",
        who=who_may(command, call, ctx).words,
        may=allowed,
        examples=bullets(examples),
    )
