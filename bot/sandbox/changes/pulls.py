"""What only pull requests know: heads, reviews, requests for review, merging."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox import seed
from bot.sandbox.changes import issues as issue_changes
from bot.sandbox.changes.telling import about_issue, about_repository
from bot.sandbox.identity import commit_sha
from bot.sandbox.payloads import accounts, pulls
from bot.sandbox.records import Issue, Repository, Review, ReviewComment, Team, User
from bot.sandbox.state import State

CLOSING = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d{1,9})\b", re.IGNORECASE)
"""GitHub's closing keywords, for issues of the same repository."""


def open_pull(
    state: State,
    where: Repository,
    actor: User,
    title: str,
    body: str | None = "",
    *,
    files: Iterable[str] = (),
    head_files: Mapping[str, str] | None = None,
    closes: Iterable[int] = (),
    draft: bool = False,
) -> Issue:
    """Open a pull request under the next free number."""
    made = seed.make_issue(state, where, where.next_number, title, body, actor, state.now())
    pull = seed.make_pull(made)
    pull.head_files = dict(head_files or {})
    pull.files = list(files) or list(pull.head_files)
    pull.closes, pull.draft = list(closes), draft
    about_issue(state, "opened", made, actor)
    return made


def push(state: State, which: Issue, actor: User, head_files: Mapping[str, str]) -> None:
    """Add a commit to the pull request's head."""
    pull = pulls.of(which)
    before = pull.head_sha
    pull.commits += 1
    pull.head_sha = commit_sha("head", which.repository.full_name, which.number, pull.commits)
    pull.head_files.update(head_files)
    pull.files += [path for path in head_files if path not in pull.files]
    which.updated_at = state.now()
    about_issue(state, "synchronize", which, actor, before=before, after=pull.head_sha)


def set_draft(state: State, which: Issue, actor: User, *, draft: bool) -> None:
    """Mark ready for review, or convert back to a draft."""
    pull = pulls.of(which)
    if pull.draft != draft:
        pull.draft = draft
        action = "converted_to_draft" if draft else "ready_for_review"
        issue_changes.note(state, which, action.replace("converted", "convert"), actor)
        about_issue(state, action, which, actor)


def request_review(
    state: State, which: Issue, actor: User, users: Iterable[User] = (), teams: Iterable[Team] = ()
) -> None:
    """Ask people and teams for a review."""
    pull = pulls.of(which)
    for user in users:
        if user not in pull.reviewers:
            pull.reviewers.append(user)
            _asked(state, "review_requested", which, actor, user, None)
    for team in teams:
        if team not in pull.teams:
            pull.teams.append(team)
            _asked(state, "review_requested", which, actor, None, team)


def unrequest_review(
    state: State, which: Issue, actor: User, users: Iterable[User] = (), teams: Iterable[Team] = ()
) -> None:
    """Withdraw requests for review."""
    pull = pulls.of(which)
    for user in users:
        if user in pull.reviewers:
            pull.reviewers.remove(user)
            _asked(state, "review_request_removed", which, actor, user, None)
    for team in teams:
        if team in pull.teams:
            pull.teams.remove(team)
            _asked(state, "review_request_removed", which, actor, None, team)


def _asked(
    state: State, action: str, which: Issue, actor: User, user: User | None, team: Team | None
) -> None:
    issue_changes.note(state, which, action, actor, reviewer=user, team=team)
    news: dict[str, Any] = (
        {"requested_reviewer": accounts.user(state, user)}
        if user
        else {"requested_team": accounts.team(state, team)}
        if team
        else {}
    )
    about_issue(state, action, which, actor, **news)


def review(state: State, which: Issue, actor: User, status: str, body: str = "") -> Review:
    """Submit a review; `status` like `approved`. A standing request for it is fulfilled by it."""
    pull = pulls.of(which)
    made = Review(state.new_id(), actor, status.upper(), body, state.now(), pull.head_sha)
    pull.reviews.append(made)
    if actor in pull.reviewers:
        pull.reviewers.remove(actor)
    which.updated_at = made.submitted_at
    if not state.is_quiet:
        shown = {**pulls.review(state, which, made), "state": status.lower()}
        about_repository(
            state, "pull_request_review", "submitted", which.repository, actor,
            review=shown, pull_request=webhook_pull(state, which),
        )  # fmt: skip
    return made


def webhook_pull(state: State, which: Issue) -> dict[str, Any]:
    """The shorter pull request of `pull_request_review` webhooks."""
    return pulls.pull(state, which)


def merge(state: State, which: Issue, actor: User) -> None:
    """Merge: the head's files reach the base branch, and the issues it names are closed."""
    pull = pulls.of(which)
    if pull.merged or not which.is_open:
        return
    pull.merged, pull.merged_at, pull.merged_by = True, state.now(), actor
    where = which.repository
    if which.author is not None:
        where.contributors.add(which.author.key)
    where.branches.setdefault(pull.base_ref, {}).update(pull.head_files)
    issue_changes.note(state, which, "merged", actor)
    issue_changes.close(state, which, actor)
    for number in closing_numbers(which):
        issue = where.issues.get(number)
        if issue is not None and issue.pull is None:
            issue_changes.close(state, issue, actor)


def closing_numbers(which: Issue) -> list[int]:
    """Numbers of the issues that the pull request closes when merged: linked by hand or by keyword."""
    named = [int(number) for number in CLOSING.findall(which.body or "")]
    return sorted({*pulls.of(which).closes, *named})


def comment_on_line(
    state: State, which: Issue, actor: User, path: str, line: int, body: str
) -> ReviewComment:
    """Comment on a line of the diff."""
    now = state.now()
    made = ReviewComment(state.new_id(), actor, body, path, line, now, now)
    pulls.of(which).review_comments[made.id] = made
    which.updated_at = now
    if not state.is_quiet:
        about_repository(
            state, "pull_request_review_comment", "created", which.repository, actor,
            comment=pulls.review_comment(state, which, made), pull_request=webhook_pull(state, which),
        )  # fmt: skip
    return made
