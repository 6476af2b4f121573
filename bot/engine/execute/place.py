"""Where effects belong, with all that the mirror knows and GitHub need not be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.core import effects as fx
from bot.core.ports.writer import Nodes, Place, Task
from bot.store import mirror, outbox
from bot.store.database import Connection


def place_of(
    conn: Connection, first: outbox.Row, tasks: Sequence[Task], age: timedelta, fresh: timedelta
) -> Place:
    """Return the place of the effects of one lane; what was decided longer than `fresh` ago may name a label
    that is gone by now: then GitHub is asked."""
    names_labels = any(_names(task.effect, "labels") for task in tasks)
    labels = mirror.labels(conn, first.repo_id) or () if names_labels else ()
    return Place(
        installation_id=first.installation_id,
        repository=first.repository,
        number=first.number or None,
        repo_id=first.repo_id,
        create_labels=any(isinstance(task.effect, fx.AddLabels) and task.effect.create for task in tasks),
        labels=tuple(label.name for label in labels) if age < fresh else (),
        nodes=_nodes(conn, first, tasks, {label.name.casefold(): label.node_id for label in labels}),
    )


def _nodes(conn: Connection, first: outbox.Row, tasks: Sequence[Task], by_label: dict[str, str]) -> Nodes:
    if not first.number:
        return Nodes()
    subject, is_pull_request, repository = mirror.subject_nodes(conn, first.repo_id, first.number)
    return Nodes(
        subject,
        is_pull_request,
        by_label,
        mirror.people_nodes(conn, {login for task in tasks for login in _names(task.effect, "logins")}),
        mirror.comment_nodes(conn, _comments(tasks)),
        repository,
        _milestones(conn, first, tasks),
        _originals(conn, first, tasks),
    )


def _names(effect: fx.Outward, field: str) -> tuple[str, ...]:
    names: tuple[str, ...] = getattr(effect, field, ())
    return names


def _milestones(conn: Connection, first: outbox.Row, tasks: Sequence[Task]) -> dict[str, str]:
    if not any(isinstance(task.effect, fx.SetMilestone) for task in tasks):
        return {}
    known = mirror.milestones(conn, first.repo_id) or ()
    return {milestone.title.casefold(): milestone.node_id for milestone in known}


def _originals(conn: Connection, first: outbox.Row, tasks: Sequence[Task]) -> dict[int, str]:
    """Return the issues that others are duplicates of."""
    nodes = {
        number: mirror.subject_nodes(conn, first.repo_id, number)
        for task in tasks
        if isinstance(task.effect, fx.Close) and (number := task.effect.duplicate_of) is not None
    }
    return {number: node for number, (node, is_pull_request, _) in nodes.items() if not is_pull_request}


def _comments(tasks: Sequence[Task]) -> Iterator[tuple[fx.Target, int]]:
    for task in tasks:
        if isinstance(task.effect, fx.ReactionEffect):
            yield task.effect.target, task.effect.target_id
        elif isinstance(task.effect, fx.MinimizeComment) and task.effect.comment_id is not None:
            yield "comment", task.effect.comment_id
        elif task.comment_id is not None:
            yield "comment", task.comment_id
