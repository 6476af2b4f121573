"""What a browser gets of the simulated GitHub: who one may be, and a conversation. Everything is escaped, and
everybody sees everything: it is a stage, no site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from fakegithub.http.call import Call
from fakegithub.http.reply import Reply
from fakegithub.http.routing import route
from fakegithub.model.records import Reaction, User
from fakegithub.model.state import State

OUTSIDE = "nobody here: a passer-by"
_STYLE = (
    "body{max-width:48rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 sans-serif;color-scheme:light dark}"
)
_STYLE += "pre{white-space:pre-wrap;border-left:3px solid;padding-left:1rem;font:inherit}"
_MARKER = re.compile(r"<!--.*?-->", re.DOTALL)
_FACES = {"+1": "👍", "-1": "👎", "confused": "😕", "eyes": "👀", "heart": "❤️"}


def choice(call: Call) -> Reply:
    """Ask who one is: everybody there is, by what they are."""
    groups: dict[str, list[User]] = defaultdict(list)
    for user in sorted(call.state.users.values(), key=lambda user: user.key):
        if user.type == "User":
            groups[_role(call.state, user)].append(user)
    parts = ["<h1>Who are you?</h1><p>This GitHub is simulated: be whoever you like.</p>"]
    for role_name, people in sorted(groups.items(), key=lambda group: len(group[1])):
        links = ", ".join(
            f'<a href="?{escape(urlencode({**call.query, "login": user.login}))}">{escape(user.login)}</a>'
            for user in people
        )
        parts.append(f"<p>{links}<br><small>{escape(role_name)}</small></p>")
    return _page("Who are you?", parts)


def _role(state: State, user: User) -> str:
    if user is state.app.owner:
        return "owner of the App: the operator"
    roles = defaultdict(list)
    for repository in state.repositories.values():
        if role := repository.roles.get(user.key):
            roles[role].append(repository.full_name)
    if roles:
        return "; ".join(f"{role} in {', '.join(names)}" for role, names in roles.items())
    if any(user.key in organization.members for organization in state.organizations.values()):
        return "member of the organization"
    wrote = any(
        issue.author is user for repo in state.repositories.values() for issue in repo.issues.values()
    )
    return "has opened something here" if wrote else OUTSIDE


@route("GET", "/{owner}/{repo}/issues/{number}")
@route("GET", "/{owner}/{repo}/pull/{number}")
def conversation(call: Call) -> Reply:
    """An issue or pull request as it stands, for whoever follows a link."""
    issue = call.issue()
    state = "merged" if issue.pull and issue.pull.merged else issue.state
    labels, assignees = (", ".join(names) or "none" for names in (issue.label_names, issue.assignee_logins))
    parts = [
        f"<h1>{escape(issue.title)} #{issue.number}</h1>",
        f"<p>{escape(issue.repository.full_name)}: {state}; labels: {escape(labels)}; "
        f"assigned: {escape(assignees)}</p>",
        _text(issue, issue.author, issue.body or "", issue.reactions),
        *(_text(one, one.author, one.body, one.reactions) for one in issue.comments.values()),
    ]
    return _page(f"{issue.title} #{issue.number}", parts)


def _text(what: object, who: User | None, body: str, reactions: Iterable[Reaction]) -> str:
    folded = getattr(what, "minimized", None)
    faces = " ".join(_FACES.get(one.content, one.content) for one in reactions)
    words = _MARKER.sub("", body).strip()
    text = f"<pre>{escape(words)}</pre>{faces}"
    head = escape(who.login if who else "ghost")
    if folded:
        return f"<details><summary>{head} (hidden as {escape(folded.lower())})</summary>{text}</details>"
    return f"<h2><small>{head}</small></h2>{text}"


def _page(title: str, parts: Iterable[str]) -> Reply:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
    page = f'<!doctype html><html lang="en"><title>{escape(title)} · simulated GitHub</title>{head}'
    return Reply(200, {"content-type": "text/html; charset=utf-8"}, f"{page}{''.join(parts)}".encode())
