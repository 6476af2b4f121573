"""Text somebody else wrote, put into a comment of ours so that nothing in it works.

No mention calls anybody, no reference links back, no HTML or marker is left, and what is invisible or turns
the direction of writing is taken out. What stays reads as it was written.
"""

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"([\\`*_~\[\]<>&|$])")
_LEADING = re.compile(r"^(?=[/#+=:-])|^(\d{1,9})(?=[.)])")
_BREAK = "\u200b"
_WORKING = (
    (re.compile(r"([@#])(?=\w)"), rf"\1{_BREAK}"),
    (re.compile(r"\b(GH)-(?=\d)", re.IGNORECASE), rf"\1-{_BREAK}"),
    (re.compile(r":(?=//)"), f":{_BREAK}"),
    (re.compile(r"\b(www)\.", re.IGNORECASE), rf"\1{_BREAK}."),
    (re.compile(r"\b(mailto|xmpp):", re.IGNORECASE), rf"\1{_BREAK}:"),
)


def _clean(text: str, limit: int) -> str:
    """Return one line without anything invisible, cut at `limit` characters."""
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _BLANKS.sub(" ", text[: 4 * limit]))).strip()
    text = text.replace("<!--", f"<!{_BREAK}--")
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def escape(text: str, limit: int = 300) -> str:
    """Return `text` as one line of prose that reads the same, but calls, links and formats nothing."""
    text = _PUNCTUATION.sub(r"\\\1", _clean(text, limit))
    for pattern, replacement in _WORKING:
        text = pattern.sub(replacement, text)
    return _LEADING.sub(r"\1\\", text)


def code(text: str, limit: int = 120) -> str:
    """Return `text` as a code span: for names (labels, milestones, commands), shown exactly."""
    text = _clean(text, limit)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not text or text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text or ' '}{pad}{fence}"


def quote(line: str, limit: int = 160) -> str:
    """Return `line` as a quotation of one line, such as the command that a reply is about."""
    return f"> {code(line, limit)}"
