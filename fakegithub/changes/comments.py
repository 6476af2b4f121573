"""Comments and reactions."""

from __future__ import annotations

from typing import Any

from fakegithub.changes.webhook_events import send_repo_event
from fakegithub.model.records import Comment, Issue, Reaction, User
from fakegithub.model.state import State
from fakegithub.payloads import issues


def _send(state: State, action: str, issue: Issue, comment: Comment, actor: User, **news: Any) -> None:
    if not state.is_quiet:
        send_repo_event(
            state, "issue_comment", action, issue.repository, actor,
            issue=issues.webhook_issue(state, issue), comment=issues.comment(state, issue, comment), **news,
        )  # fmt: skip


def post(state: State, issue: Issue, actor: User, body: str) -> Comment:
    """Write a comment."""
    now = state.now()
    comment = Comment(state.new_id(), actor, body, now, now)
    issue.comments[comment.id] = comment
    issue.updated_at = now
    _send(state, "created", issue, comment, actor)
    return comment


def edit(state: State, issue: Issue, comment: Comment, actor: User, body: str) -> None:
    """Rewrite a comment."""
    if comment.body == body:
        return
    changes = {"body": {"from": comment.body}}
    comment.body, comment.updated_at = body, state.now()
    issue.updated_at = comment.updated_at
    _send(state, "edited", issue, comment, actor, changes=changes)


def delete(state: State, issue: Issue, comment: Comment, actor: User) -> None:
    """Take a comment away."""
    del issue.comments[comment.id]
    issue.updated_at = state.now()
    _send(state, "deleted", issue, comment, actor)


def reaction_of(reactions: list[Reaction], actor: User, content: str) -> Reaction | None:
    """Return somebody's reaction of a kind."""
    own = (reaction for reaction in reactions if reaction.user is actor and reaction.content == content)
    return next(own, None)


def react(state: State, reactions: list[Reaction], actor: User, content: str) -> tuple[Reaction, bool]:
    """React, once a person and kind; return the reaction and whether it is new. There is no webhook."""
    if (before := reaction_of(reactions, actor, content)) is not None:
        return before, False
    reaction = Reaction(state.new_small_id(), actor, content, state.now())
    reactions.append(reaction)
    return reaction, True
