"""What is written down when a shift ends: each open case in one line, and what waits on whom. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.community.cases import CaseState, Note
from bot.community.rota import Rota, Shift
from bot.core.markdown import escape
from bot.core.schedule import spoken_day

TITLE = "Support hand-over"
"""How the title of every hand-over begins."""
MOST = 60
"""Lines of one hand-over; more cases than that are counted, not listed."""


@dataclass(frozen=True)
class PassedCase:
    """One open case at a hand-over, and who has it from now on."""

    number: int
    state: CaseState
    to: str | None


@dataclass(frozen=True)
class HandoverSummary:
    """All that one hand-over says. `closed` counts the cases closed by each of `outgoing`."""

    at: datetime
    outgoing: tuple[str, ...]
    incoming: tuple[str, ...]
    closed: tuple[int, ...]
    passing: tuple[PassedCase, ...]
    staying: int
    notes: tuple[Note, ...]
    next: Shift | None


def title(handover: HandoverSummary, rota: Rota) -> str:
    """The title of its issue."""
    return f"{TITLE}{_named(rota)}, {spoken_day(handover.at, rota.timezone)}"


def is_title(text: str, rota: Rota) -> bool:
    """Whether this is the title of a hand-over of this rota."""
    return text.startswith(f"{TITLE}{_named(rota)}, ")


def _named(rota: Rota) -> str:
    return f" ({rota.name})" if rota.name else ""


def body(handover: HandoverSummary, rota: Rota) -> str:
    """Its text: thanks, what passes to whom, notes, what comes next, and two boxes to tick."""
    parts = [_opening(handover)]
    if handover.passing:
        parts.append("\n".join(_lines(handover, rota)))
    if handover.notes:
        parts.append("\n".join(f"> {escape(note.text, 500)} ({note.by})" for note in handover.notes))
    parts.append(_rest(handover, rota))
    parts.append("\n".join(_boxes(handover)))
    return "\n\n".join(parts)


def _opening(handover: HandoverSummary) -> str:
    thanks = [
        f"Thank you, @{person}{f': {_counted(closed)} closed' if closed else ''}."
        for person, closed in zip(handover.outgoing, handover.closed, strict=True)
    ]
    names = " ".join(f"@{person}," for person in handover.incoming)
    count = len(handover.passing)
    if not count:
        passes = f"{names} nothing passes to you." if names else "Nothing passes on."
    elif _only_heir(handover):
        passes = f"{names} {_counted(count)} pass{'es' if count == 1 else ''} to you:"
    else:
        passes = f"{names} these pass on:" if names else "These pass on:"
    return " ".join([*thanks, passes])


def _only_heir(handover: HandoverSummary) -> str | None:
    """The only person who begins, if all cases pass to them."""
    heirs = {*handover.incoming, *(item.to for item in handover.passing)}
    return handover.incoming[0] if handover.incoming and len(heirs) == 1 else None


def _lines(handover: HandoverSummary, rota: Rota) -> list[str]:
    """The cases, each with who has it now where the opening does not say so."""
    lines = []
    for item in handover.passing[:MOST]:
        to = f"to {item.to}" if item.to else f"stays with {item.state.steward}"
        lines.append(
            f"- {line(item.number, item.state, handover.at, rota, '' if _only_heir(handover) else to)}"
        )
    more = len(handover.passing) - MOST
    return [*lines, f"- and {more} more"] if more > 0 else lines


def line(number: int, state: CaseState, at: datetime, rota: Rota, whose: str = "") -> str:
    """One case in one line: age, `whose` it is now, what waits on whom, the last human word, notes."""
    days = (at - state.opened_at).days
    age = "new" if not days else "1 day old" if days == 1 else f"{days} days old"
    whose = f", {whose}" if whose else ""
    spoke = ""
    if state.spoke is not None and state.spoke_at is not None:
        spoke = f"; last word by {state.spoke} on {spoken_day(state.spoke_at, rota.timezone)}"
    notes = "".join(f". Note ({note.by}): {escape(note.text, 200)}" for note in state.notes[-2:])
    return f"#{number}, {age}{whose}: {waits_on(state, rota)}{spoke}{notes}"


def waits_on(state: CaseState, rota: Rota) -> str:
    """What a case waits for, in words."""
    if state.waits_on_reporter:
        return "waits on the reporter"
    since = state.spoke_at if state.spoke is not None else state.opened_at
    seen = "" if state.acknowledged_at else ", nobody has taken it yet"
    return f"waits on us since {spoken_day(since or state.opened_at, rota.timezone)}{seen}"


def _rest(handover: HandoverSummary, rota: Rota) -> str:
    stay = "stays where it is" if handover.staying == 1 else "stay where they are"
    others = f"{_counted(handover.staying)} {stay}. "
    coming = ""
    if handover.next is not None and handover.next.person:
        day = spoken_day(handover.next.starts_at, rota.timezone)
        coming = f"Next: @{handover.next.person}, from {day}. "
    return (
        f"{others if handover.staying else 'Nothing else is open. '}{coming}"
        "A bad week? `/cover` with the days asks the others, no reason needed."
    )


def _boxes(handover: HandoverSummary) -> list[str]:
    ready = [f"- [ ] @{person}: nothing is missing here" for person in handover.outgoing]
    return ready + [f"- [ ] @{person}: read" for person in handover.incoming]


def _counted(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def is_confirmed(text: str) -> bool:
    """Whether all boxes of a hand-over are ticked."""
    boxes = [box.strip().casefold() for box in text.splitlines() if box.strip().startswith("- [")]
    return bool(boxes) and all(box.startswith("- [x]") for box in boxes)


def by_age(passing: Collection[PassedCase]) -> tuple[PassedCase, ...]:
    """Cases that wait on us first, the oldest first."""
    return tuple(sorted(passing, key=lambda item: (item.state.waits_on_reporter, item.state.opened_at)))
