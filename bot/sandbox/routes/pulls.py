"""Pull requests: lists, files, reviews, and who is asked for one."""

from __future__ import annotations

from bot.sandbox import access
from bot.sandbox.changes import issues as issue_changes
from bot.sandbox.changes import pulls as changes
from bot.sandbox.payloads import accounts, pulls
from bot.sandbox.records import Issue, ReviewComment, Team, User
from bot.sandbox.routes.issues import SORTS
from bot.sandbox.routing import Call, Refusal, Reply, answer, not_found, route


def found(call: Call) -> Issue:
    """The pull request the path names."""
    issue = call.issue()
    return issue if issue.pull is not None else not_found()


def found_comment(call: Call) -> tuple[Issue, ReviewComment]:
    """The review comment whose id the path names, with its pull request."""
    id_ = call["id"]
    for issue in call.repository().issues.values() if id_.isdecimal() else ():
        if issue.pull and (comment := issue.pull.review_comments.get(int(id_))) is not None:
            return issue, comment
    return not_found()


@route("GET", "/repos/{owner}/{repo}/pulls")
def list_pulls(call: Call) -> Reply:
    """Pull requests, open ones unless `state` says otherwise."""
    wanted, head = call.query.get("state", "open"), call.query.get("head")
    told = [each for each in call.repository().issues.values() if each.pull and wanted in ("all", each.state)]
    if head is not None:
        told = [each for each in told if pulls.pull(call.state, each)["head"]["label"] == head]
    newest = call.query.get("direction", "desc") != "asc"
    told.sort(key=SORTS.get(call.query.get("sort", "created"), SORTS["created"]), reverse=newest)
    return call.page(told, lambda each: pulls.pull(call.state, each))


@route("GET", "/repos/{owner}/{repo}/pulls/{number}")
def get_pull(call: Call) -> Reply:
    """One pull request."""
    return answer(pulls.full_pull(call.state, found(call)))


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/files")
def list_files(call: Call) -> Reply:
    """The files it changes."""
    issue = found(call)
    return call.page(pulls.of(issue).files, lambda each: pulls.file(call.state, issue, each))


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/reviews")
def list_reviews(call: Call) -> Reply:
    """Submitted reviews, oldest first."""
    issue = found(call)
    return call.page(pulls.of(issue).reviews, lambda each: pulls.review(call.state, issue, each))


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/comments")
def list_review_comments(call: Call) -> Reply:
    """Comments on lines of the diff."""
    issue = found(call)
    told = list(pulls.of(issue).review_comments.values())
    return call.page(told, lambda each: pulls.review_comment(call.state, issue, each))


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers")
def list_requested(call: Call) -> Reply:
    """Who is asked for a review and has not given one."""
    it = pulls.of(found(call))
    users = [accounts.user(call.state, each) for each in it.reviewers]
    return answer({"users": users, "teams": [accounts.team(call.state, each) for each in it.teams]})


@route("POST", "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers")
def request(call: Call) -> Reply:
    """Ask for reviews: all of those named, or 422 and nobody."""
    issue = found(call)
    users, teams = _named(call, issue)
    if any(user is issue.author for user in users):
        raise Refusal(422, "Review cannot be requested from pull request author.")
    changes.request_review(call.state, issue, call.actor, users, teams)
    return answer(pulls.pull(call.state, issue), 201)


@route("DELETE", "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers")
def unrequest(call: Call) -> Reply:
    """Withdraw requests."""
    issue = found(call)
    users, teams = _named(call, issue, strict=False)
    changes.unrequest_review(call.state, issue, call.actor, users, teams)
    return answer(pulls.pull(call.state, issue))


def _named(call: Call, issue: Issue, *, strict: bool = True) -> tuple[list[User], list[Team]]:
    where = issue.repository
    organization = call.state.organizations.get(where.owner.key)
    known = organization.teams if organization else {}
    logins, slugs = call.words("reviewers", required=False), call.words("team_reviewers", required=False)
    users = [call.state.user(login) for login in logins]
    teams = [known.get(slug.casefold()) for slug in slugs]
    fits = all(user and access.assignable(call.state, where, issue, user) for user in users) and all(teams)
    if strict and not fits:
        raise Refusal(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams you "
            f"specified is not a collaborator of the {where.full_name} repository.",
        )
    return [user for user in users if user], [team for team in teams if team]


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/merge")
def is_merged(call: Call) -> Reply:
    """204 when merged, 404 when not."""
    return Reply(204) if pulls.of(found(call)).merged else not_found()


@route("PATCH", "/repos/{owner}/{repo}/pulls/{number}")
def edit_pull(call: Call) -> Reply:
    """Change title, body or state."""
    issue, said = found(call), call.json()
    issue_changes.edit(call.state, issue, call.actor, said.get("title"), said.get("body"))
    if said.get("state") == "closed":
        issue_changes.close(call.state, issue, call.actor)
    elif said.get("state") == "open" and not pulls.of(issue).merged:
        issue_changes.reopen(call.state, issue, call.actor)
    return answer(pulls.full_pull(call.state, issue))
