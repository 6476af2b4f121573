"""From a world to the state it describes.

A world is written by hand and may be terse or a little inconsistent; what it implies is filled in here (a
label on an issue exists in the repository, a merged pull request is closed).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fakegithub.model.ids import commit_sha, stable_id
from fakegithub.model.records import Comment, Issue, Milestone, Moment, Pull, Repository, Review, Team, User
from fakegithub.world.document import World
from fakegithub.world.parts import WorldIssue, WorldMoment, WorldOrganization, WorldRepository, WorldReview

if TYPE_CHECKING:
    from fakegithub.model.state import State


def populate(state: State, world: World) -> None:
    """Put everything a world names into an empty state, sending no webhooks."""
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
        make_milestone(state, repository, milestone.title, milestone.state)
    repository.files.update(told.files)
    for issue in told.issues:
        _issue(state, repository, issue)


def make_milestone(state: State, repository: Repository, title: str, status: str = "open") -> Milestone:
    """The repository's milestone of this title, newly made if need be."""
    for found in repository.milestones:
        if found.title.casefold() == title.casefold():
            return found
    id_ = stable_id("milestone", f"{repository.full_name}:{title}")
    closed_at = repository.created_at if status == "closed" else None
    number = len(repository.milestones) + 1
    made = Milestone(id_, number, title, repository.created_at, status, closed_at)
    repository.milestones.append(made)
    return made


def make_issue(
    state: State,
    repository: Repository,
    number: int,
    title: str,
    body: str | None,
    author: User | None,
    at: datetime,
) -> Issue:
    """A bare open issue in the repository, told to nobody."""
    id_ = stable_id("issue", f"{repository.full_name}#{number}")
    issue = Issue(id_, repository, number, title, body, author, at, at)
    repository.issues[number] = issue
    return issue


def make_pull(issue: Issue) -> Pull:
    """Turn an issue into a pull request (its own pull when it is one already)."""
    if issue.pull is None:
        key = f"{issue.repository.full_name}#{issue.number}"
        issue.pull = Pull(
            id=stable_id("pull", key),
            head_sha=commit_sha("head", key, 1),
            head_ref=f"change-{issue.number}",
            base_ref=issue.repository.default_branch,
        )
    return issue.pull


def _issue(state: State, repository: Repository, told: WorldIssue) -> None:
    at = told.created_at or state.now()
    author = state.person(told.author) if told.author else None
    issue = make_issue(state, repository, told.number, told.title, told.body, author, at)
    issue.labels = list({id(x): x for x in (state.make_label(repository, n) for n in told.labels)}.values())
    issue.assignees = list({id(x): x for x in map(state.person, told.assignees)}.values())
    issue.assignable = {login.casefold(): state.person(login) for login in told.assignable}
    if told.milestone is not None:
        issue.milestone = make_milestone(state, repository, told.milestone)
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
