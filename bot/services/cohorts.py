"""Who belongs to a cohort (whoever came, the file lists, or a form says), and what is reserved for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.community import forms
from bot.community.newcomers.cohort import MEMBER, Cohort, cohorts_of, reserves, tag
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Surroundings
from bot.core.markdown import Markdown, code
from bot.core.messages import load
from bot.core.model import Subject, same
from bot.core.schedule import day_of
from bot.services.locale import Locale

TEXT = load(__name__)


async def has_come(ctx: Surroundings, name: str, person_id: int) -> bool:
    """Return whether somebody is remembered as one of a cohort."""
    return await MEMBER.of(tag(name), person_id).exists(ctx.records, ctx.repo_scope)


async def came(ctx: Surroundings, name: str) -> list[int]:
    """Return the ids of all who are remembered as being of a cohort, in order."""
    return sorted(map(int, await MEMBER.of(tag(name), "").read_all(ctx.records, ctx.repo_scope)))


async def belongs(ctx: Surroundings, name: str, cohort: Cohort, person_id: int, login: str) -> bool:
    """Return whether somebody is of a cohort, as its host, by having come, or by its list; `login` may be
    empty."""
    if login and same(login, cohort.host):
        return True
    return await has_come(ctx, name, person_id) or await is_listed(ctx, cohort, person_id, login)


async def is_expected(ctx: Surroundings, name: str, cohort: Cohort, person_id: int, login: str) -> bool:
    """Return whether others say that somebody is of a cohort: as its host, by its list, or because somebody
    with the triage role put them in."""
    by_own_word = await MEMBER.of(tag(name), person_id).read(ctx.records, ctx.repo_scope)
    is_host = bool(login) and same(login, cohort.host)
    return is_host or by_own_word is False or await is_listed(ctx, cohort, person_id, login)


async def is_listed(ctx: Surroundings, cohort: Cohort, person_id: int, login: str) -> bool:
    """Return whether the file lists somebody, by login or by a team of the repository's owner."""
    people = [member for member in cohort.members if "/" not in member]
    if any(same(member.removeprefix("@"), login) for member in people):
        return bool(login)
    for slug in team_slugs(cohort, ctx.repository.owner):
        if any(member.id == person_id for member in await ctx.github.team(slug) or ()):
            return True
    return False


def team_slugs(cohort: Cohort, owner: str) -> Iterator[str]:
    """Return the teams among the members that are `owner`'s: nobody else's can be read."""
    for member in cohort.members:
        organization, slash, slug = member.removeprefix("@").partition("/")
        if slash and same(organization, owner):
            yield slug


def named_in_form(subject: Subject, cohorts: Mapping[str, Cohort]) -> list[str]:
    """Return the cohorts that an issue's form names in their field, by name or title."""
    if not any(cohort.form_field for cohort in cohorts.values()):
        return []
    report = forms.parse_issue(subject)
    for glossed in (False, True):
        named = [
            name
            for name, cohort in cohorts.items()
            if (answer := report.field(cohort.form_field))
            and answer.chooses((name, cohort.title), glossed=glossed)
        ]
        if named:
            return named
    return []


@dataclass(frozen=True)
class Reservation:
    """An issue is kept for the people of a cohort."""

    name: str
    cohort: Cohort

    @property
    def free_from(self) -> date:
        """The day from which anybody can claim it."""
        return self.cohort.until + timedelta(days=1)

    def sentence(self, locale: Locale) -> Markdown:
        """For whom and until when."""
        days = {"until": locale.day(self.cohort.until), "free_from": locale.day(self.free_from)}
        return TEXT[locale.language].reserved(name=code(self.name), **days)


def reservations(
    repo: RepositoryConfig, number: int, labels: Sequence[str], now: datetime
) -> list[Reservation]:
    """Return the cohorts an issue is kept for now."""
    cohorts = cohorts_of(repo)
    today = day_of(now, repo.timezone) if cohorts else None
    return [
        Reservation(name, cohort)
        for name, cohort in cohorts.items()
        if today is not None and cohort.is_near(today) and reserves(cohort, number, tuple(labels))
    ]


async def reserved_for_others(
    ctx: Surroundings, number: int, labels: Sequence[str], person_id: int, login: str = ""
) -> Reservation | None:
    """Return for whom an issue is kept, where that is not this person; None if they can have it.

    Without a `login` only those count who came already: the file lists logins.
    """
    matches = reservations(ctx.repo, number, labels, ctx.now)
    for reservation in matches:
        if await belongs(ctx, reservation.name, reservation.cohort, person_id, login):
            return None
    return matches[0] if matches else None
