"""Pull requests: lists, files, opening, merging, and who is asked for a review.

https://docs.github.com/en/rest/pulls/pulls
https://docs.github.com/en/rest/pulls/review-requests
"""

from __future__ import annotations

from functools import partial
from typing import NoReturn

from fakegithub.changes import branches
from fakegithub.changes import pulls as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid, not_found
from fakegithub.http.routing import route, show
from fakegithub.model import permissions
from fakegithub.model.records import Issue, Repository, Team, User
from fakegithub.payloads import pulls

COPILOT_REVIEWS = "copilot-pull-request-reviewer[bot]"
MOST_FILES = 3_000
"""GitHub lists no more. https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files"""


def pull_of(call: Call) -> Issue:
    """The pull request the path names."""
    issue = call.issue()
    return issue if issue.pull is not None else not_found()


@route("GET", "/repos/{owner}/{repo}/pulls")
def list_pulls(call: Call) -> Reply:
    """Pull requests, newest first: open ones unless `state` says otherwise; `head` names a branch."""
    status, head = call.query.get("state", "open"), call.query.get("head")
    matches = [
        issue for issue in call.repository().issues.values() if issue.pull and status in ("all", issue.state)
    ]
    if head is not None:
        matches = [issue for issue in matches if pulls.pull(call.state, issue)["head"]["label"] == head]
    return call.page(matches[::-1], partial(pulls.pull, call.state))


show("/repos/{owner}/{repo}/pulls/{number}", pull_of, pulls.full_pull)


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/files")
def list_files(call: Call) -> Reply:
    """The files it changes."""
    issue = pull_of(call)
    return call.page(pulls.of(issue).files[:MOST_FILES], partial(pulls.file, call.state, issue))


@route("POST", "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers")
def request(call: Call) -> Reply:
    """Ask for reviews: all of those named, or 422 and nobody."""
    issue = pull_of(call)
    users, teams = _named(call, issue)
    if any(user is issue.author for user in users):
        raise Refusal(422, "Review cannot be requested from pull request author.")
    changes.request_review(call.state, issue, call.actor, users, teams)
    return answer(pulls.pull(call.state, issue), 201)


@route("DELETE", "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers")
def unrequest(call: Call) -> Reply:
    """Withdraw requests."""
    issue = pull_of(call)
    users, teams = _named(call, issue, strict=False)
    changes.unrequest_review(call.state, issue, call.actor, users, teams)
    return answer(pulls.pull(call.state, issue))


def _named(call: Call, issue: Issue, *, strict: bool = True) -> tuple[list[User], list[Team]]:
    repo = issue.repository
    organization = call.state.organizations.get(repo.owner.key)
    teams_by_slug = organization.teams if organization else {}
    logins, slugs = call.names("reviewers", required=False), call.names("team_reviewers", required=False)
    # Copilot is asked under one name, and shown under another.
    copilot = call.state.person("Copilot") if COPILOT_REVIEWS in logins else None
    users = [copilot if login == COPILOT_REVIEWS else call.state.user(login) for login in logins]
    teams = [teams_by_slug.get(slug.casefold()) for slug in slugs]
    may = permissions.assignable
    eligible = all(user and (user is copilot or may(call.state, repo, issue, user)) for user in users)
    eligible = eligible and all(teams)
    if strict and not eligible:
        raise Refusal(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams you "
            f"specified is not a collaborator of the {repo.full_name} repository.",
        )
    return [user for user in users if user], [team for team in teams if team]


@route("POST", "/repos/{owner}/{repo}/pulls")
def open_pull(call: Call) -> Reply:
    """Open a pull request from a branch of the repository itself."""
    repo, parameters = call.repository(), call.json()
    title = call.text("title", "PullRequest", 256)
    head, base = call.text("head", "PullRequest"), call.text("base", "PullRequest")
    branch = head.removeprefix(f"{repo.owner.login}:")
    if branch not in repo.branches:
        invalid("PullRequest", "head")
    if base != repo.default_branch and base not in repo.branches:
        invalid("PullRequest", "base")
    _refuse_second(repo, branch, base)
    tree = repo.branches[branch]
    before = repo.files if base == repo.default_branch else repo.branches[base]
    head_files = changes.changed(tree, repo, base)
    paths = [*head_files, *(path for path in before if path not in tree)]
    if not paths:
        _custom(f"No commits between {base} and {branch}")
    issue = changes.open_pull(
        call.state, repo, call.actor, title, parameters.get("body"),
        files=paths, head_files=head_files, draft=parameters.get("draft") is True,
        head=(branch, branches.head_sha(repo, branch)), base=base,
    )  # fmt: skip
    return answer(pulls.full_pull(call.state, issue), 201)


def _refuse_second(repo: Repository, branch: str, base: str) -> None:
    for issue in repo.issues.values():
        pull = issue.pull
        if pull and pull.branch and issue.is_open and (pull.head_ref, pull.base_ref) == (branch, base):
            _custom(f"A pull request already exists for {repo.owner.login}:{branch}.")


def _custom(message: str) -> NoReturn:
    raise Refusal(422, "Validation Failed", {"resource": "PullRequest", "code": "custom", "message": message})
