"""The rotation itself, before any override: which slots there are, and whose they are."""

import heapq
import itertools
from collections.abc import Iterator
from datetime import datetime

from bot.community.rota.fairness import Queue
from bot.community.rota.values import Rota, Slot


def slots(rota: Rota, since: datetime, until: datetime) -> list[Slot]:
    """Return the slots that touch [`since`, `until`), in order: those begun as stored, the others as
    planned."""
    stored = [slot for slot in _history(rota) if slot.ends_at > since and slot.starts_at < until]
    planned = itertools.takewhile(lambda slot: slot.starts_at < until, _planned(rota, since))
    return stored + [slot for slot in planned if slot.ends_at > since]


def begun(rota: Rota, at: datetime) -> list[Slot]:
    """Return the slots that have begun by `at` and are not in the history yet: what is to be stored now.

    With nothing stored yet these are all since `starts`, because fairness over holidays looks back.
    """
    return list(itertools.takewhile(lambda slot: slot.starts_at <= at, _planned(rota, rota.change(0))))


def _history(rota: Rota) -> list[Slot]:
    """Return the stored slots in order of their beginning, with logins as the list spells them."""
    ordered = sorted(rota.history, key=lambda slot: (slot.starts_at, slot.index))
    spelling = {login.casefold(): login for login in rota.config.logins}

    def spelt(slot: Slot) -> Slot:
        person, turn = (spelling.get(login.casefold(), login) for login in (slot.person, slot.turn))
        if (person, turn) == (slot.person, slot.turn):
            return slot
        return slot.model_copy(update={"person": person, "turn": turn})

    return [spelt(slot) for slot in ordered]


def _planned(rota: Rota, since: datetime) -> Iterator[Slot]:
    """Return all slots after the history, without end; those that end before `since` may be left out.

    At every change, and whenever a stored slot ends between changes (the rhythm was another one then), as
    many people begin as are missing from `on_duty`. In an unchanged rota that is one at every change, and
    all of them at the first.
    """
    history, on_duty = _history(rota), rota.config.on_duty
    running = [slot for slot in history if slot.ends_at > history[-1].starts_at]
    # A stored slot keeps its number from us only if it is of the present rhythm.
    taken = {slot.index for slot in running if slot.ends_at == rota.change(slot.index + on_duty)}
    # With nothing stored, what begins here in place of longer-running slots has ended before `since`.
    begin = 0 if history else max(0, rota.change_before(since) - on_duty)
    queue: Queue | None = None
    for at, latest in _moments(rota, history, begin):
        running = [slot for slot in running if slot.ends_at > at]
        vacant = [number for number in range(latest, latest - on_duty, -1) if number not in taken]
        for number in sorted(vacant[: max(0, on_duty - len(running))]):
            queue = queue or _queue(rota, history, number)
            person, turn = queue.take({slot.person for slot in running})
            ends_at = rota.change(number + on_duty)
            running.append(Slot(index=number, person=person, turn=turn, starts_at=at, ends_at=ends_at))
            taken.add(number)
            yield running[-1]


def _moments(rota: Rota, history: list[Slot], begin: int) -> Iterator[tuple[datetime, int]]:
    """Return when slots can begin, with the number of the latest change by then; never before change
    `begin`."""
    opening = rota.change(begin)
    ends: list[datetime] = []
    if history:
        newest = history[-1].starts_at
        begin = max(begin, rota.change_before(newest) + 1)
        ends = sorted({slot.ends_at for slot in history if slot.ends_at > newest and slot.ends_at >= opening})
    changes = ((rota.change(number), number) for number in itertools.count(begin))
    return heapq.merge(((end, rota.change_before(end)) for end in ends), changes)


def _queue(rota: Rota, history: list[Slot], number: int) -> Queue:
    """Return who is next from slot `number` on; holidays are shared out from the first slot of all."""
    if history or not rota.config.holidays:
        return Queue(rota, history, number)
    first = 1 - rota.config.on_duty
    queue = Queue(rota, history, first)
    for _ in range(first, number):
        queue.take(())
    return queue
