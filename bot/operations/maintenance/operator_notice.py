"""What needs the operator's hands, in one message a day at most: `NOTIFY_OPERATOR`. All being well, none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import structlog
from aiohttp import ClientSession

from bot.core import generated_docs
from bot.core.errors import NoAccess, Unreachable
from bot.core.keys import PROGRAM_SCOPE
from bot.core.ports.clock import Clock
from bot.github.errors import GitHubError
from bot.github.routes import route
from bot.github.shapes import AppInstallation
from bot.github.tokens import AppTokens
from bot.notify import OPERATOR, channel
from bot.notify.writer import HttpSender, Sender, deliver
from bot.operations import diagnostics
from bot.operations.diagnostics import Status
from bot.operations.maintenance.room import shortage
from bot.settings import Settings
from bot.settings.disk import mounts, passing
from bot.store import dead_work, memory
from bot.store.database import Connection, Database, Unavailable
from bot.store.upkeep import own_backups
from handlers import FEATURES

log = structlog.get_logger()

DAY = timedelta(hours=20)
"""So much time lies between two messages at least, and between two daily backups."""
_SENT = (PROGRAM_SCOPE, "operator", "notice")
_HEAD = "Stewardbot needs a hand:"
_FOOT = "`stewardbot doctor` says more."


class OperatorNotice:
    """Makes the daily backup, looks at what needs hands, and says so."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        tokens: AppTokens,
        session: ClientSession,
        clock: Clock,
        send: Sender | None = None,
    ) -> None:
        self._settings, self._db, self._tokens, self._clock = settings, db, tokens, clock
        self._send = send or HttpSender(session)
        self._backup_failed = ""

    async def back_up(self) -> None:
        """Make the daily backup of a SQLite database, unless there is one of today."""
        if self._db.path is None:
            return
        url, now = self._db.url, self._clock.now()
        folder = own_backups.folder_of(url, self._settings.backup_folder)
        newest = own_backups.newest(url, folder, own_backups.DAILY)
        if newest is not None and now - newest < DAY:
            return
        try:
            file = await asyncio.to_thread(own_backups.make, url, folder, own_backups.DAILY, now)
            self._backup_failed = ""
            log.info("made the daily backup", file=str(file))
        except Unavailable as reason:
            self._backup_failed = str(reason)
            log.error("no daily backup", reason=str(reason))

    async def send(self) -> None:
        """Say what needs hands, if anything does, and nothing was said in the last day."""
        hook = self._settings.notify.get(OPERATOR)
        if hook is None:
            return
        now = self._clock.now()
        stored = await self._db.read(lambda conn: memory.read(conn, *_SENT).value)
        last = datetime.fromisoformat(stored["at"]) if stored else None
        if last is not None and now - last < DAY:
            return
        needs = [sentence async for sentence in self._needs(last or now - timedelta(days=1))]
        if not needs:
            return
        # Noted first: said once or not at all, and never twice a day.
        await self._db.write(lambda conn: memory.put(conn, *_SENT, {"at": now.isoformat()}, now))
        text = "\n".join([_HEAD, *(f"- {sentence}" for sentence in needs), _FOOT])
        there = channel(OPERATOR, hook.get_secret_value())
        receipt = await deliver(self._send, there, text, f"operator-{now:%Y%m%d}")
        if receipt.is_short:
            log.error("the operator was not told", reason=receipt.note)

    async def _needs(self, since: datetime) -> AsyncIterator[str]:
        """Yield a sentence for each thing that does not mend itself."""

        def count(conn: Connection) -> tuple[int, int]:
            return dead_work.dead_since(conn, since)

        deliveries, effects = await self._db.read(count)
        if deliveries:
            yield f"{deliveries} deliveries were given up since {since:%Y-%m-%d %H:%M} UTC"
        if effects:
            yield f"{effects} effects were given up since {since:%Y-%m-%d %H:%M} UTC"
        if self._backup_failed:
            yield f"there is no backup of today: {self._backup_failed}"
        path = self._db.path
        if path is not None and (kind := passing(path, mounts())):
            yield f"{path} lies on {kind}, which goes with the machine or container"
        if reason := shortage(path):
            yield reason
        async for sentence in self._permissions():
            yield sentence

    async def _permissions(self) -> AsyncIterator[str]:
        needed = generated_docs.permissions(FEATURES)
        try:
            rows = [
                row async for row in self._tokens.app.items(route("app", "installations"), AppInstallation)
            ]
        except (Unreachable, NoAccess, GitHubError) as reason:
            log.warning("permissions not looked at", reason=str(reason))
            return
        for finding in diagnostics.installations(needed, rows, FEATURES) if rows else ():
            if finding.state is Status.WRONG:
                yield f"{finding.what}: {finding.statement}. {finding.fix}"
