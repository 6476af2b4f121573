"""What people may do here, what the bot did here and why, and whether it is set up as meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core.commands import nearest, nothing
from bot.core.context import Context, Done, UserError
from bot.core.effects import say
from bot.core.feature import Command, Example, Feature, Invocation, Nothing, Wanted
from bot.core.markdown import code, escape
from bot.core.permissions import Grant, Who
from bot.core.schedule import spoken

SHOWN = 12
"""How many of its deeds `/why` lists."""

feature = Feature(
    "help",
    summary="Says what you may do here, and what the bot did here and why.",
    config=Nothing,
    always_on=True,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""Always on. `/help` lists only what the person who asks may do on that issue or pull request.""",
)


@feature.command(
    "help",
    usage="/help [command]",
    help="Lists what you may do here, or explains one command.",
    examples=[Example("/help", "lists your commands"), Example("/help why", "explains `/why`")],
)
async def help_(call: Invocation, ctx: Context[Nothing]) -> list[Wanted]:
    """Answer with the commands of this person here, or with the page of one."""
    if len(call.args) > 1:
        raise UserError("Name one command, like `/help why`, or none at all.")
    member = await _is_member(call, ctx)
    asked = call.args[0].lower().removeprefix("/") if call.args else ""
    return [say(call.ref, "answer", _page(asked, call, ctx, member) if asked else _list(call, ctx, member))]


@feature.command(
    "why",
    usage="/why",
    help="Tells what I did here, and what moved me.",
    examples=["/why"],
)
async def why(call: Invocation, ctx: Context[Nothing]) -> list[Wanted]:
    """Answer with the bot's own deeds on this subject."""
    nothing(call)
    lines = [line for done in await ctx.records.done_on(call.ref) if (line := _told(done, ctx))]
    if not lines:
        return [say(call.ref, "answer", "I have done nothing here so far.")]
    left = f"\n\n{len(lines) - SHOWN} earlier ones are left out." if len(lines) > SHOWN else ""
    return [say(call.ref, "answer", "What I did here:\n\n" + "\n".join(lines[-SHOWN:]) + left)]


@feature.command(
    "bot",
    usage="/bot check",
    help="Says which file I follow here and what is on.",
    examples=[Example("/bot check", "says how I am set up here")],
)
async def bot(call: Invocation, ctx: Context[Nothing]) -> list[Wanted]:
    """Answer with the configuration in force; refuse what no other feature knows after `/bot`."""
    if [word.lower() for word in call.args] != ["check"]:
        usages = dict.fromkeys(each.usage for each in ctx.commands if each.usage.startswith("/bot "))
        known = ", ".join(code(usage) for usage in usages) or "`/bot check`"
        raise UserError(f"After `/bot` I know: {known}.")
    sections = ", ".join(code(name) for name in sorted(ctx.repo.sections)) or "nothing"
    source = f"I follow {code(ctx.repo.source, 200)}" if ctx.repo.source else "I found no file of yours here"
    does = "I act" if ctx.repo.mode == "act" else "I only observe, until it says `mode: act`"
    body = (
        f"{source}. {does}. On: {sections}. Commands: preset {code(ctx.repo.preset)}. "
        f"Time zone: {code(ctx.repo.timezone)}."
    )
    return [say(call.ref, "answer", body)]


async def _is_member(call: Invocation, ctx: Context[Nothing]) -> bool:
    """Asked only where a command depends on it."""
    depends = any(Grant.ORG_MEMBER in _who(each, call, ctx).grants for each in ctx.commands)
    return depends and await ctx.github.is_member(call.author)


def _bare(command: Command, call: Invocation) -> Invocation:
    return replace(call, command=command, word=command.name, args=(), rest="", line="")


def _who(command: Command, call: Invocation, ctx: Context[Nothing]) -> Who:
    return command.who_for(_bare(command, call), ctx.repo) if command.who_for else command.who


def _fits(command: Command, call: Invocation) -> bool:
    kind = "pull_request" if call.event.subject.is_pull_request else "issue"
    return command.on in ("any", kind)


