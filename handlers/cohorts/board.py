"""The board of a cohort: what is kept for it and how far each issue is; edited in place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.community.newcomers.claim_state import Held
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
    KEPT = "Kept for somebody"
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


def line(issue: Subject, held: Held, pulls: Sequence[int]) -> Line:
    """How far an open issue is."""
    holders = [each for each in held.holders if each.path or each in held.whole]
    people = tuple(dict.fromkeys(each.login for each in holders)) or issue.assignee_logins
    pull = next((each.pull for each in holders if each.pull), None) or next(iter(pulls), None)
    kept = held.turn or held.reserved
    if pull is not None:
        state = State.IN_REVIEW
    elif people:
        state = State.CLAIMED
    elif kept is not None:
        state, people = State.KEPT, (kept.login,)
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
        numbers = ", ".join(f"#{each}" for each in arrivals[:MOST_LINES])
        parts.append(f"Opened by its people: {numbers}")
    return "\n\n".join(parts)


def _listed(lines: Sequence[Line], over: bool) -> Iterator[str]:
    left = MOST_LINES
    for state in State:
        found = [each for each in lines if each.state is state]
        if found[:left]:
            listed = "\n".join(_item(each, over) for each in found[:left])
            yield f"{state} ({len(found)}):\n{listed}"
        left -= min(left, len(found))
    if len(lines) > MOST_LINES:
        yield f"And {len(lines) - MOST_LINES} more."


def _item(each: Line, over: bool) -> str:
    who = f" ({', '.join(code(login) for login in each.people)})" if each.people and not over else ""
    pull = f", #{each.pull}" if each.pull else ""
    return f"- #{each.number} {escape(each.title, 80)}{pull}{who}"
