"""GitHub's answers read: a value, or the error it means.

gidgethub decodes what succeeded. What failed is read here, since gidgethub tells a limit from a refusal only
in one case of four, and stumbles over statuses that no standard knows and over bodies that are no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from gidgethub import sansio

from bot.github.errors import GitHubError, Gone, Limited, Outage, RequestRefused, Unauthorized
from bot.github.limits import UNTOLD_WAIT, RateLimits, resource_of
from bot.github.transport import Answer

LIMIT_WORDS = ("rate limit", "abuse detection", "submitted too quickly")
SUSPENDED = "installation has been suspended"
SAFE = frozenset({"GET", "HEAD"})


class Read(NamedTuple):
    """A successful answer: its JSON (None when empty) and the address of the next page."""

    data: Any
    next: str | None


def read(method: str, answer: Answer) -> Read:
    """The value of a 2xx answer, fresh at each call. Outage when it cannot be read."""
    try:
        data, _, following = sansio.decipher_response(
            200 if answer.status < 300 else answer.status, _without_limits(answer.headers), answer.body
        )
    except (ValueError, LookupError, RecursionError) as error:
        raise _outage(method, answer.status, "an answer that cannot be read") from error
    if isinstance(data, str):
        raise _outage(method, answer.status, "an answer that is no JSON")
    return Read(data, following)


def error_of(
    method: str, path: str, answer: Answer, *, limits: RateLimits, scope: str, now: datetime
) -> GitHubError:
    """The error an answer other than 2xx means. A secondary limit closes the scope in `limits`."""
    status = answer.status
    message = _message(answer)
    if status == 401:
        return Unauthorized(message or "Bad credentials")
    if status == 429 or (status == 403 and _is_limit(answer.headers, message)):
        return _limited(path, answer, message, limits=limits, scope=scope, now=now)
    if status == 403 and SUSPENDED in message.casefold():
        return Unauthorized(message, status=403, installation_lost=True)
    if status in (404, 410):
        return Gone(message or "Not Found", status=status)
    if 400 <= status < 500:
        return RequestRefused(message, status=status)
    return _outage(method, status, message)


def graphql_error(errors: Any, limits: RateLimits, scope: str, now: datetime) -> GitHubError:
    """The error that a GraphQL answer's `errors` mean."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    message, kind = str(first.get("message") or "GraphQL error"), first.get("type")
    if kind == "RATE_LIMITED" or _talks_of_limits(message):
        known = limits.known.get((scope, "graphql"))
        until = known.reset if known is not None and known.remaining <= 0 else now + UNTOLD_WAIT
        return Limited(message, until=max(until, now), resource="graphql", status=200)
    if kind == "NOT_FOUND":
        return Gone(message, status=404)
    return RequestRefused(message, status=200)


def _limited(
    path: str, answer: Answer, message: str, *, limits: RateLimits, scope: str, now: datetime
) -> Limited:
    wait = answer.headers.get("retry-after", "")
    resource = answer.headers.get("x-ratelimit-resource") or resource_of(path)
    known = limits.known.get((scope, resource))
    if wait.isdecimal() and len(wait) < 7:
        until = now + timedelta(seconds=int(wait))
        limits.close(scope, until)
    elif answer.headers.get("x-ratelimit-remaining") == "0" and known is not None:
        until = max(known.reset, now)
    else:
        until = now + UNTOLD_WAIT
        limits.close(scope, until)
    return Limited(message or "rate limited", until=until, resource=resource, status=answer.status)


def _is_limit(headers: Mapping[str, str], message: str) -> bool:
    exhausted = headers.get("x-ratelimit-remaining") == "0"
    return exhausted or "retry-after" in headers or _talks_of_limits(message)


def _talks_of_limits(message: str) -> bool:
    lowered = message.casefold()
    return any(words in lowered for words in LIMIT_WORDS)


def _message(answer: Answer) -> str:
    # Of an error's body only the message and the errors' own words are wanted, if it has any.
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict):
        return ""
    errors = content.get("errors")
    details = [
        str(error.get("message") or f"{error.get('field')}: {error.get('code')}")
        if isinstance(error, dict)
        else str(error)
        for error in (errors if isinstance(errors, list) else [errors] if errors else [])
    ]
    return ": ".join(part for part in (str(content.get("message") or ""), ", ".join(details)) if part)


def _outage(method: str, status: int, message: str) -> Outage:
    return Outage(message or f"GitHub answered {status}", status=status, maybe_applied=method not in SAFE)


def _without_limits(headers: Mapping[str, str]) -> dict[str, str]:
    # gidgethub would raise for limits that are no numbers; `RateLimits` reads them itself.
    return {name: headers[name] for name in ("content-type", "link") if name in headers}
