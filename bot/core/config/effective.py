"""A valid file explained: what is in force, where it comes from, and what to know of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.core.config.base import WarningSection
from bot.core.config.document import Path, dotted, read
from bot.core.config.loader import Reading, examine
from bot.core.config.problems import Problem, quoted
from bot.core.config.sections import INHERITED
from bot.core.feature import ConfigWarning, Feature
from bot.core.messages import load
from bot.core.permissions import awaited, off_until

TEXT = load(f"{__package__}.messages")


class ValueInForce(NamedTuple):
    """One value in force. `source` is `line 4`, `inherited` (from the top of the file), `preset` (what that,
    or an empty section, stands for) or `default`."""

    path: str
    value: Any
    source: str


def notes(text: str, features: Sequence[Feature[Any]]) -> list[Problem]:
    """Return what is worth knowing about a valid file: the warnings of its sections. Raise `ConfigError` as
    `load` does."""
    reading = examine(text, features)
    config = reading.config("")
    problems = [
        Problem(*reading.document.place(path), dotted(path), sentence)
        for feature in features
        if feature.config_warnings is not None and feature.section in reading.present
        for path, sentence in feature.config_warnings(config)
    ]
    for path in reading.present:
        steps: Path = tuple(path.split("."))
        section = reading.models.get(path)
        if isinstance(section, WarningSection):
            warnings = section.warnings()
            problems += [_note(reading, steps, f"{quoted(path)}: {warning}") for warning in warnings]
    return sorted(problems)


def awaited_notes(
    text: str, features: Sequence[Feature[Any]], granted: Mapping[str, str], owner: str
) -> list[Problem]:
    """Return which features that a file turns on wait for `owner` to accept a permission, while the App has
    those that were `granted`. Raise `ConfigError` as `load` does."""
    reading = examine(text, features)
    config = reading.config("")
    return [
        _note(
            reading, tuple(feature.turned_on_by.split(".")), f"{feature.name} is {off_until(owner, rights)}"
        )
        for feature in features
        if (rights := awaited(feature.needs, granted)) and feature.config_in(config) is not None
    ]


def _note(reading: Reading, path: Path, sentence: str) -> Problem:
    return Problem(*reading.document.key_place(path), dotted(path), sentence)


def placed(text: str, remarks: Iterable[ConfigWarning]) -> list[Problem]:
    """Return warnings with their places in a file that can be read."""
    document = read(text)
    return [Problem(*document.place(path), dotted(path), sentence) for path, sentence in remarks]


def line_of(text: str, path: Path) -> int:
    """Return the line (from 1) of a value in a file that can be read, or of the nearest thing around it."""
    return read(text).place(path)[0]


def effective(text: str, features: Sequence[Feature[Any]]) -> list[ValueInForce]:
    """Return every value in force and its source, in the order of the sections. Raise `ConfigError` as `load`
    does."""
    reading = examine(text, features)
    reading.config("")
    rows = list(_rows((), reading.top.model_dump(mode="json"), reading))
    for path, model in reading.models.items():
        values = model.model_dump(mode="json", by_alias=True)
        if isinstance(values, dict) and not values:
            line = reading.document.keys.get(tuple(path.split(".")))
            unwritten = "preset" if reading.is_given(tuple(path.split("."))) else "default"
            rows.append(ValueInForce(path, "on", f"line {line[0]}" if line else unwritten))
        rows += _rows(tuple(path.split(".")), values, reading)
    return rows


def _rows(path: Path, value: Any, reading: Reading) -> Iterator[ValueInForce]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _rows((*path, key), inner, reading)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for index, inner in enumerate(value):
            yield from _rows((*path, index), inner, reading)
    else:
        yield ValueInForce(dotted(path), value, _source(path, value, reading))


def _source(path: Path, value: Any, reading: Reading) -> str:
    """Return where a value was set: by its own key, or by a short form that stands for what is around it."""
    values = reading.document.values
    if place := values.get(path):
        return f"line {place[0]}"
    if reading.is_given(path):
        return "preset"
    inside = any(len(other) > len(path[:-1]) and other[: len(path) - 1] == path[:-1] for other in values)
    if not inside and (place := values.get(path[:-1])):
        return f"line {place[0]}"
    inherited = value is not None and len(path) > 1 and path[-1] in INHERITED and (path[-1],) in values
    return "inherited" if inherited else "default"
