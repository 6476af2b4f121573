"""Files and directories of a repository, at a branch or at a pull request's head; and commits of one file.

https://docs.github.com/en/rest/repos/contents
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

from fakegithub.changes import branches
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid, not_found
from fakegithub.http.routing import route
from fakegithub.model.ids import blob_sha
from fakegithub.model.records import Repository
from fakegithub.payloads import pulls, repositories

HEAD = re.compile(r"refs/pull/(\d{1,9})/head")


def tree(repo: Repository, ref: str) -> dict[str, str]:
    """All files at a branch, a pull request's head (`refs/pull/7/head`) or a head's sha: text by path."""
    if (named := HEAD.fullmatch(ref)) is not None:
        issue = repo.issues.get(int(named[1]))
        if issue is None or issue.pull is None:
            not_found()
        return {**repo.branches.get(issue.pull.base_ref, {}), **issue.pull.head_files}
    branch = ref.removeprefix("refs/heads/")
    if branch == repo.default_branch:
        return repo.files
    if branch in repo.branches:
        return repo.branches[branch]
    for issue in repo.issues.values():
        if issue.pull is not None and ref in (issue.pull.head_sha, pulls.base_sha(issue)):
            base = repo.branches.get(issue.pull.base_ref, {})
            return {**base, **issue.pull.head_files} if ref == issue.pull.head_sha else base
    files = branches.at(repo, ref)
    return files if files is not None else not_found()


@route("GET", "/repos/{owner}/{repo}/contents/{path...}")
@route("GET", "/repos/{owner}/{repo}/contents")
def get_contents(call: Call) -> Reply:
    """A file (its text in base64, or bare when `Accept` says raw) or the listing of a directory."""
    repo = call.repository()
    ref = call.query.get("ref") or repo.default_branch
    files, path = tree(repo, ref), call.parts.get("path", "").strip("/")
    if path in files:
        if "raw" in call.headers.get("accept", ""):
            raw = files[path].encode("utf-8", "surrogatepass")
            return Reply(200, {"content-type": "application/vnd.github.raw+json; charset=utf-8"}, raw)
        return answer(repositories.file(call.state, repo, path, files[path], ref))
    prefix = f"{path}/" if path else ""
    names = sorted({path[len(prefix) :].partition("/")[0] for path in files if path.startswith(prefix)})
    if not names and path:
        not_found()
    return answer([_entry(call, repo, files, prefix + name, ref) for name in names])


def _entry(call: Call, repo: Repository, files: dict[str, str], path: str, ref: str) -> dict[str, object]:
    if path in files:
        content = files[path].encode("utf-8", "surrogatepass")
        return repositories.entry(call.state, repo, path, "file", content, ref)
    inside = "\0".join(f"{name}\0{files[name]}" for name in sorted(files) if name.startswith(f"{path}/"))
    return repositories.entry(call.state, repo, path, "dir", inside.encode("utf-8", "surrogatepass"), ref)


@route("PUT", "/repos/{owner}/{repo}/contents/{path...}")
def put_contents(call: Call) -> Reply:
    """Commit one file: a new one, or a change of the one whose `sha` is named."""
    repo, branch = _branch(call)
    path, message = call["path"].strip("/"), call.text("message", "Commit")
    before = tree(repo, branch).get(path)
    _check_sha(call, path, before)
    sent = call.json().get("content")
    if not isinstance(sent, str):
        invalid("Content", "content", "missing_field")
    try:
        text = b64decode(sent).decode("utf-8", "surrogateescape")
    except ValueError:
        raise Refusal(422, "content is not valid Base64") from None
    sha = branches.push(call.state, repo, call.actor, {path: text}, branch, message)
    payload = repositories.file(call.state, repo, path, text, branch)
    del payload["content"], payload["encoding"]
    return answer(
        {"content": payload, "commit": _commit(call, repo, sha, message)}, 200 if before is not None else 201
    )


def _branch(call: Call) -> tuple[Repository, str]:
    repo = call.repository()
    branch = call.json().get("branch") or repo.default_branch
    if branch != repo.default_branch and branch not in repo.branches:
        raise Refusal(404, f"Branch {branch} not found")
    return repo, branch


def _check_sha(call: Call, path: str, before: str | None) -> None:
    """Refusal unless the caller knows the file as it is: nobody overwrites what they have not seen."""
    sha = call.json().get("sha")
    if before is None:
        return
    if sha is None:
        raise Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if sha != blob_sha(before.encode("utf-8", "surrogatepass")):
        raise Refusal(409, f"{path} does not match {sha}")


def _commit(call: Call, repo: Repository, sha: str, message: str) -> dict[str, Any]:
    commit = repositories.commit(call.state, repo, sha, message, call.actor)
    short = {name: value for name, value in commit["commit"].items() if name != "comment_count"}
    return {**short, "sha": sha, "node_id": commit["node_id"], "html_url": commit["html_url"], "parents": []}
