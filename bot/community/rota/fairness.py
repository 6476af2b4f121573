"""Who is next: once through the list in each cycle, and shifts over common holidays shared out evenly."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.community.rota.values import Rota, Slot
from bot.core.schedule.local import day_of


class Queue:
    """The people whose turns come after `history`; `first` is the number of the next slot.

    Turns are planned a cycle at a time: once through the list. The cycle that is running is planned again
    as it was, and what has begun of it is skipped.
    """

    def __init__(self, rota: Rota, history: Sequence[Slot], first: int) -> None:
        self._rota, self._people = rota, rota.config.logins
        self._holidays = sorted(rota.config.holidays)
        place = self._place(history, first)
        whole, running = history[: max(0, len(history) - place)], history[max(0, len(history) - place) :]
        self._first, self._place_now = first - place, place
        # Holiday shifts before this cycle decide its plan; those within it count for the next.
        before = Counter(slot.person for slot in whole if self._stored_over_holiday(slot))
        self._had = before + Counter(slot.person for slot in running if self._stored_over_holiday(slot))
        self._served = [slot.person for slot in whole]
        self._plan(before)
        moved = {slot.person: slot.turn for slot in running if slot.person != slot.turn}
        rest = self._order[place:]
        # Whoever has served already in exchange for someone is replaced by that someone. (It differs from
        # the plan only when the list has changed in between.)
        self._order[place:] = [moved[each] if moved.get(each, each) not in rest else each for each in rest]
        self._served += [slot.person for slot in running]

    def take(self, together: Collection[str]) -> tuple[str, str]:
        """(who takes the next slot, whose turn it is by the list); nobody of `together`, who are on duty."""
        at = self._place_now
        if self._order[at] in together:
            self._let_another_go_first(at, together)
        person, turn = self._order[at], self._people[at]
        self._had[person] += self._flags[at]
        self._served.append(person)
        self._place_now += 1
        if self._place_now == len(self._people):
            self._first, self._place_now = self._first + len(self._people), 0
            self._plan(self._had)
        return person, turn

    def _plan(self, holiday_shifts: Mapping[str, int]) -> None:
        together = self._rota.config.on_duty - 1
        self._served = self._served[len(self._served) - together :] if together else []
        self._flags = [self._over_holiday(self._first + at) for at in range(len(self._people))]
        self._order = cycle(self._people, self._flags, holiday_shifts, self._served, together + 1)

    def _place(self, history: Sequence[Slot], first: int) -> int:
        """How far the list has been served: after the last person who is still on it."""
        if not history:
            return first % len(self._people)
        places = {login: at for at, login in enumerate(self._people)}
        last = next((slot.turn for slot in reversed(history) if slot.turn in places), self._people[-1])
        return (places[last] + 1) % len(self._people)

    def _let_another_go_first(self, at: int, together: Collection[str]) -> None:
        """Only after a change of the list can the next in turn still be on duty."""
        for later in range(at + 1, len(self._order)):
            if self._order[later] not in together:
                self._order[at], self._order[later] = self._order[later], self._order[at]
                return
        free = (person for person in self._people if person not in together)
        self._order[at] = next(free, self._order[at])

    def _over_holiday(self, number: int) -> bool:
        if number < 0 or not self._holidays:
            return False
        change, starts = self._rota.config.change, self._rota.config.starts
        last = number + self._rota.config.on_duty
        return self._holiday_within(change.nth_day(starts, number), change.nth_day(starts, last))

    def _stored_over_holiday(self, slot: Slot) -> bool:
        if slot.index < 0 or not self._holidays:
            return False
        zone = self._rota.timezone
        return self._holiday_within(day_of(slot.starts_at, zone), day_of(slot.ends_at, zone))

    def _holiday_within(self, first: date, end: date) -> bool:
        """The day of a change counts for the one who begins on it."""
        at = bisect_left(self._holidays, first)
        return at < len(self._holidays) and self._holidays[at] < end


def cycle(
    people: Sequence[str],
    over_holiday: Sequence[bool],
    holiday_shifts: Mapping[str, int],
    before: Sequence[str],
    on_duty: int,
) -> list[str]:
    """The people of one cycle in order of their slots: the list's order, but for exchanges over holidays.

    `over_holiday` tells which of the cycle's slots lie over a holiday, `holiday_shifts` how many of those
    each person has had, `before` who has the slots just before. The slots over a holiday go to those who
    have had the fewest; each of them changes places with someone who has had more. So the counts differ by
    at most one after every cycle, if they did before and `on_duty` is 1. With overlapping slots an exchange
    is left out where it would put someone on duty twice at the same time; then the counts can differ more.
    """
    order = list(people)
    wanted = sum(over_holiday)
    if wanted in {0, len(order)}:
        return order
    # Someone new has had none; they owe the others one at most, not all the holidays of past years.
    floor = max(holiday_shifts.get(person, 0) for person in people) - 1
    had = [max(holiday_shifts.get(person, 0), floor) for person in people]
    by_need = sorted(range(len(people)), key=lambda at: (had[at], not over_holiday[at], at))
    givers = [at for at in by_need[wanted:] if over_holiday[at]]
    takers = [at for at in by_need[:wanted] if not over_holiday[at]]
    for giver in givers:
        for taker in takers:
            trial = list(order)
            trial[giver], trial[taker] = order[taker], order[giver]
            if _nobody_twice([*before, *trial, *people[: on_duty - 1]], on_duty):
                order = trial
                takers.remove(taker)
                break
    return order


def _nobody_twice(people: Sequence[str], on_duty: int) -> bool:
    """Whether any `on_duty` neighbours, who are on duty together, are different people."""
    groups = (people[at : at + on_duty] for at in range(len(people) - on_duty + 1))
    return all(len(set(group)) == on_duty for group in groups)
