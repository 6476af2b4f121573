"""What a lasting comment of ours says, once more as data, unseen in its last line.

Whoever restores a backup lacks what was decided since: it stands in our comments. The data repeat what the
comment says, and nothing else. A keyed seal binds them to their subject, so that they cannot be made, nor
moved to another one.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any

from pydantic import Field

from bot.core import effects as fx
from bot.core.keys import SectionKey
from bot.core.model import Value
from bot.core.ports.writer import MARKER
from bot.engine.life import Life

ROOM = 65_536
"""Characters of a comment that GitHub takes."""
MOST = 100_000
"""Bytes of data that are read."""


class _Part(Value):
    """A section: what is needed to edit it, without its words, of which `length` characters are its own."""

    feature: str
    key: SectionKey
    message: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)
    length: int


class CommentFacts(Value):
    """What a comment said at `at` (UTC), and of which sections it was made; `digest` is of its words."""

    sticky: SectionKey
    at: datetime
    digest: str
    parts: tuple[_Part, ...]

    def sections(self, body: str) -> tuple[fx.CommentSection, ...] | None:
        """Return its sections with their words out of `body`; None where somebody has edited it."""
        text = _words(body)
        return tuple(self._cut(text)) if _digest(text) == self.digest else None

    def _cut(self, text: str) -> Iterator[fx.CommentSection]:
        start = 0
        for part in self.parts:
            fields = part.model_dump(exclude={"length"}) | {"body": text[start : start + part.length]}
            yield fx.CommentSection.model_validate(fields)
            start += part.length + len("\n\n") if part.length else 0


def sealed(life: Life, place: str, effect: fx.Outward, at: datetime) -> str:
    """Return the facts of an effect on a subject (`place`), sealed; empty if it has none, or no room."""
    if not isinstance(effect, fx.PostComment) or not effect.sticky:
        return ""
    if not any(section.facts for section in effect.sections):
        return ""
    parts = tuple(
        _Part(
            feature=section.feature or effect.feature,
            key=section.key,
            message=section.message,
            facts=section.facts,
            length=len(section.body.strip()),
        )
        for section in effect.sections
    )
    facts = CommentFacts(sticky=effect.sticky, at=at, digest=_digest(_words(effect.body)), parts=parts)
    text = facts.model_dump_json(exclude_defaults=True)
    packed = b64encode(zlib.compress(text.encode(), 9)).decode()
    line = f"{packed}.{life.sign(f'{place} {packed}')}"
    return line if len(effect.body) + len(line) + 200 <= ROOM else ""


def facts_in(life: Life, place: str, body: str) -> CommentFacts | None:
    """Return the facts in a comment on a subject (`place`); None unless they bear our seal."""
    match = MARKER.search(body)
    if match is None or match[3] is None:
        return None
    packed, _, seal = match[3].rpartition(".")
    if not life.has_signed(f"{place} {packed}", seal):
        return None
    try:
        text = zlib.decompressobj().decompress(b64decode(packed), MOST)
        return CommentFacts.model_validate_json(text)
    except (ValueError, zlib.error):
        return None


def place_of(repo_id: int, number: int) -> str:
    """Return what facts on a subject are bound to."""
    return f"{repo_id}#{number}"


def _words(body: str) -> str:
    """Return the words of a comment as we sent them: without the last line and GitHub's line ends."""
    return MARKER.sub("", body.replace("\r\n", "\n")).rstrip()


def _digest(words: str) -> str:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
