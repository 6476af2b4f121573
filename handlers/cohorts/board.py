"""The board of a cohort: what is kept for it and how far each issue is; edited in place. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.community.newcomers.claim_state import ClaimState
from bot.community.newcomers.cohort import Cohort
from bot.core.markdown import Markdown, bare, bullets, code, escape, issue_ref, joined, plain_title
from bot.core.model import Subject
from handlers.cohorts.messages import TEXT, days_of

EVERY = timedelta(minutes=10)
"""Between two edits of a board at least; what happens meanwhile is shown by the next."""
MOST_LINES = 60
"""So many issues are listed; more are counted."""


class IssueProgress(StrEnum):
    """How far an issue is, in the order in which the board shows them."""

    FREE = "free"
    """Nobody has it."""
    IN_PARTS = "in_parts"
    """It is done in its sub-issues, some of which are open."""
    RESERVED = "reserved"
    """It waits for somebody whom a maintainer has in mind, or whose turn it is."""
    CLAIMED = "claimed"
    """Somebody works on it."""
    IN_REVIEW = "in_review"
    """A pull request for it is open."""
    MERGED = "merged"
    """A pull request for it was merged."""
    CLOSED = "closed"
    """It was closed without one."""


TITLES = {
    IssueProgress.FREE: TEXT.free,
    IssueProgress.IN_PARTS: TEXT.in_parts,
    IssueProgress.RESERVED: TEXT.reserved,
    IssueProgress.CLAIMED: TEXT.claimed,
    IssueProgress.IN_REVIEW: TEXT.in_review,
    IssueProgress.MERGED: TEXT.merged,
    IssueProgress.CLOSED: TEXT.closed,
}


@dataclass(frozen=True)
class Line:
    """One issue of the board, and who has it."""

    number: int
    title: str
    state: IssueProgress
    people: tuple[str, ...] = ()
    pull: int | None = None
    sub_issues: int = 0


def line(issue: Subject, claims: ClaimState, pulls: Sequence[int]) -> Line:
    """Return how far an open issue is."""
    holders = [holder for holder in claims.holders if holder.path or holder in claims.whole]
    people = tuple(dict.fromkeys(holder.login for holder in holders)) or issue.assignee_logins
    pull = next((holder.pull for holder in holders if holder.pull), None) or next(iter(pulls), None)
    reserved = claims.turn or claims.reserved
    if pull is not None:
        state = IssueProgress.IN_REVIEW
    elif people:
        state = IssueProgress.CLAIMED
    elif reserved is not None:
        state, people = IssueProgress.RESERVED, (reserved.login,)
    else:
        state = IssueProgress.IN_PARTS if issue.sub_issues else IssueProgress.FREE
    return Line(issue.number, issue.title, state, people, pull, issue.sub_issues)


def title(name: str, cohort: Cohort, today: date) -> Markdown:
    """Return the title of a board that the bot opens."""
    return TEXT.board_title(title=plain_title(cohort.title or name), **days_of(cohort, today))


def opening(name: str, cohort: Cohort) -> Markdown:
    """Return the text of a board that the bot opens; it calls the host."""
    return TEXT.board_opening(host=bare(cohort.host), cohort=code(name))


def shown(
    name: str, cohort: Cohort, lines: Sequence[Line], arrivals: Sequence[int], today: date, *, over: bool
) -> Markdown:
    """Return the board as it is now; when it is `over`, without anybody's name."""
    if over:
        parts = [TEXT.board_over(cohort=code(name), **days_of(cohort, today))]
    else:
        host, join = code(cohort.host), code(f"/cohort {name}")
        parts = [TEXT.board_head(cohort=code(name), host=host, join=join, **days_of(cohort, today))]
    parts += _listed(lines, over)
    if arrivals and not over:
        numbers = joined(map(issue_ref, arrivals[:MOST_LINES]))
        parts.append(TEXT.board_arrivals(numbers=numbers))
    return joined(parts, "\n\n")


def _listed(lines: Sequence[Line], over: bool) -> Iterator[Markdown]:
    left = MOST_LINES
    for state in IssueProgress:
        group = [line for line in lines if line.state is state]
        if group[:left]:
            heading = TEXT.group(state=TITLES[state](), count=len(group))
            yield joined([heading, bullets(_item(line, over) for line in group[:left])], "\n")
        left -= min(left, len(group))
    if len(lines) > MOST_LINES:
        yield TEXT.board_more(count=len(lines) - MOST_LINES)


def _item(line: Line, over: bool) -> Markdown:
    return TEXT.item(
        number=line.number,
        title=escape(line.title, 80),
        pull=TEXT.item_pull(number=line.pull) if line.pull else "",
        parts=TEXT.item_parts(count=line.sub_issues) if line.sub_issues else "",
        who=TEXT.item_people(people=joined(map(code, line.people))) if line.people and not over else "",
    )
