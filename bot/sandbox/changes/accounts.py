"""What happens to an account."""

from __future__ import annotations

from bot.sandbox.records import Comment, Issue, Review, ReviewComment, User
from bot.sandbox.state import State


def delete(state: State, user: User) -> None:
    """Delete an account: what it wrote stays, by nobody; it is assigned and asked nowhere. GitHub tells no
    App of it."""
    state.users.pop(user.login.casefold(), None)
    for organization in state.organizations.values():
        organization.members.pop(user.login.casefold(), None)
    for repository in state.repositories.values():
        repository.roles.pop(user.login.casefold(), None)
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
