"""What the mirror of a bot tells the writer that has been at work for a while."""

from __future__ import annotations

from dataclasses import replace

from bot.core.effects import Target
from bot.core.ports.writer import Nodes, Place
from fakegithub import GitHub
from fakegithub.model.ids import account_node, node_id
from fakegithub.payloads.issues import subject_node


def acquainted(place: Place, github: GitHub) -> Place:
    """Return a place with GraphQL's ids of all that is there now: labels, people, milestones, issues, the
    subject and what is written on it."""
    repository = github.state.repository(place.repository)
    assert repository is not None
    issue = repository.issues[place.number or 0]
    labels = {label.name.casefold(): node_id("Label", label.id) for label in repository.labels.values()}
    people = {user.login.casefold(): account_node(user.id, user.type) for user in github.state.users.values()}
    comments: dict[tuple[Target, int], str] = {
        ("comment", comment.id): node_id("IssueComment", comment.id) for comment in issue.comments.values()
    }
    is_pull = issue.pull is not None
    own = node_id("Repository", repository.id) if is_pull else ""
    milestones = {one.title.casefold(): node_id("Milestone", one.id) for one in repository.milestones}
    issues = {number: subject_node(one) for number, one in repository.issues.items() if one.pull is None}
    nodes = Nodes(subject_node(issue), is_pull, labels, people, comments, own, milestones, issues)
    return replace(place, nodes=nodes)
