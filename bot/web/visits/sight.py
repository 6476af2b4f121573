"""How much of a repository somebody may see, and who sees single pages for what they do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from bot.core.permissions import Role
from bot.queries.visitors.duties import Duties


class Sight(IntEnum):
    """How far one sees into a repository, least first. Where one sees nothing at all, there is no `Sight`:
    the repository is refused like one that does not exist."""

    NOTHING = 0
    """What a public repository shows everybody: how to command the bot, and what its numbers mean."""
    COUNTS = 1
    """Its numbers, as counts; no names."""
    READ = 2
    """What readers of a private repository see: no more than its counts, but they know that it exists."""
    TRIAGE = 3
    """What waits, what the bot did, and the configuration."""
    WRITE = 4
    """Which newcomers are stuck, and on whom they wait."""
    MAINTAIN = 5
    """As WRITE; for whoever looks after the repository."""
    ADMIN = 6
    """Everything there."""


class PageGrant(StrEnum):
    """What somebody does in a repository, or for the server, that opens single pages whatever their role."""

    ROTA = "rota"
    """They take part in support duty: their rota's cases, by person."""
    MENTOR = "mentor"
    """They mentor: the newcomers they help."""
    HOST = "host"
    """They host a cohort: its people."""
    OPERATOR = "operator"
    """They look after this server: they own the App, or administer the organization that does."""


@dataclass(frozen=True)
class Grants:
    """The grants of one visitor in one repository."""

    duties: Duties = field(default_factory=Duties)
    operator: bool = False

    def __contains__(self, grant: PageGrant) -> bool:
        match grant:
            case PageGrant.ROTA:
                return bool(self.duties.rotas)
            case PageGrant.MENTOR:
                return bool(self.duties.mentors_as)
            case PageGrant.HOST:
                return bool(self.duties.cohorts)
            case PageGrant.OPERATOR:
                return self.operator


_BY_ROLE = {
    Role.TRIAGE: Sight.TRIAGE,
    Role.WRITE: Sight.WRITE,
    Role.MAINTAIN: Sight.MAINTAIN,
    Role.ADMIN: Sight.ADMIN,
}


def sight_of(role: Role, *, private: bool, public_dashboard: bool) -> Sight | None:
    """Return how far somebody with a role sees; None: not even that there is such a repository.

    Everybody has `read` on a public repository, so there it says nothing about a person.
    """
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    if private:
        return Sight.READ if role is Role.READ else None
    return Sight.COUNTS if public_dashboard else Sight.NOTHING
