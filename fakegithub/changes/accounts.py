"""An account gets another login, or goes. GitHub tells Apps of neither."""

from __future__ import annotations

from typing import TypeVar

from fakegithub.model.records import Comment, Issue, Review, ReviewComment, User
from fakegithub.model.state import State

T = TypeVar("T")


def rename(state: State, who: User, login: str) -> None:
    """Give an account another login; the old one is free for anybody. ValueError where one is taken, or the
    account owns what bears its name."""
    if state.user(login) not in (None, who):
        raise ValueError(f"{login} is taken")
    if state.installation(who.login) or any(each.owner is who for each in state.repositories.values()):
        raise ValueError(f"{who.login} owns repositories; these would have to be renamed too")
    before = who.key
    del state.users[before]
    who.login = login
    state.users[who.key] = who
    state.spent_ids.add(who.id)
    for organization in state.organizations.values():
        for members in (organization.members, *(team.members for team in organization.teams.values())):
            _refile(members, before, who.key)
        _rename_in(organization.concealed, before, who.key)
    for repository in state.repositories.values():
        _refile(repository.roles, before, who.key)
        _rename_in(repository.contributors, before, who.key)
        for assignable in (repository.assignable, *(each.assignable for each in repository.issues.values())):
            _refile(assignable or {}, before, who.key)


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
    for repository in state.repositories.values():
        repository.roles.pop(user.key, None)
        for issue in repository.issues.values():
            _leave(issue, user)


def _leave(issue: Issue, user: User) -> None:
    written: list[Issue | Comment | Review | ReviewComment] = [issue, *issue.comments.values()]
    if issue.pull is not None:
        written += [*issue.pull.reviews, *issue.pull.review_comments.values()]
    for each in written:
        if each.author is user:
            each.author = None
    issue.assignees = [each for each in issue.assignees if each is not user]
    if issue.pull is not None:
        issue.pull.reviewers = [each for each in issue.pull.reviewers if each is not user]
