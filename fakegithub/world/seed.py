"""From a world to the state it describes.

A world is written by hand and may be terse or a little inconsistent; what it implies is filled in here (a
label on an issue exists in the repository, a merged pull request is closed).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fakegithub.changes.relations import add_sub_issue
from fakegithub.model.ids import stable_id
from fakegithub.model.new_records import make_issue, make_milestone, make_pull, make_type
from fakegithub.model.records import Comment, Issue, Pull, Repository, Review, Team, TimelineEvent
from fakegithub.model.state import Clock, State
from fakegithub.world.document import World
from fakegithub.world.parts import (
    WorldIssue,
    WorldOrganization,
    WorldRepository,
    WorldReview,
    WorldTimelineEvent,
)


def state_from_world(world: World, clock: Clock, app_id: int | None = None) -> State:
    """Return the state that a world describes, with no webhook sent."""
    state = State(world.bot, clock, app_id)
    with state.quiet():
        for user in world.users:
            if user.type == "Organization":
                state.make_organization(user.login)
            else:
                state.person(user.login).type = user.type
        for organization in world.organizations:
            _organization(state, organization)
        for repo in world.repositories:
            _repository(state, repo)
    return state


def _organization(state: State, entry: WorldOrganization) -> None:
    organization = state.make_organization(entry.login)
    for login in entry.members:
        user = state.person(login)
        organization.members[user.key] = user
    for slug, logins in entry.teams.items():
        team = Team(stable_id("team", f"{entry.login}/{slug}"), slug, organization.account)
        team.members = {login.casefold(): state.person(login) for login in logins}
        organization.teams[slug.casefold()] = team


def _repository(state: State, entry: WorldRepository) -> None:
    repo = state.make_repository(entry.name, private=entry.private)
    for login, role in entry.collaborators.items():
        repo.roles[state.person(login).key] = role
    if entry.assignable is not None:
        repo.assignable = {login.casefold(): state.person(login) for login in entry.assignable}
    for label in entry.labels:
        record = state.make_label(repo, label.name)
        record.color, record.description = label.color.lstrip("#"), label.description
    for milestone in entry.milestones:
        make_milestone(repo, milestone.title, milestone.state)
    repo.files.update(entry.files)
    for issue in entry.issues:
        _issue(state, repo, issue)
    for issue in entry.issues:
        _relate(repo, issue)


def _relate(repo: Repository, entry: WorldIssue) -> None:
    """Parents, sub-issues and blockers; a number that the world does not list is nobody's."""
    issue = repo.issues[entry.number]
    issue.blocked_by = [repo.issues[number] for number in entry.blocked_by if number in repo.issues]
    for number in entry.sub_issues:
        if number in repo.issues:
            add_sub_issue(issue, repo.issues[number])
    if entry.parent in repo.issues:
        add_sub_issue(repo.issues[entry.parent], issue)


def _issue(state: State, repo: Repository, entry: WorldIssue) -> None:
    at = entry.created_at or state.now()
    author = state.person(entry.author) if entry.author else None
    issue = make_issue(repo, entry.number, entry.title, entry.body, author, at)
    issue.labels = list({id(x): x for x in (state.make_label(repo, n) for n in entry.labels)}.values())
    issue.assignees = list({id(x): x for x in map(state.person, entry.assignees)}.values())
    issue.assignable = {login.casefold(): state.person(login) for login in entry.assignable}
    if entry.milestone is not None:
        issue.milestone = make_milestone(repo, entry.milestone)
    issue.locked, issue.pinned, issue.pinned_comment = entry.locked, entry.pinned, entry.pinned_comment
    issue.type = make_type(repo, entry.type) if entry.type else None
    if entry.pull_request or entry.draft or entry.merged:
        _pull(state, issue, entry)
    if entry.state == "closed" or entry.merged:
        issue.state, issue.closed_at = "closed", entry.closed_at or at
        issue.state_reason = entry.state_reason or (None if issue.pull else "completed")
    elif entry.state_reason == "reopened":
        issue.state_reason = entry.state_reason
    for count, comment in enumerate(entry.comments, 1):
        when = comment.created_at or at
        key = f"{repo.full_name}#{entry.number}:{count}"
        id_ = comment.id if comment.id is not None else stable_id("comment", key)
        writer = state.person(comment.author) if comment.author else None
        issue.comments[id_] = Comment(id_, writer, comment.body, when, when)
    issue.timeline = [
        _timeline_event(state, issue, line, line.at or at, count)
        for count, line in enumerate(entry.timeline, 1)
    ]
    issue.updated_at = max(
        [
            at,
            *([issue.closed_at] if issue.closed_at else []),
            *(c.created_at for c in issue.comments.values()),
        ]
    )


def _pull(state: State, issue: Issue, entry: WorldIssue) -> None:
    pull = make_pull(issue)
    pull.draft, pull.closes = entry.draft, list(entry.closes)
    pull.files = list(entry.files or entry.changes or entry.head_files)
    pull.lines = dict(entry.changes)
    pull.head_files = dict(entry.head_files)
    for name in entry.requested_reviewers:
        if (team := find_team(state, issue.repository, name)) is not None:
            pull.teams.append(team)
        else:
            pull.reviewers.append(state.person(name))
    pull.reviews = [_review(state, issue, pull, review, n) for n, review in enumerate(entry.reviews, 1)]
    if entry.merged:
        pull.merged, pull.merged_at = True, entry.closed_at or issue.created_at
        if issue.author is not None:
            issue.repository.contributors.add(issue.author.key)


def find_team(state: State, repo: Repository, name: str) -> Team | None:
    """The team that `acme/triage` means in one of acme's repositories."""
    owner, slash, slug = name.partition("/")
    organization = state.organizations.get(repo.owner.key)
    if not slash or organization is None or owner.casefold() != organization.account.key:
        return None
    return organization.teams.get(slug.casefold())


def _review(state: State, issue: Issue, pull: Pull, entry: WorldReview, count: int) -> Review:
    key = f"{issue.repository.full_name}#{issue.number}:{count}"
    id_ = entry.id if entry.id is not None else stable_id("review", key)
    author = state.person(entry.author) if entry.author else None
    return Review(id_, author, entry.state, entry.body, entry.submitted_at or issue.created_at, pull.head_sha)


def _timeline_event(
    state: State, issue: Issue, entry: WorldTimelineEvent, at: datetime, count: int
) -> TimelineEvent:
    event, value = entry.event
    id_ = stable_id("moment", f"{issue.repository.full_name}#{issue.number}:{count}")
    actor = state.person(entry.actor) if entry.actor else None
    return TimelineEvent(id_, event, actor, at, **_about(state, issue, event, value))


def _about(state: State, issue: Issue, event: str, value: Any) -> dict[str, Any]:
    match event:
        case "labeled" | "unlabeled":
            return {"label": state.make_label(issue.repository, value)}
        case "assigned" | "unassigned":
            return {"assignee": state.person(value)}
        case "milestoned" | "demilestoned":
            return {"milestone": value}
        case "closed":
            return {"state_reason": value if isinstance(value, str) else issue.state_reason}
        case "locked":
            return {"lock_reason": value if isinstance(value, str) else None}
        case "renamed":
            return {"rename": (value, issue.title)}
        case "review_requested":
            return {"reviewer": state.person(value)}
    return {}
