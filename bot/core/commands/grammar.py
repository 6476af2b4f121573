"""From a text to the commands in it."""

from __future__ import annotations

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
    (line, the known word that is one edit away); `capped` counts the commands over the limit. `kept` are
    the lines of an edited text that its previous version had already.
    """

    invocations: tuple[Invocation, ...] = ()
    near_misses: tuple[tuple[str, str], ...] = ()
    capped: int = 0
    kept: tuple[str, ...] = ()


class _Line(NamedTuple):
    """A line split up: `word` in lower case, `rest` as written."""

    word: str
    args: tuple[str, ...]
    rest: str
    line: str


def find(
    written: Written, event: SubjectEvent, commands: Sequence[Command], repo: RepositoryConfig, login: str
) -> Parsed:
    """The commands of a text, among those that are on in its repository.

    In an edited text only those count that its previous version did not have. `login` is the bot's.
    """
    lines, kept = _new_lines(written, login)
    if not lines:
        return Parsed(kept=kept)
    known = _by_word(commands, repo)
    invocations: list[Invocation] = []
    unknown: dict[str, str] = {}
    for each in lines:
        command = _meant(known.get(each.word, ()), each, event, repo)
        if command is not None:
            invocations.append(
                Invocation(command, each.word, each.args, each.rest, each.line, event, written)
            )
        elif len(unknown) < _MAX_UNKNOWN:
            unknown.setdefault(each.word, each.line)
    return Parsed(
        invocations=tuple(invocations[:MAX_COMMANDS]),
        near_misses=tuple(_near_misses(unknown, known))[:MAX_GUESSES],
        capped=max(0, len(invocations) - MAX_COMMANDS),
        kept=kept,
    )


def _new_lines(written: Written, login: str) -> tuple[list[_Line], tuple[str, ...]]:
    """The lines that count, and those that were there before."""
    lines = _lines(written.body, login)
    before = Counter(each[:3] for each in _lines(written.previous or "", login)) if lines else Counter()
    new: list[_Line] = []
    kept: list[str] = []
    for each in lines:
        if before[each[:3]]:
            before[each[:3]] -= 1
            kept.append(each.line)
        else:
            new.append(each)
    return new, tuple(kept)


def _lines(text: str, login: str) -> list[_Line]:
    found = ((line, _LINE.fullmatch(line)) for line in command_lines(text, login))
    return [
        _Line(
            word=parts["word"].lower() if parts["word"].isascii() else parts["word"],
            args=tuple(_BLANKS.split(parts["rest"])) if parts["rest"] else (),
            rest=parts["rest"],
            line=line,
        )
        for line, parts in found
        if parts
    ]


def _by_word(commands: Iterable[Command], repo: RepositoryConfig) -> Mapping[str, list[Command]]:
    """The commands of each word: the choosy ones first, words made from a config last."""
    known: dict[str, list[Command]] = {}
    for command in sorted(commands, key=lambda each: (each.matches is None, each.dynamic_words is not None)):
        for word in command.words_in(repo):
            known.setdefault(word, []).append(command)
    return known


def _meant(
    commands: Iterable[Command], line: _Line, event: SubjectEvent, repo: RepositoryConfig
) -> Command | None:
    return next(
        (
            each
            for each in commands
            if each.matches is None or each.matches(line.word, line.args, event, repo)
        ),
        None,
    )


def _near_misses(unknown: Mapping[str, str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word, line in unknown.items():
        near = next((each for each in known if one_edit(word, each)), None)
        if near:
            yield line, near
