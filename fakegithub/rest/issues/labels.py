"""Labels: those a repository has, and those an issue has.

https://docs.github.com/en/rest/issues/labels
"""

from __future__ import annotations

from collections.abc import Sequence

from fakegithub.changes import issues as changes
from fakegithub.changes import repositories as repository_changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid
from fakegithub.http.routing import route, show_all
from fakegithub.model.records import Issue, Label, Repository
from fakegithub.payloads import repositories


def _all(call: Call) -> list[tuple[Repository, Label]]:
    repo = call.repository()
    return [(repo, label) for label in repo.labels.values()]


show_all("/repos/{owner}/{repo}/labels", _all, repositories.label)


@route("POST", "/repos/{owner}/{repo}/labels")
def create_label(call: Call) -> Reply:
    """Make a label."""
    repo, name = call.repository(), call.text("name", "Label", 50)
    if name.casefold() in repo.labels:
        invalid("Label", "name", "already_exists")
    parameters = call.json()
    color, description = str(parameters.get("color") or "ededed"), parameters.get("description")
    label = repository_changes.create_label(call.state, repo, call.actor, name, color, description)
    return answer(repositories.label(call.state, repo, label), 201)


def _labels_of(call: Call, issue: Issue) -> Reply:
    return answer([repositories.label(call.state, issue.repository, label) for label in issue.labels])


def named(call: Call, repo: Repository, names: list[str], before: Sequence[Label] = ()) -> list[Label]:
    """The labels of these names. GitHub creates those that the repository does not have: so do we. Refusal
    422 if there would be too many with those set `before`."""
    after = {*(label.name.casefold() for label in before), *(name.casefold() for name in names)}
    if len(after) > changes.MOST_LABELS:
        message = f"an issue can have at most {changes.MOST_LABELS} labels"
        invalid("Issue", "labels", "custom", message=message)
    return [repository_changes.create_label(call.state, repo, call.actor, name) for name in names]


@route("POST", "/repos/{owner}/{repo}/issues/{number}/labels")
def add_issue_labels(call: Call) -> Reply:
    """Put labels on an issue."""
    issue = call.issue()
    labels = named(call, issue.repository, call.names("labels"), issue.labels)
    changes.add_labels(call.state, issue, call.actor, labels)
    return _labels_of(call, issue)


@route("DELETE", "/repos/{owner}/{repo}/issues/{number}/labels/{name}")
def remove_issue_label(call: Call) -> Reply:
    """Take one label off an issue; 404 when it does not have it."""
    issue, key = call.issue(), call["name"].casefold()
    labels = [label for label in issue.labels if label.name.casefold() == key]
    if not labels:  # in these words: https://github.com/ankidroid/Anki-Android/issues/17548
        raise Refusal(404, "Label does not exist")
    changes.remove_labels(call.state, issue, call.actor, labels)
    return _labels_of(call, issue)
