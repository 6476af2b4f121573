"""`stewardbot plan`: what others script against. Only JSON on stdout, one line out for each line in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_doctor import Run, run

__all__ = ["run"]

pytestmark = pytest.mark.slow

CONFIG = """\
mode: act
labels: {}
newcomers:
  welcome: {}
  claims: {limit: 1, lease: 2 weeks}
"""


def piped(*arguments: str, given: str) -> subprocess.CompletedProcess[str]:
    """The program as a script runs it."""
    command = [sys.executable, "-m", "bot", "plan", *arguments]
    return subprocess.run(  # noqa: S603  our own interpreter, our own words
        command, input=given, capture_output=True, text=True, timeout=120, check=False
    )


def comment(number: int, who: str, body: str) -> dict[str, Any]:
    """A cut-down payload: what the event itself brings."""
    return {
        "event": "issue_comment",
        "payload": {
            "action": "created",
            "issue": {"number": number},
            "comment": {"id": 100 + len(body), "body": body, "user": {"login": who}},
            "repository": {"full_name": "acme/widget"},
            "sender": {"login": who},
        },
    }


def line(name: str, event: dict[str, Any], *history: tuple[str, dict[str, Any]], now: str) -> str:
    """One line of a batch."""
    issues = [{"number": 7, "title": "An error", "author": "alice", "labels": ["good first issue"]}]
    world = {
        "now": "2026-03-02T09:00:00Z",
        "repositories": [
            {
                "name": "acme/widget",
                "collaborators": {"alice": "admin"},
                "labels": ["kind/bug"],
                "issues": issues,
            }
        ],
    }
    before = [{**each, "now": at} for at, each in history]
    return json.dumps({"id": name, **event, "world": world, "config": CONFIG, "history": before, "now": now})


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    """What one run says of several lines: a start of the program costs more than all of them."""
    pair, word = comment(7, "eve", "/claim with @dan"), comment(8, "dan", "I am here.")
    history = (("2026-03-02T10:00:00Z", pair), ("2026-03-03T10:00:00Z", word))
    given = "\n".join(
        [
            line("label", comment(7, "bob", "/kind bug"), now="2026-03-02T10:00:00Z"),
            "{this is no JSON",
            line("none", comment(7, "bob", "Just words."), now="2026-03-02T10:00:00Z"),
            line("claim", comment(7, "bob", "/claim"), now="2026-03-02T10:00:00Z"),
            line("alone", comment(7, "dan", "/unclaim"), *history, now="2026-03-04T10:00:00Z"),
        ]
    )
    done = piped("--batch", "-", given=given)
    assert done.returncode == 0, done.stderr
    return [json.loads(answer) for answer in done.stdout.splitlines()]


def test_a_batch_gives_one_line_of_json_for_each_line_and_goes_on_after_a_bad_one(
    answers: list[dict[str, Any]],
) -> None:
    label, bad, none, claim, _ = answers
    assert [each["effect"] for each in label["effects"]] == ["add_labels", "react"]
    assert label["effects"][0] == {
        "effect": "add_labels",
        "subject": "acme/widget#7",
        "feature": "labels",
        "because": "bob wrote /kind bug",
        "labels": ["kind/bug"],
    }
    assert bad["error"]
    assert none == {"id": "none", "effects": [], "problems": []}
    sections = [part for effect in claim["effects"] for part in effect.get("sections", ())]
    assert [(part["feature"], part["message"]) for part in sections] == [("claims", "has_until")]


def test_history_gives_the_bot_a_memory_and_stdout_nothing_but_its_line(run: Run, tmp_path: Path) -> None:
    claim, other = comment(7, "eve", "/claim"), comment(7, "dan", "/claim")
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        line("taken", other, ("2026-03-02T10:00:00Z", claim), now="2026-03-03T10:00:00Z") + "\n", "utf-8"
    )
    code, out, err = run("plan", "--batch", str(batch))
    assert code == 0, err
    (answer,) = (json.loads(each) for each in out.splitlines())
    said, _ = answer["effects"]
    assert said["body"].startswith("@eve has this")
    assert "Next: `dan`" in said["body"]


def test_whoever_writes_later_is_there_from_the_beginning(answers: list[dict[str, Any]]) -> None:
    (said,) = (effect for effect in answers[-1]["effects"] if effect["effect"] == "comment")
    assert said["body"].startswith("@eve has this")


def given(tmp_path: Path, payload: dict[str, Any], config: str = CONFIG) -> tuple[str, ...]:
    """The options that name a payload and a file."""
    (tmp_path / "payload.json").write_text(json.dumps(payload), "utf-8")
    (tmp_path / "stewardbot.yml").write_text(config, "utf-8")
    return "--payload", str(tmp_path / "payload.json"), "--config", str(tmp_path / "stewardbot.yml")


def test_without_a_world_the_labels_that_the_file_names_are_taken_to_exist(run: Run, tmp_path: Path) -> None:
    issue = {
        "number": 7,
        "title": "[BUG] It crashes",
        "created_at": "2026-03-02T09:00:00Z",
        "user": {"login": "eve"},
    }
    opened = {
        "action": "opened",
        "issue": issue,
        "repository": {"full_name": "acme/widget"},
        "sender": {"login": "eve"},
    }
    options = given(tmp_path, opened, "mode: act\ntriage: {labels: {bug: defekt}}\n")
    code, out, err = run("plan", "--event", "issues", *options, "--json")
    assert [effect["labels"] for effect in json.loads(out)["effects"]] == [["defekt"]]
    assert "As of 2026-03-02 09:00 UTC. Labels unknown: I assume those your file names exist." in err
    assert code == 0


@pytest.mark.parametrize(
    ("event", "config", "code", "said"),
    [
        ("issue_coment", CONFIG, 2, "did you mean issue_comment?"),
        ("issues", CONFIG, 1, "this is the body of issue_comment, not of issues"),
        ("issue_comment", "mode: at", 1, "has mistakes, so it is not in force"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, tmp_path: Path, event: str, config: str, code: int, said: str
) -> None:
    payload = given(tmp_path, comment(7, "bob", "/kind bug")["payload"], config)
    ended, _, err = run("plan", "--event", event, *payload)
    assert ended == code
    assert said in " ".join(err.replace("│", " ").split())
