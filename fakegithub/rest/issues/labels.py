"""Labels: those a repository has, and those an issue wears."""

from __future__ import annotations

from fakegithub.changes import issues as changes
from fakegithub.changes import repositories as repository_changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer, invalid, not_found, nothing
from fakegithub.http.routing import route
from fakegithub.model.records import Issue, Label, Repository
from fakegithub.payloads import repositories


@route("GET", "/repos/{owner}/{repo}/labels")
def list_labels(call: Call) -> Reply:
    """All labels of a repository."""
    where = call.repository()
    return call.page(list(where.labels.values()), lambda each: repositories.label(call.state, where, each))


def _label(call: Call) -> Label:
    return call.repository().labels.get(call["name"].casefold()) or not_found()


@route("GET", "/repos/{owner}/{repo}/labels/{name}")
def get_label(call: Call) -> Reply:
    """One label, in any spelling."""
    return answer(repositories.label(call.state, call.repository(), _label(call)))


@route("POST", "/repos/{owner}/{repo}/labels")
def create_label(call: Call) -> Reply:
    """Make a label."""
    where, name = call.repository(), call.text("name", "Label", 50)
    if name.casefold() in where.labels:
        invalid("Label", "name", "already_exists")
    said = call.json()
    color, description = str(said.get("color") or "ededed"), said.get("description")
    made = repository_changes.create_label(call.state, where, call.actor, name, color, description)
    return answer(repositories.label(call.state, where, made), 201)


@route("PATCH", "/repos/{owner}/{repo}/labels/{name}")
def edit_label(call: Call) -> Reply:
    """Rename or repaint a label."""
    where, label, said = call.repository(), _label(call), call.json()
    name = said.get("new_name")
    if isinstance(name, str) and name != label.name:
        if where.labels.get(name.casefold(), label) is not label:
            invalid("Label", "name", "already_exists")
        repository_changes.rename_label(call.state, where, label, call.actor, name)
    label.color = str(said.get("color") or label.color).lstrip("#")
    label.description = said.get("description", label.description)
    return answer(repositories.label(call.state, where, label))


@route("DELETE", "/repos/{owner}/{repo}/labels/{name}")
def delete_label(call: Call) -> Reply:
    """Delete a label."""
    repository_changes.delete_label(call.state, call.repository(), _label(call), call.actor)
    return nothing()


def _shown(call: Call, issue: Issue) -> Reply:
    return answer([repositories.label(call.state, issue.repository, each) for each in issue.labels])


def named(call: Call, where: Repository, names: list[str]) -> list[Label]:
    """The labels of these names. GitHub creates those that the repository does not have: so do we."""
    return [repository_changes.create_label(call.state, where, call.actor, name) for name in names]


@route("GET", "/repos/{owner}/{repo}/issues/{number}/labels")
def list_issue_labels(call: Call) -> Reply:
    """Labels of an issue."""
    issue = call.issue()
    return call.page(issue.labels, lambda each: repositories.label(call.state, issue.repository, each))


@route("POST", "/repos/{owner}/{repo}/issues/{number}/labels")
def add_issue_labels(call: Call) -> Reply:
    """Put labels on an issue."""
    issue = call.issue()
    changes.add_labels(call.state, issue, call.actor, named(call, issue.repository, call.words("labels")))
    return _shown(call, issue)


@route("PUT", "/repos/{owner}/{repo}/issues/{number}/labels")
def set_issue_labels(call: Call) -> Reply:
    """Let an issue have exactly these labels."""
    issue = call.issue()
    replace_labels(call, issue, call.words("labels"))
    return _shown(call, issue)


def replace_labels(call: Call, issue: Issue, names: list[str]) -> None:
    """Take off and put on what makes the difference."""
    wanted = named(call, issue.repository, names)
    superfluous = [each for each in issue.labels if each not in wanted]
    changes.remove_labels(call.state, issue, call.actor, superfluous)
    changes.add_labels(call.state, issue, call.actor, wanted)


@route("DELETE", "/repos/{owner}/{repo}/issues/{number}/labels")
def clear_issue_labels(call: Call) -> Reply:
    """Take all labels off an issue."""
    issue = call.issue()
    changes.remove_labels(call.state, issue, call.actor, list(issue.labels))
    return nothing()


@route("DELETE", "/repos/{owner}/{repo}/issues/{number}/labels/{name}")
def remove_issue_label(call: Call) -> Reply:
    """Take one label off an issue; 404 when it does not have it."""
    issue, key = call.issue(), call["name"].casefold()
    label = next((each for each in issue.labels if each.name.casefold() == key), None) or not_found()
    changes.remove_labels(call.state, issue, call.actor, [label])
    return _shown(call, issue)
