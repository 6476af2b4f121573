"""Find the commands in a text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.commands.command import Command, Invocation
from bot.core.commands.did_you_mean import one_edit
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import SubjectEvent, Written
from bot.core.markdown import command_lines

MAX_COMMANDS = 20
"""Commands carried out of one text; more of them are counted and said, not done."""
MAX_GUESSES = 5
"""Unknown words of one text that are answered with a suggestion."""
_MAX_UNKNOWN = 50
"""Unknown words of one text that are compared with the known ones at all."""

_LINE = re.compile(r"(?:/|@\S+[ \t]+/?)(?P<word>[^ \t]+)[ \t]*(?P<rest>.*)")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Parsed:
    """What a text commands.

    `invocations` are in order and do not bear the author's role and grants yet; `near_misses` are
    (line, the known word that is one edit away); `capped` counts the commands over the limit. `unchanged` are
    the lines of an edited text that its previous version had already.
    """

    invocations: tuple[Invocation, ...] = ()
    near_misses: tuple[tuple[str, str], ...] = ()
    capped: int = 0
    unchanged: tuple[str, ...] = ()


class _Line(NamedTuple):
    """A line split up: `word` in lower case, `rest` as written."""

    word: str
    args: tuple[str, ...]
    rest: str
    line: str


def find(
    written: Written, event: SubjectEvent, commands: Sequence[Command], repo: RepositoryConfig, login: str
) -> Parsed:
    """Return the commands of a text, among those that are on in its repository.

    In an edited text only those count that its previous version did not have. `login` is the bot's.
    """
    lines, unchanged = _new_lines(written, login)
    if not lines:
        return Parsed(unchanged=unchanged)
    known = _by_word(commands, repo)
    invocations: list[Invocation] = []
    unknown: dict[str, str] = {}
    for line in lines:
        command = next(
            (
                command
                for command in known.get(line.word, ())
                if command.matches is None or command.matches(line.word, line.args, event, repo)
            ),
            None,
        )
        if command is not None:
            invocations.append(
                Invocation(command, line.word, line.args, line.rest, line.line, event, written)
            )
        elif len(unknown) < _MAX_UNKNOWN:
            unknown.setdefault(line.word, line.line)
    return Parsed(
        invocations=tuple(invocations[:MAX_COMMANDS]),
        near_misses=tuple(_near_misses(unknown, known))[:MAX_GUESSES],
        capped=max(0, len(invocations) - MAX_COMMANDS),
        unchanged=unchanged,
    )


def _new_lines(written: Written, login: str) -> tuple[list[_Line], tuple[str, ...]]:
    """Return the lines that count, and those that were there before."""
    lines = _lines(written.body, login)
    before = Counter(line[:3] for line in _lines(written.previous or "", login)) if lines else Counter()
    new: list[_Line] = []
    unchanged: list[str] = []
    for line in lines:
        if before[line[:3]]:
            before[line[:3]] -= 1
            unchanged.append(line.line)
        else:
            new.append(line)
    return new, tuple(unchanged)


def _lines(text: str, login: str) -> list[_Line]:
    matches = ((line, _LINE.fullmatch(line)) for line in command_lines(text, login))
    return [
        _Line(
            word=parts["word"].lower() if parts["word"].isascii() else parts["word"],
            args=tuple(_BLANKS.split(parts["rest"])) if parts["rest"] else (),
            rest=parts["rest"],
            line=line,
        )
        for line, parts in matches
        if parts
    ]


def _by_word(commands: Iterable[Command], repo: RepositoryConfig) -> Mapping[str, list[Command]]:
    """Return the commands of each word: the choosy ones first, words made from a config last."""
    known: dict[str, list[Command]] = {}
    for command in sorted(
        commands, key=lambda command: (command.matches is None, command.dynamic_words is not None)
    ):
        for word in command.words_in(repo):
            known.setdefault(word, []).append(command)
    return known


def _near_misses(unknown: Mapping[str, str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word, line in unknown.items():
        near = next((other for other in known if one_edit(word, other)), None)
        if near:
            yield line, near
