"""Pydantic's errors as sentences with their places in the file."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from bot.core.config.document import Document, Path, dotted
from bot.core.config.problems import Problem, did_you_mean, quoted

_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date such as 2026-03-18",
    "time": "a time such as 09:00",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "keys and values",
    "model": "keys and values",
}
"""By the first word of pydantic's error type (`int_parsing`, `dict_type`), what it wants."""

_SHAPE = re.compile(r"_(type|parsing|from_\w+|parsing_size)$")


def explain(
    errors: Iterable[Mapping[str, Any]],
    prefix: Path,
    document: Document,
    keys_at: Callable[[Path], list[str]],
    sections: Iterable[str],
) -> list[Problem]:
    """Return the problems behind pydantic's errors in the part of the file at `prefix`, the first hundred of
    them.

    `keys_at` tells the keys that may stand at a path, `sections` are the paths of all sections there are.
    Where a value may have several shapes, pydantic complains once for each: of a place, the first complaint
    is kept, and none at all where something inside it is wrong.
    """
    problems: dict[Path, Problem] = {}
    for error in islice(errors, 100):
        path = _path(error["loc"], prefix, document)
        match error["type"]:
            case "missing":
                path = (*path, str(error["loc"][-1]))
                problem = _missing(path, document)
            case "extra_forbidden":
                problem = _unknown(path, document, keys_at(path[:-1]), sections)
            case _:
                message, suggestion = _wrong(error, path)
                problem = Problem(*document.place(path), dotted(path), message, suggestion)
        problems.setdefault(path, problem)
    return [
        problem
        for path, problem in problems.items()
        if not any(len(other) > len(path) and other[: len(path)] == path for other in problems)
    ]


def _path(location: tuple[str | int, ...], prefix: Path, document: Document) -> Path:
    """Return the path in the file: pydantic's location without the names of alternatives in between."""
    path = prefix
    for step in location:
        if (*path, step) in document.values:
            path = (*path, step)
    return path


def _missing(path: Path, document: Document) -> Problem:
    around = f" in {quoted(dotted(path[:-1]))}" if len(path) > 1 else ""
    return Problem(*document.key_place(path[:-1]), dotted(path), f"{quoted(path[-1])} is missing{around}")


def _unknown(path: Path, document: Document, known: list[str], sections: Iterable[str]) -> Problem:
    misplaced = next((section for section in sections if section.endswith(f".{path[-1]}")), "")
    suggestion = f"did you mean `{misplaced}`?" if misplaced else did_you_mean(str(path[-1]), known)
    if not suggestion and known:
        suggestion = f"known here: {', '.join(known)}"
    where = f" in {quoted(dotted(path[:-1]))}" if len(path) > 1 else ""
    message = f"unknown key {quoted(path[-1])}{where}"
    return Problem(*document.key_place(path), dotted(path), message, suggestion)


def _wrong(error: Mapping[str, Any], path: Path) -> tuple[str, str]:
    """Return (message, suggestion) for a value that does not fit."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    name = quoted(_named(path))
    if kind == "value_error":
        return f"{name}: {context['error']}", ""
    if kind in ("literal_error", "enum"):
        words = re.findall(r"'([^']*)'", context.get("expected", ""))
        message = f"{name} should be {' or '.join(map(quoted, words))}, not {_what(value)}"
        return message, did_you_mean(value, words) if isinstance(value, str) else ""
    if _SHAPE.search(kind) and (expected := _EXPECTED.get(kind.partition("_")[0])):
        hint = "put it in quotes" if expected == "text" and isinstance(value, bool) else ""
        return f"{name} should be {expected}, not {_what(value)}", hint
    return f"{name}: {error['msg'].removeprefix('Input ')}", ""


def _named(path: Path) -> str:
    """Return what people call the place: its key, or the list it is an item of."""
    if not path:
        return "the file"
    return f"{_named(path[:-1])}, item {path[-1] + 1}" if isinstance(path[-1], int) else path[-1]


def _what(value: object) -> str:
    if value is None:
        return "left empty"
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    return quoted(str(value).lower() if isinstance(value, bool) else value)
