"""Pull requests, their files, reviews and review comments."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fakegithub.model.ids import blob_sha, commit_sha, node_id
from fakegithub.model.records import Issue, Pull, Review, ReviewComment
from fakegithub.model.state import State
from fakegithub.payloads import accounts, issues, repositories
from fakegithub.payloads.values import attributes


def of(issue: Issue) -> Pull:
    """The pull request that an issue is known to be."""
    if issue.pull is None:
        raise ValueError(f"{issue.repository.full_name}#{issue.number} is no pull request")
    return issue.pull


def base_sha(issue: Issue) -> str:
    """The commit a pull request starts from."""
    return commit_sha("base", issue.repository.full_name, issue.number)


def pull(state: State, issue: Issue) -> dict[str, Any]:
    """A pull request as lists show it."""
    pull = of(issue)
    repository_url = repositories.api_url(state, issue.repository)
    url = f"{repository_url}/pulls/{issue.number}"
    issue_url, html = issues.api_url(state, issue), issues.html_url(state, issue)
    links = {
        "self": url,
        "html": html,
        "issue": issue_url,
        "comments": f"{issue_url}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{repository_url}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{repository_url}/statuses/{pull.head_sha}",
    }
    return {
        "url": url,
        **attributes(pull, "id", "draft", "merged_at"),
        "node_id": node_id("PullRequest", pull.id),
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        **{f"{name}_url": href for name, href in links.items() if name not in ("self", "html")},
        **issues.shared(state, issue),
        "merge_commit_sha": commit_sha("merge", pull.head_sha) if pull.merged else None,
        "requested_reviewers": [accounts.user(state, user) for user in pull.reviewers],
        "requested_teams": [accounts.team(state, team) for team in pull.teams],
        **_ends(state, issue, pull),
        "_links": {name: {"href": href} for name, href in links.items()},
        "auto_merge": None,
    }


def _ends(state: State, issue: Issue, pull: Pull) -> dict[str, Any]:
    """Where a pull request comes from and where it goes."""
    repo = repositories.repository(state, issue.repository)
    owner = accounts.user(state, issue.repository.owner)
    head_owner = issue.repository.owner if pull.branch else issue.author
    return {
        "head": {
            "label": f"{head_owner.login if head_owner else 'unknown repository'}:{pull.head_ref}",
            "ref": pull.head_ref,
            "sha": pull.head_sha,
            "user": accounts.user(state, head_owner) if head_owner else owner,
            "repo": repo,
        },
        "base": {
            "label": f"{issue.repository.owner.login}:{pull.base_ref}",
            "ref": pull.base_ref,
            "sha": base_sha(issue),
            "user": owner,
            "repo": repo,
        },
    }


def full_pull(state: State, issue: Issue) -> dict[str, Any]:
    """The long form, as the API shows a single pull request and webhooks carry it."""
    record = of(issue)
    return {
        **pull(state, issue),
        **attributes(record, "merged", "commits"),
        **dict.fromkeys(("mergeable", "rebaseable"), None if record.merged else True),
        "mergeable_state": "unknown" if record.merged else "clean",
        "merged_by": accounts.user_or_none(state, record.merged_by),
        "comments": len(issue.comments),
        "review_comments": len(record.review_comments),
        "maintainer_can_modify": False,
        "changed_files": len(record.files),
        **dict(zip(("additions", "deletions"), lines(record), strict=True)),
    }


def lines(pull: Pull) -> tuple[int, int]:
    """How many lines are added and deleted in all its files."""
    files = [lines_of(pull, path) for path in pull.files]
    return sum(added for added, _ in files), sum(deleted for _, deleted in files)


def lines_of(pull: Pull, path: str) -> tuple[int, int]:
    """How many lines are added and deleted in a file: one added, unless the world says."""
    return pull.lines.get(path, (1, 0))


def file(state: State, issue: Issue, path: str) -> dict[str, Any]:
    """One file that a pull request changes."""
    pull = of(issue)
    text = pull.head_files.get(path, issue.repository.files.get(path, ""))
    known = path in issue.repository.files
    html, url = repositories.html_url(state, issue.repository), repositories.api_url(state, issue.repository)
    place = f"{pull.head_sha}/{quote(path)}"
    added, deleted = lines_of(pull, path)
    return {
        "sha": blob_sha(text.encode("utf-8", "surrogatepass")),
        "filename": path,
        "status": "modified" if known else "added",
        "additions": added,
        "deletions": deleted,
        "changes": added + deleted,
        "blob_url": f"{html}/blob/{place}",
        "raw_url": f"{html}/raw/{place}",
        "contents_url": f"{url}/contents/{quote(path)}?ref={pull.head_sha}",
        "patch": "@@ -0,0 +1 @@\n+changed",
    }


def review(state: State, issue: Issue, review: Review) -> dict[str, Any]:
    """A submitted review, as the API shows it."""
    html = f"{issues.html_url(state, issue)}#pullrequestreview-{review.id}"
    url = f"{repositories.api_url(state, issue.repository)}/pulls/{issue.number}"
    return {
        **attributes(review, "id", "body", "state", "submitted_at"),
        "node_id": node_id("PullRequestReview", review.id),
        "user": accounts.user_or_none(state, review.author),
        "html_url": html,
        "pull_request_url": url,
        "author_association": issues.association(state, issue.repository, review.author),
        "_links": {"html": {"href": html}, "pull_request": {"href": url}},
        "commit_id": review.commit_sha,
    }


def review_comment(state: State, issue: Issue, comment: ReviewComment) -> dict[str, Any]:
    """A comment on a line of the diff."""
    repository_url = repositories.api_url(state, issue.repository)
    url, pull_url = f"{repository_url}/pulls/comments/{comment.id}", f"{repository_url}/pulls/{issue.number}"
    html = f"{issues.html_url(state, issue)}#discussion_r{comment.id}"
    payload: dict[str, Any] = {
        "url": url,
        "pull_request_review_id": comment.review.id if comment.review else None,
        **attributes(comment, "id", "path", "body", "created_at", "updated_at"),
        "node_id": node_id("PullRequestReviewComment", comment.id),
        "diff_hunk": "@@ -0,0 +1 @@\n+changed",
        **dict.fromkeys(("commit_id", "original_commit_id"), of(issue).head_sha),
        "user": accounts.user_or_none(state, comment.author),
        "html_url": html,
        "pull_request_url": pull_url,
        "author_association": issues.association(state, issue.repository, comment.author),
        "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull_url}},
        "reactions": issues.reactions(url, comment.reactions),
        **dict.fromkeys(("start_line", "original_start_line", "start_side")),
        **dict.fromkeys(("line", "original_line", "position", "original_position"), comment.line),
        "side": "RIGHT",
        "subject_type": "line",
    }
    if comment.reply_to is not None:
        payload["in_reply_to_id"] = comment.reply_to
    return payload
