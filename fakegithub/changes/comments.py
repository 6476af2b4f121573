"""Comments and reactions."""

from __future__ import annotations

from typing import Any

from fakegithub.changes.webhook_events import about_repository
from fakegithub.model.records import Comment, Issue, Reaction, User
from fakegithub.model.state import State
from fakegithub.payloads import issues


def _tell(state: State, action: str, where: Issue, which: Comment, actor: User, **news: Any) -> None:
    if not state.is_quiet:
        about_repository(
            state, "issue_comment", action, where.repository, actor,
            issue=issues.issue(state, where), comment=issues.comment(state, where, which), **news,
        )  # fmt: skip


def post(state: State, where: Issue, actor: User, body: str) -> Comment:
    """Write a comment."""
    now = state.now()
    made = Comment(state.new_id(), actor, body, now, now)
    where.comments[made.id] = made
    where.updated_at = now
    _tell(state, "created", where, made, actor)
    return made


def edit(state: State, where: Issue, which: Comment, actor: User, body: str) -> None:
    """Rewrite a comment."""
    if which.body == body:
        return
    changes = {"body": {"from": which.body}}
    which.body, which.updated_at = body, state.now()
    where.updated_at = which.updated_at
    _tell(state, "edited", where, which, actor, changes=changes)


def delete(state: State, where: Issue, which: Comment, actor: User) -> None:
    """Take a comment away."""
    del where.comments[which.id]
    where.updated_at = state.now()
    _tell(state, "deleted", where, which, actor)


def react(state: State, given: list[Reaction], actor: User, content: str) -> tuple[Reaction, bool]:
    """React, once a person and kind: the reaction, and whether it is new. GitHub tells nobody."""
    for reaction in given:
        if reaction.user is actor and reaction.content == content:
            return reaction, False
    made = Reaction(state.new_small_id(), actor, content, state.now())
    given.append(made)
    return made, True
