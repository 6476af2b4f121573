"""`/r/{owner}/{repo}/config`: what is in force, where each value comes from, and why a newer file is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core.config.problems import Problem
from bot.queries.config_in_force import ConfigInForce, FeatureState, config_in_force
from bot.web.pages.records.words import moment
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit


@dataclass(frozen=True)
class ConfigRow:
    """A value as it is shown; `address` leads to its line on GitHub, empty for what stands in no file."""

    key: str
    value: str
    source: str
    address: str
    is_set: bool


@dataclass(frozen=True)
class ConfigView:
    """The configuration. `address` is that of the file in force, empty where there is none; `whose` says
    whose file it is."""

    repository: str
    address: str
    whose: str
    mistakes: tuple[Problem, ...]
    error: str
    refused: str
    notes: tuple[Problem, ...]
    on: tuple[FeatureState, ...]
    off: tuple[FeatureState, ...]
    set_rows: tuple[ConfigRow, ...]
    default_rows: tuple[ConfigRow, ...]
    read_at: str
    held_back: bool


async def _answer(visit: Visit) -> Shown:
    store, repository = visit.store, visit.of
    current = await store.read(
        lambda conn: config_in_force(conn, store.features, repository, held_back=store.held_back)
    )
    place, _, path = current.source.partition(":")
    address = f"{store.web_url}/{place.partition('@')[0]}/blob/HEAD/{path}" if current.source else ""
    rows = [_row(row.path, row.value, row.source, current, address) for row in current.rows]
    view = ConfigView(
        repository.full_name,
        address,
        "the owner's file" if current.inherited else "the repository's file",
        current.mistakes,
        "" if current.mistakes else current.error,
        current.refused,
        current.notes,
        tuple(feature for feature in current.features if feature.is_on),
        tuple(feature for feature in current.features if not feature.is_on),
        tuple(row for row in rows if row.is_set),
        tuple(row for row in rows if not row.is_set),
        moment(current.read_at),
        store.held_back,
    )
    return Shown("config.html", view)


def _row(key: str, value: Any, source: str, current: ConfigInForce, address: str) -> ConfigRow:
    # A short form in the file sets much of what it stands for to nothing.
    is_set = source != "default" and value is not None
    line = source.removeprefix("line ") if source.startswith("line ") else ""
    if line:
        source = f"{'owner’s file' if current.inherited else 'file'}, line\N{NO-BREAK SPACE}{line}"
    return ConfigRow(key, value_text(value), source, f"{address}#L{line}" if line and address else "", is_set)


def value_text(value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value in ([], ""):
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


page = Page(
    "config",
    path="/r/{owner}/{repo}/config",
    title="Configuration",
    answer=_answer,
    needs=Sight.TRIAGE,
    menu="Configuration",
    tables=("config",),
)
