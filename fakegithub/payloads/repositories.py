"""Repositories, their labels and milestones, and their files."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fakegithub.model import permissions
from fakegithub.model.ids import blob_sha, commit_sha, node_id
from fakegithub.model.records import Label, Milestone, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts
from fakegithub.payloads.values import attributes, stamp

LINKS = {
    "archive": "/{archive_format}{/ref}", "assignees": "{/user}", "blobs": "{/sha}", "branches": "{/branch}",
    "collaborators": "{/collaborator}", "comments": "{/number}", "commits": "{/sha}",
    "compare": "/{base}...{head}", "contents": "/{+path}", "contributors": "", "deployments": "",
    "downloads": "", "events": "", "forks": "", "hooks": "", "issues": "{/number}", "keys": "{/key_id}",
    "labels": "{/name}", "languages": "", "merges": "", "milestones": "{/number}",
    "notifications": "{?since,all,participating}", "pulls": "{/number}", "releases": "{/id}",
    "stargazers": "", "statuses": "/{sha}", "subscribers": "", "subscription": "", "tags": "", "teams": "",
    "trees": "{/sha}", "git_commits": "{/sha}", "git_refs": "{/sha}", "git_tags": "{/sha}",
    "issue_comment": "{/number}", "issue_events": "{/number}",
}  # fmt: skip
ELSEWHERE = {
    "blobs": "git/blobs", "trees": "git/trees", "git_commits": "git/commits", "git_refs": "git/refs",
    "git_tags": "git/tags", "issue_comment": "issues/comments", "issue_events": "issues/events",
}  # fmt: skip
"""Links that are not called like the place they lead to."""
NOTHING = ("description", "mirror_url", "homepage", "language", "license")
NONE_OF = ("forks", "forks_count", "stargazers_count", "watchers", "watchers_count")
NEVER = (
    "fork", "is_template", "has_wiki", "has_pages", "has_discussions", "disabled",
    "web_commit_signoff_required",
)  # fmt: skip
ALWAYS = ("has_issues", "has_projects", "has_downloads", "allow_forking")
"""What all simulated repositories have in common: null, 0, false and true."""


def api_url(state: State, repo: Repository) -> str:
    """Where the API has the repository."""
    return f"{state.api_url}/repos/{repo.full_name}"


def html_url(state: State, repo: Repository) -> str:
    """Where people see the repository."""
    return f"{state.web_url}/{repo.full_name}"


def repository(state: State, repo: Repository) -> dict[str, Any]:
    """A repository, as all answers and webhooks carry it."""
    url, html = api_url(state, repo), html_url(state, repo)
    links = {f"{name}_url": f"{url}/{ELSEWHERE.get(name, name)}{tail}" for name, tail in LINKS.items()}
    opened = sum(issue.is_open for issue in repo.issues.values())
    return {
        **short_repository(repo),
        **dict.fromkeys(NOTHING),
        **dict.fromkeys(NONE_OF, 0),
        **dict.fromkeys(NEVER, False),
        **dict.fromkeys(ALWAYS, True),
        **attributes(repo, "default_branch", "archived", "created_at", "updated_at"),
        "owner": accounts.user(state, repo.owner),
        "html_url": html,
        "url": url,
        **links,
        "git_url": f"git://github.com/{repo.full_name}.git",
        "ssh_url": f"git@github.com:{repo.full_name}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "size": sum(map(len, repo.files.values())) // 1024,
        "open_issues": opened,
        "open_issues_count": opened,
        "topics": [],
        "visibility": "private" if repo.private else "public",
        "pushed_at": stamp(repo.updated_at),
    }


def full_repository(state: State, record: Repository) -> dict[str, Any]:
    """The long form, as `GET /repos/{owner}/{repo}` shows it."""
    payload = {**repository(state, record), "network_count": 0, "subscribers_count": 0}
    if record.owner.type == "Organization":
        payload["organization"] = accounts.user(state, record.owner)
    return payload


def short_repository(repo: Repository) -> dict[str, Any]:
    """The stub that installation webhooks carry."""
    node = node_id("Repository", repo.id)
    return {"node_id": node, **attributes(repo, "id", "name", "full_name", "private")}


def label(state: State, repo: Repository, label: Label) -> dict[str, Any]:
    """A label."""
    return {
        **attributes(label, "id", "name", "color", "description"),
        "node_id": node_id("Label", label.id),
        "url": f"{api_url(state, repo)}/labels/{quote(label.name, safe='')}",
        "default": False,
    }


def milestone(state: State, repo: Repository, milestone: Milestone) -> dict[str, Any]:
    """A milestone with its counts."""
    url = f"{api_url(state, repo)}/milestones/{milestone.number}"
    inside = [issue for issue in repo.issues.values() if issue.milestone is milestone]
    opened = sum(issue.is_open for issue in inside)
    return {
        "url": url,
        "html_url": f"{html_url(state, repo)}/milestone/{milestone.number}",
        "labels_url": f"{url}/labels",
        "node_id": node_id("Milestone", milestone.id),
        "description": None,
        "creator": accounts.user(state, repo.owner),
        "open_issues": opened,
        "closed_issues": len(inside) - opened,
        "updated_at": stamp(milestone.created_at),
        "due_on": None,
        **attributes(milestone, "id", "number", "title", "state", "created_at", "closed_at"),
    }


def collaborator(state: State, repo: Repository, user: User) -> dict[str, Any]:
    """A person with the role they have in a repository."""
    role = permissions.role(state, repo, user)
    has = permissions.STRENGTH[permissions.base_role(state, role)]
    needed = {"admin": 5, "maintain": 4, "push": 3, "triage": 2, "pull": 1}
    may = {name: has >= strength for name, strength in needed.items()}
    return {**accounts.user(state, user), "permissions": may, "role_name": role}


def file(state: State, repo: Repository, path: str, text: str, ref: str) -> dict[str, Any]:
    """One file with its content in base64, broken in lines as GitHub breaks it."""
    content = text.encode("utf-8", "surrogatepass")
    encoded = b64encode(content).decode()
    lines = "".join(f"{encoded[start : start + 60]}\n" for start in range(0, len(encoded), 60))
    return {**entry(state, repo, path, "file", content, ref), "content": lines, "encoding": "base64"}


def entry(state: State, repo: Repository, path: str, kind: str, content: bytes, ref: str) -> dict[str, Any]:
    """A file or directory as a line of a listing; a directory's content is whatever tells it apart."""
    url = f"{api_url(state, repo)}/contents/{quote(path)}?ref={quote(ref)}"
    sha = blob_sha(content)
    git = f"{api_url(state, repo)}/git/{'blobs' if kind == 'file' else 'trees'}/{sha}"
    html = f"{html_url(state, repo)}/{'blob' if kind == 'file' else 'tree'}/{quote(ref)}/{quote(path)}"
    raw = f"https://raw.githubusercontent.com/{repo.full_name}/{quote(ref)}/{quote(path)}"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(content) if kind == "file" else 0,
        "url": url,
        "html_url": html,
        "git_url": git,
        "download_url": raw if kind == "file" else None,
        "type": kind,
        "_links": {"self": url, "git": git, "html": html},
    }


def commit(
    state: State, repo: Repository, sha: str, message: str, author: User | None, at: datetime | None = None
) -> dict[str, Any]:
    """A commit; without an instant, one of the repository's last change."""
    url, html = f"{api_url(state, repo)}/commits/{sha}", f"{html_url(state, repo)}/commit/{sha}"
    name = author.login if author else "ghost"
    person = {"name": name, "email": "noreply@github.com", "date": stamp(at or repo.updated_at)}
    tree = commit_sha("tree", sha)
    return {
        "url": url,
        "sha": sha,
        "node_id": node_id("Commit", int(sha[:8], 16)),
        "html_url": html,
        "comments_url": f"{url}/comments",
        "commit": {
            "url": f"{api_url(state, repo)}/git/commits/{sha}",
            "author": person,
            "committer": person,
            "message": message,
            "tree": {"sha": tree, "url": f"{api_url(state, repo)}/git/trees/{tree}"},
            "comment_count": 0,
        },
        **dict.fromkeys(("author", "committer"), accounts.user_or_none(state, author)),
        "parents": [],
    }
