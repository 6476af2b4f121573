"""Branches and git's references to them.

https://docs.github.com/en/rest/branches/branches
https://docs.github.com/en/rest/git/refs
"""

from __future__ import annotations

from typing import Any

from fakegithub.changes import branches as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, not_found
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
