"""New records, made without a webhook: `fakegithub.changes` sends those."""

from __future__ import annotations

from datetime import datetime

from fakegithub.model.ids import commit_sha, stable_id
from fakegithub.model.records import Issue, IssueType, Milestone, Pull, Repository, User


def make_milestone(repo: Repository, title: str, status: str = "open") -> Milestone:
    """The repository's milestone of this title, newly made if need be."""
    for milestone in repo.milestones:
        if milestone.title.casefold() == title.casefold():
            return milestone
    id_ = stable_id("milestone", f"{repo.full_name}:{title}")
    closed_at = repo.created_at if status == "closed" else None
    number = len(repo.milestones) + 1
    milestone = Milestone(id_, number, title, repo.created_at, status, closed_at)
    repo.milestones.append(milestone)
    return milestone


def make_issue(
    repo: Repository, number: int, title: str, body: str | None, author: User | None, at: datetime
) -> Issue:
    """Add a bare open issue to the repository, without a webhook, and return it."""
    id_ = stable_id("issue", f"{repo.full_name}#{number}")
    issue = Issue(id_, repo, number, title, body, author, at, at)
    repo.issues[number] = issue
    return issue


def make_type(repo: Repository, name: str) -> IssueType:
    """The repository's issue type of this name, newly made if need be."""
    new = IssueType(stable_id("issue type", f"{repo.owner.login}/{name.casefold()}"), name)
    return repo.types.setdefault(name.casefold(), new)


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
