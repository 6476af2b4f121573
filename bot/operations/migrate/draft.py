"""The file that is being written: settings by their path, why they are so, and what is left to a person."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from bot.core.config.document import Path
from bot.operations.migrate.sources import Source

_ORDER = ("commands", "labels", "assignment", "lifecycle", "triage", "newcomers")
_INDENT = 2
_HEAD = """\
# Written by `stewardbot migrate` from {sources}.
# It only looks on: see what it would do (`stewardbot plan`, or the check of a pull request with this file),
# switch the old tools off, and then write `mode: act`. What stands behind # is left to you, under its reason.
"""


class KeyOutcome(StrEnum):
    """What becomes of a key; each is a column of the table that is printed."""

    SAME = "kept"
    """Stewardbot does the same."""
    CHANGED = "changed"
    """It does less, or otherwise; never for more issues, pull requests or people."""
    IMPOSSIBLE = "impossible"
    """It does not do this, or not without doing it for more than before."""
    ELSEWHERE = "elsewhere"
    """No matter of a community bot: GitHub itself, CI, another App or action does it, as before."""


@dataclass(frozen=True)
class KeyFinding:
    """One key of a file (`line` from 1), what becomes of it, and why."""

    file: str
    line: int
    key: str
    outcome: KeyOutcome
    reason: str

    @property
    def place(self) -> str:
        """Where the key stands, as an editor finds it."""
        return f"{self.file}:{self.line}"


@dataclass
class Draft:
    """Settings in the making. Where two sources set the same, the first one counts."""

    settings: CommentedMap = field(default_factory=CommentedMap)
    findings: list[KeyFinding] = field(default_factory=list)
    withheld: list[tuple[str, Path, Any]] = field(default_factory=list)
    """What a person may take up: why it is left to them, its path, its value."""
    sources: list[str] = field(default_factory=list)
    hears_plain_words: bool = False
    """Whether a tool answered people who offered help in plain words."""

    def note(self, source: Source, path: Path, key: str, outcome: KeyOutcome, reason: str) -> None:
        """Add a row to the table for the key that stands at `path` of a source."""
        finding = KeyFinding(source.name, source.line(path), key, outcome, reason)
        if finding not in self.findings:
            self.findings.append(finding)

    def counted(self) -> str:
        """Return the head of the table: how many keys there are, and of how many comes what."""
        outcomes = Counter(finding.outcome for finding in self.findings)
        parts = [f"{outcomes[outcome]} {outcome.value}" for outcome in KeyOutcome]
        return f"{outcomes.total()} key{'s' * (outcomes.total() != 1)}: {', '.join(parts)}"

    def set(self, *path: str, value: Any) -> bool:
        """Set one value; False where another one stands there already."""
        place: Any = self.settings
        for key in path[:-1]:
            place = place.setdefault(key, CommentedMap())
        if path[-1] in place:
            return bool(place[path[-1]] == value)
        place[path[-1]] = _block(value)
        return True

    def add(self, *path: str, value: Any, comment: str = "", at: int | None = None) -> None:
        """Add a value to a list (`at` a place, or its end) under a comment of its own, unless it is there."""
        place: Any = self.settings
        for key in path[:-1]:
            place = place.setdefault(key, CommentedMap())
        items = place.setdefault(path[-1], CommentedSeq())
        if value in items:
            return
        place_in_list = len(items) if at is None else at
        items.insert(place_in_list, _block(value))
        if comment:
            indent = _INDENT * len(path)
            items.yaml_set_comment_before_after_key(place_in_list, before=_line(comment), indent=indent)

    def listed(self, *path: str) -> list[Any]:
        """Return what a list holds so far."""
        place: Any = self.settings
        for key in path:
            place = place.get(key, {})
        return list(place)

    def withhold(self, *path: str, value: Any, reason: str) -> None:
        """Leave a setting to a person: it is written behind #, under its reason."""
        if (reason, path, value) not in self.withheld:
            self.withheld.append((reason, path, value))

    def text(self) -> str:
        """Return the file."""
        ordered = CommentedMap()
        ordered["mode"] = "observe"
        if not self.hears_plain_words:
            ordered["plain_words"] = "off"
        for key in sorted(self.settings, key=_ORDER.index):
            ordered[key] = self.settings[key]
        head = _HEAD.format(sources=", ".join(map(_line, dict.fromkeys(self.sources))))
        parts = [head + _dumped(ordered)]
        for reason, path, value in self.withheld:
            nested: Any = _block(value)
            for key in reversed(path):
                nested = CommentedMap({key: nested})
            lines = [f"# {_line(reason)}", *(f"#   {line}".rstrip() for line in _dumped(nested).splitlines())]
            parts.append("\n".join(lines) + "\n")
        return "\n".join(parts)


def _line(text: str) -> str:
    """Return a text that ends no comment."""
    return re.sub(r"[^\S ]+|[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text)


def _block(value: Any) -> Any:
    """Return a value as it is to be written: texts of several lines as blocks, short lists in brackets."""
    if isinstance(value, str):
        return LiteralScalarString(value) if "\n" in value else value
    if isinstance(value, dict):
        return CommentedMap({key: _block(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        items = CommentedSeq([_block(inner) for inner in value])
        if not any(isinstance(inner, dict | list) for inner in value):
            items.fa.set_flow_style()
        return items
    return value


def _dumped(value: CommentedMap) -> str:
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=_INDENT, sequence=_INDENT + 2, offset=_INDENT)
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()
