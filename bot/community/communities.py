"""Groups that support cases come from: how one is told that a case comes from them, and who stands for it."""

from pydantic import RootModel

from bot.community import forms
from bot.core.config.accounts import Login, LoginOrTeam
from bot.core.config.base import Section
from bot.core.model import Subject, contains, same


class Community(Section):
    """A group that support cases come from."""

    contact: Login
    """Who is asked first about its members' cases; they need not be assignable."""
    members: tuple[LoginOrTeam, ...] = ()
    """Logins or @owner/team."""
    form_field: str | None = None
    """The field of the issue form in which a reporter names the community."""


class Communities(RootModel[dict[str, Community]]):
    """Communities by their name."""

    @property
    def teams(self) -> tuple[str, ...]:
        """All teams that are named as members."""
        teams = (member for community in self.root.values() for member in community.members if "/" in member)
        return tuple(dict.fromkeys(teams))


def community_of(subject: Subject, communities: Communities, teams: dict[str, tuple[str, ...]]) -> str | None:
    """Return the community a subject comes from: the one its form names, else one its author belongs to.

    `teams` holds the logins of each team of `communities.teams` that could be read.
    """
    return _named(subject, communities) or next(
        (
            name
            for name, community in communities.root.items()
            if _belongs(subject.author.login, community, teams)
        ),
        None,
    )


def _named(subject: Subject, communities: Communities) -> str | None:
    report = forms.parse_issue(subject)
    for glossed in (False, True):
        for name, community in communities.root.items():
            answer = report.field(community.form_field)
            if answer is not None and answer.chooses((name,), glossed=glossed):
                return name
    return None


def _belongs(login: str, community: Community, teams: dict[str, tuple[str, ...]]) -> bool:
    return any(
        contains(teams.get(member, ()), login) if "/" in member else same(member.removeprefix("@"), login)
        for member in community.members
    )
