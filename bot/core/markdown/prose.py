"""The prose of a text, its headings, and where its code stands."""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.markdown.parse_cost import many_cells, shallow

_WITHOUT_TABLES = MarkdownIt("commonmark").enable("strikethrough")
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_SPECIAL = re.compile(r"""_|[^\w\s.,;?'"()/|]""")  # `_` is a word character to `re`, and emphasis to Markdown
_BACKTICKS = re.compile("`+")
_MAY_QUOTE = re.compile(r"^[ \t\d*+.)>-]*>", re.MULTILINE)
"""A line that may begin a quote, of itself or in a list: Markdown is read where there is one."""
_SIGNS = r"\n\r\0\\`*_~\[<&"
_UNMARKED = re.compile(rf"(?:[^\s\d#>+=:|{_SIGNS}-][^{_SIGNS}]*(?:(?<!\s)\n+|\Z))+")
"""A text in which nothing means anything to Markdown, as in most short comments: it is prose as it stands."""
_GAP = re.compile("\n{2,}")
MAX_LINES = 1_500
"""Lines read at most: whatever follows them is a log."""
MAX_SPECIALS = 1_500
"""Characters of Markdown that are read as such; what comes after more of them is taken as written."""


def plain(text: str, *, addresses: bool = False) -> str:
    """Return the visible prose: paragraphs, lists, tables and headings, without code, quotes, HTML and
    comments.

    Paragraphs are parted by an empty line; the text of a link stays, its address goes, unless `addresses` are
    to stand after it.
    """
    if _UNMARKED.fullmatch(text) and text.count("\n") < MAX_LINES:
        return _GAP.sub("\n\n", text).strip()
    reading, parts = _Reading(text), []
    quoted = 0
    for token in reading.blocks:
        if token.type in ("blockquote_open", "blockquote_close"):
            quoted += token.nesting
        elif token.type == "inline" and not quoted and (words := reading.text_of(token, addresses)):
            parts.append(words)
    return "\n\n".join(parts)


def without_quotes(text: str) -> str:
    """Return a text with plain line ends without its quotes (`>`), also where they go on without the sign."""
    if not _MAY_QUOTE.search(text):
        return text
    lines = text.split("\n")
    for token in _Reading(text).blocks:
        if token.type == "blockquote_open" and token.map:
            begin, end = token.map
            lines[begin:end] = [""] * (end - begin)
    return "\n".join(lines)


def headings(text: str) -> tuple[str, ...]:
    """Return the headings of a text in order, as plain words (an issue form makes one for each field)."""
    reading = _Reading(text)
    return tuple(
        reading.text_of(token)
        for before, token in pairwise(reading.blocks)
        if before.type == "heading_open" and before.level == 0
    )


def code_places(text: str) -> Iterator[tuple[int, int]]:
    """Return where code stands in a text with plain line ends, fenced, indented or inline: the (begin, end)
    of each, in order."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for token in _Reading(text).blocks:
        if token.map is None:
            continue
        begin, end = starts[token.map[0]], min(starts[token.map[1]], len(text))
        if token.type in ("fence", "code_block"):
            yield begin, end
        elif token.type == "inline":
            yield from ((begin + first, begin + last) for first, last in _code_spans(text[begin:end]))


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Return where a run of backticks and the next one of the same length stand around code."""
    runs = list(_BACKTICKS.finditer(text))
    ends: dict[int, int] = {}
    following: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = len(runs[number][0])
        if length in ends:
            following[number] = ends[length]
        ends[length] = number
    number = 0
    while number < len(runs):
        last = following.get(number, number)
        if last > number:
            yield runs[number].start(), runs[last].end()
        number = last + 1


class _Reading:
    """One reading of a text: its blocks, and the words of those that are asked for, as far as it pays."""

    def __init__(self, text: str) -> None:
        lines = re.split(r"\r\n?|\n", text)[:MAX_LINES]
        lines = lines[: shallow(lines)]
        parser = _WITHOUT_TABLES if many_cells(lines) else _PARSER
        self.blocks: list[Token] = []
        self._env: dict[str, object] = {}
        parser.block.parse("\n".join(lines).replace("\0", "\ufffd"), parser, self._env, self.blocks)
        self._env.setdefault("references", {})
        self._budget = MAX_SPECIALS

    def text_of(self, token: Token, addresses: bool = False) -> str:
        """Return the words of a block."""
        self._budget -= len(_SPECIAL.findall(token.content))
        if self._budget < 0:
            return token.content.strip()
        return _words(_PARSER.inline.parse(token.content, _PARSER, self._env, []), addresses)


def _words(tokens: list[Token], addresses: bool) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "code_inline":
            parts.append(" ")
        elif token.type == "link_open" and addresses:
            parts.append(f"{token.attrGet('href')} ")
    return "".join(parts).strip()
