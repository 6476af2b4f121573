"""How long something waits, as people say it."""

from datetime import datetime, timedelta


def age(since: datetime, now: datetime) -> str:
    """Return the time between two instants in its largest unit: `5 days`, `3 hours`."""
    waited = max(now - since, timedelta())
    for name, unit in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if waited >= unit:
            count = waited // unit
            return f"{count:,} {name}{'' if count == 1 else 's'}"
    return "less than an hour"
