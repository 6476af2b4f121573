"""What we did because somebody asked for it by command: the ledger's line says so, for it is their word."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as fx
from bot.core.keys import COMMANDED
from bot.core.model import contains
from bot.store import outbox
from bot.store.database import Connection
from bot.store.ledger import Entry


def with_command(conn: Connection, line: Entry) -> Entry:
    """Return the line of a label that we set or took off; marked where somebody with the triage
    role had us do so: where anybody may label, their word teaches nothing."""
    label = str(line.detail.get("label", ""))
    effects = [row.effect for row in outbox.of_subject(conn, line.repo_id, line.number or 0)]
    kind = fx.RemoveLabels if line.what.endswith(".unlabeled") else fx.AddLabels
    setting = [effect for effect in effects if isinstance(effect, kind) and contains(effect.labels, label)]
    if not setting or not setting[-1].by_triage:
        return line
    return replace(line, detail={**line.detail, COMMANDED: True})
