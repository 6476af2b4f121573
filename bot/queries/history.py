"""A repository's history as the database knows it: ledger, mirror and support cases, read at one instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.community.cases import CaseState, parse_cases
from bot.community.suggestions.config import Suggestions
from bot.core.erasure import NOBODY
from bot.core.feature import Feature
from bot.core.keys import CASE_MEMORY, number_in, subjects_prefix
from bot.core.model import EPOCH, Repository, Subject
from bot.insight.history import Contribution, History, SupportCase
from bot.insight.lines import (
    DEEDS,
    MERGE,
    MOVES,
    OPENED,
    REVIEW,
    LedgerLine,
    Mirrored,
    contributions,
    is_program,
    threads,
)
from bot.insight.people import WINDOW
from bot.store import ledger, lines, memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection

FIRSTS = {**OPENED, REVIEW: "review"}
FOREVER = EPOCH
"""Since when a history is read whole."""


def read_history(
    conn: Connection,
    features: Sequence[Feature[Any]],
    name: str,
    until: datetime,
    since: datetime = FOREVER,
) -> tuple[Repository, History] | None:
    """Return a repository and its history until before an instant; None for an unknown repository.

    With `since`, all that periods are counted from which do not begin earlier, and no more than that.
    """
    repository = mirror.repository_named(conn, name)
    if repository is None:
        return None
    config = ConfigStore(features).in_force(conn, repository.id).config
    programs, begin = config.programs, min(since, until - 2 * WINDOW)
    kinds = [what for what in lines.kinds(conn, repository.id) if "." in what]
    deeds = [
        counted_line(line)
        for line in lines.of_moving(conn, repository.id, DEEDS, MOVES, begin, until)
        if line.number
    ]
    numbers = {line.number for line in deeds if line.number} | lines.moving(conn, repository.id, begin)
    mirrored = {
        subject.number: _mirrored(subject) for subject in mirror.subjects(conn, repository.id, numbers)
    }
    all_threads = threads(deeds, mirrored, programs)
    authors = {thread.number: thread.author for thread in all_threads}
    merges = map(counted_line, lines.of_kinds(conn, repository.id, [MERGE], EPOCH, begin))
    suggestions = config.section("newcomers.suggestions", Suggestions) or Suggestions()
    return repository, History(
        known_since=lines.known_since(conn, repository.id, kinds),
        until=until,
        working=config.working_hours,
        threads=all_threads,
        contributions=(
            *contributions(merges, authors, programs),
            *contributions([line for line in deeds if line.at >= begin], authors, programs),
        ),
        firsts=tuple(_firsts(conn, repository, until, programs)),
        events=_events(lines.days(conn, repository.id, kinds, begin, until), programs),
        cases=tuple(_cases(conn, repository.id)),
        first_issues=_first_issues(conn, repository.id, suggestions.labels),
    )


def counted_line(line: lines.StoredLine) -> LedgerLine:
    """Return a stored line as numbers are counted from it."""
    marks = line.detail
    is_bot, wordless = bool(marks.get("bot")), bool(marks.get("wordless"))
    by = str(marks.get("by", ""))
    return LedgerLine(line.at, line.what, line.number, line.person_id, line.person, is_bot, by, wordless)


def _mirrored(subject: Subject) -> Mirrored:
    author = subject.author
    return Mirrored(
        subject.number,
        subject.is_pull_request,
        author.id,
        author.login,
        author.is_bot,
        subject.created_at,
        subject.closed_at,
        subject.draft,
        subject.labels,
    )


def _firsts(
    conn: Connection, repository: Repository, until: datetime, programs: Sequence[str]
) -> Iterator[Contribution]:
    """The first contribution of each person whom the owner did not know before."""
    known = mirror.known_since(conn, repository.owner_id)
    seen = {NOBODY.id}
    rows = ledger.firsts(conn, repository.owner_id, repository.id, tuple(FIRSTS), until)
    for at, person_id, what, login, kind in rows:
        if person_id in seen or is_program(login, kind not in ("User", None), programs):
            continue
        seen.add(person_id)
        # Who was given a place here afterwards was new all the same.
        since = known.get(person_id, until)
        if since is not None and at < since:
            yield Contribution(at, person_id, FIRSTS[what])


def _events(days: Sequence[lines.DayCount], programs: Sequence[str]) -> dict[tuple[datetime, bool], int]:
    events: Counter[tuple[datetime, bool]] = Counter()
    for day in days:
        events[day.day, is_program(day.by or day.person, day.is_bot and not day.by, programs)] += day.times
    return events


def read_cases(conn: Connection, repo_id: int) -> dict[int, CaseState]:
    """Return all support cases of a repository, by number."""
    rows = memory.scan_scopes(conn, subjects_prefix(repo_id), *CASE_MEMORY)
    return parse_cases({number_in(scope): row.value for scope, row in rows.items()})


def _cases(conn: Connection, repo_id: int) -> Iterator[SupportCase]:
    for number, state in read_cases(conn, repo_id).items():
        yield SupportCase(
            number,
            state.opened_at,
            state.reporter_id,
            state.community or "",
            (state.steward or "").casefold(),
            state.first_word,
            state.first_answer,
            state.resolved_at,
        )


def _first_issues(conn: Connection, repo_id: int, labels: Sequence[str]) -> dict[int, bool]:
    """Of each open issue with one of the labels, by number, whether it is free."""
    marked = {
        subject.number: subject
        for label in labels
        for subject in mirror.open_subjects(conn, repo_id, label)
        if not subject.is_pull_request
    }
    return {
        number: not subject.assignees and not mirror.linked_pulls(conn, repo_id, number)
        for number, subject in sorted(marked.items())
    }
