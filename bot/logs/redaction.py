"""What may not stand in a log line: secrets, and characters that would let a stranger forge lines.

All patterns are linear in the length of the text: what is logged may come from a hostile payload.
"""

import re
from collections.abc import Callable, Iterable

STRUCK = "[redacted]"
LONGEST = 2_000
LONGEST_TRACE = 20_000
SHORTEST_SECRET = 6
"""Shorter configured values are not struck out: they would tear holes into ordinary words."""

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
        ),
        STRUCK,
    ),
    (re.compile(r"(?:gh[a-z]_|github_pat_)[A-Za-z0-9_.\-]{8,}"), STRUCK),
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"), STRUCK),
    (
        re.compile(r"(?i)(\bauthorization\b[\"']?\s{0,9}[:=]\s{0,9}[\"']?)(?:[a-z]+\s)?[^\s\"',}]+"),
        rf"\1{STRUCK}",
    ),
    (re.compile(r"(?i)\b(bearer)\s[A-Za-z0-9._~+/=\-]{8,}"), rf"\1 {STRUCK}"),
    (re.compile(r"(?<=://)[^\s/?#@\"']{1,1000}@"), f"{STRUCK}@"),
    (
        re.compile(r"(?i)(?<=[?&])((?:access_)?token|client_secret|code|signature)=[^\s&#\"']+"),
        rf"\1={STRUCK}",
    ),
)
SECRET_NAME = re.compile(
    r"(?i)(?:^|[_-])(?:authorization|secret|password|token|private[_-]key|cookie|api[_-]key)$"
)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def striker(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that strikes these secrets, and everything that looks like one, out of a text."""
    known = {part for secret in secrets for part in (secret, *secret.splitlines())}
    longest_first = sorted(
        (secret for secret in known if len(secret) >= SHORTEST_SECRET), key=len, reverse=True
    )
    exact = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def strike(text: str) -> str:
        if exact is not None:
            text = exact.sub(STRUCK, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    return strike


def printable(text: str) -> str:
    """Return one line, without anything that moves a cursor, turns the direction of writing or cannot be
    encoded."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """At most `longest` characters, saying how many were left out."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text) - longest} more)"
