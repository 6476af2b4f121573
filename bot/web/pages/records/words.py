"""Times, lengths and sizes as these pages write them."""

from datetime import UTC, datetime, timedelta

_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
_STEP = 1024


def moment(at: datetime | None) -> str:
    """Return an instant in UTC to the minute; empty for none."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M}"


def length(span: timedelta) -> str:
    """Return a length of time in its largest unit, such as `3 days`."""
    for name, unit in _UNITS:
        if span >= unit:
            count = round(span / unit)
            return f"{count:,} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < _STEP:
            return f"{amount:,.0f} {unit}"
        amount /= _STEP
    return f"{amount:,.1f} TB"
