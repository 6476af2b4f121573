"""`stewardbot explain`: the story of one subject, told from the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

import bot.cli
from bot.core.effects import AddLabels, PostComment
from bot.core.markdown import Markdown
from bot.core.model import Repository
from bot.core.states import EffectState, OutcomeKind, PauseKind
from bot.operations.explain import effects_to_come
from bot.store import inbox, outbox, pauses, timers
from bot.store.inbox import Arrival
from bot.store.mirror.repositories import put_repository
from bot.store.outbox import NewRow
from bot.store.sql.connections import engine_for
from bot.store.sql.tables import metadata
from bot.store.sql.urls import normal
from bot.store.timers import NewTimer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOSTILE = "eve wrote /kind bug\r\n2026 forged \x1b[2J[bold]ghs_0123456789abcdef"


def arrival(guid: str, minutes: int, event: str = "issues", action: str = "opened") -> Arrival:
    return Arrival(guid, event, action, 12, 7, "12#7", 5, NOON + timedelta(minutes=minutes), b"{}")


def effect(guid: str, ordinal: int, wanted: Any, state: str = "waiting") -> NewRow:
    return NewRow(
        key=f"{guid}-{ordinal}",
        guid=guid,
        lane="12#7",
        ordinal=ordinal,
        installation_id=5,
        repo_id=12,
        repository="acme/widget",
        number=7,
        effect=wanted,
        due_at=NOON,
        created_at=NOON + timedelta(hours=2),
        state=EffectState(state),
    )


def season(conn: Connection) -> None:
    """One issue: labelled, then a command refused, then a timer."""
    put_repository(conn, Repository(id=12, full_name="acme/widget"), NOON, 5)
    inbox.put(conn, [arrival("guid-1", 0), arrival("guid-2", 5, "issue_comment", "created")])
    steps = [
        {"feature": "triage", "trigger": "issues.opened", "outcome": "wants", "because": ["text says bug"]},
        {"feature": "welcome", "trigger": "issues.opened", "outcome": "nothing"},
        {"feature": "triage", "trigger": "issues.labeled", "outcome": "nothing"},
        {"feature": "journey", "trigger": "issues.opened", "outcome": "remembers"},
    ]
    inbox.done(conn, 1, OutcomeKind.ACTED, "", {"steps": steps}, NOON)
    refusal = {
        "feature": "labels",
        "trigger": "/kind",
        "outcome": "refused",
        "refused": ["no label kind/bog"],
    }
    of_0_1_0 = {"feature": "areas", "trigger": "/area", "outcome": "withheld", "withheld": ["add_labels"]}
    inbox.done(conn, 2, OutcomeKind.ACTED, "", {"steps": [refusal, of_0_1_0]}, NOON)
    bug = AddLabels(subject="acme/widget#7", labels=("bug", "docs"), feature="triage", because=HOSTILE)
    note = PostComment(
        subject="acme/widget#7", body=Markdown("Still there?"), feature="steward", because="no answer"
    )
    outbox.add(conn, [effect("guid-1", 0, bug), effect("timer-9", 0, note, "observed")])


def trouble(conn: Connection) -> None:
    """A limit of GitHub's, a delivery that failed, one without any wish, and a wake ahead."""
    inbox.put(conn, [arrival("guid-3", 9, "issues", "labeled"), arrival("guid-4", 10)])
    inbox.done(conn, 3, OutcomeKind.NOTHING, "", {"steps": []}, NOON)
    inbox.failed(conn, 4, "GitHub is down", NOON + timedelta(hours=1), False, NOON)
    pauses.pause(conn, 5, PauseKind.CORE, datetime(2100, 1, 1, tzinfo=UTC), "secondary rate limit")
    wake = NewTimer(12, 1, 5, 7, "steward", "acknowledge", NOON + timedelta(days=1))
    timers.set(conn, wake)


