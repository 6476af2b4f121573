"""The section `steward`, the rotas it names, and what opens a support case."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, RootModel, field_validator

from bot.community.cases import Note
from bot.community.communities import Communities
from bot.community.issue_kind import Kind
from bot.community.patterns import affordable
from bot.community.rota import Override, Rota, RotaConfig, Slot, begun
from bot.community.routes import Guide, Route, dead_ends
from bot.community.triage import KindLabels, TriageConfig, kind_by_label, kind_of_subject
from bot.core.config.base import Section
from bot.core.config.names.references import LabelName
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import ChannelName, IssueNumber
from bot.core.feature import ConfigWarning
from bot.core.keys import Scope, owner_scope, repository_scope
from bot.core.memory import Memory
from bot.core.model import Repository, Subject, Value, contains, same
from bot.core.schedule import Weekday

MAX_HISTORY = 400
"""Begun slots that are kept: several years of weekly changes."""


class Handover(Section):
    """How open cases are handed over at the end of a shift."""

    issue: IssueNumber | None = None
    """The rota's own issue, which carries each hand-over as a comment; without it each is a new issue."""
    pains: bool = True
    """Whether a note about what keeps coming back is written each month."""


class UrgentConfig(Section):
    """What is done at once about a report that something is down."""

    label: LabelName | None = None
    """The label that such a report gets."""
    status: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=300)] | None = None
    """The address of the status page, which its reporter reads."""
    notify: ChannelName | None = None
    """The operator's private channel that is told; without it the one of `notify.stewards`."""
    out_of_hours: bool = False
    """Whether the channel is told at any hour; otherwise when whoever has it is at work."""


class StewardConfig(RotaConfig):
    """The main rota, and where cases of some sorts go instead."""

    routes: tuple[Route, ...] = ()
    """Where cases of some sorts go instead."""
    guides: tuple[Guide, ...] = ()
    """Pages that answer some questions, and are offered first."""
    handover: Handover = Handover()
    """Where the hand-over at the end of a shift is written, and what it has."""
    urgent: UrgentConfig | None = None
    """What is done at once about a report that something is down for many."""
    pin: bool = False
    """Whether the comment that says who has a case is pinned to the top of its issue, once, where GitHub can
    and nobody has pinned another."""

    @field_validator("routes")
    @classmethod
    def _routes_in_bounded_time(cls, routes: tuple[Route, ...]) -> tuple[Route, ...]:
        affordable((route.text for route in routes), sum(len(route.paths) for route in routes))
        return routes

    @field_validator("guides")
    @classmethod
    def _guides_in_bounded_time(cls, guides: tuple[Guide, ...]) -> tuple[Guide, ...]:
        affordable(guide.text for guide in guides)
        return guides


class Rotas(RootModel[dict[str, RotaConfig]]):
    """Further rotas, by name."""

    def warnings(self) -> list[str]:
        """Return what is allowed but may surprise, each as one sentence."""
        return [f"{name}: {sentence}" for name, config in self.root.items() for sentence in config.warnings()]


class SwapMade(Value):
    """Who asked whom to swap, and when (UTC)."""

    at: datetime
    by: str
    other: str


class StoredRota(Value):
    """What is remembered about a rota: the slots that have begun, and the dated overrides."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    slots: tuple[Slot, ...] = ()
    overrides: tuple[Override, ...] = ()
    withdrawn: tuple[Override, ...] = ()
    """Overrides taken back: calendars that have shown them must be told."""
    swaps: tuple[SwapMade, ...] = ()
    """The latest swaps, so that two people who ask each other at once swap once."""
    notes: tuple[Note, ...] = ()
    """What people want to be said at the next hand-over."""
    announced: datetime | None = Field(default=None, alias="told")
    """The begin of the latest shift whose person heard of it a week before."""


FEATURE = "steward"
ROTA = Memory(FEATURE, "rota:", StoredRota)
"""In `memory_scope`, by the rota's name in lower case."""


def is_shared(repo: RepositoryConfig, owner: str) -> bool:
    """Return whether the file is the owner's `.github` repository's: then its rotas are shared by
    repositories."""
    return same(repo.source.partition("@")[0], f"{owner}/.github")


def memory_scope(repo: RepositoryConfig, repository: Repository) -> Scope:
    """Return whose memory the rotas are: the repository's, or the owner's where its repositories share
    them."""
    if is_shared(repo, repository.owner):
        return owner_scope(repository.owner_id)
    return repository_scope(repository.id)


