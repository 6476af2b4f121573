"""What a person says in a text: its prose, its headings, and the issues it says it closes."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_CLOSING = re.compile(
    r"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?:[ \t]+|:[ \t]*)"
    r"(?:https?://github\.com/(?P<page>[\w.-]+/[\w.-]+)/(?:issues|pull)/|(?P<repository>[\w.-]+/[\w.-]+)?#|GH-)"
    r"(?P<number>\d{1,9})\b",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"""[^\w\s.,;?'"()/|]""")
MAX_LINES = 1_500
"""Lines read at most: whatever follows them is a log."""
MAX_SPECIALS = 1_500
"""Characters of Markdown that are read as such; what comes after more of them is taken as written."""


def plain(text: str) -> str:
    """The visible prose: paragraphs, lists, tables and headings, without code, quotes, HTML and comments.

    Paragraphs are parted by an empty line; the text of a link stays, its address goes.
    """
    parts: list[str] = []
    quoted = 0
    for token in _tokens(text):
        if token.type in ("blockquote_open", "blockquote_close"):
            quoted += token.nesting
        elif token.type == "inline" and not quoted and (said := _said(token)):
            parts.append(said)
    return "\n\n".join(parts)


def headings(text: str) -> tuple[str, ...]:
    """The headings of a text in order, as plain words (an issue form makes one for each field)."""
    tokens = _tokens(text)
    return tuple(
        _said(token)
        for before, token in pairwise(tokens)
        if before.type == "heading_open" and before.level == 0
    )


def closing_keywords(text: str) -> tuple[tuple[str, int], ...]:
    """(`owner/repo` or empty for the same repository, number) of what a text says it closes, in order.

    GitHub's own words: close, fix, resolve and their forms. Code and quotes count as prose here: pass
    `plain(text)` for a body, and a title as it is.
    """
    found = (
        (each["page"] or each["repository"] or "", int(each["number"])) for each in _CLOSING.finditer(text)
    )
    return tuple(dict.fromkeys(found))


def _tokens(text: str) -> list[Token]:
    lines = re.split(r"\r\n?|\n", text)[:MAX_LINES]
    tokens: list[Token] = []
    env: dict[str, object] = {}
    _PARSER.block.parse("\n".join(lines).replace("\0", "\ufffd"), _PARSER, env, tokens)
    env.setdefault("references", {})
    budget = MAX_SPECIALS
    for token in tokens:
        if token.type != "inline":
            continue
        budget -= len(_SPECIAL.findall(token.content))
        if budget < 0:
            token.children = [Token("text", "", 0, content=token.content)]
        else:
            token.children = _PARSER.inline.parse(token.content, _PARSER, env, [])
    return tokens


def _said(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "code_inline":
            parts.append(" ")
    return "".join(parts).strip()
