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
from bot.github.limits import LONGEST_PAUSE, SHORTEST_PAUSE, RateLimits, resource_of
from bot.github.transport import Answer

NO = frozenset({400, 401, 403, 404, 405, 406, 410, 411, 412, 413, 414, 415, 416, 422, 429, 451})
"""What GitHub itself answers to what it will not do. 407, 408, 421, 425 … are said by those in between."""
YES = frozenset({200, 201, 202, 204})
"""What GitHub answers to what it has done, or begun. 203, 206, 226 … come of those who change it."""
CONFLICTS = ("/contents/", "/git/refs")
"""Where GitHub documents 409 for what we write; elsewhere it is a passing trouble of its own."""
LIMIT_WORDS = ("rate limit", "abuse detection", "submitted too quickly")
PASSING = "Something went wrong while executing"
"""GraphQL says so, without a type, of a time-out or a fault of its own."""
TOO_MUCH = frozenset({"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"})
"""GraphQL's kinds of error for a question too large: a part of it would be answered.
https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api"""
SUSPENDED = "installation has been suspended"
SAFE = frozenset({"GET", "HEAD"})


class ReadAnswer(NamedTuple):
    """A successful answer: its JSON (None for 204) and the address of the next page."""

    data: Any
    next: str | None


def read(method: str, answer: Answer) -> ReadAnswer:
    """Return the value of a 2xx answer, fresh at each call. Outage when it is not JSON as GitHub sends
    it."""
    if answer.status not in YES:
        raise outage(method, answer.status, "an answer that GitHub does not give")
    if answer.status == 204:
        return ReadAnswer(None, None)
    try:
        data, _, following = sansio.decipher_response(200, _without_limits(answer.headers), answer.body)
    except (ValueError, LookupError, RecursionError) as error:
        raise outage(method, answer.status, "an answer that cannot be read") from error
    if data is None or isinstance(data, str):
        raise outage(method, answer.status, "an answer that is no JSON")
    return ReadAnswer(data, following)


def error_of(
    method: str, path: str, answer: Answer, *, limits: RateLimits, scope: str, now: datetime
) -> GitHubError:
    """Return the error an answer other than 2xx means. A secondary limit closes the scope in `limits`."""
    status = answer.status
    message = _message(answer)
    conflict = status == 409 and method not in SAFE and any(part in path for part in CONFLICTS)
    if not message or not (status in NO or conflict):
        return outage(method, status, message)
    if status == 401:
        return Unauthorized(message)
    if status == 429 or (status == 403 and _is_limit(answer.headers, message)):
        return _limited(path, answer, message, limits=limits, scope=scope, now=now)
    if status == 403 and SUSPENDED in message.casefold():
        return Unauthorized(message, status=403, installation_lost=True)
    if status in (404, 410):
        return Gone(message, status=status)
    return RequestRefused(message, status=status)


def graphql_error(errors: Any, limits: RateLimits, scope: str) -> GitHubError:
    """Return the error that a GraphQL answer's `errors` mean. A secondary limit closes the scope in
    `limits`."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    message, kind = str(first.get("message") or "GraphQL error"), first.get("type")
    if kind == "RATE_LIMITED" or _talks_of_limits(message):
        if limits.is_used_up(scope, "graphql"):
            until = limits.known[scope, "graphql"].reset
            return Limited(message, until=until, resource="graphql", status=200)
        return Limited(message, until=limits.close_untold(scope), resource="", status=200)
    if kind in TOO_MUCH or (not kind and message.startswith(PASSING)):
        return Outage(message, status=200, maybe_applied=True)
    if kind == "NOT_FOUND":
        return Gone(message, status=404)
    return RequestRefused(message, status=200)


def answered_fields(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields of a GraphQL answer that are answered whole, by their names: in a field with an error
    null may mean anything."""
    errors, data = answer.get("errors"), answer.get("data")
    failed = [error.get("path") if isinstance(error, dict) else None for error in errors or ()]
    if not isinstance(data, dict) or not all(isinstance(path, list) and path for path in failed):
        return {}
    without = {str(path[0]) for path in failed if path}
    return {name: value for name, value in data.items() if name not in without and isinstance(value, dict)}


def pause_of(answer: Answer) -> timedelta | None:
    """Return how long GitHub asks to be left alone; None where it does not say."""
    header = answer.headers.get("retry-after", "")
    if not header.isdecimal():
        return None
    pause = timedelta(seconds=int(header)) if len(header) < 7 else LONGEST_PAUSE
    return min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)


def _limited(
    path: str, answer: Answer, message: str, *, limits: RateLimits, scope: str, now: datetime
) -> Limited:
    pause = pause_of(answer)
    resource = answer.headers.get("x-ratelimit-resource") or resource_of(path)
    if pause is None and limits.is_used_up(scope, resource):
        reset = limits.known[scope, resource].reset
        return Limited(message, until=reset, resource=resource, status=answer.status)
    if pause is None:
        until = limits.close_untold(scope)
    else:
        limits.close(scope, until := now + pause)
    return Limited(message, until=until, resource="", status=answer.status)


def _is_limit(headers: Mapping[str, str], message: str) -> bool:
    exhausted = headers.get("x-ratelimit-remaining") == "0"
    return exhausted or "retry-after" in headers or _talks_of_limits(message)


def _talks_of_limits(message: str) -> bool:
    lowered = message.casefold()
    return any(words in lowered for words in LIMIT_WORDS)


def _message(answer: Answer) -> str:
    """GitHub's words of a refusal; empty where the answer is not in GitHub's form, so not GitHub's."""
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return ""
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict) or not isinstance(content.get("message"), str):
        return ""
    # Each error of GitHub says where it is documented, each answer bears a number; not so a gateway's.
    if "documentation_url" not in content and "x-github-request-id" not in answer.headers:
        return ""
    errors = content.get("errors")
    details = [
        str(error.get("message") or f"{error.get('field')}: {error.get('code')}")
        if isinstance(error, dict)
        else str(error)
        for error in (errors if isinstance(errors, list) else [errors] if errors else [])
    ]
    return ": ".join(part for part in (content["message"], ", ".join(details)) if part)


def outage(method: str, status: int, message: str) -> Outage:
    """Return what an answer means that is not GitHub's own: a write may have been carried out."""
    return Outage(message or f"GitHub answered {status}", status=status, maybe_applied=method not in SAFE)


def _without_limits(headers: Mapping[str, str]) -> dict[str, str]:
    # gidgethub would raise for limits that are no numbers; `RateLimits` reads them itself.
    return {name: headers[name] for name in ("content-type", "link") if name in headers}
