"""What the bot has recorded of a season: every line that a number of the report is counted from.

Nothing here looks at GitHub: whoever recounts the report from GitHub's side tests what the bot believes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from bot.community.cases import CASE, CaseState
from bot.core import effects as fx
from bot.core.keys import CASE_MEMORY
from bot.core.states import EffectState
from bot.demo.community import BEGIN
from bot.store import outbox
from bot.store.sql.tables import deliveries, ledger
from bot.store.sql.tables import memory as memories
from bot.store.sql.tables import outbox as effects

KINDS = ("support", "bug", "feature", "docs")
KIND_OF = {
    "support": "support", "question": "support", "bug": "bug",
    "enhancement": "feature", "documentation": "docs",
}  # fmt: skip
"""What the labels of both repositories mean."""
BY_TIME = ("no word came", "whoever is next is at work")
"""The reasons of a change of hands that nobody asked for."""
PASSED_ON = "you are next"
"""What the next on the list of a claim is told."""

Subject = tuple[int, int]
"""Repository id and number."""


@dataclass(frozen=True)
class RecordedFacts:
    """Lines of the ledger, effects that were done, cases, and deliveries."""

    bot_id: int
    done: tuple[outbox.Row, ...]
    deeds: tuple[RecordedDeed, ...]
    cases: tuple[CaseState | None, ...]
    outcomes: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, conn: Connection, bot_id: int) -> RecordedFacts:
        """Read everything at one instant."""
        keys = conn.scalars(select(effects.c.guid).distinct().order_by(effects.c.guid)).all()
        rows = sorted((row for key in keys for row in outbox.of_guid(conn, key)), key=lambda row: row.id)
        lines = conn.execute(select(ledger).order_by(ledger.c.id))
        feature, key = CASE_MEMORY
        cases = select(memories.c.value).where(memories.c.feature == feature, memories.c.key == key)
        return cls(
            bot_id,
            tuple(row for row in rows if row.state == EffectState.DONE),
            tuple(RecordedDeed(row.at, row.what, row.person_id, (row.repo_id, row.number)) for row in lines),
            tuple(map(CASE.parse, conn.scalars(cases.order_by(memories.c.scope)))),
            Counter(conn.scalars(select(deliveries.c.outcome))),
        )

    def opened(self, what: str) -> list[RecordedDeed]:
        """Return issues (`issues`) or pull requests (`pull_request`) opened by anybody but the bot."""
        return [
            deed for deed in self.deeds if deed.what == f"{what}.opened" and deed.person_id != self.bot_id
        ]

    def stage(self, name: str) -> list[RecordedDeed]:
        """Return who reached a stage of the journey, when."""
        return [deed for deed in self.deeds if deed.what == f"stage:{name}"]

    def labels(self, feature: str = "") -> Iterable[tuple[outbox.Row, str]]:
        """Return labels that the bot set, one by one."""
        for row in self.done:
            if isinstance(row.effect, fx.AddLabels) and feature in row.feature:
                yield from ((row, label) for label in row.effect.labels)

    def kinds(self) -> dict[Subject, str]:
        """Return the kind that each issue was given by its text."""
        return {
            (row.repo_id, row.number): KIND_OF[label]
            for row, label in self.labels("triage")
            if label in KIND_OF
        }

    def sections(self, key: str) -> list[outbox.Row]:
        """Return comments that carry a section, each edit counted."""
        return [
            row
            for row in self.done
            if isinstance(row.effect, fx.PostComment) and key in [part.key for part in row.effect.sections]
        ]

    def messages(self, *names: str) -> list[outbox.Row]:
        """Return comments that say one of these texts, by the names of the messages."""
        return [
            row
            for row in self.done
            if isinstance(row.effect, fx.PostComment)
            and not row.effect.edits
            and any(part.message in names for part in row.effect.sections)
        ]

    def kind(self, name: str) -> list[outbox.Row]:
        """Return effects of a kind."""
        return [row for row in self.done if row.kind == name]


@dataclass(frozen=True)
class RecordedDeed:
    """Who did what, when, to which subject."""

    at: datetime
    what: str
    person_id: int
    subject: Subject

    @property
    def week(self) -> int:
        """The week of the season, from 0."""
        return (self.at - BEGIN).days // 7
