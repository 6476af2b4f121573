"""The keys of one mapping of another bot's file: each is answered for once, and none is passed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.core.config.document import Path
from bot.core.config.problems import did_you_mean
from bot.operations.migrate.draft import Draft, KeyOutcome
from bot.operations.migrate.sources import Source


@dataclass
class Keys:
    """Keys and values at a path of a source, and the row of the table for each. The last word on a key counts
    only where nothing worse was said before."""

    draft: Draft
    source: Source
    path: Path
    values: dict[str, Any]

    def __post_init__(self) -> None:
        self._answered: dict[str, tuple[KeyOutcome, str]] = {}

    def text(self, *names: str, default: str = "") -> str:
        """Return the first of these that is set, without blanks around it, as actions read their inputs."""
        for name in names:
            value = self.values.get(name)
            text = str(value).lower() if isinstance(value, bool) else str(value or "").strip()
            if text:
                return text
        return default

    def is_true(self, *names: str, default: bool = False) -> bool:
        """Return the first of these that is set, as true or false."""
        return self.text(*names, default=str(default)).lower() == "true"

    def answer(self, names: Iterable[str], outcome: KeyOutcome, reason: str = "") -> None:
        """Say what becomes of those of these keys that stand in the file."""
        for name in names:
            if name not in self.values:
                continue
            before = self._answered.get(name)
            if before is None or _GRAVITY.index(outcome) > _GRAVITY.index(before[0]):
                self._answered[name] = (outcome, reason)

    def same(self, *names: str, reason: str = "") -> None:
        """Say that these stay as they are."""
        self.answer(names, KeyOutcome.SAME, reason)

    def changed(self, *names: str, reason: str) -> None:
        """Say that these do less than before, or otherwise."""
        self.answer(names, KeyOutcome.CHANGED, reason)

    def impossible(self, *names: str, reason: str) -> None:
        """Say that these do nothing any more."""
        self.answer(names, KeyOutcome.IMPOSSIBLE, reason)

    def close(self, tool: str, known: Iterable[str] = ()) -> None:
        """Add the rows to the table; what nobody answered for is named as unknown to the tool."""
        for name in self.values:
            hint = did_you_mean(name, known) if name not in self._answered else ""
            unknown = f"{tool} does not know it either" + (f": {hint}" if hint else "")
            outcome, reason = self._answered.get(name, (KeyOutcome.IMPOSSIBLE, unknown))
            self.draft.note(self.source, (*self.path, name), name, outcome, reason)


_GRAVITY = (KeyOutcome.SAME, KeyOutcome.CHANGED, KeyOutcome.IMPOSSIBLE)
