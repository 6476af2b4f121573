"""Where a comment sent by mail ends and its mail program goes on: quotes without `>`, signatures, footers.

What stands there is not the writer's word: an earlier comment that Outlook or Zoho repeats would otherwise be
obeyed with the rights of whoever replied to it. Where in doubt less is taken for the writer's own.

Why not a library: talon is from 2017 and wants lxml and scikit-learn; email-reply-parser is from 2020 and
reads English. mail-parser-reply is kept and has more languages, but takes "Best regards" and items of a list
for the end, and its expressions look back over the whole text, which a hostile one makes slow. What GitHub
lets through is told by single lines, each with a limit to its length.

The words stand in `mail_words`. In any language a line with a time of day and an address that ends in a
colon is a mail program's.
"""

import re
from collections.abc import Sequence

from bot.core.markdown.mail_words import DASHES, FOOTER, FROM, GITHUB, ORIGINAL, OTHERS, WROTE, WROTE_AT

LONGEST = 300
"""Characters of a line that a mail program writes; it may be broken into `MOST_PARTS` lines."""
MOST_PARTS = 3
NEAR = 8
"""Lines below `From:` among which the other headers stand."""

_SIGN = re.compile(
    rf"^(?:(?P<fence> {{0,3}}(?:`{{3,}}|~{{3,}}))"
    rf"|[^\S\n]*(?:(?P<end>{DASHES}{{2,}} ?{ORIGINAL} ?{DASHES}{{2,}}|begin forwarded message:|_{{4,}}"
    rf"|{FOOTER}|{GITHUB})"
    rf"|(?P<signature>--)|(?P<headers>{FROM}[^\S\n]?[:\uff1a].*)"
    rf"|(?P<wrote>{DASHES}*[^\S\n]?(?:(?:on|le|am|el|em|a)[^\w\n]|\d{{4}}[-/.年]).*|.{{0,100}}[@<].*"
    rf"|(?=.{{0,120}}\d[:.]\d\d).{{1,200}}:))[^\S\n]*$)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a line may be; to `headers` and `wrote` more belongs."""
_OTHER_HEADER = re.compile(rf"\s*{OTHERS}\s?[:\uff1a]", re.IGNORECASE)
_WROTE = re.compile(
    rf"\s*{DASHES}*\s?(?:(?:(?:on|le|am|el|em)\b|\d{{4}}[-/.年])(?=.*\d).{{5,{LONGEST}}}?"
    rf"(?:{WROTE}|schrieb .{{1,100}}?|<[^<>\s]*@[^<>\s]*>|@\.>)"
    rf"|a\b(?=.*\d).{{5,{LONGEST}}}?escreveu"
    rf"|(?=\S.{{0,{LONGEST}}}\d[:.]\d\d).{{1,{LONGEST}}}?(?:<\s?[^<>\s]*@[^<>\s]*>|@\.>).{{0,60}}?"
    rf"|(?=.{{0,200}}\d[:.]\d\d)(?=.{{0,200}}\b{WROTE_AT}).{{1,{LONGEST}}}?"
    rf"|.{{0,100}}?(?:[^\s@]@[^\s@]{{1,100}}|@\.>?),? ?{WROTE}.{{0,100}}?)"
    rf"\s?(?:[:\uff1a]\s?|{DASHES}{{2,}}\s?)+",
    re.IGNORECASE,
)
"""`On Mon, 2 March 2026, Eve <eve@example.org> wrote:`, and without a date where an address stands in it."""
_DRESS = re.compile(r"[\[\]*]|\(https?:[^()\s]*\)|<https?:[^<>\s]*>")
"""Markdown that a program's words come in."""


def own_words(text: str) -> str:
    """Return a text without what a mail program put below it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(lines[: tail_begins(lines)])


def tail_begins(lines: Sequence[str]) -> int:
    """Return the number of the first line that is a mail program's; of all lines if none is."""
    fence = ""
    text = _DRESS.sub("", "\n".join(lines))
    plain, number, place = text.split("\n"), 0, 0
    for sign in _SIGN.finditer(text):
        number += text.count("\n", place, sign.start())
        place = sign.start()
        if sign["fence"]:
            mark = sign["fence"].strip()
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not plain[number].strip(f" \t{fence[0]}"):
                fence = ""
        elif not fence and len(sign[0]) <= LONGEST and _ends(sign, plain, number):
            return number
    return len(lines)


def _ends(sign: re.Match[str], lines: Sequence[str], number: int) -> bool:
    """Return whether a sign is the end of the writer's words, by the lines around it."""
    if sign["signature"]:  # under a line of text `--` makes a heading of it, but nobody ends one with a blank
        return lines[number] != lines[number].rstrip() or not number or not lines[number - 1].strip()
    if sign["headers"]:
        return sum(_OTHER_HEADER.match(line) is not None for line in lines[number + 1 : number + NEAR]) > 1
    if sign["wrote"]:
        return _is_wrote(lines, number)
    return True


def _is_wrote(lines: Sequence[str], number: int) -> bool:
    for end in range(number + 1, min(number + MOST_PARTS, len(lines)) + 1):
        if not lines[end - 1].strip():
            return False
        if _WROTE.fullmatch(" ".join(map(str.strip, lines[number:end]))[: 2 * LONGEST]):
            # Whoever answers below a quote has its lines marked, and nothing stands above it.
            quote = next((line for line in lines[end:] if line.strip()), "").lstrip().startswith(">")
            return not quote or any(line.strip() for line in lines[:number])
    return False
