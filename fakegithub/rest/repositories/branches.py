"""Branches and git's references to them.

https://docs.github.com/en/rest/branches/branches
https://docs.github.com/en/rest/git/refs
"""

from __future__ import annotations

from typing import Any

from fakegithub.changes import branches as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, not_found, nothing
from fakegithub.http.routing import route
from fakegithub.model.ids import node_id, stable_id
from fakegithub.model.records import Repository
from fakegithub.payloads import repositories

HEADS = "refs/heads/"


def _ref(call: Call, repo: Repository, branch: str) -> dict[str, Any]:
    url, sha = repositories.api_url(call.state, repo), changes.head_sha(repo, branch)
    return {
        "ref": f"{HEADS}{branch}",
        "node_id": node_id("Ref", stable_id("ref", f"{repo.full_name}:{branch}")),
        "url": f"{url}/git/{HEADS}{branch}",
        "object": {"sha": sha, "type": "commit", "url": f"{url}/git/commits/{sha}"},
    }


def _exists(repo: Repository, branch: str) -> bool:
    return branch == repo.default_branch or branch in repo.branches


@route("GET", "/repos/{owner}/{repo}/git/ref/{ref...}")
def get_ref(call: Call) -> Reply:
    """A branch as git knows it: `heads/main`."""
    repo, branch = call.repository(), call["ref"].removeprefix("heads/")
    return answer(_ref(call, repo, branch)) if _exists(repo, branch) else not_found()


@route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref...}")
def matching_refs(call: Call) -> Reply:
    """Branches whose name begins so."""
    repo = call.repository()
    names = sorted({repo.default_branch, *repo.branches})
    return answer([_ref(call, repo, name) for name in names if f"heads/{name}".startswith(call["ref"])])


@route("POST", "/repos/{owner}/{repo}/git/refs")
def create_ref(call: Call) -> Reply:
    """Begin a branch at the head of another one."""
    repo = call.repository()
    ref, sha = call.text("ref", "Reference"), call.text("sha", "Reference")
    branch = ref.removeprefix(HEADS)
    if not ref.startswith(HEADS) or not branch:
        raise Refusal(422, "Reference name must start with 'refs/' and have at least two slashes.")
    if _exists(repo, branch):
        raise Refusal(422, "Reference already exists")
    try:
        changes.create(call.state, repo, call.actor, branch, sha)
    except LookupError:
        raise Refusal(422, "Object does not exist") from None
    return answer(_ref(call, repo, branch), 201)


@route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref...}")
def delete_ref(call: Call) -> Reply:
    """End a branch."""
    repo, branch = call.repository(), call["ref"].removeprefix("heads/")
    if branch == repo.default_branch or branch not in repo.branches:
        raise Refusal(422, "Reference does not exist")
    changes.delete(call.state, repo, call.actor, branch)
    return nothing()


@route("GET", "/repos/{owner}/{repo}/branches")
def list_branches(call: Call) -> Reply:
    """All branches."""
    repo = call.repository()
    names = list(dict.fromkeys([repo.default_branch, *repo.branches]))
    return call.page(names, lambda name: _branch(call, repo, name))


@route("GET", "/repos/{owner}/{repo}/branches/{branch...}")
def get_branch(call: Call) -> Reply:
    """One branch."""
    repo, name = call.repository(), call["branch"]
    if not _exists(repo, name):
        raise Refusal(404, "Branch not found")
    url = repositories.api_url(call.state, repo)
    short = _branch(call, repo, name)
    commit = repositories.commit(call.state, repo, short["commit"]["sha"], f"The head of {name}", repo.owner)
    links = {
        "self": f"{url}/branches/{name}",
        "html": f"{repositories.html_url(call.state, repo)}/tree/{name}",
    }
    protection: dict[str, Any] = {
        "enabled": False,
        "required_status_checks": {"enforcement_level": "off", "contexts": [], "checks": []},
    }
    return answer({**short, "commit": commit, "_links": links, "protection": protection})


def _branch(call: Call, repo: Repository, name: str) -> dict[str, Any]:
    url, sha = repositories.api_url(call.state, repo), changes.head_sha(repo, name)
    return {
        "name": name,
        "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
        "protected": False,
        "protection_url": f"{url}/branches/{name}/protection",
    }