def rota_config(repo: RepositoryConfig, name: str) -> RotaConfig | None:
    """Return a rota of the file by its name (without regard to case); the main one has the empty name."""
    if not name:
        return repo.section("steward", StewardConfig)
    rotas = repo.section("rotas", Rotas)
    return next((config for key, config in rotas.root.items() if same(key, name)), None) if rotas else None


def rota_names(repo: RepositoryConfig) -> tuple[str, ...]:
    """Return names of all rotas of the file; the main one has the empty name."""
    rotas = repo.section("rotas", Rotas)
    main = ("",) if repo.section("steward", StewardConfig) else ()
    return (*main, *(rotas.root if rotas else ()))


def people_of(repo: RepositoryConfig) -> tuple[str, ...]:
    """Return everybody on any rota of the file."""
    configs = (rota_config(repo, name) for name in rota_names(repo))
    return tuple(dict.fromkeys(login for config in configs if config for login in config.logins))


def build_rota(repo: RepositoryConfig, name: str, stored: StoredRota | None) -> Rota | None:
    """Return a rota out of the file and what is stored of it; None if the file has none of that name."""
    config = rota_config(repo, name)
    if config is None:
        return None
    stored = stored or StoredRota()
    days = tuple(Weekday.parse(day) for day in config.working_days or repo.working_days)
    slots, overrides = stored.slots, stored.overrides
    if repo.read_as:
        slots = tuple(_slot_now(slot, repo) for slot in slots)
        overrides = tuple(_override_now(override, repo) for override in overrides)
    return Rota(config, config.timezone or repo.timezone, days, slots, overrides, name)


def _slot_now(slot: Slot, repo: RepositoryConfig) -> Slot:
    update = {"person": repo.login_now(slot.person), "turn": repo.login_now(slot.turn)}
    return slot.model_copy(update=update)


def _override_now(override: Override, repo: RepositoryConfig) -> Override:
    by = repo.login_now(override.by) if override.by else None
    return override.model_copy(update={"person": repo.login_now(override.person), "by": by})


def storable(rota: Rota, at: datetime, before: StoredRota | None = None, **changes: Any) -> StoredRota:
    """Return all that is to be stored of a rota: begun slots, its overrides, and `changes` of the rest."""
    slots = (*rota.history, *begun(rota, at))[-MAX_HISTORY:]
    return (before or StoredRota()).model_copy(
        update={"slots": slots, "overrides": rota.overrides, **changes}
    )


def remarks(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    """Return what may surprise in a file that is right: routes that seem to lead nowhere, by the value's
    path."""
    config = repo.section("steward", StewardConfig)
    if config is None:
        return
    communities = repo.section("communities", Communities)
    for place, key, sentence in dead_ends(config.routes, rota_names(repo), people_of(repo), communities):
        yield ("steward", "routes", place, key), sentence


def opens_case(repo: RepositoryConfig, subject: Subject, common: Collection[str] = ()) -> str | None:
    """Return why a newly opened issue is a support case ("it has the label support"), or None if it is none.

    A label somebody set decides; otherwise triage's rule, where triage is on. `common` are headings that show
    nothing here.
    """
    if subject.is_pull_request or not subject.is_open or not subject.author.is_person:
        return None
    triage = repo.section("triage", TriageConfig)
    if label := support_label(repo, subject.labels):
        return f"it has the label {label}"
    if triage is None or kind_by_label(subject.labels, triage):
        return None
    verdict = kind_of_subject(subject, triage, common)
    return verdict.because if verdict and verdict.kind is Kind.SUPPORT else None


def support_label(repo: RepositoryConfig, labels: Collection[str]) -> str | None:
    """Return the one among `labels` that means a support case, as spelled there."""
    names = support_labels(repo)
    return next((label for label in labels if contains(names, label)), None)


def support_labels(repo: RepositoryConfig) -> tuple[str, ...]:
    """Return the labels that mean a support case, the preferred one first."""
    return kind_labels(repo).names(Kind.SUPPORT)


def kind_labels(repo: RepositoryConfig) -> KindLabels:
    """Return which label means which kind; the usual ones where triage is off."""
    return (repo.section("triage", TriageConfig) or TriageConfig()).labels


def kind_by_type(repo: RepositoryConfig, issue_type: str | None) -> Kind | None:
    """Return the kind that one of GitHub's issue types means here."""
    triage = repo.section("triage", TriageConfig) or TriageConfig()
    return triage.types.kind(issue_type) if issue_type else None


def one_of(people: Collection[str], ref: str) -> str | None:
    """Return one person of a team for a subject: always the same one, and evenly spread over subjects."""
    ordered = sorted(people, key=str.casefold)
    if not ordered:
        return None
    return ordered[int.from_bytes(hashlib.sha256(ref.casefold().encode()).digest()[:8], "big") % len(ordered)]
