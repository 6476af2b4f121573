"""Branches, commits of one file, pull requests from them, reviews by REST, and check runs."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from fakegithub import GitHub
from tests.harness.in_process.fake_client import WORLD, Client, R, client, told


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


async def branched(ask: Client, name: str = "init") -> str:
    """A new branch where the default one is; the sha there."""
    sha = str((await ask("GET", f"{R}/git/ref/heads/main")).json()["object"]["sha"])
    made = await ask("POST", f"{R}/git/refs", {"ref": f"refs/heads/{name}", "sha": sha})
    assert (made.status, made.json()["object"]["sha"]) == (201, sha)
    return sha


async def test_a_file_is_proposed_by_a_branch_and_a_pull_request() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    sha = await branched(ask)
    path = f"{R}/contents/.github/stewardbot.yml"
    sent = {"message": "Add it", "content": encoded("mode: observe\n"), "branch": "init"}
    made = await ask("PUT", path, sent)
    assert (made.status, made.json()["commit"]["message"]) == (201, "Add it")
    assert (await ask("GET", path)).status == 404, "not on the default branch yet"
    assert (await ask("GET", f"{path}?ref=init")).status == 200
    pull = (await ask("POST", f"{R}/pulls", {"title": "Set up", "head": "init", "base": "main"})).json()
    assert (pull["head"]["label"], pull["head"]["sha"]) == ("acme:init", made.json()["commit"]["sha"])
    assert pull["head"]["sha"] != sha
    files = (await ask("GET", f"{R}/pulls/{pull['number']}/files")).json()
    assert [each["filename"] for each in files] == [".github/stewardbot.yml"]
    again = await ask("POST", f"{R}/pulls", {"title": "Set up", "head": "init", "base": "main"})
    assert "already exists for acme:init" in again.json()["errors"][0]["message"]
    await ask("PUT", path, {**sent, "content": encoded("mode: act\n"), "sha": made.json()["content"]["sha"]})
    github.person("acme").merges("acme/widget", pull["number"])
    assert (await ask("GET", path, accept="application/vnd.github.raw+json")).body == b"mode: act\n"
    assert told(github) == [
        "create", "push", "push", "pull_request.opened", "push", "pull_request.synchronize", "push",
        "pull_request.closed",
    ]  # fmt: skip


async def test_nobody_overwrites_what_they_have_not_seen() -> None:
    ask = client(GitHub.of(WORLD))
    where, sent = f"{R}/contents/README.md", {"message": "m", "content": encoded("Bye")}
    assert (await ask("PUT", where, sent)).status == 422
    assert (await ask("PUT", where, {**sent, "sha": "0" * 40})).status == 409
    sha = (await ask("GET", where)).json()["sha"]
    assert (await ask("PUT", where, {**sent, "sha": sha})).status == 200
    assert (await ask("PUT", where, {**sent, "branch": "nope"})).status == 404


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"head": "nope", "base": "main"}, "Validation Failed"),
        ({"head": "init", "base": "nope"}, "Validation Failed"),
        ({"head": "init", "base": "main"}, "No commits between main and init"),
        ({"base": "main"}, "Validation Failed"),
    ],
)
async def test_a_pull_request_that_makes_no_sense_is_refused(sent: dict[str, str], message: str) -> None:
    ask = client(GitHub.of(WORLD))
    await branched(ask)
    reply = await ask("POST", f"{R}/pulls", {"title": "T", **sent})
    assert reply.status == 422
    assert message in reply.body.decode()
    assert (await ask("POST", f"{R}/git/refs", {"ref": "refs/heads/init", "sha": "0" * 40})).status == 422
    assert (await ask("POST", f"{R}/git/refs", {"ref": "refs/heads/new", "sha": "0" * 40})).status == 422


async def test_a_check_run_gathers_annotations() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)

    def notes(count: int) -> list[dict[str, Any]]:
        one = {"path": "a", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "m"}
        return [one] * count

    sent = {"name": "config", "head_sha": "a" * 40, "status": "in_progress"}
    made = await ask("POST", f"{R}/check-runs", sent)
    where = f"{R}/check-runs/{made.json()['id']}"
    output = {"title": "t", "summary": "s", "annotations": notes(50)}
    await ask("PATCH", where, {"output": output})
    done = await ask("PATCH", where, {"conclusion": "neutral", "output": {**output, "annotations": notes(7)}})
    assert (done.json()["status"], done.json()["output"]["annotations_count"]) == ("completed", 57)
    listed = (await ask("GET", f"{R}/commits/{'a' * 40}/check-runs?check_name=config")).json()
    assert (listed["total_count"], listed["check_runs"][0]["conclusion"]) == (1, "neutral")
    too_many = {"output": {**output, "annotations": notes(51)}}
    assert (await ask("PATCH", where, too_many)).status == 422
    assert (await ask("PATCH", where, {"conclusion": "fine"})).status == 422
    assert (await ask("POST", f"{R}/check-runs", {**sent, "status": "completed"})).status == 422
