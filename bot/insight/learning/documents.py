"""What the learner reads of an issue: grams of its title and words, characters of its beginning, marks.

Whom a text names and where it was written teach nothing: logins, addresses, home paths and long numbers are
left out, so that no explanation can print them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice, pairwise


class Block(IntEnum):
    """A kind of feature; each block of a document is brought to one length, so that none drowns another."""

    TITLE = 0
    """Words and pairs of words of the title, with its ends."""
    WORDS = 1
    """Words and pairs of words of title and text."""
    MARKS = 2
    """What the text is made of: code, a traceback, headings, a question mark, its length."""
    CHARACTERS = 3
    """Four characters in a row, from the beginning."""
    RULE = 4
    """What the rules say."""


NAMED = (Block.TITLE, Block.WORDS, Block.MARKS)
"""Blocks whose features are words for people; they come first."""


@dataclass(frozen=True)
class IssueDocument:
    """An issue as the learner sees it: without headings of templates, quotes and comments."""

    title: str
    text: str
    marks: tuple[str, ...] = ()
    """What the text is made of, in words that fit an explanation: `a traceback`."""
    rule: str = ""
    """The kind that the rules see, or nothing."""


@dataclass(frozen=True)
class LabelledIssue:
    """A document and the label that a person gave it, or confirmed."""

    document: IssueDocument
    label: str


Grams = Sequence[tuple[Block, Mapping[str, int]]]
"""The features of a document, block by block, with how often each occurs."""
LENGTHS, HEADING, NO_HEADING = ("a title of length", "a text of length"), "the heading “", "no heading"
"""How marks begin that count, but explain nothing."""
MOST_WORDS, MOST_CHARACTERS, _TEXT, _TITLE = 200, 300, 6_000, 300
_LONGEST_WORD = 30
_CHUNK = re.compile(r"\S+")
_TOKEN = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W\d_぀-ヿ㐀-鿿가-힯]+(?:['’_+#-]+[^\W\d_]+)*[+#]*|[?!]")
"""A word, one sign of a script without blanks between words, or a mark that asks or exclaims."""
_SINGLE = re.compile(r"\d{4}|[0-9a-f]{12}|@|://|/(?:home|users|root)/|\\users\\|~/|www\.")
"""What may tell a person, a place or one single thing: a long number, an address, a home path."""


def grams(document: IssueDocument, people: Collection[str] = ()) -> Iterator[tuple[Block, Counter[str]]]:
    """Yield the features of a document, block by block, with how often each occurs.

    `people` are logins in lower case, which are no words.
    """
    title = list(_words(document.title[:_TITLE], people))
    text = list(islice(_words(document.text[:_TEXT], people), MOST_WORDS))
    yield Block.TITLE, _with_pairs(["^", *title, "$"])
    yield Block.WORDS, _with_pairs([*title, "|", *text])
    yield Block.MARKS, Counter([*document.marks, *_shape(document, len(title), len(text))])
    start = _beginning(f"{document.title[:_TITLE]} | {document.text[:_TEXT]}")
    yield Block.CHARACTERS, Counter(start[at : at + 4] for at in range(len(start) - 3))
    if document.rule:
        yield Block.RULE, Counter((document.rule,))


def _chunks(text: str) -> Iterator[str]:
    """Yield what stands between blanks, without what may tell a person, a place or one single thing."""
    for match in _CHUNK.finditer(text.lower()):
        chunk = match[0]
        if not _SINGLE.search(chunk):
            yield chunk


def _beginning(text: str) -> str:
    """Return the first characters of what a text's chunks are."""
    start = ""
    for chunk in _chunks(text):
        start += chunk + " "
        if len(start) > MOST_CHARACTERS:
            break
    return start.removesuffix(" ")[:MOST_CHARACTERS]


def _words(text: str, people: Collection[str]) -> Iterator[str]:
    for chunk in _chunks(text):
        if chunk.strip(".,:;!?()[]'\"`*") not in people:
            yield from (word[:_LONGEST_WORD] for word in _TOKEN.findall(chunk) if word not in people)


def _with_pairs(words: list[str]) -> Counter[str]:
    return Counter([*words, *map(" ".join, pairwise(words))])


def _shape(document: IssueDocument, title: int, text: int) -> Iterable[str]:
    """Return how long a document is, roughly, and whether it asks."""
    yield f"{LENGTHS[0]} {min(5, title // 3)}"
    yield f"{LENGTHS[1]} {text.bit_length()}"
    if "?" in document.title:
        yield "a question mark in the title"
    if "?" in document.text[:500]:
        yield "a question mark at the beginning"
