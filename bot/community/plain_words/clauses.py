"""The clauses of a comment, and what each says in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.community.plain_words.meanings import Meaning
from bot.community.plain_words.phrases import Tokens, folded, tokens_of
from bot.community.plain_words.vocabulary import Vocabulary
from bot.core.markdown import visible

MOST = 2_000
"""Characters of a comment that are read."""
MOST_SENTENCES = 40
"""So many of its sentences."""
MOST_TOKENS = 40
"""A clause of more words says something else."""
LONGEST_MARK = 16
"""Words of courtesy at the end of a clause; in some scripts each sign is one."""

_QUOTED = re.compile(
    r'"[^"\n]{1,200}"|\u201c[^\u201d\n]{1,200}\u201d|\u201e[^\u201c\n]{1,200}\u201c'
    r"|\u00ab[^\u00bb\n]{1,200}\u00bb|\u300c[^\u300d\n]{1,200}\u300d"
)
_MENTION = re.compile(r"@[\w-]+(?:/[\w.-]+)?(?:\[bot\])?")
_SMILEY = re.compile(r"[:;]-?[()DPp](?!\w)")
_SENTENCE = re.compile(r"(?<![.;:])[.;:]+(?=\s|$)|[!?\u3002\n]+")
_CLAUSE = re.compile("[,()\u00bf\u00a1\u3001\u2013\u2014]|\\s-+\\s")


@dataclass(frozen=True)
class Clause:
    """What one clause says; nothing where it is empty, as mere courtesy is."""

    meanings: frozenset[Meaning]
    is_courtesy: bool
    asks: bool
    """Whether its sentence is a question."""
    hedged: bool
    """Whether it is a guess, or hangs on a condition in its sentence."""
    contrasts: bool
    """Whether it takes back something of what stands before it."""
    words: str
    """What it says, folded."""
    is_word: bool
    """Whether it is one word, such as a name, that says nothing known."""


def sentences_of(text: str) -> list[tuple[str, bool]]:
    """Return the folded sentences of prose, and whether they ask; nobody's mention, no quoted words."""
    text = _SMILEY.sub(" ", _MENTION.sub(" ", _QUOTED.sub(" x ", text[:MOST])))
    source, place, result = folded(text), 0, list[tuple[str, bool]]()
    for end in _SENTENCE.finditer(source):
        result.append((source[place : end.start()], "?" in end[0]))
        place = end.end()
    return [pair for pair in (*result, (source[place:], False)) if visible(pair[0])][:MOST_SENTENCES]


def clauses_of(sentence: str, asks: bool, words: Vocabulary) -> Iterator[Clause]:
    """Return the clauses of a sentence in one language, in order."""
    pieces = [piece for part in _CLAUSE.split(sentence) for piece in _pieces(tokens_of(part), words)]
    conditional = any(opener == "conditions" for opener, _ in pieces)
    for opener, tokens in pieces:
        bare = words.without("hedges", tokens)
        hedged = conditional or len(bare) < len(tokens)
        meanings = frozenset(_meanings(bare, words))
        if not meanings and len(bare) > 1 and words.mark_at("greets", bare, 0) == len(bare) - 1:
            bare = bare[:-1]  # "Thanks Eve": it says as much without the name.
            meanings = frozenset(_meanings(bare, words))
        is_word = len(bare) == 1 and not meanings
        is_courtesy = not _stripped(bare, words)
        yield Clause(meanings, is_courtesy, asks, hedged, opener == "contrasts", " ".join(tokens), is_word)


def _pieces(tokens: Tokens, words: Vocabulary) -> Iterator[tuple[str, Tokens]]:
    """Return the words between those that begin a new clause, each with the kind of word that does; what is a
    phrase as a whole stays whole."""
    tokens = words.without("fillers", tokens)
    if not tokens or _meanings(words.without("hedges", tokens), words):
        yield from [("", tokens)] if tokens else []
        return
    openers = [name for name in ("joins", "conditions", "contrasts") if not words.lacks(name, tokens)]
    opener, start, place = "", 0, 0
    while place < len(tokens):
        for name in openers:
            if length := words.mark_at(name, tokens, place):
                if place > start:
                    yield opener, tokens[start:place]
                opener, start, place = name, place + length, place + length - 1
                break
        place += 1
    if start < len(tokens) or opener:
        yield opener, tokens[start:]


def _meanings(tokens: Tokens, words: Vocabulary) -> set[Meaning]:
    if len(tokens) > MOST_TOKENS:
        return set()
    return words.meaning(tokens) or words.meaning(_stripped(tokens, words))


def _stripped(tokens: Tokens, words: Vocabulary) -> Tokens:
    """Return a clause without the courtesy around it."""
    if words.lacks("around", tokens):
        return tokens
    start, end = 0, len(tokens)
    while start < end and (length := words.mark_at("around", tokens, start)):
        start += length
    shorter = True
    while shorter and start < end:
        places = range(max(start, end - LONGEST_MARK), end)
        length = next((end - at for at in places if words.mark_at("around", tokens[:end], at) == end - at), 0)
        end, shorter = end - length, length > 0
    return tokens[start:end]
