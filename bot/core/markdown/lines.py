"""The lines of a text that may be commands, as Markdown sees them.

A line counts when, after at most three blanks and anything that nobody sees but Markdown takes for letters,
it begins with `/` or a mention of the bot, is its writer's own and not the tail of a mail, and stands in a
plain paragraph: not in code, a quote (also one continued without `>`), HTML, a link, a table or a list.
Blocks and inline constructs are read by markdown-it. Texts built to be slow for it (thousands of lines, cells
or brackets, deep nesting) go through a plain scan that errs on the side of seeing no command.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bot.core.markdown.blanks import BLANKS, INVISIBLE, trimmed
from bot.core.markdown.mail import tail_begins
from bot.core.markdown.parse_cost import many_cells, shallow

MAX_LINES = 1_000
"""Lines that markdown-it is given: its worst known nesting costs it about 0.1 ms for each."""
MAX_SPECIALS = 3_000
"""Characters it stops at that it is given: its worst known mix costs 0.03 ms for each."""

SLASHES = "/\uff0f"
"""What a command begins with; the full-width one is what a Japanese keyboard gives."""
COMMAS = ",:\uff0c\uff1a\u3001"
"""What may part the mention of the bot from what it is asked."""
_START = re.compile(rf" {{0,3}}((?:(?![ \t])[{BLANKS}{INVISIBLE}][{BLANKS}{INVISIBLE}]*)?([{SLASHES}@]))")
_HELLO = ("hi", "hello", "hey", "dear", "bonjour", "salut", "hallo", "hola", "olá", "oi", "こんにちは")
_GREETING = re.compile(rf" {{0,3}}(?:{'|'.join(_HELLO)})[ {COMMAS}!]{{1,3}}(?=@)", re.IGNORECASE)
"""What may stand before the mention of the bot."""
_OPENER = re.compile(r"[\[`<]")
_SPECIAL = re.compile(r"""_|[^\w\s.,;?'"()/|]""")
_STARTS = "command_starts"


def command_lines(text: str, login: str = "") -> list[str]:
    """Return the lines that may be commands, in order, without line ends and what does not show around them.

    `login` is the bot's, with or without `[bot]`; without it only lines that begin with `/` are found.
    """
    if not any(sign in text for sign in (*SLASHES, "@")):
        return []
    source = text
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    source = source.replace("\0", "\ufffd")
    lines = source.split("\n")
    mention = _mention(login)
    starts_at = {
        number: start.start(1)
        for number, line in enumerate(lines)
        if (start := _START.match(line))
        and (start[2] != "@" or (mention and mention.match(line, start.start(2))))
    }
    greeted = _greeted(lines, mention) if mention and "@" in source else {}
    starts_at |= {number: len(lines[number]) - len(lines[number].lstrip(" ")) for number in greeted}
    if starts_at:
        own = tail_begins(lines)
        starts_at = {number: start for number, start in starts_at.items() if number < own}
    if not starts_at:
        return []
    slow = len(lines) > MAX_LINES or shallow(lines) < len(lines) or many_cells(lines)
    numbers = _scanned(lines, starts_at) if slow else _parsed(source, lines, starts_at)
    return [
        trimmed(lines[number][greeted[number] :] if number in greeted else lines[number])
        for number in numbers
    ]


def _greeted(lines: list[str], mention: re.Pattern[str]) -> dict[int, int]:
    """Return where the mention begins in each line that greets the bot before it calls it."""
    return {
        number: greeting.end()
        for number, line in enumerate(lines)
        if "@" in line and line[0] not in "/@"
        if (greeting := _GREETING.match(line)) and mention.match(line, greeting.end())
    }


def _mention(login: str) -> re.Pattern[str] | None:
    name = login.lower().removesuffix("[bot]")
    after = f"[{BLANKS}{INVISIBLE}{COMMAS}]"
    return re.compile(rf"@{re.escape(name)}(\[bot\])?(?={after}|$)", re.IGNORECASE) if name else None


def _command_start(state: StateInline, silent: bool) -> bool:
    """Inline rule: at a place that could start a command, note whether it is plain text."""
    line = state.env.get(_STARTS, {}).get(state.pos)
    if line is None:
        return False
    if not silent:
        if not state.linkLevel:
            state.push("command", "", 0).meta["line"] = line
        state.append_pending(state.src[state.pos])
    state.pos += 1
    return True


_PARSER = MarkdownIt("commonmark").enable("table")
_PARSER.disable(["emphasis", "balance_pairs", "fragments_join", "entity", "text_join"])
_PARSER.inline.ruler.before("text", "command", _command_start)


def _parsed(source: str, lines: list[str], starts_at: dict[int, int]) -> Iterator[int]:
    """Return the lines of `starts_at` that begin in plain paragraphs."""
    env: dict[str, object] = {}
    tokens: list[Token] = []
    _PARSER.block.parse(source, _PARSER, env, tokens)
    references = env.setdefault("references", {})
    budget = MAX_SPECIALS
    for token in tokens:
        if token.type != "inline" or token.level != 1 or token.map is None:
            continue
        first, end = token.map
        starts = _starts(lines, first, end, starts_at)
        if not starts:
            continue
        text = "\n".join(lines[first:end])
        if not references and "](" not in text:
            text = text.replace("[", "(").replace("]", ")")
        opener = _OPENER.search(text)
        if opener is None or opener.start() > max(starts):
            yield from starts.values()
        elif (budget := budget - len(_SPECIAL.findall(text))) >= 0:
            yield from _plain_starts(text, starts, env)
        else:
            yield from (number for place, number in starts.items() if place < opener.start())


def _starts(lines: list[str], first: int, end: int, starts_at: dict[int, int]) -> dict[int, int]:
    """Return where in the text of a paragraph its candidate lines begin, and their numbers."""
    starts: dict[int, int] = {}
    place = 0
    for number in range(first, end):
        if number in starts_at:
            starts[place + starts_at[number]] = number
        place += len(lines[number]) + 1
    return starts


def _plain_starts(text: str, starts: dict[int, int], env: dict[str, object]) -> Iterator[int]:
    """Return the candidate lines of one paragraph that begin as plain text."""
    children: list[Token] = []
    _PARSER.inline.parse(text.lstrip(" "), _PARSER, {**env, _STARTS: _shifted(text, starts)}, children)
    yield from (child.meta["line"] for child in children if child.type == "command")


def _shifted(text: str, starts: dict[int, int]) -> dict[int, int]:
    """Return the places after the blanks in front of a paragraph are gone."""
    blanks = len(text) - len(text.lstrip(" "))
    return {place - blanks: number for place, number in starts.items()}


_FENCE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})")
_HTML = (
    (re.compile(r" {0,3}<!--"), "-->"),
    (re.compile(r" {0,3}<\?"), "?>"),
    (re.compile(r" {0,3}<!\[CDATA\["), "]]>"),
    (re.compile(r" {0,3}<![A-Za-z]"), ">"),
    (re.compile(r" {0,3}<(?:pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE), "</"),
)


def _scanned(lines: list[str], starts_at: dict[int, int]) -> Iterator[int]:
    """Return the same for texts that are slow to parse, in one pass.

    Only lines without indentation at the beginning of a paragraph count, and those that follow directly.
    After a fence that could belong to a list, nothing counts any more.
    """
    fence = closing = ""
    plain = True
    for number, line in enumerate(lines):
        if closing:
            closing = "" if closing in line else closing
            plain = False
        elif not line.strip(" \t"):
            plain = True
        elif fence:
            ended = line.strip(" \t")
            if len(ended) >= len(fence) and not ended.strip(fence[0]) and not line.startswith(" " * 4):
                fence, plain = "", True
        elif opened := _FENCE.match(line):
            if opened[1]:
                return
            fence = opened[2]
        elif block := next(((end, match) for rule, end in _HTML if (match := rule.match(line))), None):
            closing = "" if block[0] in line[block[1].end() :] else block[0]
            plain = False
        elif plain and number in starts_at and not starts_at[number] and "|" not in line:
            yield number
            plain = not _OPENER.search(line)
        else:
            plain = False
