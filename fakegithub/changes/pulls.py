"""What only pull requests know: heads, drafts, requests for review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.changes import issues as issue_changes
from fakegithub.changes.webhook_events import send_issue_event
from fakegithub.model import new_records
from fakegithub.model.ids import commit_sha
from fakegithub.model.records import Issue, Repository, Team, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, pulls

CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:https://github\.com/)?([\w.-]+/[\w.-]+)?(?:#|/issues/)(\d{1,9})\b",
    re.IGNORECASE,
)
"""GitHub's closing keywords: `#7`, `owner/repo#7` and whole addresses.

https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
"""


def open_pull(
    state: State,
    repo: Repository,
    actor: User,
    title: str,
    body: str | None = "",
    *,
    files: Iterable[str] = (),
    head_files: Mapping[str, str] | None = None,
    closes: Iterable[int] = (),
    draft: bool = False,
    head: tuple[str, str] | None = None,
    base: str | None = None,
) -> Issue:
    """Open a pull request under the next free number, into the default branch or `base`; `head` is the
    branch of the repository itself that it comes from and the sha there, None for a fork of the author's."""
    issue = new_records.make_issue(repo, repo.next_number, title, body, actor, state.now())
    pull = new_records.make_pull(issue)
    pull.head_files = dict(head_files or {})
    pull.files = list(files) or list(pull.head_files)
    pull.closes, pull.draft = list(closes), draft
    pull.base_ref = base or pull.base_ref
    if head is not None:
        pull.head_ref, pull.head_sha = head
        pull.branch = True
    send_issue_event(state, "opened", issue, actor)
    return issue


def changed(tree: Mapping[str, str], repo: Repository, base: str) -> dict[str, str]:
    """The files of `tree` that differ from those of the base branch."""
    before = repo.files if base == repo.default_branch else repo.branches.get(base, {})
    return {path: text for path, text in tree.items() if before.get(path) != text}


def push(
    state: State, issue: Issue, actor: User, head_files: Mapping[str, str], *, sha: str | None = None
) -> None:
    """Add a commit to the pull request's head; without `sha`, under a new one."""
    pull = pulls.of(issue)
    before = pull.head_sha
    pull.earlier_heads.append(before)
    pull.commits += 1
    pull.head_sha = sha or commit_sha("head", issue.repository.full_name, issue.number, pull.commits)
    pull.head_files.update(head_files)
    pull.files += [path for path in head_files if path not in pull.files]
    issue.updated_at = state.now()
    send_issue_event(state, "synchronize", issue, actor, before=before, after=pull.head_sha)


def set_draft(state: State, issue: Issue, actor: User, *, draft: bool) -> None:
    """Mark ready for review, or convert back to a draft."""
    pull = pulls.of(issue)
    if pull.draft != draft:
        pull.draft = draft
        action = "converted_to_draft" if draft else "ready_for_review"
        issue_changes.add_timeline_event(state, issue, action.replace("converted", "convert"), actor)
        send_issue_event(state, action, issue, actor)


def reopen_refusal(issue: Issue) -> str:
    """Why GitHub does not open it again; empty where it does."""
    if issue.pull is None:
        return ""
    return "The pull request is merged." if issue.pull.merged else issue.pull.head_lost


def request_review(
    state: State, issue: Issue, actor: User, users: Iterable[User] = (), teams: Iterable[Team] = ()
) -> None:
    """Ask people and teams for a review."""
    reviewers: list[User | Team] = [*users, *teams]
    for reviewer in reviewers:
        requested = _requested_like(issue, reviewer)
        if reviewer not in requested:
            requested.append(reviewer)
            _send_request(state, "review_requested", issue, actor, reviewer)


def unrequest_review(
    state: State, issue: Issue, actor: User, users: Iterable[User] = (), teams: Iterable[Team] = ()
) -> None:
    """Withdraw requests for review."""
    reviewers: list[User | Team] = [*users, *teams]
    for reviewer in reviewers:
        requested = _requested_like(issue, reviewer)
        if reviewer in requested:
            requested.remove(reviewer)
            _send_request(state, "review_request_removed", issue, actor, reviewer)


def _requested_like(issue: Issue, reviewer: User | Team) -> list[Any]:
    """The pull request's list of requests that a reviewer of this type stands in."""
    pull = pulls.of(issue)
    return pull.reviewers if isinstance(reviewer, User) else pull.teams


def _send_request(state: State, action: str, issue: Issue, actor: User, reviewer: User | Team) -> None:
    if isinstance(reviewer, User):
        about: dict[str, Any] = {"reviewer": reviewer}
        news = {"requested_reviewer": accounts.user(state, reviewer)}
    else:
        about, news = {"team": reviewer}, {"requested_team": accounts.team(state, reviewer)}
    issue_changes.add_timeline_event(state, issue, action, actor, **about)
    send_issue_event(state, action, issue, actor, **news)


def closing_numbers(issue: Issue) -> list[int]:
    """Numbers of the issues of its repository that the pull request closes when merged: linked by hand or by
    keyword."""
    here = issue.repository.full_name.casefold()
    return sorted({number for place, number in closing_places(issue) if place == here})


def closing_places(issue: Issue) -> set[tuple[str, int]]:
    """What the pull request closes when merged, in any repository: (its folded name, number)."""
    here = issue.repository.full_name
    named = {((place or here).casefold(), int(number)) for place, number in CLOSING.findall(issue.body or "")}
    return named | {(here.casefold(), number) for number in pulls.of(issue).closes}
