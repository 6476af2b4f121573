"""What somebody may command on a subject, a line each, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from bot.core.commands import Command, Invocation
from bot.core.feature import Grant, Who
from bot.core.markdown import Markdown, address, bullets, code, joined
from bot.core.messages import DEFAULT, Language, load
from handlers.help.feature import TEXT as ENGLISH
from handlers.help.feature import Ctx

TEXT = load(__name__)

_LINES: Mapping[str, Mapping[str, Markdown]] = {
    language: TEXT[language].table("commands", dict[str, Markdown])
    for language in get_args(Language)
    if language != DEFAULT
}
"""What commands do, by language and the name that `/help` gives them: those of newcomers, reporters and
claimants. In English all commands say it themselves."""
_FEW = 16
"""So many lines stand open; of more, the groups are folded."""


def language_named(word: str) -> Language | None:
    """Return the language of a code such as `fr`; None for any other word."""
    return next((language for language in get_args(Language) if language == word), None)


def who_may(command: Command, call: Invocation, ctx: Ctx) -> Who:
    """Return who may give a command here, without arguments."""
    bare = replace(call, command=command, word=command.name, args=(), rest="", line="")
    return command.permission_for(bare, ctx.repo) if command.permission_for else command.who


def may(command: Command, call: Invocation, ctx: Ctx, member: bool) -> bool:
    """Return whether the author of a text may give a command here; `member`: of the organization."""
    grants = call.grants | ({Grant.ORG_MEMBER} if member else frozenset())
    return who_may(command, call, ctx).allows(call.role, grants)


def command_list(call: Invocation, ctx: Ctx, member: bool, language: Language = DEFAULT) -> Markdown:
    """Return what the author of a text may do on its subject, and where all commands are explained."""
    words = TEXT[language]
    pull = call.event.subject.is_pull_request
    possible = [
        command
        for command in ctx.commands
        if command.on in ("any", "pull_request" if pull else "issue") and may(command, call, ctx, member)
    ]
    in_words = [command for command in possible if language == DEFAULT or _name(command) in _LINES[language]]
    taken_off = _removals(possible, ctx)
    groups: dict[str, list[Markdown]] = {}
    for command in in_words:
        if names := [name for name in _names(command, ctx) if name not in taken_off]:
            text = _LINES[language][_name(command)] if language != DEFAULT else _sentence(command)
            line = words.line(command=joined(code(f"/{name}") for name in names), text=text)
            groups.setdefault(command.feature, []).append(line)
    is_more = len(in_words) < len([command for command in possible if not _is_removal(command, ctx)])
    ending = [
        *([words.removals(example=code(f"/{taken_off[0]}"))] if taken_off else []),
        *([words.more()] if is_more else []),
        words.one(),
        *([words.page(address=address(ctx.commands_page))] if ctx.commands_page else []),
    ]
    head = words.on_pull_request() if pull else words.on_issue()
    return joined([head, *_body(groups, language), joined(ending, " ")], "\n\n")


def _body(groups: Mapping[str, Sequence[Markdown]], language: Language) -> list[Markdown]:
    """Return the lines in groups; in other languages than English there are few, and no names of groups."""
    if language != DEFAULT:
        return [bullets(line for lines in groups.values() for line in lines)]
    is_long = sum(map(len, groups.values())) > _FEW
    group = ENGLISH.folded_group if is_long else ENGLISH.group
    return [group(name=Markdown(name.capitalize()), lines=bullets(lines)) for name, lines in groups.items()]


def _sentence(command: Command) -> Markdown:
    return Markdown(f"{command.help.partition('. ')[0].rstrip('.')}.")


def _name(command: Command) -> str:
    """Return the command as it is called: with its second word where several share the first."""
    return command.usage[1:].partition(" [")[0] if command.name == "bot" else command.name


def _names(command: Command, ctx: Ctx) -> Sequence[str]:
    return command.words_in(ctx.repo) if command.dynamic_words else (_name(command),)


def _removals(commands: Sequence[Command], ctx: Ctx) -> list[str]:
    """Return the commands that take back what another does, `remove-` before its name."""
    names = [name for command in commands for name in _names(command, ctx)]
    return [name for name in names if name.startswith("remove-") and name.removeprefix("remove-") in names]


def _is_removal(command: Command, ctx: Ctx) -> bool:
    return all(name.startswith("remove-") for name in _names(command, ctx))
