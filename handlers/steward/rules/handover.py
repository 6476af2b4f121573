"""What is written down when a shift ends: each open case in one line, and what waits on whom. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.community.cases import CaseState, Note
from bot.community.rota import Rota, Shift
from bot.core.markdown import NOTHING, Markdown, bare, bullets, escape, joined, plain_title
from bot.core.messages import load
from bot.core.schedule import human_day

TITLE = "Support hand-over"
"""How the title of every hand-over begins."""
MOST = 60
"""Lines of one hand-over; more cases than that are counted, not listed."""

TEXT = load(__name__)


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


def title(handover: HandoverSummary, rota: Rota) -> Markdown:
    """Return the title of its issue."""
    return Markdown(f"{TITLE}{_named(rota)}, {human_day(handover.at, rota.timezone)}")


def is_title(text: str, rota: Rota) -> bool:
    """Return whether this is the title of a hand-over of this rota."""
    return text.startswith(f"{TITLE}{_named(rota)}, ")


def _named(rota: Rota) -> Markdown:
    return Markdown(f" ({plain_title(rota.name)})") if rota.name else NOTHING


def body(handover: HandoverSummary, rota: Rota) -> Markdown:
    """Its text: thanks, what passes to whom, notes, what comes next, and two boxes to tick."""
    parts = [_opening(handover)]
    if handover.passing:
        parts.append(bullets(_lines(handover, rota)))
    if handover.notes:
        parts.append(joined(map(_note, handover.notes), "\n"))
    parts.append(_rest(handover, rota))
    parts.append(bullets(_boxes(handover)))
    return joined(parts, "\n\n")


def _note(note: Note) -> Markdown:
    return TEXT.quoted(text=escape(note.text, 500), by=bare(note.by))


def _opening(handover: HandoverSummary) -> Markdown:
    thanks = [
        TEXT.thanks(person=bare(person), closed=TEXT.closed(cases=_counted(closed)) if closed else "")
        for person, closed in zip(handover.outgoing, handover.closed, strict=True)
    ]
    names = joined((TEXT.calls(person=bare(person)) for person in handover.incoming), " ")
    count = len(handover.passing)
    if not count:
        passes = TEXT.passes_nothing_to(names=names) if names else TEXT.passes_nothing()
    elif _only_heir(handover):
        pass_to = TEXT.passes_one_to if count == 1 else TEXT.passes_to
        passes = pass_to(names=names, cases=_counted(count))
    else:
        passes = TEXT.these_pass_for(names=names) if names else TEXT.these_pass()
    return joined([*thanks, passes], " ")


def _only_heir(handover: HandoverSummary) -> str | None:
    """Return the only person who begins, if all cases pass to them."""
    heirs = {*handover.incoming, *(item.to for item in handover.passing)}
    return handover.incoming[0] if handover.incoming and len(heirs) == 1 else None


def _lines(handover: HandoverSummary, rota: Rota) -> list[Markdown]:
    """Return the cases, each with who has it now where the opening does not say so."""
    lines = []
    for item in handover.passing[:MOST]:
        whose = NOTHING
        if not _only_heir(handover):
            whose = (
                TEXT.goes_to(person=bare(item.to))
                if item.to
                else TEXT.stays_with(person=bare(item.state.steward))
            )
        lines.append(line(item.number, item.state, handover.at, rota, whose))
    more = len(handover.passing) - MOST
    return [*lines, TEXT.more(count=more)] if more > 0 else lines


def line(number: int, state: CaseState, at: datetime, rota: Rota, whose: Markdown = NOTHING) -> Markdown:
    """Return one case in one line: age, `whose` it is now, what waits on whom, the last human word, notes."""
    days = (at - state.opened_at).days
    last_word = NOTHING
    if state.spoke is not None and state.spoke_at is not None:
        last_word = TEXT.last_word(person=bare(state.spoke), day=human_day(state.spoke_at, rota.timezone))
    return TEXT.case(
        number=number,
        age=TEXT.new() if not days else TEXT.one_day() if days == 1 else TEXT.days(count=days),
        whose=TEXT.whose(whose=whose) if whose else "",
        waits=waits_on(state, rota),
        last_word=last_word,
        notes=joined(
            (TEXT.note(by=bare(note.by), text=escape(note.text, 200)) for note in state.notes[-2:]), ""
        ),
    )


def waits_on(state: CaseState, rota: Rota) -> Markdown:
    """Return what a case waits for, in words."""
    if state.waits_on_reporter:
        return TEXT.waits_on_reporter()
    since = state.spoke_at if state.spoke is not None else state.opened_at
    seen = NOTHING if state.acknowledged_at else TEXT.nobody_has_it()
    return TEXT.waits_on_us(day=human_day(since or state.opened_at, rota.timezone), seen=seen)


def _rest(handover: HandoverSummary, rota: Rota) -> Markdown:
    others = TEXT.nothing_else()
    if handover.staying:
        stay = TEXT.one_stays if handover.staying == 1 else TEXT.others_stay
        others = stay(cases=_counted(handover.staying))
    coming = NOTHING
    if handover.next is not None and handover.next.person:
        day = human_day(handover.next.starts_at, rota.timezone)
        coming = TEXT.next(person=bare(handover.next.person), day=day)
    return joined([others, coming, TEXT.cover()], "")


def _boxes(handover: HandoverSummary) -> list[Markdown]:
    ready = [TEXT.nothing_missing(person=bare(person)) for person in handover.outgoing]
    return ready + [TEXT.read(person=bare(person)) for person in handover.incoming]


def _counted(count: int) -> Markdown:
    return TEXT.one_case() if count == 1 else TEXT.cases(count=count)


def is_confirmed(text: str) -> bool:
    """Return whether all boxes of a hand-over are ticked."""
    boxes = [box.strip().casefold() for box in text.splitlines() if box.strip().startswith("- [")]
    return bool(boxes) and all(box.startswith("- [x]") for box in boxes)


def by_age(passing: Collection[PassedCase]) -> tuple[PassedCase, ...]:
    """Return cases that wait on us first, the oldest first."""
    return tuple(sorted(passing, key=lambda item: (item.state.waits_on_reporter, item.state.opened_at)))
