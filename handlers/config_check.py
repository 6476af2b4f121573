"""config_check: a pull request that edits the repository's file learns at once what the file would mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from bot.core import trial as trials
from bot.core.config.problems import Problem
from bot.core.context import Context
from bot.core.effects import Annotation, Check, Effects
from bot.core.events import PullRequestEvent
from bot.core.feature import Feature, Nothing

PATH = ".github/stewardbot.yml"
NAME = "stewardbot config"

Conclusion = Literal["success", "failure", "neutral"]
Level = Literal["warning", "failure"]

feature = Feature(
    "config_check",
    summary="Checks a pull request that edits the repository's file, and shows what it would mean.",
    config=Nothing,
    always_on=True,
    bots=True,
    needs={"checks": "write", "contents": "read", "pull_requests": "read"},
    docs="""Always on. Mistakes are annotated where they stand, and a table shows what the new file would
have done on the last 30 issues, each line with its reason. It is a forecast from what the bot remembers of
those issues: only what happens when an issue is opened, and nothing is written anywhere.""",
)


@feature.on("pull_request.opened", "pull_request.synchronize", "pull_request.reopened")
async def check(event: PullRequestEvent, ctx: Context[Nothing]) -> Effects:
    """Check the file as the pull request leaves it."""
    number = event.subject.number
    if not event.subject.head_sha or PATH not in await ctx.github.changed_files(number):
        return ()
    because = f"this pull request edits {PATH}"
    text = await ctx.github.file(PATH, ref=f"refs/pull/{number}/head")
    if text is None:
        body = "The file goes: nothing will be on but what is always on, and nothing will be written."
        return [_check(event, "neutral", body, because)]
    found = await ctx.rehearse(text)
    notes = (*_annotations(found.problems, "failure"), *_annotations(found.remarks, "warning"))
    if found.problems:
        body = "The file cannot be used like this; until it is mended, the last good one stays in force.\n\n"
        body += "\n".join(
            f"- line {each.line}, column {each.column}: {_said(each)}" for each in found.problems
        )
        return [_check(event, "failure", body, because, notes)]
    return [_check(event, "success", f"The file can be used. {trials.table(found.tried)}", because, notes)]


def _check(
    event: PullRequestEvent,
    conclusion: Conclusion,
    summary: str,
    because: str,
    notes: Iterable[Annotation] = (),
) -> Check:
    return Check(
        subject=event.ref,
        because=because,
        name=NAME,
        head_sha=event.subject.head_sha,
        conclusion=conclusion,
        summary=summary,
        annotations=tuple(notes),
    )


def _annotations(problems: Iterable[Problem], level: Level) -> tuple[Annotation, ...]:
    return tuple(
        Annotation(
            path=PATH,
            start_line=each.line,
            end_line=each.line,
            level=level,
            message=f"column {each.column}: {_said(each)}",
        )
        for each in problems
    )


def _said(problem: Problem) -> str:
    return f"{problem.message} ({problem.suggestion})" if problem.suggestion else problem.message
