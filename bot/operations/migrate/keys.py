"""The keys of one mapping of another bot's file: each is answered for once, and none is passed over."""

from collections.abc import Container, Iterable, Mapping
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

    def set_first(self, *names: str) -> str:
        """Return which of these is the first that is set; the last one where none is."""
        return next((name for name in names if self.text(name)), names[-1])

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

    def are_refused(self, texts: Container[str]) -> bool:
        """Return whether its tool refuses the whole mapping, as one of `texts` is a list or mapping; then all
        keys are answered for."""
        odd = [name for name in not_texts(self.values) if name in texts]
        if odd:
            self.impossible(*odd, reason="its tool wants a text here, and does nothing with such a file")
            self.impossible(*self.values, reason=f"nothing, as its tool does not understand {odd[0]}")
        return bool(odd)

    def same(self, *names: str, reason: str = "") -> None:
        """Say that these stay as they are."""
        self.answer(names, KeyOutcome.SAME, reason)

    def changed(self, *names: str, reason: str) -> None:
        """Say that these do less than before, or otherwise."""
        self.answer(names, KeyOutcome.CHANGED, reason)

    def elsewhere(self, *names: str, reason: str) -> None:
        """Say that these are the matter of another tool."""
        self.answer(names, KeyOutcome.ELSEWHERE, reason)

    def impossible(self, *names: str, reason: str) -> None:
        """Say that these do nothing any more."""
        self.answer(names, KeyOutcome.IMPOSSIBLE, reason)

    def close(self, tool: str, known: Iterable[str] = ()) -> None:
        """Add the rows to the table; what nobody answered for is named as none of the tool's keys."""
        self.impossible(
            "_extends", reason="not followed: give the file of that repository to this command too"
        )
        self.same(*filter(is_token, self.values), reason="not needed: the App signs in by itself")
        for name in self.values:
            hint = did_you_mean(name, known) if name not in self._answered else ""
            unknown = f"no key of {tool} that we know" + (f": {hint}" if hint else "")
            outcome, reason = self._answered.get(name, (KeyOutcome.IMPOSSIBLE, unknown))
            self.draft.note(self.source, (*self.path, name), name, outcome, reason)


_GRAVITY = (KeyOutcome.SAME, KeyOutcome.ELSEWHERE, KeyOutcome.CHANGED, KeyOutcome.IMPOSSIBLE)


def is_token(name: str) -> bool:
    """Return whether a key says how its tool signs in."""
    return name.replace("_", "-").endswith("token")


def not_texts(values: Mapping[str, Any]) -> list[str]:
    """Return the keys under which a list or mapping stands."""
    return [name for name, value in values.items() if isinstance(value, list | dict)]
