"""What is written down when a shift ends: each open case in one line, and what waits on whom. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.community.cases import CaseState, Note
from bot.community.rota import Rota, Shift, begins_work
from bot.core.markdown import NOTHING, Markdown, address, bare, bullets, escape, joined, mention, plain_title
from bot.core.messages import load
from bot.core.model import Subject, contains
from bot.core.schedule import human_day

TITLE = "Support hand-over"
"""How the title of every hand-over begins."""
MOST = 60
"""Lines of one hand-over; more cases than that are counted, not listed."""

TEXT = load(__name__)


@dataclass(frozen=True)
class PassedCase:
    """One open case at a hand-over, and who has it from now on."""

    subject: Subject
    state: CaseState
    to: str | None


@dataclass(frozen=True)
class HandoverSummary:
    """All that one hand-over says, of the change `at`, written `now`. `closed` counts the cases closed by
    each of `outgoing`."""

    at: datetime
    now: datetime
    outgoing: tuple[str, ...]
    incoming: tuple[str, ...]
    closed: tuple[int, ...]
    passing: tuple[PassedCase, ...]
    staying: int
    notes: tuple[Note, ...]
    next: Shift | None


def title(handover: HandoverSummary, rota: Rota) -> Markdown:
    """Return the title of its issue."""
    return Markdown(f"{TITLE}{_named(rota)}, {human_day(handover.at, rota.timezone, now=handover.at)}")


def is_title(text: str, rota: Rota) -> bool:
    """Return whether this is the title of a hand-over of this rota."""
    return text.startswith(f"{TITLE}{_named(rota)}, ")


def _named(rota: Rota) -> Markdown:
    return Markdown(f" ({plain_title(rota.name)})") if rota.name else NOTHING


def body(handover: HandoverSummary, rota: Rota) -> Markdown:
    """Return its text: thanks, each case with a box to tick, notes, and what comes next."""
    parts = [_opening(handover, rota), *_groups(handover, rota)]
    if handover.notes:
        parts.append(joined(map(_note, handover.notes), "\n"))
    if not handover.passing:
        parts.append(bullets([TEXT.box(text=TEXT.read())]))
    return joined([*parts, _rest(handover, rota)], "\n\n")


def _note(note: Note) -> Markdown:
    return TEXT.quoted(text=escape(note.text, 500), by=bare(note.by))


def _opening(handover: HandoverSummary, rota: Rota) -> Markdown:
    thanks = [
        TEXT.thanks(person=bare(person), closed=TEXT.closed(cases=_counted(closed)) if closed else "")
        for person, closed in zip(handover.outgoing, handover.closed, strict=True)
    ]
    names = joined(_call(person, handover, rota) for person in handover.incoming)
    if not handover.passing:
        passes = TEXT.passes_nothing_to(names=names) if names else TEXT.passes_nothing()
    else:
        passes = TEXT.tick_to(names=names) if names else TEXT.tick()
    return joined([*thanks, passes], " ")


def _call(person: str, handover: HandoverSummary, rota: Rota) -> Markdown:
    """Return somebody's name: a call where they are at work then."""
    return (mention if begins_work(rota, person, handover.now) == handover.now else bare)(person)


def _groups(handover: HandoverSummary, rota: Rota) -> Iterator[Markdown]:
    """Return the cases, those of each person together where there are several."""
    shown = handover.passing[:MOST]
    heirs = tuple(dict.fromkeys(item.to or item.state.steward for item in shown))
    for heir in heirs:
        lines = [
            TEXT.box(text=line(item, rota, handover.at))
            for item in shown
            if (item.to or item.state.steward) == heir
        ]
        if len(heirs) > 1 or not contains(handover.incoming, heir or ""):
            yield TEXT.goes_to(person=bare(heir))
        yield bullets(lines)
    if (more := len(handover.passing) - MOST) > 0:
        yield TEXT.more(count=more)


def line(item: PassedCase, rota: Rota, now: datetime) -> Markdown:
    """Return one case in one line: what it asks, what it waits for, and the last notes; nobody's name stands
    beside a delay."""
    return TEXT.case(
        number=item.subject.number,
        waits=waits_for(item.state, rota, now),
        notes=_notes(item.state),
    )


def private_line(item: PassedCase, rota: Rota, page: str, now: datetime) -> Markdown:
    """Return one case as `line` does, for a private channel, which shows no title of a number."""
    return TEXT.case_elsewhere(
        title=escape(item.subject.title, 60),
        waits=waits_for(item.state, rota, now),
        notes=_notes(item.state),
        link=address(f"{page}/issues/{item.subject.number}"),
    )


def _notes(state: CaseState) -> Markdown:
    notes = (TEXT.note(by=bare(note.by), text=escape(note.text, 200)) for note in state.notes[-2:])
    return joined(notes, "")


def waits_for(state: CaseState, rota: Rota, now: datetime) -> Markdown:
    """Return what a case waits for, in words."""
    if state.waits_on_reporter:
        return TEXT.waits_for_reporter()
    since = state.spoke_at if state.spoke is not None else state.opened_at
    day = human_day(since or state.opened_at, rota.timezone, now=now)
    return (TEXT.seen_since if state.acknowledged_at else TEXT.waits_since)(day=day)


def _rest(handover: HandoverSummary, rota: Rota) -> Markdown:
    others = TEXT.nothing_else()
    if handover.staying:
        stay = TEXT.one_stays if handover.staying == 1 else TEXT.others_stay
        others = stay(cases=_counted(handover.staying))
    coming = NOTHING
    if handover.next is not None and handover.next.person:
        day = human_day(handover.next.starts_at, rota.timezone, now=handover.at)
        coming = TEXT.next(person=bare(handover.next.person), day=day)
    return joined([others, coming, TEXT.cover()], "")


def _counted(count: int) -> Markdown:
    return TEXT.one_case() if count == 1 else TEXT.cases(count=count)


def is_confirmed(text: str) -> bool:
    """Return whether all boxes of a hand-over are ticked."""
    boxes = [box.strip().casefold() for box in text.splitlines() if box.strip().startswith("- [")]
    return bool(boxes) and all(box.startswith("- [x]") for box in boxes)


def by_age(passing: Collection[PassedCase]) -> tuple[PassedCase, ...]:
    """Return cases that wait on us first, the oldest first."""
    return tuple(sorted(passing, key=lambda item: (item.state.waits_on_reporter, item.state.opened_at)))
