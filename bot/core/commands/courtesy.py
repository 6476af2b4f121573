"""Words of politeness beside a command, in all our languages: they command nothing."""

from collections.abc import Sequence
from typing import Final, get_args

from bot.core.commands.arguments import LIST_COMMAS
from bot.core.messages import Language, load
from bot.core.model import Value

TEXT = load(__name__)

_MARKS = ".!,;"
_Phrase = tuple[str, ...]


class _Courtesy(Value):
    """Words that may stand before what a command is asked, and at its end."""

    before: list[str]
    after: list[str]


_LISTS = [TEXT[language].table("courtesy", _Courtesy) for language in get_args(Language)]
_BEFORE: Final = frozenset(tuple(words.split()) for courtesy in _LISTS for words in courtesy.before)
_AFTER: Final = frozenset(tuple(words.split()) for courtesy in _LISTS for words in courtesy.after)
_LONGEST: Final = max(map(len, _BEFORE | _AFTER))


def without_courtesy(args: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments of a command without courtesy around them."""
    left = tuple(args)
    while width := _width(left, _AFTER, last=True):
        left = left[:-width]
        left = (*left[:-1], *(word.rstrip(LIST_COMMAS) for word in left[-1:]))
    while width := _width(left, _BEFORE, last=False):
        left = left[width:]
    return left


def is_courtesy(word: str) -> bool:
    """Return whether a word is nothing but polite."""
    return (_plain(word),) in _AFTER


def _width(args: tuple[str, ...], phrases: frozenset[_Phrase], *, last: bool) -> int:
    """Return how many words at one end are a phrase, the longest; 0 for none."""
    plain = tuple(map(_plain, args[-_LONGEST:] if last else args[:_LONGEST]))
    return next(
        (n for n in range(len(plain), 0, -1) if (plain[-n:] if last else plain[:n]) in phrases),
        0,
    )


def _plain(word: str) -> str:
    return word.casefold().replace("\u2019", "'").rstrip(_MARKS)
