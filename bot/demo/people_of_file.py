"""Whom a repository's own file names: what they are there, and when they are at work."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.community.newcomers.cohort import SECTION as COHORTS
from bot.community.newcomers.cohort import Cohorts
from bot.community.newcomers.mentor import Mentors
from bot.community.rota import working_hours
from bot.community.steward import build_rota, people_of
from bot.core.config.loader import load
from bot.core.config.repository_config import CONFIG_PATH, RepositoryConfig
from bot.core.schedule import WorkingHours
from fakegithub.model.records import Repository
from handlers import FEATURES

MAINTAIN = ("admin", "maintain")


@dataclass
class PersonOfFile:
    """What somebody is in a repository, and their working time: zone, days, hours."""

    roles: list[str]
    zone: str
    days: list[str]
    hours: str


def people_of_file(repository: Repository) -> tuple[str, dict[str, PersonOfFile]]:
    """Return the repository's zone, and its people by login: stewards, mentors, hosts, maintainers."""
    repo = _file(repository.files.get(CONFIG_PATH, ""))
    people: dict[str, PersonOfFile] = {}
    for role, login in [*_named(repo), *(("maintainer", who) for who in _maintainers(repository))]:
        person = people.setdefault(login, _person(_hours(repo, login)))
        if role not in person.roles:
            person.roles.append(role)
    return repo.timezone, people


@cache
def _file(text: str) -> RepositoryConfig:
    return load(text, FEATURES, CONFIG_PATH)


def _named(repo: RepositoryConfig) -> Iterator[tuple[str, str]]:
    for login in people_of(repo):
        yield "steward", login
    if mentors := repo.section("newcomers.mentors", Mentors):
        for login in mentors.root:
            yield "mentor", login
    if cohorts := repo.section(COHORTS, Cohorts):
        for cohort in cohorts.root.values():
            yield "host", cohort.host


def _maintainers(repository: Repository) -> Iterator[str]:
    yield from (login for login, role in repository.roles.items() if role in MAINTAIN)


def _hours(repo: RepositoryConfig, login: str) -> WorkingHours:
    rota = build_rota(repo, "", None)
    return working_hours(rota, login) if rota and rota.config.person(login) else repo.working_hours


def _person(hours: WorkingHours) -> PersonOfFile:
    return PersonOfFile([], hours.zone, list(map(str, hours.days)), hours.hours.text)
