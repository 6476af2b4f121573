"""The days that people name after `/away` and `/cover`: one day, or a first and a last one."""

from collections.abc import Sequence
from datetime import date

from bot.core.errors import Mistake
from bot.core.markdown import escape
from bot.core.messages import load
from bot.core.schedule import parse_day

TEXT = load(f"{__package__}.messages")

_BETWEEN = {"to", "until", "till", "-", "–", "—", "and", "through"}
_BEFORE = {"from", "on", "since"}


def read_days(words: Sequence[str], today: date) -> tuple[date, date | None]:
    """(first, last) day of `2026-03-18`, `next monday to friday`, `2026-03-18 2026-03-20`; last is None where
    only one is named.

    A last day in plain words counts from the first: in `monday to friday` both are of one week. ValueError
    says how to write them.
    """
    named = list(words)
    while named and named[0].casefold() in _BEFORE:
        named = named[1:]
    if not named:
        raise Mistake(TEXT.how_to_write_days())
    for place, word in enumerate(named):
        if word.casefold() in _BETWEEN and 0 < place < len(named) - 1:
            return _both(named[:place], named[place + 1 :], today)
    try:
        return parse_day(" ".join(named), today), None
    except Mistake:
        for place in range(1, len(named)):
            try:
                return _both(named[:place], named[place:], today)
            except Mistake:
                continue
        raise


def _both(first: Sequence[str], last: Sequence[str], today: date) -> tuple[date, date]:
    since = parse_day(" ".join(first), today)
    until = parse_day(" ".join(last), max(since, today))
    if until < since:
        days = {"first": escape(" ".join(first)), "last": escape(" ".join(last))}
        raise Mistake(TEXT.last_before_first(**days, since=escape(f"{since}"), until=escape(f"{until}")))
    return since, until
