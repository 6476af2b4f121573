"""Find the commands in a text."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.commands.arguments import LIST_COMMAS
from bot.core.commands.command import Command, Invocation
from bot.core.commands.courtesy import is_courtesy, without_courtesy
from bot.core.commands.did_you_mean import one_edit
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import SubjectEvent, Written
from bot.core.markdown import command_lines, visible
from bot.core.markdown.blanks import BLANKS, INVISIBLE
from bot.core.markdown.lines import COMMAS, SLASHES
from bot.core.messages import DEFAULT, Language

MAX_COMMANDS = 20
"""Commands carried out of one text; more of them are counted and said, not done."""
MAX_GUESSES = 5
"""Unknown words of one text that are answered with a suggestion."""
_MAX_UNKNOWN = 50
"""Unknown words of one text that are compared with the known ones at all."""

MIN_LETTERS = 5
"""A shorter word that is not known is more likely another bot's than a typing error."""

_LINE = re.compile(
    rf"(?:[{SLASHES}]|(?P<mention>@[^{BLANKS}{INVISIBLE}{COMMAS}]+)[{BLANKS}{INVISIBLE}{COMMAS}]+[{SLASHES}]?)"
    rf"(?P<word>(?![{COMMAS}{INVISIBLE}])[^{BLANKS}]+)[{BLANKS}{INVISIBLE}]*(?P<rest>.*)",
    re.DOTALL,
)
_END = rf"(?:[{LIST_COMMAS}]|(?!\S))"
_ARGUMENT = re.compile(
    rf"""["\u201c\u201d\u201e\u00ab\u300c]([^"\u201c-\u201e\u00ab\u00bb\u300c\u300d]+)["\u201c\u201d\u00bb\u300d]{_END}"""
    rf"""|['\u2018\u201a]([^'\u2018\u201a\u2019]+)['\u2018\u2019]{_END}|`([^`]+)`{_END}|(\S+)"""
)
"""One argument: what stands in straight or typographic quotes or as code, or a word."""
_STOPS = ".!"


class NearMiss(NamedTuple):
    """A line with what is unknown of it (`typed`), and the invocation it would be if it had the known `word`.
    `by_name`: it calls the bot by its name, and wants an answer."""

    line: str
    typed: str
    word: str
    meant: Invocation
    by_name: bool


