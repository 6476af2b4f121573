"""From a hostile YAML text to plain values with the place of each: one pass, capped in every direction.

The text is read as YAML 1.2 from ruamel's events, so a list of a hundred thousand brackets or a pyramid of
aliases is refused at the first step too many, before anything is built from it. Only `null`, `true` and
`false` are more than text: `no` is somebody's login, `1.10` a milestone and `2026-01-07` a date only where
a field wants one. Keys are always text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from bot.core.config.problems import ConfigError, Problem, quoted
from bot.core.markdown.quoting import escape

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
MAX_OPEN = 5 * MAX_DEPTH
"""Brackets that one line may leave open; some of them can stand in quotes."""
MAX_NODES = 5_000
"""Values in the file, counted again wherever an alias repeats them."""

Path = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both from 1."""

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {"": None, "~": None} | {
    spelling: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelling in (word, word.title(), word.upper())
}
"""All that YAML 1.2 reads as something else than text or a number, when it stands without quotes."""
_PLAINER = (
    ("found character '\\t'", "a tab is used to indent here: YAML wants spaces"),
    ("mapping values are not allowed", "a colon is not expected here: check the indentation, or put quotes"),
    ("could not find expected ':'", "a colon is missing after the key"),
    ("expected <block end>", "this does not line up with what is above it: check the indentation"),
    ("while scanning a quoted", "a quotation mark is missing"),
    ("found unexpected end of stream", "a quotation mark is missing"),
    ("expected ',' or ']'", "a comma or the closing ] is missing"),
    ("expected ',' or '}'", "a comma or the closing } is missing"),
    ("expected the node content", "a value is missing here, or a bracket above is not closed"),
    ("found undefined alias", "this alias (*name) has no anchor (&name) above it"),
    ("cannot start any token", "this character has a meaning in YAML: put the text in quotes"),
)


@dataclass
class Document:
    """The values of a file, and where each key and value stands."""

    data: Any = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    """What could be read past: keys that stand twice (the last one counts)."""

    def place(self, path: Path) -> Place:
        """Return where a value stands, or the nearest thing around it that stands in the file."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))

    def key_place(self, path: Path) -> Place:
        """Return where a key stands; for what has no key, its value."""
        return self.keys.get(path) or self.place(path)


def read(text: str) -> Document:
    """Read one YAML document. Raise `ConfigError` where the text cannot be understood at all."""
    text = text.removeprefix("\ufeff")
    _check_characters(text)
    reader = _Reader()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place: Place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ConfigError([Problem(*place, "", _plainer(error))]) from None
    except (YAMLError, ValueError, RecursionError) as error:  # seen none; a parser must not end the process
        raise ConfigError([Problem(1, 1, "", f"this is not YAML: {quoted(error)}")]) from None
    return reader.document


def _check_characters(text: str) -> None:
    if len(text) > MAX_BYTES or len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise ConfigError([Problem(1, 1, "", "the file is larger than 64 KB")])
    if bad := _UNPRINTABLE.search(text):
        before = text[: bad.start()]
        place = (before.count("\n") + 1, bad.start() - before.rfind("\n"))
        name = "NUL" if bad[0] == "\0" else f"U+{ord(bad[0]):04X}"
        raise ConfigError([Problem(*place, "", f"the character {name} is not allowed in YAML")])
    for number, line in enumerate(text.splitlines(), 1):
        if line.count("[") + line.count("{") > MAX_OPEN:
            _check_nesting(line, number)


def _check_nesting(line: str, number: int) -> None:
    """Refuse brackets that the parser would go through again for each further one, before it tells of any."""
    still_open = 0
    for column, sign in enumerate(line, 1):
        still_open += (sign in "[{") - (sign in "]}")
        if still_open > MAX_OPEN:
            _refuse((number, column), f"this is nested more than {MAX_DEPTH} levels deep")


def _plainer(error: MarkedYAMLError) -> str:
    complaint = f"{error.context or ''} {error.problem or ''}"
    return next(
        (plain for sign, plain in _PLAINER if sign in complaint), f"this is not YAML: {escape(complaint)}"
    )


@dataclass
class _Open:
    """A mapping or list that has not ended yet; `key` is the one whose value comes next."""

    path: Path
    content: dict[str, Any] | list[Any]
    anchor: str | None
    nodes_before: int
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.content, dict) and self.key is None

    def next_path(self) -> Path:
        return (*self.path, len(self.content) if self.key is None else self.key)

    def add(self, value: Any) -> None:
        if isinstance(self.content, list):
            self.content.append(value)
        elif self.key is not None:
            self.content[self.key] = value
            self.key = None


class _Reader:
    """Builds the document from events; `stack` holds what is open around the present one."""

    def __init__(self) -> None:
        self.document = Document()
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0
        self.documents = 0

    def take(self, event: Any) -> None:
        """Add the next event of the parser."""
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                _refuse(place, "a second document begins here (`---`): there can be only one")
            if event.version or event.tags:
                _refuse(place, "directives (lines that begin with %) are not understood here")
        elif isinstance(event, CollectionEndEvent):
            ended = self.stack.pop()
            if ended.anchor:  # only now: nothing can hold itself
                self.anchors[ended.anchor] = (ended.content, self.nodes - ended.nodes_before)
        elif isinstance(event, NodeEvent):
            if tag := getattr(event, "tag", None):
                _refuse(place, f"tags such as {quoted(tag)} are not understood here")
            around = self.stack[-1] if self.stack else None
            if around and around.wants_key:
                self._key(around, event, place)
            else:
                self._value(around, event, place)

    def _key(self, around: _Open, event: Any, place: Place) -> None:
        if not isinstance(event, ScalarEvent):
            _refuse(place, "a key must be plain text")
        around.key = str(event.value)
        path = (*around.path, around.key)
        if around.key in around.content:
            first = self.document.keys[path][0]
            message = f"the key {quoted(around.key)} stands here a second time (first in line {first})"
            self.document.problems.append(Problem(*place, dotted(path), message))
        self.document.keys.setdefault(path, place)

    def _value(self, around: _Open | None, event: Any, place: Place) -> None:
        path = around.next_path() if around else ()
        self.document.values[path] = place
        value, nodes = self._built(path, event, place)
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            _refuse(place, f"the file holds more than {MAX_NODES} values (aliases count each time)")
        if around:
            around.add(value)
        else:
            self.document.data = value
        if isinstance(value, dict | list) and not isinstance(event, AliasEvent):
            self.stack.append(_Open(path, value, event.anchor, self.nodes - 1))

    def _built(self, path: Path, event: Any, place: Place) -> tuple[Any, int]:
        """Return a value, as yet empty if it is a mapping or list, and how many values it is."""
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                _refuse(place, "this alias (*name) has no finished anchor (&name) above it")
            return self.anchors[event.anchor]
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            if len(path) >= MAX_DEPTH:
                _refuse(place, f"this is nested more than {MAX_DEPTH} levels deep")
            return ({} if isinstance(event, MappingStartEvent) else []), 1
        text = str(event.value)
        value = _WORDS.get(text, text) if event.implicit[0] else text
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        return value, 1


def _refuse(place: Place, message: str) -> NoReturn:
    raise ConfigError([Problem(*place, "", message)])


def dotted(path: Sequence[str | int]) -> str:
    """Return a path as people write it, such as `steward.people.0`."""
    return ".".join(str(step) for step in path)
