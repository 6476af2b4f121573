"""The board of a cohort: what is kept for it and how far each issue is; edited in place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.community.newcomers.claim_state import ClaimState
from bot.community.newcomers.cohort import Cohort
from bot.core.markdown import code, escape
from bot.core.model import Subject
from bot.core.schedule import spoken_day

EVERY = timedelta(minutes=10)
"""Between two edits of a board at least; what happens meanwhile is shown by the next."""
MOST_LINES = 60
"""So many issues are listed; more are counted."""


class State(StrEnum):
    """How far an issue is, in the order in which the board shows them."""

    FREE = "Free"
    RESERVED = "Kept for somebody"
    CLAIMED = "Claimed"
    IN_REVIEW = "In review"
    MERGED = "Merged"
    CLOSED = "Closed"


@dataclass(frozen=True)
class Line:
    """One issue of the board, and who has it."""

    number: int
    title: str
    state: State
    people: tuple[str, ...] = ()
    pull: int | None = None


def line(issue: Subject, claims: ClaimState, pulls: Sequence[int]) -> Line:
    """How far an open issue is."""
    holders = [holder for holder in claims.holders if holder.path or holder in claims.whole]
    people = tuple(dict.fromkeys(holder.login for holder in holders)) or issue.assignee_logins
    pull = next((holder.pull for holder in holders if holder.pull), None) or next(iter(pulls), None)
    reserved = claims.turn or claims.reserved
    if pull is not None:
        state = State.IN_REVIEW
    elif people:
        state = State.CLAIMED
    elif reserved is not None:
        state, people = State.RESERVED, (reserved.login,)
    else:
        state = State.FREE
    return Line(issue.number, issue.title, state, people, pull)


def title(name: str, cohort: Cohort) -> str:
    """The title of a board that the bot opens."""
    return f"{cohort.title or name}, {spoken_day(cohort.since)} to {spoken_day(cohort.until)}"


def opening(name: str, cohort: Cohort) -> str:
    """The text of a board that the bot opens; it calls the host."""
    return (
        f"@{cohort.host} looks after everybody here. This issue shows how {code(name)} goes: the comment "
        "below is edited as things happen, and when all is over a report follows, as counts."
    )


def shown(name: str, cohort: Cohort, lines: Sequence[Line], arrivals: Sequence[int], *, over: bool) -> str:
    """The board as it stands; when it is `over`, without anybody's name."""
    days = f"**{code(name)}**, {spoken_day(cohort.since)} to {spoken_day(cohort.until)}"
    if over:
        parts = [f"{days}: over. Whatever is free now is free for everybody: `/claim` takes it."]
    else:
        parts = [
            f"{days}. Ask {code(cohort.host)} first, here or where you are. "
            f"{code(f'/cohort {name}')} makes you part of it, `/claim` on a free issue makes it yours."
        ]
    parts += _listed(lines, over)
    if arrivals and not over:
        numbers = ", ".join(f"#{number}" for number in arrivals[:MOST_LINES])
        parts.append(f"Opened by its people: {numbers}")
    return "\n\n".join(parts)


def _listed(lines: Sequence[Line], over: bool) -> Iterator[str]:
    left = MOST_LINES
    for state in State:
        group = [line for line in lines if line.state is state]
        if group[:left]:
            listed = "\n".join(_item(line, over) for line in group[:left])
            yield f"{state} ({len(group)}):\n{listed}"
        left -= min(left, len(group))
    if len(lines) > MOST_LINES:
        yield f"And {len(lines) - MOST_LINES} more."


def _item(line: Line, over: bool) -> str:
    who = f" ({', '.join(code(login) for login in line.people)})" if line.people and not over else ""
    pull = f", #{line.pull}" if line.pull else ""
    return f"- #{line.number} {escape(line.title, 80)}{pull}{who}"
