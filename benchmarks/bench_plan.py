"""`plan --batch`: a thousand lines in one process, most of them with effects that are known beforehand.

    python -m benchmarks.bench_plan [--quick]

The bound is 60 seconds for 1,000 lines on two cores. Every line has a world of its own, because that is what
a batch is made of. The time is also given as a multiple of reading and writing the same lines as JSON.
Exits 1 when a line's effects are not what they must be.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BOUND_SECONDS = 60.0
LINES, QUICK = 1000, 100
REPO = "acme/widget"
NOW = "2026-03-02T09:00:00Z"
CONFIG = """\
mode: act
labels: {}
assignment: {}
lifecycle: {}
triage:
  labels: {bug: bug, support: support}
  rules: [{label: area/io, text: zarr}]
steward:
  people: [alice, bob]
  change: every wednesday 10:00
  starts: 2026-01-07
newcomers:
  welcome: {}
"""
Line = dict[str, Any]
Effects = list[dict[str, Any]]
"""What must be among the fields of each effect, in order."""
THUMB = {"effect": "react", "content": "+1", "target": "comment", "target_id": 900}


def world(number: int, *, pull_request: bool = False) -> dict[str, Any]:
    """A repository with a dozen issues, the last of which something happens to."""
    issues: list[dict[str, Any]] = [
        {"number": n, "title": f"Issue {n}", "body": "Words.", "author": "olga", "labels": ["bug"]}
        for n in range(1, 12)
    ]
    subject = {"number": number, "title": "A subject", "body": "Words.", "author": "eve"}
    return {
        "now": NOW,
        "organizations": [{"login": "acme", "members": ["alice", "bob"], "teams": {"triage": ["alice"]}}],
        "repositories": [
            {
                "name": REPO,
                "collaborators": {"alice": "admin", "bob": "write", "carol": "triage"},
                "labels": ["bug", "support", "kind/bug", "area/io", "do-not-merge/hold"],
                "milestones": ["v1.0"],
                "files": {".github/stewardbot.yml": CONFIG, "CONTRIBUTING.md": "Be kind."},
                "issues": [*issues, subject | {"pull_request": pull_request}],
            }
        ],
    }


def comment(number: int, author: str, body: str, *, pull_request: bool = False) -> Line:
    """Somebody comments."""
    return {
        "event": "issue_comment",
        "world": world(number, pull_request=pull_request),
        "payload": {
            "action": "created",
            "repository": {"full_name": REPO},
            "sender": {"login": author},
            "issue": {"number": number},
            "comment": {"id": 900, "body": body, "user": {"login": author}},
        },
    }


def opened(number: int, author: str, title: str, body: str) -> Line:
    """Somebody opens an issue."""
    before = world(number)
    before["repositories"][0]["issues"].pop()
    return {
        "event": "issues",
        "world": before,
        "payload": {
            "action": "opened",
            "repository": {"full_name": REPO},
            "sender": {"login": author},
            "issue": {"number": number, "title": title, "body": body, "user": {"login": author}},
        },
    }


KINDS: tuple[tuple[Callable[[int], Line], Effects], ...] = (
    (lambda n: comment(n, "eve", "/kind bug"), [{"effect": "add_labels", "labels": ["kind/bug"]}, THUMB]),
    (lambda n: comment(n, "eve", "/assign"), [{"effect": "assign", "logins": ["eve"]}, THUMB]),
    (lambda n: comment(n, "carol", "/assign @bob"), [{"effect": "assign", "logins": ["bob"]}, THUMB]),
    (lambda n: comment(n, "eve", "/close"), [{"effect": "close", "reason": "completed"}, THUMB]),
    (lambda n: comment(n, "carol", "/milestone v1.0"), [{"effect": "set_milestone", "title": "v1.0"}, THUMB]),
    (lambda n: comment(n, "bob", "/retitle Better"), [{"effect": "retitle", "title": "Better"}, THUMB]),
    (
        lambda n: comment(n, "eve", "/hold", pull_request=True),
        [{"effect": "add_labels", "labels": ["do-not-merge/hold"]}, THUMB],
    ),
    (
        lambda n: comment(n, "mallory", "/close"),
        [{"effect": "comment", "sticky": "reply-comment-900"}, THUMB | {"content": "confused"}],
    ),
    (
        lambda n: opened(n, "olga", "Slow", "Reading zarr is slow."),
        [{"effect": "add_labels", "labels": ["area/io"]}],
    ),
    (
        lambda n: opened(n, "frank", "Slow", "Reading zarr is slow."),
        [{"effect": "add_labels", "labels": ["area/io"]}, {"effect": "comment"}],
    ),
    (lambda n: comment(n, "eve", "Just words, and /close in the middle."), []),
    (lambda n: comment(n, "eve", "```\n/close\n```"), []),
)


def lines(count: int) -> Iterator[tuple[Line, Effects]]:
    """The batch, and what must come of each line."""
    for at in range(count):
        make, effects = KINDS[at % len(KINDS)]
        yield make(12 + at) | {"id": at}, effects


def agrees(found: Effects, wanted: Effects) -> bool:
    """Whether the effects are those, as far as they are known."""
    return len(found) == len(wanted) and all(
        each.get(name) == value
        for each, known in zip(found, wanted, strict=True)
        for name, value in known.items()
    )


def main() -> int:
    """Run the batch and judge every line of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} lines instead of {LINES}")
    count = QUICK if parser.parse_args().quick else LINES
    batch = list(lines(count))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "batch.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line, _ in batch))
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "bot", "plan", "--batch", str(file)], check=True, stdout=subprocess.PIPE
        )
        seconds = time.perf_counter() - begin
        begin = time.perf_counter()
        for line in file.read_bytes().splitlines():
            json.dumps(json.loads(line))
        as_json = time.perf_counter() - begin
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [
        answer
        for answer, (_, wanted) in zip(answers, batch, strict=True)
        if "error" in answer or not agrees(answer["effects"], wanted)
    ]
    known = sum(bool(wanted) for _, wanted in batch)
    bound = BOUND_SECONDS * count / LINES
    print(f"{count} lines, {known} with known effects, {len(wrong)} wrong")
    print(
        f"{seconds:.1f} s, {seconds * 1000 / count:.1f} ms a line, {seconds / as_json:,.0f} × handling "
        f"the lines as JSON{'' if seconds <= bound else f'  over {bound:.0f} s'}"
    )
    for answer in wrong[:3]:
        print(json.dumps(answer)[:2000])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
