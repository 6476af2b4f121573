"""What the file names that is not there: people, teams, days. Said before a case finds out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.community.communities import Communities
from bot.community.rota import Rota, RotaConfig
from bot.community.steward import StewardConfig, rota_config, rota_names
from bot.core.commands import nearest
from bot.core.feature import ConfigWarning, Reader, RepositoryConfig
from bot.core.markdown import NOTHING, Markdown, bare, code
from bot.core.messages import load
from bot.core.model import Repository, contains, same
from bot.core.schedule import human_day

TEXT = load(f"{__package__}.messages")

MOST = 60
"""So many names are looked up in one file."""
ANY = 1
"""Whether somebody can be assigned is asked of an issue; where there is none of this number, GitHub is asked
about the repository."""

Path = tuple[str | int, ...]


async def look(
    repo: RepositoryConfig, repository: Repository, reader: Reader, now: datetime
) -> Sequence[ConfigWarning]:
    """Return what of the rotas, routes and communities of a file GitHub does not know, or not so."""
    checks = _NameChecks(repository, reader)
    for name in rota_names(repo):
        config, where = rota_config(repo, name), ("rotas", name) if name else ("steward",)
        if config is not None:
            await _rota(checks, repo, config, where, now)
    steward = repo.section("steward", StewardConfig)
    if steward and steward.urgent and (label := steward.urgent.label):
        names = [info.name for info in await reader.labels()]
        if not contains(names, label):
            near = nearest(label, names, 1)
            hint = TEXT.did_you_mean(near=code(near[0])) if near else NOTHING
            checks.remarks.append(
                (("steward", "urgent", "label"), TEXT.no_such_label(label=code(label), hint=hint))
            )
    for place, route in enumerate(steward.routes if steward else ()):
        if not contains(rota_names(repo), route.to.removeprefix("@")):
            await checks.somebody(("steward", "routes", place, "to"), route.to, assigned=False)
    communities = repo.section("communities", Communities)
    for name, community in communities.root.items() if communities else ():
        await checks.somebody(("communities", name, "contact"), community.contact, assigned=False)
        for place, member in enumerate(community.members):
            await checks.somebody(("communities", name, "members", place), member, assigned=False)
    return checks.remarks


async def _rota(
    checks: _NameChecks, repo: RepositoryConfig, config: RotaConfig, where: Path, now: datetime
) -> None:
    zone = config.timezone or repo.timezone
    begins = Rota(config, zone).change(0)
    if begins > now:
        day = human_day(begins, zone, now=now)
        checks.remarks.append(((*where, "starts"), TEXT.rota_starts_later(day=day)))
    for place, person in enumerate(config.people):
        await checks.somebody((*where, "people", place), person.login, assigned=True)
    if config.otherwise is not None:
        await checks.somebody((*where, "otherwise"), config.otherwise, assigned=True)


class _NameChecks:
    """Questions about names, each asked once."""

    def __init__(self, repository: Repository, reader: Reader) -> None:
        self._repository, self._reader = repository, reader
        self._answers: dict[tuple[str, bool], str] = {}
        self.remarks: list[ConfigWarning] = []

    async def somebody(self, path: Path, name: str, *, assigned: bool) -> None:
        """A login, or a team; `assigned`: cases are assigned to them."""
        key = (name.casefold(), assigned)
        if key not in self._answers:
            if len(self._answers) >= MOST:
                return
            team = "/" in name or (name.startswith("@") and self._repository.owner_type == "Organization")
            self._answers[key] = await (self._team(name) if team else self._person(name, assigned=assigned))
        if self._answers[key]:
            self.remarks.append((path, self._answers[key]))

    async def _person(self, name: str, *, assigned: bool) -> Markdown:
        login = name.removeprefix("@")
        if assigned and await self._reader.can_be_assigned(login, ANY):
            return NOTHING
        if await self._reader.user(login) is None:
            return TEXT.no_such_person(login=bare(login))
        if not assigned:
            return NOTHING
        return TEXT.not_assignable(login=bare(login))

    async def _team(self, name: str) -> Markdown:
        owner, slash, slug = name.removeprefix("@").rpartition("/")
        if slash and not same(owner, self._repository.owner):
            return TEXT.foreign_team(team=code(name))
        members = await self._reader.team(slug)
        if members is None:
            # A plain @name may be a person.
            if not slash and await self._reader.user(slug) is not None:
                return NOTHING
            return TEXT.no_such_team(team=code(name))
        return NOTHING if members else TEXT.empty_team(team=code(name))
