"""`stewardbot backfill`: what the operator types, and the sentence they get for what cannot be."""

from __future__ import annotations

import asyncio
import os
import shutil
from itertools import chain, repeat
from pathlib import Path

import pytest

from bot.cli.maintain import backfill
from bot.core.model import Repository
from bot.operations.backfill.past_finding import unread_past
from fakegithub import Fault
from tests.cli.test_doctor import Run, github, run
from tests.harness import new_database
from tests.harness.over_http.town import REPO

__all__ = ["run"]


@pytest.mark.slow
async def test_it_reads_and_goes_on_where_it_was_and_says_what_it_did(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with github(tmp_path, monkeypatch) as server:
        new_database.make(os.environ["DATABASE_URL"])
        eve = server.github.person("eve")
        numbers = [eve.opens_issue(REPO, f"Number {number}") for number in range(3)]
        server.github.faults.next("POST", "graphql", Fault.FORBIDDEN, after=1)
        code, out, err = await asyncio.to_thread(run, "backfill", REPO)
        assert (code, out) == (1, "")
        assert f"{REPO}: from its first day until " in err
        assert err.endswith("What was read is kept; the same command goes on from there.\n")
        server.github.person("dora").renames_repository(REPO, "spanner")
        code, out, err = await asyncio.to_thread(run, "backfill", REPO)
        assert code == 0, err
        assert f"{REPO} is called acme/spanner now." in err
        assert f"going on after {len(numbers)} issues" in err
        assert out == (
            "acme/spanner: 0 issues and pull requests read in 1 requests; "
            "0 of them (0.0%) in more than one piece.\n"
        )
        code, out, err = await asyncio.to_thread(run, "report", "acme/spanner", "--format", "csv")
        assert code == 0, err
        assert out.startswith("metric,figure,"), "it is known by its new name"
        code, out, err = await asyncio.to_thread(run, "doctor")
        assert "past" not in out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["acme/nothing"], "The App is not installed on acme/nothing: install it there first."),
        (["elsewhere/repo"], "The App is not installed on elsewhere/repo: install it there first."),
        ([REPO, "--since", "2999-01-01"], "--since must be a day from 2008 until today."),
        ([REPO, "--since", "1999-01-01"], "--since must be a day from 2008 until today."),
        ([REPO, "--since", "yesterday"], "is no time; write it like 2026-03-02T09:00:00Z"),
        (["widget"], "write it like acme/widget"),
    ],
)
async def test_what_cannot_be_is_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    async with github(tmp_path, monkeypatch):
        new_database.make(os.environ["DATABASE_URL"])
        code, out, err = await asyncio.to_thread(run, "backfill", *arguments)
    assert code in (1, 2)
    assert sentence in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in out + err


@pytest.mark.slow
async def test_it_waits_while_there_is_no_room(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    looks = chain([usage._replace(free=5 * 2**20)] * 2, repeat(usage))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: next(looks))
    monkeypatch.setattr(backfill, "WITHOUT_ROOM", 0.01)
    async with github(tmp_path, monkeypatch) as server:
        new_database.make(os.environ["DATABASE_URL"])
        server.github.api.log.clear()
        code, _, err = await asyncio.to_thread(run, "backfill", REPO)
        assert code == 0, err
    assert err.count("Waiting for room: the disk has 5 MB free, and ") == 2
    assert err.index("Waiting for room") < err.index("from its first day until")


def test_doctor_says_how_a_past_that_nobody_has_read_is_read() -> None:
    repositories = [Repository(id=number, full_name=f"acme/r{number}") for number in range(5)]
    assert unread_past([]) == []
    (finding,) = unread_past(repositories)
    assert finding.state == "fine"
    assert (
        "acme/r0, acme/r1, acme/r2, and 2 more; `stewardbot backfill acme/r0` reads it" in finding.statement
    )