@dataclass(frozen=True)
class Parsed:
    """What a text commands.

    `invocations` are in order and do not bear the author's role and grants yet; `near_misses` are
    one edit away from a known word; `unknown` are lines that call the bot by name with a word it
    does not know; `capped` counts the commands over the limit. `unchanged` are the lines of an edited text
    that its previous version had already.
    """

    invocations: tuple[Invocation, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    unknown: tuple[str, ...] = ()
    capped: int = 0
    unchanged: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """In which it is answered."""
        return self.invocations[0].language if self.invocations else DEFAULT


class _Line(NamedTuple):
    """A line split up: `word` in lower case, `args` without courtesy, `rest` as written."""

    word: str
    args: tuple[str, ...]
    rest: str
    line: str
    by_name: bool
    """Whether it calls the bot by its name."""

    @property
    def shown(self) -> str:
        """What is not known of it: its word, or all that was said to the bot."""
        return " ".join((self.word, *self.args)) if self.by_name else f"/{self.word}"


def find(
    written: Written, event: SubjectEvent, commands: Sequence[Command], repo: RepositoryConfig, login: str
) -> Parsed:
    """Return the commands of a text, among those that are on in its repository.

    In an edited text only those count that its previous version did not have. `login` is the bot's.
    """
    lines, unchanged = _new_lines(_in_slashes(written, commands, repo), login)
    if not lines:
        return Parsed(unchanged=unchanged)
    known = _by_word(commands, repo)
    invocations: list[Invocation] = []
    unknown: dict[str, _Line] = {}

    def invocation(line: _Line, word: str) -> Invocation | None:
        for command in known.get(word, ()):
            if command.matches is None or command.matches(word, line.args, event, repo):
                rest = line.rest if command.free_text and line.args else " ".join(line.args)
                return Invocation(command, word, line.args, rest, line.line, event, written)
        return None

    for line in lines:
        if line.word in repo.foreign_words and not line.by_name:
            continue
        if call := invocation(line, line.word) or _with_stop(invocation(line, line.word.rstrip(_STOPS))):
            invocations.append(call)
        elif len(unknown) < _MAX_UNKNOWN:
            unknown.setdefault(line.word, line)
    near = {
        word: near
        for word, line in unknown.items()
        if (near := _near(word, known) or (_named_below(line, known) if line.by_name else None))
    }
    misses = ((line := unknown[word], other, invocation(line, other)) for word, other in near.items())
    return Parsed(
        invocations=tuple(invocations[:MAX_COMMANDS]),
        near_misses=tuple(
            NearMiss(line.line, line.shown, word, call, line.by_name) for line, word, call in misses if call
        )[:MAX_GUESSES],
        unknown=tuple(
            line.line
            for word, line in unknown.items()
            if line.by_name and word not in near and not is_courtesy(word)
        ),
        capped=max(0, len(invocations) - MAX_COMMANDS),
        unchanged=unchanged,
    )


def _in_slashes(written: Written, commands: Iterable[Command], repo: RepositoryConfig) -> Written:
    """Return a text in which lines that mean a command by the repository's file are that command."""
    named = [(command.name, command.own_words(repo)) for command in commands if command.own_words]
    meant = {words.casefold(): f"/{name}" for name, lines in named for words in lines}
    if not meant:
        return written

    def reworded(text: str) -> str:
        lines = ((line, meant.get(line.strip().casefold())) for line in text.splitlines(keepends=True))
        return "".join(line.replace(line.strip(), command) if command else line for line, command in lines)

    previous = None if written.previous is None else reworded(written.previous)
    return written.model_copy(update={"body": reworded(written.body), "previous": previous})


def _with_stop(call: Invocation | None) -> Invocation | None:
    """Return the command that a closing stop is stuck to, where a mistake touches nobody but its author."""
    return call if call and call.command.for_oneself and not call.args else None


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
    return [_split(line, parts) for line, parts in matches if parts]


def _split(line: str, parts: re.Match[str]) -> _Line:
    word, rest = parts["word"], parts["rest"]
    by_name = parts["mention"] is not None
    while (
        by_name and rest and without_courtesy((visible(word), "-")) == ("-",)
    ):  # `@stewardbot, please claim`
        word, _, rest = rest.partition(" ")
    word, args = visible(word), _arguments(rest)
    if by_name:
        word = word if args else word.rstrip(_STOPS)
        args = (*args[:-1], args[-1].rstrip(_STOPS)) if args else ()
    return _Line(word.lower() if word.isascii() else word, args, rest, line, by_name)


def _arguments(rest: str) -> tuple[str, ...]:
    """Return the arguments in the rest of a line, without quotes around them and courtesy beside them."""
    return without_courtesy(["".join(groups).strip() for groups in _ARGUMENT.findall(visible(rest))])


def _by_word(commands: Iterable[Command], repo: RepositoryConfig) -> Mapping[str, list[Command]]:
    """Return the commands of each word: the choosy ones first, words made from a config last."""
    known: dict[str, list[Command]] = {}
    for command in sorted(
        commands, key=lambda command: (command.matches is None, command.dynamic_words is not None)
    ):
        for word in command.words_in(repo):
            known.setdefault(word, []).append(command)
    return known


def _near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is one edit away. What is short is left to other bots, and what may look
    the same to whoever reads the answer (letters of other scripts) helps nobody."""
    if not word.isascii() or _letters(word) < MIN_LETTERS:
        return None
    return next((other for other in known if _letters(other) >= MIN_LETTERS and one_edit(word, other)), None)


def _named_below(line: _Line, known: Iterable[str]) -> str | None:
    """Return the first known word among those that somebody says to the bot by name."""
    names = [word.casefold().strip(".,;:!?/`") for word in line.args]
    return next((word for word in names if word in known), None)


def _letters(word: str) -> int:
    return sum(map(str.isalpha, word))
