"""Pull requests, their files, reviews and review comments."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fakegithub.model.ids import blob_sha, commit_sha, node_id
from fakegithub.model.records import Issue, Pull, Review, ReviewComment
from fakegithub.model.state import State
from fakegithub.payloads import accounts, issues, repositories
from fakegithub.payloads.times import stamp, stamp_or_none


def of(issue: Issue) -> Pull:
    """The pull request that an issue is known to be."""
    if issue.pull is None:
        raise ValueError(f"{issue.repository.full_name}#{issue.number} is no pull request")
    return issue.pull


def base_sha(issue: Issue) -> str:
    """The commit a pull request starts from."""
    return commit_sha("base", issue.repository.full_name, issue.number)


def pull(state: State, which: Issue) -> dict[str, Any]:
    """A pull request as lists show it."""
    it = of(which)
    where = repositories.api_url(state, which.repository)
    url, issue_url, html = (
        f"{where}/pulls/{which.number}",
        issues.api_url(state, which),
        issues.html_url(state, which),
    )
    links = {
        "self": url,
        "html": html,
        "issue": issue_url,
        "comments": f"{issue_url}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{where}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{where}/statuses/{it.head_sha}",
    }
    repository = repositories.repository(state, which.repository)
    owner = accounts.user(state, which.repository.owner)
    head_owner = which.repository.owner if it.branch else which.author
    return {
        "url": url,
        "id": it.id,
        "node_id": node_id("PullRequest", it.id),
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": issue_url,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        **issues.shared(state, which),
        "draft": it.draft,
        "merged_at": stamp_or_none(it.merged_at),
        "merge_commit_sha": commit_sha("merge", it.head_sha) if it.merged else None,
        "requested_reviewers": [accounts.user(state, user) for user in it.reviewers],
        "requested_teams": [accounts.team(state, team) for team in it.teams],
        "head": {
            "label": f"{head_owner.login if head_owner else 'unknown repository'}:{it.head_ref}",
            "ref": it.head_ref,
            "sha": it.head_sha,
            "user": accounts.user(state, head_owner) if head_owner else owner,
            "repo": repository,
        },
        "base": {
            "label": f"{which.repository.owner.login}:{it.base_ref}",
            "ref": it.base_ref,
            "sha": base_sha(which),
            "user": owner,
            "repo": repository,
        },
        "_links": {name: {"href": href} for name, href in links.items()},
        "auto_merge": None,
    }


def full_pull(state: State, which: Issue) -> dict[str, Any]:
    """The long form, as the API shows a single pull request and webhooks carry it."""
    it = of(which)
    return {
        **pull(state, which),
        "merged": it.merged,
        "mergeable": None if it.merged else True,
        "rebaseable": None if it.merged else True,
        "mergeable_state": "unknown" if it.merged else "clean",
        "merged_by": accounts.user_or_none(state, it.merged_by),
        "comments": len(which.comments),
        "review_comments": len(it.review_comments),
        "maintainer_can_modify": False,
        "commits": it.commits,
        "additions": len(it.files),
        "deletions": 0,
        "changed_files": len(it.files),
    }


def file(state: State, which: Issue, path: str) -> dict[str, Any]:
    """One file that a pull request changes."""
    it = of(which)
    text = it.head_files.get(path, which.repository.files.get(path, ""))
    known = path in which.repository.files
    html, url = repositories.html_url(state, which.repository), repositories.api_url(state, which.repository)
    where = f"{it.head_sha}/{quote(path)}"
    return {
        "sha": blob_sha(text.encode("utf-8", "surrogatepass")),
        "filename": path,
        "status": "modified" if known else "added",
        "additions": 1,
        "deletions": 0,
        "changes": 1,
        "blob_url": f"{html}/blob/{where}",
        "raw_url": f"{html}/raw/{where}",
        "contents_url": f"{url}/contents/{quote(path)}?ref={it.head_sha}",
        "patch": "@@ -0,0 +1 @@\n+changed",
    }


def review(state: State, which: Issue, given: Review) -> dict[str, Any]:
    """A submitted review, as the API shows it."""
    html = f"{issues.html_url(state, which)}#pullrequestreview-{given.id}"
    url = f"{repositories.api_url(state, which.repository)}/pulls/{which.number}"
    return {
        "id": given.id,
        "node_id": node_id("PullRequestReview", given.id),
        "user": accounts.user_or_none(state, given.author),
        "body": given.body,
        "state": given.state,
        "html_url": html,
        "pull_request_url": url,
        "author_association": issues.association(state, which.repository, given.author),
        "_links": {"html": {"href": html}, "pull_request": {"href": url}},
        "submitted_at": stamp(given.submitted_at),
        "commit_id": given.commit_sha,
    }


def review_comment(state: State, which: Issue, given: ReviewComment) -> dict[str, Any]:
    """A comment on a line of the diff."""
    where = repositories.api_url(state, which.repository)
    url, pull_url = f"{where}/pulls/comments/{given.id}", f"{where}/pulls/{which.number}"
    html = f"{issues.html_url(state, which)}#discussion_r{given.id}"
    told: dict[str, Any] = {
        "url": url,
        "pull_request_review_id": given.review.id if given.review else None,
        "id": given.id,
        "node_id": node_id("PullRequestReviewComment", given.id),
        "diff_hunk": "@@ -0,0 +1 @@\n+changed",
        "path": given.path,
        "commit_id": of(which).head_sha,
        "original_commit_id": of(which).head_sha,
        "user": accounts.user_or_none(state, given.author),
        "body": given.body,
        "created_at": stamp(given.created_at),
        "updated_at": stamp(given.updated_at),
        "html_url": html,
        "pull_request_url": pull_url,
        "author_association": issues.association(state, which.repository, given.author),
        "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull_url}},
        "reactions": issues.reactions(url, given.reactions),
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "line": given.line,
        "original_line": given.line,
        "position": given.line,
        "original_position": given.line,
        "side": "RIGHT",
        "subject_type": "line",
    }
    if given.reply_to is not None:
        told["in_reply_to_id"] = given.reply_to
    return told
