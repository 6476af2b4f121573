"""The part of a payload that is about an issue or pull request, applied to the state.

First the event's own news (a label was added, a comment written), then all that the payload's issue or pull
request tells of itself. What it does not tell stays as the world has it.
"""

from __future__ import annotations

from typing import Any

from fakegithub.adoption import payload_fields as read
from fakegithub.adoption.payload_fields import Fields
from fakegithub.changes import comments, issues, pulls, relations
from fakegithub.model import new_records
from fakegithub.model.ids import stable_id
from fakegithub.model.records import (
    Comment,
    Issue,
    Label,
    Milestone,
    Repository,
    Review,
    ReviewComment,
    Team,
    User,
)
from fakegithub.model.state import State


def apply(state: State, event: str, payload: Fields, repo: Repository, actor: User) -> None:
    """Apply an event about an issue or pull request; any other event changes nothing here."""
    if event in ("issue_dependencies", "sub_issues"):
        _relate(state, payload, repo)
        return
    fields = read.subject_of(event, payload)
    if not fields:
        return
    issue = repo.issues.get(fields["number"])
    if issue is None:
        at = read.instant(fields.get("created_at")) or state.now()
        author = actor if payload.get("action") == "opened" else None
        issue = new_records.make_issue(repo, fields["number"], "", "", author, at)
    if event.startswith("pull_request") or fields.get("pull_request") or "head" in fields:
        new_records.make_pull(issue)
    match event:
        case "issues" | "pull_request":
            _news(state, issue, payload, actor)
        case "issue_comment":
            _comment(state, issue, payload, actor)
        case "pull_request_review" | "pull_request_review_comment":
            _review(state, issue, event, payload, actor)
    _merge(state, issue, fields, event)
    if event == "issues" and payload.get("action") in ("deleted", "transferred"):
        _leave(state, issue, payload)


def _news(state: State, issue: Issue, payload: Fields, actor: User) -> None:
    repo = issue.repository
    match payload.get("action"):
        case "labeled" if label := adopt_label(state, repo, payload.get("label")):
            issues.add_labels(state, issue, actor, [label])
        case "unlabeled" if label := adopt_label(state, repo, payload.get("label")):
            issues.remove_labels(state, issue, actor, [label])
        case "assigned" if login := read.text(read.part(payload, "assignee"), "login"):
            user = state.person(login)
            if user not in issue.assignees:
                issue.assignees.append(user)
                issues.add_timeline_event(state, issue, "assigned", actor, assignee=user)
        case "unassigned" if login := read.text(read.part(payload, "assignee"), "login"):
            issues.unassign(state, issue, actor, [state.person(login)])
        case "milestoned" if title := read.text(read.part(payload, "milestone"), "title"):
            issues.set_milestone(state, issue, actor, new_records.make_milestone(repo, title))
        case "demilestoned":
            issues.set_milestone(state, issue, actor, None)
        case "closed":
            issues.close(state, issue, actor)
        case "reopened":
            issues.reopen(state, issue, actor)
        case "locked":
            issues.lock(state, issue, actor)
        case "unlocked":
            issues.unlock(state, issue, actor)
        case "pinned" | "unpinned" as action:
            issues.pin(state, issue, actor, pinned=action == "pinned")
        case "ready_for_review" | "converted_to_draft" as action if issue.pull:
            pulls.set_draft(state, issue, actor, draft=action == "converted_to_draft")
        case "review_requested" | "review_request_removed" as action if issue.pull:
            change = pulls.request_review if action == "review_requested" else pulls.unrequest_review
            login = read.text(read.part(payload, "requested_reviewer"), "login")
            team = adopt_team(state, repo, payload.get("requested_team"))
            change(state, issue, actor, [state.person(login)] if login else [], [team] if team else [])
        case "typed" | "untyped" as action:
            name = read.text(read.part(payload, "type"), "name") if action == "typed" else None
            relations.set_type(state, issue, actor, new_records.make_type(repo, name) if name else None)
        case "synchronize" if issue.pull and (sha := read.text(payload, "after")):
            issue.pull.head_sha = sha


