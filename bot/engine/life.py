"""A life: one start of the program over its database. What it writes on GitHub bears its name.

A database can be a backup that was restored, or a copy whose original goes on elsewhere: then GitHub knows of
writes that it does not. What is older than this life is looked for on GitHub before it is sent; so is
everything while the database is found to be behind. If another life writes beside ours, this one stops.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from bot.core import effects as fx
from bot.core.model import Comment
from bot.core.secrecy import matches_any
from bot.engine.idempotency_keys import once_only
from bot.store import outbox
from bot.store.database import Connection
from bot.store.once import elsewhere, lives

log = structlog.get_logger()

REDELIVERED = timedelta(days=4)
"""GitHub redelivers what is up to three days old: no write of ours that it would repeat is older than this.
https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks"""
CLOCKS = timedelta(hours=2)
"""GitHub's clock and ours differ by less."""


class Life:
    """This start of the program; `secret` keys its name and all once-only keys.

    `former` are secrets before it: what was written under them is known again.
    """

    def __init__(self, secret: bytes, former: Sequence[bytes] = ()) -> None:
        self._secret = secret
        self._former = former
        chance = secrets.token_hex(8)
        self.name = chance + _seal(secret, chance)
        self.behind = False
        """Whether GitHub may know of writes that the database does not."""
        self.rival = ""
        """The comment that shows that another process writes in our name; empty while there is none."""
        self._began: datetime | None = None
        self._last = 0
        self._posted = 0

    def key(self, conn: Connection, guid: str, effect: fx.Outward) -> str:
        """Return the once-only key of an effect: the one under which it was stored before, or ours."""
        former = self.former_keys(guid, effect)
        return next(
            (key for key in former if outbox.by_key(conn, key)), once_only(self._secret, guid, effect)
        )

    def former_keys(self, guid: str, effect: fx.Outward) -> tuple[str, ...]:
        """Return the keys that an effect may have been written under before the secret was changed."""
        return tuple(once_only(secret, guid, effect) for secret in self._former)

    def row_of(self, conn: Connection, key: str, repo_id: int, number: int) -> outbox.Row | None:
        """Return the effect on a subject whose comment or issue bears `key`; None if there is none."""
        row = outbox.by_key(conn, key)
        if row is None and self._former:
            rows = outbox.of_subject(conn, repo_id, number)
            row = next((row for row in rows if key in self.former_keys(row.guid, row.effect)), None)
        return row

    def sign(self, text: str) -> str:
        """Return the keyed seal of a text: 32 hex digits."""
        return _signed(self._secret, text)

    def has_signed(self, text: str, seal: str) -> bool:
        """Return whether a seal is ours, under this secret or one before it."""
        return matches_any(seal.encode(), *(_signed(s, text).encode() for s in (self._secret, *self._former)))

    def begin(self, conn: Connection, now: datetime) -> None:
        """Record this life; whatever waits already is to be looked for before it is sent."""
        self._last = lives.begin(conn, self.name, now)
        elsewhere.look_first(conn)
        self._began = now

    def join(self, conn: Connection, now: datetime) -> None:
        """Record this life beside others that go on: it began when they did."""
        if beginning := lives.join(conn, self.name, now):
            self._began, self._last = beginning
            self.follow(conn)
        else:
            self.begin(conn, now)

    def follow(self, conn: Connection) -> None:
        """Take over what the other lives have found out."""
        self.behind = lives.is_behind(conn)
        self.rival = lives.rival(conn)

    def look_from(
        self, seq: int | None, came: datetime, now: datetime, *, is_moved: bool = False
    ) -> datetime | None:
        """Back to when GitHub is to be looked at before anything is sent about what came; None if not at all.

        `seq` is the delivery's, None for a timer; one that `is_moved`, having been tried, came earlier.
        """
        is_older = self._began is not None and (
            seq <= self._last if seq is not None else is_moved or came < self._began
        )
        if is_older or self.behind:
            return min(came, now - REDELIVERED)
        return None

    def hear(self, conn: Connection, author: str, comment: Comment, *, is_known: bool, now: datetime) -> None:
        """GitHub reports a comment of our account by the life `author`; `is_known`: the outbox has it.

        By one who is not of this database's past, or unknown to the outbox, it shows that the database is
        behind; and written since this life began, that the other one lives still.
        """
        if author == self.name:
            # What is only edited or found again by this life may be older, so a receipt does not tell.
            self._posted = max(self._posted, comment.id)
            return
        if not self._is_genuine(author) or (is_known and lives.is_known(conn, author)):
            return
        self.behind = True
        lives.note_behind(conn, True, now)
        # GitHub's ids grow: what has a higher one than a comment of ours was written later.
        is_later = 0 < self._posted < comment.id
        if not is_later and (self._began is None or comment.created_at < self._began + CLOCKS):
            return
        self.rival = comment.html_url or f"comment {comment.id}"
        lives.note_rival(conn, self.rival, now)
        log.error("another process writes in our name: nothing is written any more", comment=self.rival)

    def _is_genuine(self, name: str) -> bool:
        seals = (_seal(secret, name[:16]).encode() for secret in (self._secret, *self._former))
        return matches_any(name[16:].encode(), *seals)


def _seal(secret: bytes, chance: str) -> str:
    return blake2b(chance.encode(), digest_size=8, key=secret[:64], person=b"steward-life").hexdigest()


def _signed(secret: bytes, text: str) -> str:
    return blake2b(text.encode(), digest_size=16, key=secret[:64], person=b"steward-facts").hexdigest()
