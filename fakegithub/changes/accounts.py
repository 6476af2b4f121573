"""An account gets another login, or goes. GitHub sends Apps no webhook for either."""

from __future__ import annotations

from typing import TypeVar

from fakegithub.model.records import Comment, Issue, Review, ReviewComment, User
from fakegithub.model.state import State

T = TypeVar("T")


def rename(state: State, user: User, login: str) -> None:
    """Give an account another login; the old one is free for anybody. ValueError where one is taken, or the
    account owns what bears its name."""
    if state.user(login) not in (None, user):
        raise ValueError(f"{login} is taken")
    if state.installation(user.login) or any(repo.owner is user for repo in state.repositories.values()):
        raise ValueError(f"{user.login} owns repositories; these would have to be renamed too")
    before = user.key
    del state.users[before]
    user.login = login
    state.users[user.key] = user
    state.spent_ids.add(user.id)
    for organization in state.organizations.values():
        for members in (organization.members, *(team.members for team in organization.teams.values())):
            _refile(members, before, user.key)
        _rename_in(organization.concealed, before, user.key)
    for repository in state.repositories.values():
        _refile(repository.roles, before, user.key)
        _rename_in(repository.contributors, before, user.key)
        for assignable in (
            repository.assignable,
            *(issue.assignable for issue in repository.issues.values()),
        ):
            _refile(assignable or {}, before, user.key)


def _refile(filed: dict[str, T], before: str, after: str) -> None:
    if before in filed:
        filed[after] = filed.pop(before)


def _rename_in(keys: set[str], before: str, after: str) -> None:
    if before in keys:
        keys.remove(before)
        keys.add(after)


def delete(state: State, user: User) -> None:
    """Delete an account: what it wrote stays, by nobody; it is assigned and asked nowhere."""
    state.users.pop(user.key, None)
    state.spent_ids.add(user.id)
    for organization in state.organizations.values():
        for members in (organization.members, *(team.members for team in organization.teams.values())):
            members.pop(user.key, None)
        organization.concealed.discard(user.key)
    for repo in state.repositories.values():
        repo.roles.pop(user.key, None)
        for issue in repo.issues.values():
            _leave(issue, user)


def _leave(issue: Issue, user: User) -> None:
    written: list[Issue | Comment | Review | ReviewComment] = [issue, *issue.comments.values()]
    if issue.pull is not None:
        written += [*issue.pull.reviews, *issue.pull.review_comments.values()]
    for post in written:
        if post.author is user:
            post.author = None
    issue.assignees = [assignee for assignee in issue.assignees if assignee is not user]
    if issue.pull is not None:
        issue.pull.reviewers = [reviewer for reviewer in issue.pull.reviewers if reviewer is not user]