def _relate(state: State, payload: Fields, repo: Repository) -> None:
    """Take over both issues of a relation that was made or ended, and what they are to one another."""
    blocks = "blocked_issue" in payload
    names = ("blocked_issue", "blocking_issue") if blocks else ("parent_issue", "sub_issue")
    pair: list[Issue] = []
    for name in names:
        fields, there = read.part(payload, name), read.part(payload, f"{name}_repo")
        home = state.make_repository(read.repository_name({"repository": there}) or repo.full_name)
        if (number := read.integer(fields, "number")) is None:
            return
        issue = home.issues.get(number) or new_records.make_issue(home, number, "", "", None, state.now())
        _merge(state, issue, fields, "issues")
        pair.append(issue)
    first, second = pair
    actor, holds = state.person("ghost"), not str(payload.get("action")).endswith("_removed")
    if blocks:
        relations.block(state, first, second, actor, blocks=holds)
    elif holds:
        relations.add_sub_issue(first, second)
    else:
        relations.part(state, first, second, actor)


def adopt_label(state: State, repo: Repository, fields: Any) -> Label | None:
    """The repository's label that an object (or a bare name) in a payload means."""
    if isinstance(fields, str):
        fields = {"name": fields}
    name = read.text(fields, "name") if isinstance(fields, dict) else None
    if name is None:
        return None
    known = name.casefold() in repo.labels
    label = state.make_label(repo, name)
    if not known:
        label.color = read.text(fields, "color") or label.color
        label.description = read.text(fields, "description")
    label.id = read.integer(fields, "id") or label.id
    return label


def adopt_team(state: State, repo: Repository, fields: Any) -> Team | None:
    """The owner's team that an object in a payload means."""
    slug = (read.text(fields, "slug") or read.text(fields, "name")) if isinstance(fields, dict) else None
    if slug is None:
        return None
    organization = state.make_organization(repo.owner.login)
    team = organization.teams.get(slug.casefold())
    if team is None:
        id_ = read.integer(fields, "id") or stable_id("team", f"{repo.owner.login}/{slug}")
        team = organization.teams[slug.casefold()] = Team(id_, slug, organization.account)
    return team


def _comment(state: State, issue: Issue, payload: Fields, actor: User) -> None:
    fields = read.part(payload, "comment")
    id_ = read.integer(fields, "id") or stable_id(
        "comment", f"{issue.repository.full_name}#{issue.number}:told"
    )
    comment = issue.comments.get(id_)
    if payload.get("action") == "deleted":
        if comment is not None:
            comments.delete(state, issue, comment, actor)
        return
    at = read.instant(fields.get("created_at")) or state.now()
    if comment is None:
        comment = issue.comments[id_] = Comment(id_, actor, "", at, at)
    if "user" in fields:
        comment.author = _author(state, fields)
    comment.body = read.text(fields, "body") or comment.body
    comment.updated_at = read.instant(fields.get("updated_at")) or at
    issue.updated_at = state.now()


def _author(state: State, fields: Fields) -> User | None:
    login = read.text(read.part(fields, "user"), "login")
    return state.person(login) if login else None


def _review(state: State, issue: Issue, event: str, payload: Fields, actor: User) -> None:
    pull = new_records.make_pull(issue)
    fields = read.part(payload, "review" if event == "pull_request_review" else "comment")
    author = _author(state, fields) if "user" in fields else actor
    body, key = read.text(fields, "body") or "", f"{issue.repository.full_name}#{issue.number}:told"
    if event == "pull_request_review_comment":
        id_ = read.integer(fields, "id") or stable_id("review comment", key)
        at = read.instant(fields.get("created_at")) or state.now()
        path, line = read.text(fields, "path") or "", read.integer(fields, "line") or 1
        pull.review_comments[id_] = ReviewComment(id_, author, body, path, line, at, at)
        if payload.get("action") == "deleted":
            del pull.review_comments[id_]
        return
    id_ = read.integer(fields, "id") or stable_id("review", key)
    status = (read.text(fields, "state") or "commented").upper()
    at = read.instant(fields.get("submitted_at")) or state.now()
    pull.reviews = [review for review in pull.reviews if review.id != id_]
    pull.reviews.append(Review(id_, author, status, body, at, pull.head_sha))
    pull.reviewers = [reviewer for reviewer in pull.reviewers if reviewer is not author]


