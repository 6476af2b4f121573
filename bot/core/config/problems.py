"""What is wrong with a repository's file, in sentences that say where and how to fix it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.core.markdown.quoting import code, defused

SHOWN = 60
"""So many characters of somebody's text are quoted in a message."""


@dataclass(frozen=True, order=True)
class Problem:
    """One remark on the file. `line` and `column` count from 1; `path` is like `steward.people.0`.

    What the file, or pydantic, says in it does nothing where it is read.
    """

    line: int
    column: int
    path: str
    message: str
    suggestion: str = ""

    def __post_init__(self) -> None:
        for name in ("message", "suggestion"):
            object.__setattr__(self, name, defused(getattr(self, name)))

    def __str__(self) -> str:
        tail = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.line}:{self.column}: {self.message}{tail}"


class ConfigError(Exception):
    """The file cannot be used; `problems` has everything found, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the known word nearest to `word`; empty if none is near."""
    spellings = {name.casefold(): name for name in known}
    near = get_close_matches(word[:SHOWN].casefold().replace("-", "_"), spellings, n=1, cutoff=0.6)
    return f"did you mean {code(spellings[near[0]])}?" if near else ""


def quoted(value: object) -> str:
    """Return a value of the file inside a message: nothing in it works, and it is cut to a sane length."""
    return code(str(value), SHOWN)
