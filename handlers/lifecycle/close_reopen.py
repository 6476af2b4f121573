"""`/close`, `/duplicate` and `/reopen`."""

import re
from collections.abc import Sequence
from itertools import dropwhile
from typing import Literal

from bot.core.commands import CommandResult, Example, Invocation, Refusal, number
from bot.core.config.shared import LifecycleConfig
from bot.core.effects import Close, Reopen
from bot.core.feature import ANYONE, AUTHOR_OR_TRIAGE, TRIAGE, Grant, RepositoryConfig, Who
from bot.core.messages import load
from bot.core.model import contains
from bot.core.permissions import Role
from bot.core.states import CommandPreset
from handlers.lifecycle.feature import Ctx, feature

TEXT = load(__name__)

_REASONS: dict[str, Literal["completed", "not_planned"]] = {
    "completed": "completed",
    "wontfix": "not_planned",
    "won t": "not_planned",
    "wont fix": "not_planned",
    "not planned": "not_planned",
}
_BEFORE_A_REASON = frozenset({"as", "a", "is", "it", "it's", "its", "this", "because"})
"""Words that may stand before the reason."""


def _who_closes(call: Invocation, repo: RepositoryConfig) -> Who:
    config = repo.section("lifecycle", LifecycleConfig) or LifecycleConfig()
    labels = call.event.subject.labels
    is_stale = any(contains(labels, f"lifecycle/{stage}") for stage in ("stale", "rotten"))
    if is_stale and repo.preset is CommandPreset.PROW:
        return ANYONE
    role = Role.READ if config.close == "anyone" else Role.parse(config.close)
    return Who(role=role, grants=frozenset({Grant.AUTHOR}))


@feature.command(
    "close",
    usage="/close [not-planned | completed | duplicate of #n] [why]",
    help="Closes it, with a reason if you give one.",
    who=AUTHOR_OR_TRIAGE,
    permission_for=_who_closes,
    offered=lambda call, _repo: call.event.subject.is_open and Grant.AUTHOR in call.grants,
    in_each_language=True,
    examples=["/close", "/close not-planned", Example("/close duplicate of #4", "closes it in favour of #4")],
)
async def close(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Close for a reason; further words are the note."""
    args = tuple(dropwhile(lambda arg: arg.casefold() in _BEFORE_A_REASON, call.args))
    words = re.findall(r"[^\W_]+|#", " ".join(args).lower())
    if words[:1] == ["duplicate"]:
        of = args[2:] if words[1:2] == ["of"] else args[1:]
        others = [word for word in of[1:] if "#" in word]
        return [await _as_duplicate(call, ctx, [*of[:1], *others])]
    reason = next((_REASONS[text] for n in (2, 1) if (text := " ".join(words[:n])) in _REASONS), None)
    if reason is None and len(words) == 1:
        raise Refusal(TEXT[call.language].close_reasons())
    return [Close(subject=call.ref, reason=reason or "completed")]


@feature.command(
    "duplicate",
    usage="/duplicate #n",
    help="Closes it as a duplicate of another issue or pull request of this repository.",
    who=TRIAGE,
    examples=[Example("/duplicate #4", "closes it in favour of #4")],
)
async def duplicate(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Close as a duplicate."""
    return [await _as_duplicate(call, ctx, call.args)]


@feature.command(
    "reopen",
    usage="/reopen [why]",
    help="Opens it again.",
    who=AUTHOR_OR_TRIAGE,
    examples=["/reopen"],
    in_each_language=True,
    offered=lambda call, _repo: not call.event.subject.is_open and Grant.AUTHOR in call.grants,
)
async def reopen(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Open again, unless it was merged."""
    if ctx.subject and ctx.subject.merged:
        raise Refusal(TEXT[call.language].merged())
    return [Reopen(subject=call.ref)]


async def _as_duplicate(call: Invocation, ctx: Ctx, args: Sequence[str]) -> Close:
    if len(args) != 1:
        raise Refusal(TEXT[call.language].name_original())
    original = number(args[0], ctx.repository.full_name, call.language)
    if original == call.event.subject.number:
        raise Refusal(TEXT[call.language].itself())
    is_known = bool(await ctx.records.subjects([original]))
    if not is_known and await ctx.github.subject(original) is None:
        raise Refusal(TEXT[call.language].no_number(number=original))
    return Close(subject=call.ref, reason="duplicate", duplicate_of=original)
