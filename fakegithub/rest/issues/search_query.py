"""Search over issues and pull requests, with the qualifiers that programs use.

https://docs.github.com/en/search-github/searching-on-github/searching-issues-and-pull-requests
"""

from __future__ import annotations

import re
import shlex

from fakegithub.http.auth import Caller
from fakegithub.http.reply import invalid
from fakegithub.model.records import Issue
from fakegithub.model.state import State

GROUP = re.compile(r"\(([^()]*)\)")
"""`(is:issue OR is:pull-request)`: the one kind of nesting that programs need."""


def search(state: State, caller: Caller, text: str) -> list[Issue]:
    """Issues that fit every qualifier and contain every free term, newest first unless it says
    `sort:created-asc`. Refusal 422 for a query that
    is empty or names people nobody knows."""
    text = text.strip()
    if not text:
        invalid("Search", "q", "missing")
    groups = [group.split(" OR ") for group in GROUP.findall(text)]
    words = _terms(GROUP.sub(" ", text))
    terms = [term for term in words if not term.startswith("sort:")]
    _refuse_unknown_people(state, terms)
    matches = [
        issue
        for repo in state.repositories.values()
        if not repo.private or caller.sees(state, repo)
        for issue in repo.issues.values()
        if _matches(issue, terms)
        and all(any(_matches(issue, _terms(alternative)) for alternative in group) for group in groups)
    ]
    newest_first = "sort:created-asc" not in words
    return sorted(matches, key=lambda issue: (issue.created_at, issue.number), reverse=newest_first)


def _terms(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _refuse_unknown_people(state: State, terms: list[str]) -> None:
    # GitHub refuses to search for people it does not know.
    for term in terms:
        name, _, login = term.partition(":")
        if name in ("author", "assignee", "commenter", "user", "org") and state.user(login) is None:
            why = "The listed users cannot be searched either because the users do not exist or you do not "
            why += "have permission to view the users."
            invalid("Search", "q", message=why)


def _matches(issue: Issue, terms: list[str]) -> bool:
    places = [term.partition(":")[2].casefold() for term in terms if term.casefold().startswith("repo:")]
    if places and issue.repository.full_name.casefold() not in places:
        return False
    return all(_matches_term(issue, term) for term in terms)


def _matches_term(issue: Issue, term: str) -> bool:
    if term.startswith("-"):
        return not _matches_term(issue, term[1:])
    name, colon, value = term.casefold().partition(":")
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
