"""Who may do what: people by a repository role, or by a separate grant that comes with a relation to the
subject; the App by what was granted to it.

`author_association` plays no part: GitHub's value is wrong for private members and for newcomers. The role
is asked live (`role_name`), and whoever cannot be asked about has none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.core.markdown import Markdown
from bot.core.model import Value


class Role(IntEnum):
    """A person's role in a repository, weakest first.

    https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
    """

    NONE = 0
    """A stranger to a private repository: not even reading."""
    READ = 1
    """Reading and discussing, as anybody may in a public repository."""
    TRIAGE = 2
    """Sorting issues and pull requests: labels, assignees, closing."""
    WRITE = 3
    """Pushing to the repository, and merging."""
    MAINTAIN = 4
    """Managing the repository, but nothing that destroys it or gives access."""
    ADMIN = 5
    """Everything."""

    @classmethod
    def parse(cls, name: str) -> Role:
        """Return the role named `read`, `triage`, …; `NONE` for any other word (failing closed)."""
        return cls.__members__.get(name.upper(), cls.NONE)


class Grant(StrEnum):
    """A relation that allows something regardless of the role."""

    AUTHOR = "author"
    """They opened the issue or pull request."""
    CLAIMANT = "claimant"
    """They hold a claim on the issue."""
    MENTOR = "mentor"
    """They help the newcomer who works on it."""
    ROTA = "rota"
    """They take part in support duty, on duty now or not."""
    ORG_MEMBER = "org_member"
    """They belong to the organization that owns the repository."""


_WORDS = {
    Grant.AUTHOR: "the author",
    Grant.CLAIMANT: "whoever has claimed it",
    Grant.MENTOR: "its mentor",
    Grant.ROTA: "people of the rota",
    Grant.ORG_MEMBER: "members of the organization",
}


class Who(Value):
    """Those with at least `role`, or with one of `grants`. Role None: only the grants count."""

    role: Role | None = None
    grants: frozenset[Grant] = frozenset()

    def allows(self, role: Role, grants: Collection[Grant]) -> bool:
        """Return whether somebody with this role and these grants is meant."""
        if self.role is not None and role >= self.role:
            return True
        return any(grant in self.grants for grant in grants)

    @property
    def words(self) -> Markdown:
        """Who is meant, in words."""
        return Markdown(str(self))

    def __str__(self) -> str:
        if self.role is not None and self.role <= Role.READ:
            return "anyone"
        parts = [_WORDS[grant] for grant in Grant if grant in self.grants]
        if self.role is not None:
            parts.append(f"people with the {self.role.name.lower()} role")
        return " or ".join(parts) or "nobody"


ANYONE = Who(role=Role.READ)
TRIAGE = Who(role=Role.TRIAGE)
WRITE = Who(role=Role.WRITE)
AUTHOR_OR_TRIAGE = Who(role=Role.TRIAGE, grants=frozenset({Grant.AUTHOR}))
ORG_MEMBER = Who(grants=frozenset({Grant.ORG_MEMBER}))
ROTA_OR_TRIAGE = Who(role=Role.TRIAGE, grants=frozenset({Grant.ROTA}))


LEVELS = ("read", "write", "admin")
"""How much an App's permission allows, the least first."""


@dataclass(frozen=True)
class OptionalRight:
    """A permission that a feature works without, and that the App does not ask for unless its owner wants it.

    `brings` is what comes with it, as in "the digest names …". Where it is lacking, GitHub's refusal is no
    trouble: what it brings is left out.
    """

    permission: str
    level: str
    brings: str

    def __str__(self) -> str:
        return f"{self.permission}: {self.level}"


DISPENSABLE = frozenset({"members", "merge_queues"})
"""Permissions without which what needs them works, if less well: an older App or GitHub Enterprise Server
lacks `merge_queues`; without `members` only public members of an organization are known as such."""


def awaited(needs: Mapping[str, str], granted: Mapping[str, str]) -> tuple[str, ...]:
    """Return what an owner has yet to accept of what something needs, as it is written (`checks: write`),
    sorted. Nothing where it is not known what was granted (empty)."""
    return tuple(
        f"{name}: {level}"
        for name, level in sorted(needs.items())
        if granted and name not in DISPENSABLE and not allows(granted, name, level)
    )


def off_until(owner: str, rights: Iterable[str]) -> str:
    """Return why what needs these permissions is off."""
    return f"off until an owner of {owner} accepts {', '.join(rights)}"


def allows(granted: Mapping[str, str], permission: str, level: str) -> bool:
    """Return whether permissions that were granted contain one, or a stronger one."""
    given = granted.get(permission)
    return given in LEVELS and LEVELS.index(given) >= LEVELS.index(level)
