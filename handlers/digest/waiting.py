"""What waits on the maintainers: newcomers' pull requests, and questions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.community.cases import CaseState, parse_cases
from bot.community.steward import support_label
from bot.community.waiting import (
    NEWCOMER_MERGES,
    WORDS,
    Waiting,
    is_of,
    may_wait,
    question_since,
    waiting_since,
)
from bot.core.config.accounts import account_warnings
from bot.core.feature import Deed
from bot.core.markdown import NOTHING, Markdown, escape, issue_ref, joined
from bot.core.model import Subject, User, contains
from bot.core.ports.letter import LetterPart, News
from bot.core.schedule import WorkingHours
from bot.services.newcomer_check import OLD_HANDS
from handlers.digest.feature import TEXT, Ctx

Deeds = Mapping[int, Sequence[Deed]]
"""What was said on subjects, by number."""


async def waiting_part(ctx: Ctx) -> LetterPart:
    """Return what waits on the maintainers, the oldest first, and accounts of their file that are called
    otherwise by now."""
    subjects = await ctx.records.open_subjects()
    runs = waiting_runs(await _without_approval(subjects, ctx))
    lines = in_lines(await _waiting(subjects, ctx), ctx.now, ctx.repo.working_hours)
    lines += account_warnings(ctx.repo.read_as)
    decisions = [News(runs, decides=True)] if runs else []
    return LetterPart(TEXT.waiting(), (*decisions, *map(News, lines)))


async def _waiting(open_subjects: Sequence[Subject], ctx: Ctx) -> list[Waiting]:
    cases = parse_cases(await ctx.records.cases())
    subjects = [
        subject
        for subject in open_subjects
        if subject.number != ctx.config.issue and may_wait(subject, cases.get(subject.number))
    ]
    subjects_by_author: list[Subject] = []
    claimed: list[Subject] = []
    for subject in subjects:
        if subject.is_pull_request:
            subjects_by_author += [subject] if await _is_newcomer(subject.author, ctx) else []
        elif subject.number in cases or support_label(ctx.repo, subject.labels):
            subjects_by_author.append(subject)
        elif subject.assignees:
            claimed.append(subject)
    deeds = await ctx.records.deeds_on(
        [subject.number for subject in (*subjects_by_author, *claimed)], what=WORDS
    )
    turns = [await _by_author(subject, deeds, cases, ctx) for subject in subjects_by_author]
    turns += [await _by_claimant(subject, deeds, ctx) for subject in claimed]
    return [turn for turn in turns if turn is not None]


async def _without_approval(subjects: Sequence[Subject], ctx: Ctx) -> list[int]:
    """Return the open pull request of each run that waits for approval."""
    pulls = [subject for subject in subjects if subject.is_pull_request]
    return sorted(
        pull.number
        for run in (await ctx.github.waiting_runs() if pulls else ())
        for pull in pulls
        if is_of(run, pull)
    )


async def _by_author(
    subject: Subject, deeds: Deeds, cases: Mapping[int, CaseState], ctx: Ctx
) -> Waiting | None:
    """Return a newcomer's pull request, or a question: it waits since the last word that is not ours."""
    words, case = deeds.get(subject.number, ()), cases.get(subject.number)
    ours = await _ours(words, case, ctx, but=subject.author.id)
    since = waiting_since(subject, words, ours, await ctx.records.installed_at())
    if since is None or await ctx.may_triage(subject.author):
        return None
    return Waiting(subject, since)


async def _by_claimant(subject: Subject, deeds: Deeds, ctx: Ctx) -> Waiting | None:
    """Return an issue somebody works on: it waits since a question of theirs."""
    words = deeds.get(subject.number, ())
    if not any(deed.detail.get("asks") for deed in words):
        return None
    since = question_since(words, await _ours(words, None, ctx))
    return Waiting(subject, since) if since is not None else None


async def _is_newcomer(author: User, ctx: Ctx) -> bool:
    if await OLD_HANDS.of(author.id).exists(ctx.records, ctx.owner_scope):
        return False
    merged = await ctx.records.deeds(author.id, what=("pull_request.merged",), everywhere=True)
    return len(merged) < NEWCOMER_MERGES


async def _ours(deeds: Sequence[Deed], case: CaseState | None, ctx: Ctx, but: int = 0) -> set[int]:
    """Return ids of those who spoke on a subject and look after it; asked once a person, not once a
    subject.

    `but` is somebody whose words are never ours there."""
    had = (*case.holders, *((case.steward,) if case.steward else ())) if case is not None else ()
    speakers = [User(id=deed.person_id, login=deed.person) for deed in deeds if deed.person_id != but]
    return {
        person.id
        for person in dict.fromkeys(speakers)
        if contains(had, person.login) or await ctx.may_triage(person)
    }


def waiting_runs(numbers: Sequence[int]) -> Markdown:
    """Return the line on runs that wait for approval, given the pull request of each; empty for none."""
    if not numbers:
        return NOTHING
    pulls = joined(map(issue_ref, dict.fromkeys(numbers)))
    return (TEXT.one_run if len(numbers) == 1 else TEXT.runs)(count=len(numbers), pulls=pulls)


def in_lines(waiting: Iterable[Waiting], now: datetime, hours: WorkingHours) -> list[Markdown]:
    """Return a line for each, the oldest first, with its age in working days."""
    ordered = sorted(waiting, key=lambda item: (item.since, item.subject.number))
    return [_line(item, now, hours) for item in ordered]


def _line(waiting: Waiting, now: datetime, hours: WorkingHours) -> Markdown:
    subject, days = waiting.subject, hours.elapsed(waiting.since, now) // hours.hours.length
    return TEXT.line(
        number=subject.number,
        title=escape(subject.title, 80),
        kind=TEXT.pull_request() if subject.is_pull_request else TEXT.question(),
        age=(TEXT.one_day if days == 1 else TEXT.days)(count=days) if days else TEXT.less_than_a_day(),
    )
