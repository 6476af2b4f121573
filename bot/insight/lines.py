"""From lines of the ledger, and what the mirror knows, to issues, change requests and contributions. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import contains, same
from bot.insight.history import MERGED, Contribution, IssueThread

OPENED = {"issues.opened": "issue", "pull_request.opened": "change request"}
REVIEW = "pull_request_review.submitted"
ANSWERS = ("issue_comment.created", "pull_request_review_comment.created", REVIEW)
MERGE = "pull_request.merged"
CLOSED = ("issues.closed", "pull_request.closed", MERGE)
GONE = ("issues.deleted", "issues.transferred")
"""It is here no more; that is no answer."""
REOPENED = ("issues.reopened", "pull_request.reopened")
READY, DRAFT = "pull_request.ready_for_review", "pull_request.converted_to_draft"
MOVES = (*OPENED, REVIEW, *CLOSED, *GONE, *REOPENED, READY, DRAFT)
"""Deeds by which a subject belongs to the time in which they were done."""
DEEDS = (*MOVES, "issue_comment.created", "pull_request_review_comment.created")
"""Deeds of which issues and change requests are made."""


@dataclass(frozen=True)
class LedgerLine:
    """Who did what, when. `by`: who did it to what is `login`'s, if that was another; `wordless`: a comment
    of commands alone."""

    at: datetime
    what: str
    number: int | None
    person: int
    login: str
    is_bot: bool = False
    by: str = ""
    wordless: bool = False


@dataclass(frozen=True)
class Mirrored:
    """An issue or a pull request as GitHub last told of it."""

    number: int
    change_request: bool
    author: int
    login: str
    is_bot: bool
    opened_at: datetime
    closed_at: datetime | None
    draft: bool
    labels: tuple[str, ...] = ()


def is_program(login: str, is_bot: bool, programs: Sequence[str]) -> bool:
    """Return whether an account is a program's."""
    return is_bot or login.endswith("[bot]") or contains(programs, login)


def threads(
    lines: Sequence[LedgerLine], mirrored: Mapping[int, Mirrored], programs: Sequence[str] = ()
) -> tuple[IssueThread, ...]:
    """Return all issues and change requests; `lines` are in order."""
    by_number: dict[int, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        if line.number:
            by_number[line.number].append(line)
    numbers = sorted({*mirrored, *by_number})
    both = ((number, by_number.get(number, []), mirrored.get(number)) for number in numbers)
    built = (_thread(number, mine, state, programs) for number, mine, state in both)
    return tuple(thread for thread in built if thread is not None)


def _thread(
    number: int, lines: Sequence[LedgerLine], state: Mirrored | None, programs: Sequence[str]
) -> IssueThread | None:
    opening = next((line for line in lines if line.what in OPENED), None)
    if opening is not None:
        author, login, is_bot, opened_at = opening.person, opening.login, opening.is_bot, opening.at
        change_request = OPENED[opening.what] == "change request"
    elif state is not None:
        author, login, is_bot, opened_at = state.author, state.login, state.is_bot, state.opened_at
        change_request = state.change_request
    else:
        return None  # It was deleted, and we were not there when it was opened.
    turns = [(line.at, line.what in REOPENED) for line in lines if line.what in (*CLOSED, *GONE, *REOPENED)]
    closed_at = state.closed_at if state is not None else None
    if closed_at is not None and (not turns or (turns[-1][1] and turns[-1][0] <= closed_at)):
        turns.append((closed_at, False))  # Nobody told us, or not in time.
    return IssueThread(
        number,
        change_request,
        author,
        is_program(login, is_bot, programs),
        opened_at,
        _ready(lines, opened_at, draft=state is not None and state.draft),
        tuple(line.at for line in lines if _answers(line, author, login, programs)),
        tuple(turns),
        opening is not None,
        state.labels if state is not None else (),
    )


def _ready(lines: Sequence[LedgerLine], opened_at: datetime, *, draft: bool) -> datetime | None:
    """Return when the clock starts: at the opening, or when what was opened as a draft was first ready."""
    change = next((line for line in lines if line.what in (READY, DRAFT)), None)
    if change is None:
        return None if draft else opened_at
    return change.at if change.what == READY else opened_at


def _answers(line: LedgerLine, author: int, login: str, programs: Sequence[str]) -> bool:
    """Return whether a person who is not the author answers with a line."""
    if line.what in ANSWERS:
        return (
            line.person != author and not line.wordless and not is_program(line.login, line.is_bot, programs)
        )
    if line.what == MERGE:  # The line is the author's; who merged stands beside it.
        return bool(line.by) and not same(line.by, login) and not is_program(line.by, False, programs)
    if line.what in CLOSED:
        return line.person != author and not is_program(line.login, line.is_bot, programs)
    return False


def contributions(
    lines: Iterable[LedgerLine], authors: Mapping[int, int], programs: Sequence[str] = ()
) -> Iterator[Contribution]:
    """Return what people contributed, in order; `authors` by number, whose word on their own is no review."""
    for line in lines:
        kind = OPENED.get(line.what) or {MERGE: MERGED, REVIEW: "review"}.get(line.what)
        own = line.what == REVIEW and authors.get(line.number or 0) == line.person
        if kind and line.person and not own and not is_program(line.login, line.is_bot, programs):
            yield Contribution(line.at, line.person, kind)
