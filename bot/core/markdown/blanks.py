"""Blanks and invisible characters of Unicode, as web pages, keyboards and mail programs leave them."""

import re

BLANKS = r"\s\u115f\u1160\u2800\u3164\uffa0"
"""What shows as a blank, as a set within `[…]` of a regular expression."""
INVISIBLE = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb"
)
"""What does not show at all, or turns the direction of writing; the same."""

_RUN = re.compile(rf"[{BLANKS}]+")
_HIDDEN = re.compile(rf"(?![\u200c\u200d])[{INVISIBLE}]")
_LOOSE_JOINER = re.compile(
    r"(?<![^\x00-\x7f])[\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff]+(?!\u20e3)|[\u200c\u200d](?![^\x00-\x7f])"
)
"""A joiner that is not between two letters of a script that has a use for it, or two signs of an emoji; a
selector or tag that belongs to no emoji."""
_EDGE = re.compile(rf"[{BLANKS}{INVISIBLE}]*")


def visible(text: str) -> str:
    """Return the text as it shows: each run of blanks as one, nothing that is invisible."""
    return _LOOSE_JOINER.sub("", _HIDDEN.sub("", _RUN.sub(" ", text))).strip(" ")


def trimmed(text: str) -> str:
    """Return the text as it is, without blanks and invisible characters around it."""
    if text.isascii():
        return text.strip()
    text = text[_length(text) :]
    return text[: len(text) - _length(text[::-1])]


def _length(text: str) -> int:
    edge = _EDGE.match(text)
    return edge.end() if edge else 0
