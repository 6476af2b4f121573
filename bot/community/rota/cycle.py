"""One cycle of a rota, once through the list: who exchanges places so that holidays are shared evenly.

Everybody has one slot in a cycle, and whoever is on duty now cannot begin again before that slot ends. So the
last `on_duty - 1` people of a cycle have an *earliest place* in the next one; the rest are free. Within that
freedom the slots over holidays go to those who have had the fewest, and the cycle ends with people who leave
the same freedom to the next one.

**The bound.** With at least `2 * on_duty - 1` people, the numbers of shifts over holidays that people have
had differ by at most one after every cycle: then those who are free suffice to begin a cycle in any way. With
fewer, each cycle is as fair as the places allow, with regard to the next one; but no bound holds for every
calendar (of four people, three on duty, no order keeps some calendars within one; a test tries them all).
Where everybody is always on duty nobody can be spared, and the holidays fall as they fall.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence


def cycle(
    people: Sequence[str],
    over_holiday: Sequence[bool],
    next_over_holiday: Sequence[bool],
    holiday_shifts: Mapping[str, int],
    before: Sequence[str],
    on_duty: int,
) -> list[str]:
    """Return the people of one cycle in order of their slots: the list's order, but for exchanges over
    holidays.

    `over_holiday` tells which of its slots lie over a holiday, `next_over_holiday` those of the cycle after
    it. `holiday_shifts` says how many of those each person has had, `before` who had the slots just before.
    """
    first = _earliest(people, before, on_duty)
    had = [holiday_shifts.get(person, 0) for person in people]
    # Someone new has had none; they owe the others a few, not all the holidays of past years.
    had = [max(count, max(had) - on_duty) for count in had]
    order = _arranged(_chosen(over_holiday, had, first), over_holiday, first)
    if 1 < on_duty < len(people):
        order = _prepared(order, over_holiday, next_over_holiday, had, first, on_duty)
    return [people[at] for at in order]


# People are known by their places in the list from here on.


def _earliest(people: Sequence[object], before: Sequence[object], on_duty: int) -> list[int]:
    """Return the earliest place of each: the last one of `before` is on duty for `on_duty - 1` more
    changes."""
    last = before[len(before) - on_duty + 1 :] if on_duty > 1 else ()
    until = {person: on_duty - back for back, person in enumerate(reversed(last), 1)}
    return [until.get(person, 0) for person in people]


def _chosen(over_holiday: Sequence[bool], had: Sequence[int], first: Sequence[int]) -> set[int]:
    """Return who has the slots over a holiday: those who have had the fewest, as far as their places allow.

    Whom the places allow are the bases of a matroid, so that taking the neediest who still fits, one after
    the other, is the best there is.
    """
    undecided = set(range(len(had)))
    if all(over_holiday):
        return undecided
    taken: set[int] = set()
    if not any(over_holiday):
        return taken
    late = sorted((at for at in undecided if first[at]), key=lambda at: -first[at])
    for at in sorted(undecided, key=lambda at: (had[at], not over_holiday[at], at)):
        undecided.discard(at)
        taken.add(at)
        if not _fits(taken, undecided, over_holiday, first, late):
            taken.discard(at)
    return taken


def _fits(
    taken: Collection[int],
    undecided: Collection[int],
    over_holiday: Sequence[bool],
    first: Sequence[int],
    late: Sequence[int],
) -> bool:
    """Return whether everybody finds a place if those `taken` have holidays, and some of those `undecided`.

    `late` are the people with an earliest place, the latest first. Of the first k of them, all of whom must
    come at or after a place, no more can have holidays than there are from that place on, and no more can
    have none than there are others.
    """
    low = high = sure = perhaps = 0
    for count, at in enumerate(late, 1):
        sure += at in taken
        perhaps += at in undecided
        low += at in taken
        high += at in taken or at in undecided
        holidays = sum(over_holiday[first[at] :])
        low = max(low, count - (len(over_holiday) - first[at] - holidays))
        high = min(high, holidays)
        if low > high:
            return False
    low, high = low + len(taken) - sure, high + len(taken) + len(undecided) - sure - perhaps
    return low <= sum(over_holiday) <= high


def _arranged(chosen: Collection[int], over_holiday: Sequence[bool], first: Sequence[int]) -> list[int]:
    """Return an order in which those `chosen` have the slots over holidays; as many as can stay in their
    places.

    Whoever may come at a place can be given it without taking from the others theirs: later places are open
    to all to whom it was.
    """
    own = [at for at, holiday in enumerate(over_holiday) if (at in chosen) is holiday and first[at] <= at]
    if len(own) == len(first):
        return own
    left = set(range(len(first)))
    order: list[int] = []
    for place, holiday in enumerate(over_holiday):
        fit = [at for at in left if (at in chosen) is holiday and first[at] <= place]
        # Someone whose own place is still to come, and open to them, keeps it if possible.
        waits = {at for at in fit if at > place and over_holiday[at] is holiday}
        order.append(min(fit, key=lambda at: (at != place, at in waits, at)))
        left.discard(order[-1])
    return order


def _prepared(
    order: list[int],
    over_holiday: Sequence[bool],
    next_over_holiday: Sequence[bool],
    had: Sequence[int],
    first: Sequence[int],
    on_duty: int,
) -> list[int]:
    """`order`, its end exchanged for people who leave the next cycle the choice it needs."""

    def missing(trial: Sequence[int]) -> int:
        return _missing(trial, over_holiday, next_over_holiday, had, on_duty)

    now = missing(order)
    while now:
        best = min(_exchanges(order, over_holiday, had, first, on_duty), key=missing, default=order)
        if missing(best) >= now:
            break
        order, now = best, missing(best)
    return order


def _missing(
    order: Sequence[int],
    over_holiday: Sequence[bool],
    next_over_holiday: Sequence[bool],
    had: Sequence[int],
    on_duty: int,
) -> int:
    """Return how far the best choice of the cycle after `order` is from the one it would have, were all
    free."""
    after = list(had)
    for place, at in enumerate(order):
        after[at] += over_holiday[place]
    chosen = _chosen(next_over_holiday, after, _earliest(range(len(order)), order, on_duty))
    return sum(after[at] for at in chosen) - sum(sorted(after)[: len(chosen)])


def _exchanges(
    order: Sequence[int],
    over_holiday: Sequence[bool],
    had: Sequence[int],
    first: Sequence[int],
    on_duty: int,
) -> Iterator[list[int]]:
    """Return all orders with one of the last people exchanged for another, as fair as `order` is."""
    for last in range(len(order) - on_duty + 1, len(order)):
        for place in range(last):
            one, other = order[last], order[place]
            fair = over_holiday[last] is over_holiday[place] or had[one] == had[other]
            if fair and first[one] <= place and first[other] <= last:
                trial = list(order)
                trial[last], trial[place] = other, one
                yield trial
