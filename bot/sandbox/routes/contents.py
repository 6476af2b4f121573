"""Files and directories of a repository, at a branch or at a pull request's head."""

from __future__ import annotations

import re

from bot.sandbox.payloads import pulls, repositories
from bot.sandbox.records import Repository
from bot.sandbox.routing import Call, Reply, answer, not_found, route

HEAD = re.compile(r"refs/pull/(\d{1,9})/head")


def tree(where: Repository, ref: str) -> dict[str, str]:
    """All files at a branch, a pull request's head (`refs/pull/7/head`) or a head's sha: text by path."""
    if (named := HEAD.fullmatch(ref)) is not None:
        issue = where.issues.get(int(named[1]))
        if issue is None or issue.pull is None:
            not_found()
        return {**where.branches.get(issue.pull.base_ref, {}), **issue.pull.head_files}
    branch = ref.removeprefix("refs/heads/")
    if branch == where.default_branch:
        return where.files
    if branch in where.branches:
        return where.branches[branch]
    for issue in where.issues.values():
        if issue.pull is not None and ref in (issue.pull.head_sha, pulls.base_sha(issue)):
            base = where.branches.get(issue.pull.base_ref, {})
            return {**base, **issue.pull.head_files} if ref == issue.pull.head_sha else base
    return not_found()


@route("GET", "/repos/{owner}/{repo}/contents/{path...}")
@route("GET", "/repos/{owner}/{repo}/contents")
def get_contents(call: Call) -> Reply:
    """A file (its text in base64, or bare when `Accept` says raw) or the listing of a directory."""
    where = call.repository()
    ref = call.query.get("ref") or where.default_branch
    files, path = tree(where, ref), call.parts.get("path", "").strip("/")
    if path in files:
        if "raw" in call.headers.get("accept", ""):
            raw = files[path].encode("utf-8", "surrogatepass")
            return Reply(200, {"content-type": "application/vnd.github.raw+json; charset=utf-8"}, raw)
        return answer(repositories.file(call.state, where, path, files[path], ref))
    prefix = f"{path}/" if path else ""
    names = sorted({each[len(prefix) :].partition("/")[0] for each in files if each.startswith(prefix)})
    if not names and path:
        not_found()
    return answer([_line(call, where, files, prefix + name, ref) for name in names])


def _line(call: Call, where: Repository, files: dict[str, str], path: str, ref: str) -> dict[str, object]:
    if path in files:
        content = files[path].encode("utf-8", "surrogatepass")
        return repositories.entry(call.state, where, path, "file", content, ref)
    inside = "\0".join(f"{each}\0{files[each]}" for each in sorted(files) if each.startswith(f"{path}/"))
    return repositories.entry(call.state, where, path, "dir", inside.encode("utf-8", "surrogatepass"), ref)
