"""`stewardbot replay` beside a server's database: dry unless told to queue, and even then nothing is written
to GitHub by it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import bot.cli
from bot import settings
from bot.cli.inspect.explain import lines
from bot.core.model import SubjectRef
from bot.core.states import EffectState
from bot.operations import checkup
from bot.operations.explain import story as explain
from bot.store.database import Connection
from bot.store.outbox import queue
from tests.harness.over_http.town import CONFIG, REPO, START, Town, world

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the program over the town's database: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'town.db'}")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stewardbot", "replay", *arguments])
        with pytest.raises(SystemExit) as ended:
            bot.cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def played(folder: Path, config: str = CONFIG) -> str:
    """A day in town; the GUID of the delivery that told of a new issue."""

    async def play() -> str:
        async with Town(folder, world(config)) as town:
            town.person("acme").installs("acme")
            await town.works()
            town.person("eve").opens_issue(REPO, "The crash again", "It does crash.")
            await town.works()
            return next(each.guid for each in await town.deliveries() if each.event == "issues")

    return asyncio.run(play())


@pytest.mark.slow
def test_now_is_shown_beside_then(run: Run, tmp_path: Path) -> None:
    guid = played(tmp_path)
    code, out, err = run("--since", START)
    assert code == 0
    assert f"{REPO}#1  issues.opened  {guid}" in out
    assert "    add_labels labels bug" in out
    assert ", 0 differ." in err


@pytest.mark.slow
def test_another_file_shows_what_would_be_otherwise(run: Run, tmp_path: Path) -> None:
    guid = played(tmp_path)
    other = tmp_path / "other.yml"
    other.write_text(CONFIG.replace("{label: bug, text: crash}", "{label: support, text: crash}"))
    code, out, _ = run(guid, "--config", str(other), "--diff")
    assert code == 0
    assert "  - add_labels labels bug" in out
    assert "  + add_labels labels support" in out
    code, out, _ = run(guid, "--config", str(other), "--json")
    (line,) = map(json.loads, out.splitlines())
    assert line["differs"] is True
    assert line["guid"] == guid


@pytest.mark.slow
def test_what_was_only_observed_is_done_once_it_is_queued(run: Run, tmp_path: Path) -> None:
    played(tmp_path, CONFIG.replace("mode: act", "mode: observe"))
    code, _, err = run("--since", START, "--apply")
    assert code == 0
    assert "0 are queued" in err  # nothing would be otherwise: the file still says observe


@pytest.mark.slow
async def test_queued_work_is_done_by_the_server_that_runs_beside(run: Run, tmp_path: Path) -> None:
    async with Town(tmp_path, world("mode: act\n")) as town:
        town.person("acme").installs("acme")
        town.person("eve").opens_issue(REPO, "The crash again", "It does crash.")
        await town.works()
        town.person("alice").pushes(REPO, {".github/stewardbot.yml": CONFIG})
        await town.works()
        assert town.labels(1) == []
        asked = len(town.github.api.log)
        code, out, err = await asyncio.to_thread(run, "--since", START, "--diff", "--apply")
        assert (code, "1 are queued" in err) == (0, True)
        assert "  + add_labels labels bug" in out
        assert (town.labels(1), len(town.github.api.log)) == ([], asked)
        await town.works()
        assert town.labels(1) == ["bug"]
        code, out, err = await asyncio.to_thread(run, "--since", START, "--diff", "--apply")
        assert "0 are queued" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "give GUIDs"),
        (["--since", "yesterday"], 2, "no time"),
        (["nobody-knows"], 1, "knows no delivery nobody-knows"),
        (["--since", START, "--repository", "acme/gadget"], 1, "no repository acme/gadget"),
    ],
)
def test_mistakes_are_told(run: Run, tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    played(tmp_path)
    ended, _, err = run(*arguments)
    assert (ended, said in " ".join(err.split())) == (code, True)


@pytest.mark.slow
async def test_what_died_is_counted_named_and_can_be_tried_again(run: Run, tmp_path: Path) -> None:
    def dies(conn: Connection, lane: str, now: datetime) -> None:
        for row in queue.claim(conn, lane, now, now, now):
            queue.settle(conn, row.id, row.fence, EffectState.DEAD, remote_id=None, note="Zero", now=now)

    async with Town(tmp_path) as town:
        town.person("eve").opens_issue(REPO, "The crash again", "It does crash.")
        await town.hears()
        (opened, *_) = await town.deliveries()
        await town.bot.worker.take(opened.lane)
        await town.db.write(lambda conn: dies(conn, opened.lane, town.clock.now()))
        await town.works()
        assert (town.labels(1), town.comments(1)) == ([], [])
        ready = json.loads((await town.asks("/readyz"))[1])
        assert (ready["ready"], ready["dead"]) == (True, {"effects": 2}), "it is no reason to shut the door"
        assert 'stewardbot_outbox{state="dead"} 2.0' in (await town.asks("/metrics"))[1]
        findings = {each.what: each for each in await checkup.of_work(settings.load())}
        assert (findings["effects"].state, findings["effects"].statement) == ("doubt", "2 given up")
        explained = await explain(town.db, SubjectRef(repository=REPO, number=1))
        text = "\n".join(line.plain for line in lines(explained))
        assert f"`stewardbot replay {opened.guid} --apply` has it decided afresh" in text
        code, _, err = await asyncio.to_thread(run, opened.guid, "--apply")
        assert code == 0
        assert "1 are queued" in err
        await town.works()
        assert (town.labels(1), len(town.comments(1))) == (["bug"], 1)
        assert {row.state for row in await town.effects(1)} == {"done"}
        assert await town.count("decisions") == 0
