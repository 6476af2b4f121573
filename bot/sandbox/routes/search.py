"""Search over issues and pull requests, with the qualifiers that programs use."""

from __future__ import annotations

import re
import shlex

from bot.sandbox.payloads import issues
from bot.sandbox.records import Issue
from bot.sandbox.routes.issues import SORTS
from bot.sandbox.routing import Call, Reply, invalid, route

GROUP = re.compile(r"\(([^()]*)\)")
"""`(is:issue OR is:pull-request)`: the one kind of nesting that programs need."""


@route("GET", "/search/issues")
def search_issues(call: Call) -> Reply:
    """Issues that fit every qualifier and contain every free word, newest first."""
    text = call.query.get("q", "").strip()
    if not text:
        invalid("Search", "q", "missing")
    groups = [group.split(" OR ") for group in GROUP.findall(text)]
    words = _words(GROUP.sub(" ", text))
    _known(call, words)
    reach = [
        each for each in call.state.repositories.values() if _visible(call, each.private, each.owner.key)
    ]
    told = [
        issue
        for where in reach
        for issue in where.issues.values()
        if _fits(issue, words) and all(any(_fits(issue, _words(one)) for one in group) for group in groups)
    ]
    key = SORTS.get(call.query.get("sort", ""), SORTS["created"])
    told.sort(key=key, reverse=call.query.get("order") != "asc")
    return call.page(
        told,
        lambda each: {**issues.issue(call.state, each), "score": 1.0},
        total_count=len(told),
        incomplete_results=False,
        search_type="lexical",
        items=...,
    )


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _known(call: Call, words: list[str]) -> None:
    # GitHub refuses to search for people it does not know.
    for word in words:
        name, _, login = word.partition(":")
        if name in ("author", "assignee", "commenter", "user", "org") and call.state.user(login) is None:
            why = "The listed users cannot be searched either because the users do not exist or you do not "
            why += "have permission to view the users."
            invalid("Search", "q", message=why)


def _visible(call: Call, private: bool, owner: str) -> bool:
    installation = call.caller.installation
    return not private or (installation is not None and installation.account.key == owner)


def _fits(issue: Issue, words: list[str]) -> bool:
    places = [word.partition(":")[2].casefold() for word in words if word.casefold().startswith("repo:")]
    if places and issue.repository.full_name.casefold() not in places:
        return False
    return all(_qualifies(issue, word) for word in words)


def _qualifies(issue: Issue, word: str) -> bool:
    if word.startswith("-"):
        return not _qualifies(issue, word[1:])
    name, colon, value = word.casefold().partition(":")
    pull = issue.pull
    if not colon:
        return name in f"{issue.title}\n{issue.body or ''}".casefold()
    match name, value:
        case ("repo", _):
            return issue.repository.full_name.casefold() == value or not value
        case ("org" | "user", _):
            return issue.repository.owner.key == value
        case ("author", _):
            return issue.author is not None and issue.author.key == value
        case ("assignee", _):
            return any(user.key == value for user in issue.assignees)
        case ("commenter", _):
            return any(c.author is not None and c.author.key == value for c in issue.comments.values())
        case ("label", _):
            return any(label.name.casefold() == value for label in issue.labels)
        case ("type" | "is", "pr" | "pull-request"):
            return pull is not None
        case ("type" | "is", "issue"):
            return pull is None
        case ("state" | "is", "open" | "closed"):
            return issue.state == value
        case ("is", "merged"):
            return pull is not None and pull.merged
        case ("is", "unmerged"):
            return pull is not None and not pull.merged
        case ("is", "draft"):
            return pull is not None and pull.draft
        case ("is", "public" | "private"):
            return issue.repository.private == (value == "private")
        case ("no", "assignee"):
            return not issue.assignees
        case ("no", "label"):
            return not issue.labels
    return False
