"""A repository's rotas, with what the database knows about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.community.cases import CaseState, parse_cases
from bot.community.rota import Rota, Shift, owed, shifts
from bot.community.rota_load import RotaLoad, open_by_person, rota_load
from bot.community.steward import ROTA, StoredRota, build_rota, memory_scope, rota_names
from bot.core.feature import Feature
from bot.core.keys import CASE_MEMORY, number_in, subjects_prefix
from bot.core.model import Repository
from bot.store import memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection

LOOK_BACK = timedelta(weeks=12)
"""The time in which the cases of an overview were opened."""


@dataclass(frozen=True)
class RepositoryRotas:
    """A repository, its rotas, each with what is stored about it, and its support cases."""

    repository: Repository
    rotas: tuple[tuple[Rota, StoredRota], ...]
    cases: tuple[CaseState, ...] = ()


@dataclass(frozen=True)
class RotaOverview:
    """One rota: its shifts, who owes whom how much time on duty, and the cases of the last twelve weeks.

    `open_cases` counts by person; it is empty for anybody who is not on the rota.
    """

    rota: Rota
    shifts: tuple[Shift, ...]
    debts: Mapping[str, Mapping[str, timedelta]]
    load: RotaLoad
    open_cases: Mapping[str, int]


def repository_rotas(conn: Connection, features: Sequence[Feature[Any]], name: str) -> RepositoryRotas | None:
    """Return the rotas of `owner/repo` by the file in force there; None for an unknown repository."""
    repository = mirror.repository_named(conn, name)
    if repository is None:
        return None
    rows = memory.scan_scopes(conn, subjects_prefix(repository.id), *CASE_MEMORY)
    cases = tuple(parse_cases({number_in(scope): row.value for scope, row in rows.items()}).values())
    return RepositoryRotas(repository, stored_rotas(conn, features, repository), cases)


def stored_rotas(
    conn: Connection, features: Sequence[Feature[Any]], repository: Repository
) -> tuple[tuple[Rota, StoredRota], ...]:
    """Return the rotas of a repository by the file in force there, each with what is stored about it."""
    config = ConfigStore(features).in_force(conn, repository.id).config
    scope = memory_scope(config, repository)
    rotas = []
    for rota_name in rota_names(config):
        stored = ROTA.parse(memory.read(conn, scope, ROTA.feature, ROTA.of(rota_name.casefold()).key).value)
        rota = build_rota(config, rota_name, stored)
        if rota is not None:
            rotas.append((rota, stored or StoredRota()))
    return tuple(rotas)


def overviews(rotas: RepositoryRotas, now: datetime, until: datetime, reader: str = "") -> list[RotaOverview]:
    """Return an overview of each rota from `now` on, as the person `reader` may see it."""
    return [
        RotaOverview(
            rota=rota,
            shifts=tuple(shifts(rota, now, until)),
            debts=owed(rota),
            load=rota_load(rotas.cases, rota, now - LOOK_BACK, now),
            open_cases=open_by_person(rotas.cases, rota, reader, rota.config.logins) or {},
        )
        for rota, _ in rotas.rotas
    ]
