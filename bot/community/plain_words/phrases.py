"""The phrases of a language file, and whether a clause is one of them.

A phrase is made of words, `(a|b)` for one of several, `[a|b]` for one of them or nothing, `{name}` for a part
of the file, and an ellipsis for one to eight words. Nothing is repeated, so a match costs little whatever the
text; parts are shared, so that a file of hundreds of phrases is read at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

Tokens = Sequence[str]
MOST_ANY = 8
"""So many words an ellipsis stands for at most."""

NONE = "|"
"""Stands among the first words of what may be empty."""

_ANY = "\u2026"
_SIGN = re.compile(r"[()\[\]|]|\{\w+\}|\u2026|[^()\[\]|{}\s\u2026]+")
_TOKEN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff]|'?[^\W_\u3005-\u30ff\u3400-\u9fff]+")
_APOSTROPHES = str.maketrans("\u2019\u02bc`\u00b4", "''''")
_ACCENTS = re.compile("[\u0300-\u036f]")


def folded(text: str) -> str:
    """Return a text in lower case, without accents, in the plain forms of letters and signs."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def tokens_of(text: str) -> tuple[str, ...]:
    """Return the words of a folded text; a contraction is parted before its apostrophe, and each sign of a
    script that is written without blanks is a word."""
    return tuple(_TOKEN.findall(text))


@dataclass(frozen=True, eq=False)
class Phrase:
    """One of several sequences of words and phrases; None stands for any words."""

    sequences: tuple[tuple[str | Phrase | None, ...], ...]
    optional: bool = False

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The words that it may begin with; an empty one for any, `NONE` if it may be empty."""
        outermost = (
            (item.first_words if isinstance(item, Phrase) else {item or ""} for item in sequence)
            for sequence in self.sequences
        )
        return self._edge(outermost)

    @cached_property
    def last_words(self) -> frozenset[str]:
        """The same of its end."""
        outermost = (
            (item.last_words if isinstance(item, Phrase) else {item or ""} for item in reversed(sequence))
            for sequence in self.sequences
        )
        return self._edge(outermost)

    def _edge(self, sequences: Iterable[Iterable[AbstractSet[str]]]) -> frozenset[str]:
        """Return the outermost words of all sequences, given those of each item from the edge on."""
        words: set[str] = {NONE} if self.optional else set()
        for sequence in sequences:
            for item in sequence:
                words |= item - {NONE}
                if NONE not in item:
                    break
            else:
                words.add(NONE)
        return frozenset(words)

    def ends(self, tokens: Tokens, start: int) -> set[int]:
        """Return the places at which a match that begins at `start` may end."""
        result = {start} if self.optional else set()
        begins = self.first_words
        if NONE not in begins and "" not in begins and (start == len(tokens) or tokens[start] not in begins):
            return result
        for sequence in self.sequences:
            places = {start}
            for item in sequence:
                places = {end for place in places for end in _ends(item, tokens, place)}
                if not places:
                    break
            result |= places
        return result

    def matches(self, tokens: Tokens) -> bool:
        """Return whether the whole of it is one."""
        return len(tokens) in self.ends(tokens, 0)


def _ends(item: str | Phrase | None, tokens: Tokens, place: int) -> Iterable[int]:
    if isinstance(item, Phrase):
        return item.ends(tokens, place)
    if item is None:
        return range(place + 1, min(place + MOST_ANY, len(tokens)) + 1)
    return (place + 1,) if place < len(tokens) and tokens[place] == item else ()


def parse(text: str, parts: Mapping[str, Phrase]) -> Phrase:
    """Return a phrase as a file writes it. Raise ValueError if it is not well formed, KeyError for a part
    that is not there."""
    signs = _SIGN.findall(text)
    phrase, rest = _parse(signs, 0, parts)
    if rest != len(signs):
        raise ValueError(f"a bracket is closed that was not opened: {text}")
    return phrase


def _parse(
    signs: Sequence[str], place: int, parts: Mapping[str, Phrase], closing: str = ""
) -> tuple[Phrase, int]:
    sequences: list[list[str | Phrase | None]] = [[]]
    while place < len(signs):
        sign = signs[place]
        place += 1
        if sign in ("(", "["):
            inner, place = _parse(signs, place, parts, ")" if sign == "(" else "]")
            sequences[-1].append(inner)
        elif sign == closing:
            return Phrase(tuple(map(tuple, sequences)), optional=closing == "]"), place
        elif sign in (")", "]"):
            return Phrase(()), place - 1
        elif sign == "|":
            sequences.append([])
        elif sign == _ANY:
            sequences[-1].append(None)
        elif sign.startswith("{"):
            sequences[-1].append(parts[sign[1:-1]])
        else:
            sequences[-1] += tokens_of(folded(sign))
    if closing:
        raise ValueError("a bracket is not closed")
    return Phrase(tuple(map(tuple, sequences))), place
