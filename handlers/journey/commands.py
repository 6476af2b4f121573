"""`/journey`: one's own record, in words that somebody outside of the project understands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.community.newcomers.journey import NewcomersConfig, is_stage, ledger_name
from bot.core.commands import nothing
from bot.core.commands.answer import answer
from bot.core.commands.command import CommandResult, Example, Invocation
from bot.core.context import Context
from bot.core.ports.records import Deed
from bot.core.schedule.local import day_of
from handlers.journey.criteria import counted
from handlers.journey.feature import feature

_KINDS = (
    ("merged", "change accepted into the project", "changes accepted into the project"),
    ("docs", "of them to the documentation", "of them to the documentation"),
    ("pull_requests", "change proposed", "changes proposed"),
    ("reviews", "change of others reviewed", "changes of others reviewed"),
    ("answers", "request of others answered", "requests of others answered"),
    ("issues", "report or request written", "reports and requests written"),
    ("comments", "contribution to a discussion", "contributions to discussions"),
)
_STAGES = {
    "first_contact": "first contact with the project",
    "first_claim": "first task taken on",
    "first_pull_request": "first change proposed",
    "first_merge": "first change accepted",
    "fifth_merge": "fifth change accepted",
    "tenth_merge": "tenth change accepted",
    "first_review_given": "first review of somebody else's change",
    "triager": "entrusted with sorting what comes in",
    "maintainer": "entrusted with accepting changes",
}
"""Stages worth telling outside, in words; that somebody was away is nobody's business."""


@feature.command(
    "journey",
    usage="/journey",
    help="Tells you your own record in this repository, in plain words.",
    examples=[Example("/journey", "what you have done here")],
)
async def journey(call: Invocation, ctx: Context[NewcomersConfig]) -> list[CommandResult]:
    """Tell somebody what they have done here; only this repository, so that a private one stays private."""
    nothing(call)
    deeds = await ctx.records.deeds(call.written.author.id)
    counts = counted(deeds)
    work = [
        f"- {counts[kind]} {one if counts[kind] == 1 else many}" for kind, one, many in _KINDS if counts[kind]
    ]
    if not work:
        text = f"@{call.author}, I have seen nothing of yours here before this."
        return [answer(call, f"{text} `/suggest` names issues that are free.")]
    zone = ctx.repo.timezone
    began = min(deed.at for deed in deeds if not is_stage(deed.what))
    head = (
        f"@{call.author}, your work in {ctx.repository.full_name}, as far as I saw it since "
        f"{_day(began, zone)}:"
    )
    rest = "All of it is public record here; nobody is ranked. `/bot forget me` erases what I keep."
    parts = [head, "\n".join(work), "\n".join(_passed(deeds, zone)), rest]
    return [answer(call, "\n\n".join(part for part in parts if part))]


def _passed(deeds: Sequence[Deed], zone: str) -> list[str]:
    """The stages with their days, and the subject of this repository that each was on."""
    names = {ledger_name(stage): words for stage, words in _STAGES.items()}
    return [
        f"- {_day(deed.at, zone)}: {names[deed.what]}" + (f" (#{deed.number})" if deed.number else "")
        for deed in deeds
        if deed.what in names
    ]


def _day(at: datetime, zone: str) -> str:
    day = day_of(at, zone)
    return f"{day.day} {day:%B %Y}"
