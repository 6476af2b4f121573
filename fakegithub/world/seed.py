"""From a world to the state it describes.

A world is written by hand and may be terse or a little inconsistent; what it implies is filled in here (a
label on an issue exists in the repository, a merged pull request is closed).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fakegithub.model.ids import stable_id
from fakegithub.model.new_records import make_issue, make_milestone, make_pull
from fakegithub.model.records import Comment, Issue, Moment, Pull, Repository, Review, Team
from fakegithub.model.state import Clock, State
from fakegithub.world.document import World
from fakegithub.world.parts import WorldIssue, WorldMoment, WorldOrganization, WorldRepository, WorldReview


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
        for repository in world.repositories:
            _repository(state, repository)
    return state


def _organization(state: State, told: WorldOrganization) -> None:
    organization = state.make_organization(told.login)
    for login in told.members:
        user = state.person(login)
        organization.members[user.key] = user
    for slug, logins in told.teams.items():
        team = Team(stable_id("team", f"{told.login}/{slug}"), slug, organization.account)
        team.members = {login.casefold(): state.person(login) for login in logins}
        organization.teams[slug.casefold()] = team


def _repository(state: State, told: WorldRepository) -> None:
    repository = state.make_repository(told.name, private=told.private)
    for login, role in told.collaborators.items():
        repository.roles[state.person(login).key] = role
    if told.assignable is not None:
        repository.assignable = {login.casefold(): state.person(login) for login in told.assignable}
    for each in told.labels:
        label = state.make_label(repository, each.name)
        label.color, label.description = each.color.lstrip("#"), each.description
    for milestone in told.milestones:
        make_milestone(repository, milestone.title, milestone.state)
    repository.files.update(told.files)
    for issue in told.issues:
        _issue(state, repository, issue)


def _issue(state: State, repository: Repository, told: WorldIssue) -> None:
    at = told.created_at or state.now()
    author = state.person(told.author) if told.author else None
    issue = make_issue(repository, told.number, told.title, told.body, author, at)
    issue.labels = list({id(x): x for x in (state.make_label(repository, n) for n in told.labels)}.values())
    issue.assignees = list({id(x): x for x in map(state.person, told.assignees)}.values())
    issue.assignable = {login.casefold(): state.person(login) for login in told.assignable}
    if told.milestone is not None:
        issue.milestone = make_milestone(repository, told.milestone)
    issue.locked, issue.pinned = told.locked, told.pinned
    if told.pull_request or told.draft or told.merged:
        _pull(state, issue, told)
    if told.state == "closed" or told.merged:
        issue.state, issue.closed_at = "closed", told.closed_at or at
        issue.state_reason = told.state_reason or (None if issue.pull else "completed")
    elif told.state_reason == "reopened":
        issue.state_reason = told.state_reason
    for count, each in enumerate(told.comments, 1):
        when = each.created_at or at
        key = f"{repository.full_name}#{told.number}:{count}"
        id_ = each.id if each.id is not None else stable_id("comment", key)
        writer = state.person(each.author) if each.author else None
        issue.comments[id_] = Comment(id_, writer, each.body, when, when)
    issue.timeline = [
        _moment(state, issue, line, line.at or at, count) for count, line in enumerate(told.timeline, 1)
    ]
    issue.updated_at = max(
        [
            at,
            *([issue.closed_at] if issue.closed_at else []),
            *(c.created_at for c in issue.comments.values()),
        ]
    )


def _pull(state: State, issue: Issue, told: WorldIssue) -> None:
    pull = make_pull(issue)
    pull.draft, pull.closes = told.draft, list(told.closes)
    pull.files = list(told.files or told.head_files)
    pull.head_files = dict(told.head_files)
    for name in told.requested_reviewers:
        if (team := find_team(state, issue.repository, name)) is not None:
            pull.teams.append(team)
        else:
            pull.reviewers.append(state.person(name))
    pull.reviews = [_review(state, issue, pull, each, n) for n, each in enumerate(told.reviews, 1)]
    if told.merged:
        pull.merged, pull.merged_at = True, told.closed_at or issue.created_at
        if issue.author is not None:
            issue.repository.contributors.add(issue.author.key)


def find_team(state: State, repository: Repository, name: str) -> Team | None:
    """The team that `acme/triage` means in one of acme's repositories."""
    owner, slash, slug = name.partition("/")
    organization = state.organizations.get(repository.owner.key)
    if not slash or organization is None or owner.casefold() != organization.account.key:
        return None
    return organization.teams.get(slug.casefold())


def _review(state: State, issue: Issue, pull: Pull, told: WorldReview, count: int) -> Review:
    key = f"{issue.repository.full_name}#{issue.number}:{count}"
    id_ = told.id if told.id is not None else stable_id("review", key)
    author = state.person(told.author) if told.author else None
    return Review(id_, author, told.state, told.body, told.submitted_at or issue.created_at, pull.head_sha)


def _moment(state: State, issue: Issue, told: WorldMoment, at: datetime, count: int) -> Moment:
    event, value = told.event
    id_ = stable_id("moment", f"{issue.repository.full_name}#{issue.number}:{count}")
    actor = state.person(told.actor) if told.actor else None
    return Moment(id_, event, actor, at, **_about(state, issue, event, value))


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
