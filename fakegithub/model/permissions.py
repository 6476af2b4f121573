"""Who may do what where: roles in repositories, and who can be given work.

https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
"""

from __future__ import annotations

from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State

STRENGTH = {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}
LEGACY = {"triage": "read", "maintain": "write"}
"""GitHub's older field `permission` does not know these two."""


def role(state: State, repo: Repository, user: User) -> str:
    """The `role_name` of a person: `none` is a stranger to a private repository."""
    if (role_name := repo.roles.get(user.key)) is not None:
        return role_name
    if user is repo.owner:
        return "admin"
    organization = state.organizations.get(repo.owner.key)
    member = organization is not None and user.key in organization.members
    return "read" if member or not repo.private else "none"


def base_role(state: State, name: str) -> str:
    """One of GitHub's own roles: itself, or what a custom role is based on."""
    return name if name in STRENGTH else state.custom_roles.get(name, "read")


def permission(state: State, repo: Repository, user: User) -> str:
    """The older field: `admin`, `write`, `read` or `none`."""
    return legacy(state, role(state, repo, user))


def legacy(state: State, name: str) -> str:
    """The word of the older field for a role."""
    base = base_role(state, name)
    return LEGACY.get(base, base)


def at_least(state: State, repo: Repository, user: User, minimum: str) -> bool:
    """Whether a person has this role or a stronger one."""
    return STRENGTH[base_role(state, role(state, repo, user))] >= STRENGTH[minimum]


def assignable(state: State, repo: Repository, issue: Issue | None, user: User) -> bool:
    """Whether somebody can be assigned (or asked for a review).

    A repository may list them; otherwise they are collaborators with triage or more, members of the
    organization, and whoever commented on the subject. An issue's own list adds to either.
    """
    if issue is not None and user.key in issue.assignable:
        return True
    if repo.assignable is not None:
        return user.key in repo.assignable
    if at_least(state, repo, user, "triage"):
        return True
    organization = state.organizations.get(repo.owner.key)
    if organization is not None and user.key in organization.members:
        return True
    return issue is not None and any(comment.author is user for comment in issue.comments.values())


def may_comment(state: State, issue: Issue, user: User, *, is_app: bool) -> bool:
    """Whether somebody may comment: where the conversation is locked, that takes triage, or an App."""
    return not issue.locked or is_app or at_least(state, issue.repository, user, "triage")


def collaborators(state: State, repo: Repository) -> list[User]:
    """Those who were given a role, the owner, and members of the owning organization."""
    organization = state.organizations.get(repo.owner.key)
    home = organization.members if organization else [repo.owner.key]
    return [state.users[key] for key in dict.fromkeys([*repo.roles, *home])]


def assignees(state: State, repo: Repository) -> list[User]:
    """Everyone who can be assigned anywhere in the repository, by login."""
    everyone = [user for user in state.users.values() if user.type == "User"]
    return sorted((u for u in everyone if assignable(state, repo, None, u)), key=lambda u: u.key)