def _merge(state: State, issue: Issue, fields: Fields, event: str) -> None:
    repo = issue.repository
    read.adopt(issue, fields, title=read.text, locked=read.flag)
    if "body" in fields:
        issue.body = read.text(fields, "body")
    if "user" in fields:
        issue.author = _author(state, fields)
    if (labels := read.list_(fields, "labels")) is not None:
        adopted = (adopt_label(state, repo, label) for label in labels)
        issue.labels = list({id(label): label for label in adopted if label}.values())
    if (people := read.list_(fields, "assignees")) is not None:
        issue.assignees = _people(state, people)
    if "milestone" in fields:
        title = read.text(read.part(fields, "milestone"), "title")
        issue.milestone = new_records.make_milestone(repo, title) if title else None
        if issue.milestone is not None:
            _adopt_milestone(issue.milestone, read.part(fields, "milestone"))
    if (status := read.text(fields, "state")) in ("open", "closed"):
        issue.state = status
        issue.state_reason = read.text(fields, "state_reason") or (
            issue.state_reason if status == "closed" else None
        )
        issue.closed_at = (
            (read.instant(fields.get("closed_at")) or issue.closed_at) if status == "closed" else None
        )
    read.adopt(issue, fields, created_at=read.time, updated_at=read.time)
    if issue.pull is not None:
        _merge_pull(state, issue, fields, event)
    else:
        read.adopt(issue, fields, id=read.integer)
        _merge_relations(state, issue, fields)


def _merge_relations(state: State, issue: Issue, fields: Fields) -> None:
    repo = issue.repository
    if "type" in fields:
        name = read.text(read.part(fields, "type"), "name")
        issue.type = new_records.make_type(repo, name) if name else None
    for summary in ("issue_dependencies_summary", "sub_issues_summary"):
        if counts := read.part(fields, summary):
            issue.unseen[summary] = counts
    owner, name, _, number = ["", "", "", "", *(read.text(fields, "parent_issue_url") or "").split("/")][-4:]
    if f"{owner}/{name}".casefold() == repo.full_name.casefold() and number.isdecimal():
        parent = repo.issues.get(int(number)) or new_records.make_issue(
            repo, int(number), "", "", None, state.now()
        )
        relations.add_sub_issue(parent, issue)
    if "pinned_comment" in fields:
        issue.pinned_comment = read.integer(read.part(fields, "pinned_comment"), "id")


def _adopt_milestone(milestone: Milestone, fields: Fields) -> None:
    read.adopt(milestone, fields, id=read.integer, number=read.integer, state=read.text, created_at=read.time)
    milestone.closed_at = read.instant(fields.get("closed_at"))


def _people(state: State, people: list[Any]) -> list[User]:
    logins = [read.text(person, "login") for person in people if isinstance(person, dict)]
    return list({user.key: user for login in logins if login for user in [state.person(login)]}.values())


def _merge_pull(state: State, issue: Issue, fields: Fields, event: str) -> None:
    pull = new_records.make_pull(issue)
    read.adopt(issue if event == "issue_comment" else pull, fields, id=read.integer)
    read.adopt(pull, fields, draft=read.flag)
    merged_at = read.instant(fields.get("merged_at")) or read.instant(
        read.part(fields, "pull_request").get("merged_at")
    )
    if (read.flag(fields, "merged") or merged_at) and not pull.merged:
        pull.merged, pull.merged_at = True, merged_at or state.now()
        issue.state, issue.closed_at = "closed", issue.closed_at or pull.merged_at
        if issue.author is not None:
            issue.repository.contributors.add(issue.author.key)
    pull.head_sha = read.text(read.part(fields, "head"), "sha") or pull.head_sha
    pull.head_ref = read.text(read.part(fields, "head"), "ref") or pull.head_ref
    pull.base_ref = read.text(read.part(fields, "base"), "ref") or pull.base_ref
    if (people := read.list_(fields, "requested_reviewers")) is not None:
        pull.reviewers = _people(state, people)
    if (teams := read.list_(fields, "requested_teams")) is not None:
        pull.teams = [team for entry in teams if (team := adopt_team(state, issue.repository, entry))]


def _leave(state: State, issue: Issue, payload: Fields) -> None:
    del issue.repository.issues[issue.number]
    new_name = read.repository_name({"repository": read.part(payload, "changes", "new_repository")})
    number = read.integer(read.part(payload, "changes", "new_issue"), "number")
    if new_name and number:
        repo = state.make_repository(new_name)
        issue.labels = [
            repo.labels[key] for label in issue.labels if (key := label.name.casefold()) in repo.labels
        ]
        issue.repository, issue.number, issue.milestone = repo, number, None
        repo.issues[number] = issue
