"""Who belongs to a cohort: whoever came, whoever the file lists, whoever's form says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.community import forms
from bot.community.newcomers.cohort import Cohort
from bot.core.context import Context
from bot.core.memory import Memory
from bot.core.model import Subject, contains, same

FEATURE = "cohorts"
"""Under this name everything about cohorts is remembered."""
MEMBER = Memory(FEATURE, "member:", bool)
"""In the repository's scope, by cohort and person's id: somebody came. It holds no login."""


def tag(name: str) -> str:
    """Return how keys name a cohort; `~` keeps its name from being a login."""
    return f"~{name.casefold()}"


async def has_come(ctx: Context[Any], name: str, person_id: int) -> bool:
    """Return whether somebody is remembered as one of a cohort."""
    return await MEMBER.of(tag(name), person_id).exists(ctx.records, ctx.repo_scope)


async def came(ctx: Context[Any], name: str) -> list[int]:
    """Return the ids of all who are remembered as being of a cohort, in order."""
    return sorted(map(int, await MEMBER.of(tag(name), "").read_all(ctx.records, ctx.repo_scope)))


async def belongs(ctx: Context[Any], name: str, cohort: Cohort, person_id: int, login: str) -> bool:
    """Return whether somebody is of a cohort, as its host, by having come, or by its list; `login` may be
    empty."""
    if login and same(login, cohort.host):
        return True
    return await has_come(ctx, name, person_id) or await is_listed(ctx, cohort, login)


async def is_listed(ctx: Context[Any], cohort: Cohort, login: str) -> bool:
    """Return whether the file lists somebody, by login or by a team of the repository's owner."""
    people = [member for member in cohort.members if "/" not in member]
    if any(same(member.removeprefix("@"), login) for member in people):
        return bool(login)
    for slug in team_slugs(cohort, ctx.repository.owner):
        if contains(await ctx.github.team(slug) or (), login):
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
    answers = {field.key: forms.heading_key(field.text) for field in forms.parse(subject.body).fields}
    names = []
    for name, cohort in cohorts.items():
        answer = answers.get(forms.heading_key(cohort.form_field)) if cohort.form_field else None
        if answer and answer in {forms.heading_key(name), forms.heading_key(cohort.title)}:
            names.append(name)
    return names
