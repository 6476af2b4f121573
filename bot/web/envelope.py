"""The envelope of a delivery: the few facts that say where it belongs, read cheaply and without trust.

Pure. What cannot be read as a JSON object is `MalformedDelivery`; anything odd *inside* the object is merely
left out: the delivery is stored and judged later, where there is time to say why.
"""

import json
import re
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, NoReturn

from bot.store.inbox import Arrival
from bot.store.lanes import lane
from bot.web.quick_json import Reader, quick_reader

LARGEST_ID = 2**63 - 1
"""What a database's integer can hold; GitHub's own ids are far below."""

_ACTION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHA = re.compile(r"[0-9a-f]{40,64}")
_OWN_ISSUE = {
    "blocked_by": "blocked_issue",
    "blocking": "blocking_issue",
    "sub_issue": "parent_issue",
    "parent_issue": "sub_issue",
}
"""Which issue of a relation is the one in the delivery's repository, by how the action begins."""


FIELDS = ("action", "number")
PARTS = ("repository", "installation", "issue", "pull_request", "merge_group", *_OWN_ISSUE.values())
PART_FIELDS = ("id", "number", "head_sha")


class MalformedDelivery(ValueError):
    """The body is no delivery; the text says why, to whoever set up the webhook."""


class Envelope(NamedTuple):
    """Where a delivery belongs, as far as it says so; ids are GitHub's."""

    action: str = ""
    repository_id: int | None = None
    number: int | None = None
    installation_id: int | None = None
    merge_group: str = ""
    """Head of the merge group that a delivery is about."""


def open_envelope(body: bytes) -> Envelope:
    """Return the envelope of a webhook's body. `MalformedDelivery` unless it is one JSON object in UTF-8."""
    payload = _payload(body)
    action = payload.get("action")
    return Envelope(
        action=action if isinstance(action, str) and _ACTION.fullmatch(action) else "",
        repository_id=_integer(payload, "repository", "id"),
        number=_number(payload),
        installation_id=_integer(payload, "installation", "id"),
        merge_group=_merge_group(payload.get("merge_group")),
    )


def arrival_of(guid: str, event: str, body: bytes, now: datetime) -> Arrival:
    """Return a webhook as the inbox takes it. Raise `MalformedDelivery` as `open_envelope` does."""
    seen = open_envelope(body)
    return Arrival(
        guid=guid,
        event=event,
        action=seen.action,
        repo_id=seen.repository_id,
        number=seen.number,
        lane=lane(seen.repository_id, seen.number, seen.installation_id, seen.merge_group),
        installation_id=seen.installation_id,
        received_at=now,
        payload=body,
    )


@cache
def _quick_reader() -> Reader:
    return quick_reader(FIELDS, PARTS, PART_FIELDS)


def _payload(body: bytes) -> dict[str, Any]:
    """Return of a body at least what an envelope has. `MalformedDelivery` as `open_envelope`."""
    if (read := _quick_reader()(body)) is not None:
        return read
    if not body:
        raise MalformedDelivery("the body is empty")
    try:
        payload = json.loads(body.decode("utf-8"), parse_constant=_not_json)
    except UnicodeDecodeError:
        raise MalformedDelivery("the body is not UTF-8") from None
    except RecursionError:
        raise MalformedDelivery("the body is nested too deeply") from None
    except ValueError:  # also an integer of thousands of digits
        raise MalformedDelivery("the body is not JSON") from None
    if not isinstance(payload, dict):
        raise MalformedDelivery("the body is not a JSON object")
    return payload


def _merge_group(value: object) -> str:
    sha = value.get("head_sha") if isinstance(value, dict) else None
    return sha if isinstance(sha, str) and _SHA.fullmatch(sha) else ""


def _number(payload: dict[str, Any]) -> int | None:
    relation = _OWN_ISSUE.get(str(payload.get("action")).rpartition("_")[0])
    for subject in ("issue", "pull_request", *([relation] if relation else ())):
        number = _integer(payload, subject, "number")
        if number is not None:
            return number
    return _positive(payload.get("number"))


def _integer(payload: dict[str, Any], name: str, key: str) -> int | None:
    part = payload.get(name)
    return _positive(part.get(key)) if isinstance(part, dict) else None


def _positive(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID:
        return value
    return None


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
