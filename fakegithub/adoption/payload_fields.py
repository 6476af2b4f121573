"""Readers of a payload's fields: anything may be missing, null, or of the wrong kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Fields = Mapping[str, Any]


def text(fields: Fields, key: str) -> str | None:
    """A string that is not empty, or None."""
    value = fields.get(key)
    return value if isinstance(value, str) and value else None


def integer(fields: Fields, key: str) -> int | None:
    """A positive whole number, or None."""
    value = fields.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def flag(fields: Fields, key: str) -> bool | None:
    """True or false, or None."""
    value = fields.get(key)
    return value if isinstance(value, bool) else None


def part(fields: Fields, *keys: str) -> dict[str, Any]:
    """The object under a path of keys; empty when there is none."""
    value: Any = fields
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


def list_(fields: Fields, key: str) -> list[Any] | None:
    """Return a list, or None if there is none."""
    value = fields.get(key)
    return value if isinstance(value, list) else None


def instant(value: object) -> datetime | None:
    """An instant as GitHub writes it (ISO text, or seconds in push payloads); None when it is none."""
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def time(fields: Fields, key: str) -> datetime | None:
    """The instant under a key; see `instant`."""
    return instant(fields.get(key))


def adopt(record: object, fields: Fields, **readers: Callable[[Fields, str], Any]) -> None:
    """Take over into a record what an object tells, each attribute by the reader given for it."""
    for name, read in readers.items():
        if (value := read(fields, name)) is not None:
            setattr(record, name, value)


def objects(payload: Fields) -> Iterator[Fields]:
    """Every object in a payload, outermost first."""
    waiting: list[Any] = [payload]
    for value in waiting:
        if isinstance(value, Mapping):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def newest_time(payload: Fields) -> datetime | None:
    """The newest instant that a payload mentions: about when it was sent. None when it mentions none.

    What lies ahead (a due date, a token's end) does not count.
    """
    times = [
        at
        for fields in objects(payload)
        for key, value in fields.items()
        if key
        in ("created_at", "updated_at", "closed_at", "merged_at", "submitted_at", "pushed_at", "timestamp")
        if (at := instant(value)) is not None
    ]
    return max(times, default=None)


def repository_name(payload: Fields) -> str | None:
    """`owner/name` of the repository a payload is about, from whichever fields are there."""
    fields = part(payload, "repository")
    name, short = text(fields, "full_name"), text(fields, "name")
    owner = part(fields, "owner")
    if not name and short:
        name = f"{text(owner, 'login') or text(owner, 'name') or ''}/{short}"
    return name if name and name.count("/") == 1 and all(name.split("/")) else None


def subject_of(event: str, payload: Fields) -> dict[str, Any]:
    """Return the fields of the payload's issue or pull request, always with the number; empty without one."""
    fields = {**part(payload, "issue"), **part(payload, "pull_request")}
    number = integer(fields, "number") or integer(payload, "number")
    return {**fields, "number": number} if number and event not in ("discussion", "project") else {}