def _may(command: Command, call: Invocation, ctx: Context[Nothing], member: bool) -> bool:
    grants = call.grants | ({Grant.ORG_MEMBER} if member else frozenset())
    return _who(command, call, ctx).allows(call.role, grants)


def _list(call: Invocation, ctx: Context[Nothing], member: bool) -> str:
    by_feature: dict[str, dict[str, None]] = {}
    for command in ctx.commands:
        if _fits(command, call) and _may(command, call, ctx, member):
            words = command.words_in(ctx.repo) if command.words else (command.name,)
            by_feature.setdefault(command.feature, {}).update(dict.fromkeys(words))
    lines = [
        f"- {name}: {', '.join(f'`/{word}`' for word in words)}"
        for name, words in by_feature.items()
        if words
    ]
    place = call.event.subject.noun
    return (
        f"What you may write on this {place}, at the beginning of a line:\n\n"
        + "\n".join(lines)
        + "\n\n`/help` and a name, such as `/help why`, explains one."
    )


def _page(asked: str, call: Invocation, ctx: Context[Nothing], member: bool) -> str:
    by_word: dict[str, list[Command]] = {}
    for command in ctx.commands:
        for word in command.words_in(ctx.repo):
            by_word.setdefault(word, []).append(command)
    found = by_word.get(asked)
    if not found:
        near = nearest(asked, by_word)
        hint = (
            f" Did you mean {' or '.join(f'`{word}`' for word in near)}?" if near else " `/help` lists all."
        )
        raise UserError(f"There is no command {code(asked, 40)} here.{hint}")
    return "\n\n".join(_explained(each, call, ctx, member) for each in found)


def _explained(command: Command, call: Invocation, ctx: Context[Nothing], member: bool) -> str:
    place = {"issue": " It works on issues only.", "pull_request": " It works on pull requests only."}
    may = "you may" if _may(command, call, ctx, member) else "you may not"
    examples = "\n".join(
        f"- {code(each.line)}" + (f": {each.means}" if each.means else "") for each in command.examples
    )
    other = [f"`/{word}`" for word in command.aliases]
    also = f" Also: {', '.join(other)}." if other else ""
    return (
        f"{code(command.usage)}: {command.help}{place.get(command.on, '')}{also} "
        f"For {_who(command, call, ctx)}: {may} here.\n\n{examples}"
    )


_DEEDS = {
    "add_labels": "set {labels}",
    "remove_labels": "removed {labels}",
    "assign": "assigned {logins}",
    "unassign": "took the assignment of {logins} back",
    "request_review": "asked {logins} for a review",
    "unrequest_review": "withdrew the request for a review from {logins}",
    "set_milestone": "set the milestone to {title}",
    "retitle": "changed the title to {title}",
    "close": "closed it",
    "reopen": "opened it again",
    "lock": "locked it",
    "unlock": "unlocked it",
    "pin": "pinned it",
    "unpin": "took the pin off",
    "transfer": "moved it to {to}",
    "check": "checked {head_sha}",
    "open_issue": "opened {title}",
    "comment": "commented",
    "delete_comment": "removed a comment of mine",
}


class _Fields(dict[str, str]):
    """The fields of an effect as text; one it lacks is left out."""

    def __missing__(self, key: str) -> str:
        return "nobody" if key == "logins" else "none"

    @classmethod
    def of(cls, effect: Mapping[str, Any]) -> _Fields:
        fields = cls()
        for key, value in effect.items():
            names = [*value, *effect.get("teams", ())] if key == "logins" else value
            if isinstance(names, Sequence) and names:
                fields[key] = ", ".join(map(code, [names] if isinstance(names, str) else map(str, names)))
        return fields


def _told(done: Done, ctx: Context[Nothing]) -> str:
    """One deed as a line; empty for what needs no telling (reactions, and answers to commands)."""
    deed = _DEEDS.get(done.kind)
    if deed is None or done.feature == "help":
        return ""
    did = deed.format_map(_Fields.of(done.effect))
    when = spoken(done.at, ctx.repo.timezone)
    only = "would have " if done.state == "observed" else ""
    because = f", because {escape(done.because, 200)}" if done.because else ""
    return f"- {when}: {only}{did} ({done.feature}){because}"
