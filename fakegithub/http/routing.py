"""The table of routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, unquote

from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer

Handler = Callable[[Call], Reply]
_ROUTES: dict[tuple[str, int], list[tuple[tuple[str, ...], Handler]]] = defaultdict(list)
_TAILS: dict[str, list[tuple[tuple[str, ...], Handler]]] = defaultdict(list)


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    """Register a handler for a path like `/repos/{owner}/{repo}`; a last part `{path...}` takes the rest."""
    parts = tuple(pattern.strip("/").split("/"))

    def register(handler: Handler) -> Handler:
        if parts[-1].endswith("...}"):
            _TAILS[method].append((parts, handler))
        else:
            _ROUTES[method, len(parts)].append((parts, handler))
        return handler

    return register


def show(pattern: str, record: Callable[[Call], Any], payload: Callable[..., Any]) -> None:
    """Register the GET of one record: what `record` finds by the call, as `payload` shows it. A record that
    is shown with the place it stands in is a tuple of both."""
    route("GET", pattern)(lambda call: answer(payload(call.state, *_arguments(record(call)))))


def show_all(
    pattern: str, records: Callable[[Call], Iterable[Any]], payload: Callable[..., Any], key: str = ""
) -> None:
    """Register the GET of a list, a page at a time; see `show` and `Call.page`."""

    @route("GET", pattern)
    def listed(call: Call) -> Reply:
        return call.page(list(records(call)), lambda record: payload(call.state, *_arguments(record)), key)


def _arguments(record: Any) -> tuple[Any, ...]:
    return record if isinstance(record, tuple) else (record,)


def find(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler of a path that is still percent-encoded, with the decoded named parts."""
    steps = path.strip("/").split("/")
    best: tuple[Handler, dict[str, str]] | None = None
    fewest = len(steps) + 1
    for parts, handler in _ROUTES.get((method, len(steps)), ()):
        named = _match(parts, steps)
        if named is not None and len(named) < fewest:
            best, fewest = (handler, named), len(named)
    if best is None:
        for parts, handler in _TAILS.get(method, ()):
            head = parts[:-1]
            if len(steps) >= len(head) and (named := _match(head, steps[: len(head)])) is not None:
                named[parts[-1][1:-4]] = unquote("/".join(steps[len(head) :]))
                return handler, named
    return best


def handlers() -> set[Handler]:
    """Everything that answers, so that a test can see that nothing goes untried."""
    tables = [*_ROUTES.values(), *_TAILS.values()]
    return {handler for table in tables for _, handler in table}


def _match(parts: Iterable[str], steps: Iterable[str]) -> dict[str, str] | None:
    named: dict[str, str] = {}
    for part, step in zip(parts, steps, strict=True):
        if part[0] == "{":
            named[part[1:-1]] = unquote(step)
        elif part != step:
            return None
    return named


def parse_query(text: str) -> dict[str, str]:
    """The query's parameters; of a repeated one, the last counts."""
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
