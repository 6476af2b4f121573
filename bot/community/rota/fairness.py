"""Who is next: once through the list in each cycle, and shifts over common holidays shared out evenly."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.community.rota.cycle import cycle
from bot.community.rota.values import Rota, Slot
from bot.core.schedule import day_of


class Queue:
    """The people whose turns come after `history`; `first` is the number of the next slot.

    Turns are planned a cycle at a time: once through the list. The cycle that is running is planned again
    as it was, and what has begun of it is skipped.
    """

    def __init__(self, rota: Rota, history: Sequence[Slot], first: int) -> None:
        self._rota, self._people = rota, rota.config.logins
        self._holidays = sorted(rota.config.holidays)
        self._place_now = self._place(history, first)
        self._first = first - self._place_now
        running = self._running(history)
        whole = history[: len(history) - len(running)]
        # Holiday shifts before this cycle decide its plan; those within it count for the next.
        before = self._holiday_shifts(whole)
        self._had = before + self._holiday_shifts(running)
        self._served = [slot.person for slot in whole]
        self._coming = self._over_holidays(self._first)
        self._plan(before)
        self._order[self._place_now :] = self._rest(running)
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
        size, on_duty = len(self._people), self._rota.config.on_duty
        self._flags, self._coming = self._coming, self._over_holidays(self._first + size)
        self._served = self._served[-on_duty:]
        self._order = cycle(self._people, self._flags, self._coming, holiday_shifts, self._served, on_duty)

    def _place(self, history: Sequence[Slot], first: int) -> int:
        """Return how far the list has been served: after the last person who is still on it."""
        if not history:
            return first % len(self._people)
        last = next((slot.turn for slot in reversed(history) if slot.turn in self._people), self._people[-1])
        return (self._people.index(last) + 1) % len(self._people)

    def _running(self, history: Sequence[Slot]) -> Sequence[Slot]:
        """Return what has begun of the cycle that is running: turns that follow one another in the list."""
        begins, place = len(history), self._place_now
        for slot in reversed(history):
            at = self._people.index(slot.turn) if slot.turn in self._people else place - 1
            if at >= place or place == 0:
                break
            begins, place = begins - 1, at
        return history[begins:]

    def _rest(self, running: Sequence[Slot]) -> list[str]:
        """Return who comes next in the running cycle. When the file has changed, the plan may name someone
        who has had their turn by an exchange; then whoever gave it to them comes instead."""
        served = {slot.person for slot in running}
        planned = self._order[self._place_now :]
        due = [*self._people[self._place_now :], *(slot.turn for slot in running)]
        waiting = [login for login in self._people if login in due and login not in served]
        spare = iter([login for login in waiting if login not in planned])
        return [login if login in waiting else next(spare, login) for login in planned]

    def _let_another_go_first(self, at: int, together: Collection[str]) -> None:
        """Only after a change of the list can the next in turn still be on duty."""
        for later in range(at + 1, len(self._order)):
            if self._order[later] not in together:
                self._order[at], self._order[later] = self._order[later], self._order[at]
                return
        free = (person for person in self._people if person not in together)
        self._order[at] = next(free, self._order[at])

    def _over_holidays(self, first: int) -> list[bool]:
        """Return which slots of the cycle that begins with slot `first` lie over a holiday."""
        numbers = range(first, first + len(self._people))
        return [bool(self._holidays) and self._over_holiday(number) for number in numbers]

    def _over_holiday(self, number: int) -> bool:
        change, starts = self._rota.config.change, self._rota.config.starts
        first, end = max(0, number), number + self._rota.config.on_duty
        return end > 0 and self._holiday_within(change.nth_day(starts, first), change.nth_day(starts, end))

    def _holiday_shifts(self, history: Sequence[Slot]) -> Counter[str]:
        if not self._holidays:
            return Counter()
        zone = self._rota.timezone
        return Counter(
            slot.person
            for slot in history
            if self._holiday_within(day_of(slot.starts_at, zone), day_of(slot.ends_at, zone))
        )

    def _holiday_within(self, first: date, end: date) -> bool:
        """Return whether a holiday lies in [`first`, `end`): a change counts for who begins then."""
        at = bisect_left(self._holidays, first)
        return at < len(self._holidays) and self._holidays[at] < end