@pytest.fixture
def explain(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Runs the command beside a database with the season in it: exit code, output, errors."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    engine = engine_for(normal(url), create=True)
    metadata.create_all(engine)
    with engine.connect() as conn, conn.begin():
        season(conn)
        trouble(conn)
    engine.dispose()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stewardbot", "explain", *arguments])
        with pytest.raises(SystemExit) as ended:
            bot.cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_what_version_0_1_0_took_for_taken_back_is_still_said_in_words(
    explain: Callable[..., tuple[int, str, str]],
) -> None:
    _, out, _ = explain("acme/widget#7")
    assert "withheld  (add_labels was taken back here before)" in out


def test_the_story_is_told_in_order_with_every_reason(
    explain: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, err = explain("acme/widget#7")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "acme/widget#7"
    assert "2026-03-02T12:00:00Z  issues.opened  guid-1  acted" in lines
    assert "  triage: issues.opened  wants  (text says bug)" in lines
    assert "  welcome: issues.opened  nothing" in lines
    assert "  journey: issues.opened  remembers" in lines
    assert sum(line.startswith("  triage: ") for line in lines) == 1, "one line a feature"
    assert "  labels: /kind  refused  (no label kind/bog)" in lines
    assert any(
        line.startswith("  -> add_labels bug, docs  waiting  (because eve wrote /kind") for line in lines
    )
    assert "2026-03-02T14:00:00Z  timer  timer-9  done  (its time had come)" in lines
    assert "  -> comment  observed  (because no answer)" in lines


def test_what_waits_says_until_when_and_for_what(explain: Callable[..., tuple[int, str, str]]) -> None:
    lines = explain("acme/widget#7")[1].splitlines()
    told = lines[lines.index("Still to come") + 1 :]
    assert told == [
        "  delivery guid-4 until 2026-03-02T13:00:00Z  waits  (GitHub is down)",
        "  add_labels until 2100-01-01T00:00:00Z  waits  (secondary rate limit)",
        "  installation 5 until 2100-01-01T00:00:00Z  waits  (secondary rate limit)",
        "  steward wakes until 2026-03-03T12:00:00Z  waits  (acknowledge)",
    ]


def test_a_label_does_not_wait_for_words_but_what_stands_behind_them_does(tmp_path: Path) -> None:
    words = PostComment(subject="acme/widget#7", body=Markdown("Hello."), feature="welcome")
    label = AddLabels(subject="acme/widget#7", labels=("bug",), feature="triage")
    until = NOON + timedelta(hours=1)
    engine = engine_for(f"sqlite:///{tmp_path / 'store.db'}", create=True)
    metadata.create_all(engine)
    with engine.connect() as conn, conn.begin():
        outbox.add(conn, [effect("guid-1", n, wanted) for n, wanted in enumerate((label, words, label))])
        pauses.pause(conn, 5, PauseKind.PACE, until, "GitHub takes 500 comments and the like an hour")
        waits = effects_to_come(outbox.of_subject(conn, 12, 7), pauses.paused(conn, 5, NOON))
        pauses.pause(
            conn, 5, PauseKind.SUSPENDED, NOON + timedelta(days=3650), "its owner has suspended the App"
        )
        held = effects_to_come(outbox.of_subject(conn, 12, 7), pauses.paused(conn, 5, NOON))
    engine.dispose()
    assert {(wait["until"], wait["why"]) for wait in held} == {("", "its owner has suspended the App")}
    assert [(wait["what"], wait["until"], wait["why"]) for wait in waits] == [
        ("add_labels", NOON.isoformat(), "its turn"),
        ("comment", until.isoformat(), "GitHub takes 500 comments and the like an hour"),
        ("add_labels", until.isoformat(), "the one before it"),
    ]


def test_where_nothing_happened_it_says_why(explain: Callable[..., tuple[int, str, str]]) -> None:
    out = explain("acme/widget#7")[1]
    line = "2026-03-02T12:09:00Z  issues.labeled  guid-3  nothing  (nobody that was asked wants anything)"
    assert line in out.splitlines()


def test_what_people_wrote_forges_nothing_and_no_secret_is_told(
    explain: Callable[..., tuple[int, str, str]],
) -> None:
    for arguments in (["acme/widget#7"], ["acme/widget#7", "--json"]):
        _, out, _ = explain(*arguments)
        assert "ghs_" not in out
        assert "\x1b" not in out
        assert "\r" not in out
        assert not any(line.startswith("2026 forged") for line in out.splitlines())
        assert "[bold]" in out


def test_json_holds_the_same_for_programs(explain: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = explain("acme/widget#7", "--json")
    story = json.loads(out)
    assert code == 0
    assert story["subject"] == "acme/widget#7"
    assert [each["guid"] for each in story["deliveries"]] == [
        "guid-1",
        "guid-2",
        "guid-3",
        "guid-4",
        "timer-9",
    ]
    first = story["deliveries"][0]
    assert first["decisions"][0]["reasons"] == ["text says bug"]
    assert first["effects"][0]["labels"] == ["bug", "docs"]
    assert first["effects"][0]["receipt"]["state"] == "waiting"


def test_a_subject_nothing_is_known_of_is_said_so(explain: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = explain("acme/widget#8")
    assert code == 0
    assert "Nothing has come in" in out


def test_an_unknown_repository_is_a_stated_failure(explain: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = explain("acme/gadget#7")
    assert (code, out) == (1, "")
    assert err == "The database knows no repository acme/gadget; check the name.\n"
