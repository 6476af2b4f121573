"""What a bot knows of GraphQL's ids that has been at work for a while."""

from __future__ import annotations

from bot.core.ports.writer import Place
from bot.github.write.node_ids import NamedNode, NodeIds, SubjectNode
from fakegithub import GitHub
from fakegithub.model.ids import account_node, node_id
from fakegithub.payloads.issues import subject_node


def acquaint(nodes: NodeIds, github: GitHub) -> None:
    """Let `nodes` know all there is now: labels, people, subjects and what is written on them."""
    for user in github.state.users.values():
        nodes.learn_people([NamedNode(login=user.login, node_id=account_node(user.id, user.type))])
    for repository in github.state.repositories.values():
        labels = repository.labels.values()
        place = Place(0, repository.full_name, None, repository.id)
        nodes.learn_labels(
            place, [NamedNode(name=label.name, node_id=node_id("Label", label.id)) for label in labels]
        )
        for issue in repository.issues.values():
            node = SubjectNode(subject_node(issue), issue.pull is not None)
            nodes.learn_subject(repository.id, issue.number, node)
            for comment in issue.comments.values():
                nodes.learn_comment("comment", comment.id, node_id("IssueComment", comment.id))
