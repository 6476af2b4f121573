"""The steward's desk: the section `steward`, the rotas it names, and what opens a support case."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pydantic import Field, RootModel

from bot.community import LATER
from bot.community.kinds import Kind
from bot.community.patterns import TextPattern
from bot.community.rota import Override, Rota, RotaConfig, Slot, begun
from bot.community.triage import TriageConfig, kind_by_label, kind_of_subject
from bot.core.context import RepositoryConfig
from bot.core.feature import Section
from bot.core.model import Subject, Value, contains, same
from bot.core.schedule import Weekday

MAX_HISTORY = 400
"""Begun slots that are kept: several years of weekly changes."""


class Route(Section):
    """Where cases of one sort go first."""

    labels: tuple[str, ...] = Field(default=(), description=LATER)
    paths: tuple[str, ...] = Field(default=(), description=LATER)
    text: TextPattern | None = Field(default=None, description=LATER)
    community: str | None = Field(default=None, description=LATER)
    to: str = Field(description=LATER)


class StewardConfig(RotaConfig):
    """The main rota, and where cases of some sorts go instead."""

    routes: tuple[Route, ...] = ()


class Rotas(RootModel[dict[str, RotaConfig]]):
    """Further rotas, by name."""


class StoredRota(Value):
    """What is remembered about a rota: the slots that have begun, and the dated overrides."""

    slots: tuple[Slot, ...] = ()
    overrides: tuple[Override, ...] = ()


def memory_key(name: str) -> str:
    """The key under which the feature `steward` remembers a rota, in the scope of the repository."""
    return f"rota:{name}"


def rota_config(repo: RepositoryConfig, name: str) -> RotaConfig | None:
    """A rota of the file by its name (without regard to case); the main one has the empty name."""
    if not name:
        return repo.section("steward", StewardConfig)
    rotas = repo.section("rotas", Rotas)
    return next((each for key, each in rotas.root.items() if same(key, name)), None) if rotas else None


def rota_names(repo: RepositoryConfig) -> tuple[str, ...]:
    """Names of all rotas of the file; the main one has the empty name."""
    rotas = repo.section("rotas", Rotas)
    main = ("",) if repo.section("steward", StewardConfig) else ()
    return (*main, *(rotas.root if rotas else ()))


def people_of(repo: RepositoryConfig) -> tuple[str, ...]:
    """Everybody on any rota of the file."""
    configs = (rota_config(repo, name) for name in rota_names(repo))
    return tuple(dict.fromkeys(login for config in configs if config for login in config.logins))


def build_rota(repo: RepositoryConfig, name: str, remembered: Mapping[str, Any] | None) -> Rota | None:
    """A rota out of the file and what is remembered of it; None when the file has none of that name."""
    config = rota_config(repo, name)
    if config is None:
        return None
    stored = StoredRota.model_validate(remembered or {})
    days = tuple(Weekday.parse(day) for day in config.working_days or repo.working_days)
    return Rota(config, config.timezone or repo.timezone, days, stored.slots, stored.overrides, name)


def kept(rota: Rota, at: datetime) -> dict[str, Any] | None:
    """What is to be remembered of a rota from now on; None when nothing has begun since."""
    new = begun(rota, at)
    if not new:
        return None
    slots = (*rota.history, *new)[-MAX_HISTORY:]
    return StoredRota(slots=slots, overrides=rota.overrides).model_dump(mode="json")


def opens_case(repo: RepositoryConfig, subject: Subject) -> str | None:
    """Why a newly opened issue is a support case ("it has the label support"), or None when it is none.

    A label somebody set decides; otherwise triage's rule, where triage is on.
    """
    if subject.is_pull_request or not subject.is_open or subject.author.is_bot or subject.author.is_ghost:
        return None
    triage = repo.section("triage", TriageConfig)
    if label := support_label(repo, subject.labels):
        return f"it has the label {label}"
    if triage is None or kind_by_label(subject.labels, triage):
        return None
    verdict = kind_of_subject(subject, triage)
    return verdict.because if verdict and verdict.kind is Kind.SUPPORT else None


def support_label(repo: RepositoryConfig, labels: Collection[str]) -> str | None:
    """The one among `labels` that means a support case, as spelled there."""
    names = (repo.section("triage", TriageConfig) or TriageConfig()).labels.names(Kind.SUPPORT)
    return next((label for label in labels if contains(names, label)), None)


def one_of(people: Collection[str], ref: str) -> str | None:
    """One person of a team for a subject: always the same one, and evenly spread over subjects."""
    ordered = sorted(people, key=str.casefold)
    if not ordered:
        return None
    return ordered[int.from_bytes(hashlib.sha256(ref.casefold().encode()).digest()[:8], "big") % len(ordered)]
