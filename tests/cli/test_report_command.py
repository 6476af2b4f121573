"""`stewardbot report`, through the program's own door, on a database of either kind."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.cli.inspect.report import app
from bot.clock import SystemClock
from bot.community.cases import CASE, CaseState
from bot.core.keys import CASE_MEMORY
from bot.core.model import Repository, Subject, User
from bot.queries.credits import wish_credit
from bot.store import ledger, memory, mirror
from bot.store.database import Database
from bot.store.mirror.people import put_known

REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2)
PRIVATE = Repository(id=3, full_name="acme/secret", owner_id=2, private=True)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = {number: f"person-{number}" for number in range(10, 18)}
OLD_HANDS = [User(id=number, login=f"old-hand-{number}") for number in range(51, 55)]


def fill(conn: Connection) -> None:
    """Eight people open an issue each, six are answered; one more is new in a private repository alone. Five
    old hands are there as well: fewer would be found by subtracting."""
    mirror.put_subjects(conn, PRIVATE, (), (), MONDAY)
    old = Subject(
        number=99,
        user=User(id=50, login="old-hand"),
        labels=("good first issue",),
        created_at=MONDAY,
    )
    mirror.put_subjects(conn, REPOSITORY, (old,), (), MONDAY - HOUR)
    put_known(conn, REPOSITORY.owner_id, OLD_HANDS, MONDAY - HOUR)
    entries = [ledger.Entry(MONDAY, 3, 2, 1, 40, "spy", "issues.opened")]
    for person, login in {**PEOPLE, 50: "old-hand"}.items():
        opened = MONDAY + person * HOUR
        entries.append(ledger.Entry(opened, 1, 2, person, person, login, "issues.opened"))
        if person != 50:
            entries.append(ledger.Entry(opened, 1, 2, person, person, login, "stage:first_contact"))
        if person < 16:
            entries.append(
                ledger.Entry(
                    opened + HOUR, 1, 2, person, 60, "helper[bot]", "issue_comment.created", {"bot": True}
                )
            )
            entries.append(
                ledger.Entry(opened + 2 * HOUR, 1, 2, person, 50, "old-hand", "issue_comment.created")
            )
    reviewed = "pull_request_review.submitted"
    entries += [ledger.Entry(MONDAY, 1, 2, 99, hand.id, hand.login, reviewed) for hand in OLD_HANDS]
    ledger.add(conn, entries)
    for number, community in ((10, "=@everyone|x"), (11, "pangeo")):
        case = CaseState(
            opened_at=MONDAY, answered_at=MONDAY + number * HOUR, community=community, steward="alice",
            reporter=PEOPLE[number], reporter_id=number,
        )  # fmt: skip
        memory.put(conn, f"subject:1#{number}", *CASE_MEMORY, CASE.dump(case), MONDAY)


@pytest.fixture
async def filled(database_url: str) -> str:
    """A database in which something has happened."""
    async with Database(database_url, SystemClock()) as db:
        await db.write(fill)
    return database_url


MARCH = ("acme/widget", "--since", "2026-03-01", "--until", "2026-04-01")


async def report(*args: str) -> Result:
    """`stewardbot report …` in a thread, as it runs a loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(args))


@pytest.mark.slow
async def test_a_report_is_one_slide_first_and_names_nobody(filled: str) -> None:
    for written in ("md", "html", "json", "csv"):
        for audience in ("maintainers", "management", "funders"):
            result = await report(*MARCH, "--format", written, "--audience", audience)
            assert result.exit_code == 0, result.output
            assert not [
                login for login in (*PEOPLE.values(), "old-hand", "spy", "alice") if login in result.stdout
            ]
            assert ("steward-load" in result.stdout) is (audience == "maintainers")
    slide = (await report(*MARCH)).stdout.partition("## Details")[0]
    assert "| cases opened | 2 |" in slide
    assert "@everyone" not in (await report(*MARCH)).stdout, "a name in the file calls nobody"
    assert "| people who contributed to this owner for the first time | 8 |" in slide
    assert "has known this repository since 2026-03-02" in slide


async def test_every_kind_of_database_counts_alike(filled: str) -> None:
    document = json.loads((await report(*MARCH, "--format", "json")).stdout)
    result = {(row["metric"], row["key"]): row["value"] for row in document["figures"]}
    assert result["time-to-first-response", "issue.opened"] == 9
    assert result["time-to-first-response", "issue.waiting"] == 3
    assert result["time-to-first-response", "issue.median"] == 2 * 3600
    assert result["new-contributors", "people"] == 8, "neither an old hand, nor who is in a private one alone"
    assert (result["bot-activity", "bots"], result["bot-activity", "people"]) == (6, 19)
    assert result["issue-age", "open"] == 10
    assert result["support-cases", "answer"] == 10 * 3600
    assert result["good-first-issues", "free"] == 1
    assert document["sha256"] in (await report(*MARCH)).stdout


async def test_the_folder_has_all_it_takes_to_count_again(filled: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert (await report(*MARCH, "--format", "html", "--out", str(out))).exit_code == 0
    lines = (out / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    # Pictures are drawn from those files, where that is installed: nobody counts by them.
    counted = {path.name for path in out.iterdir() if path.suffix != ".png"}
    assert set(sums) == counted - {"SHA256SUMS", "report.html"}
    whole = hashlib.sha256((out / "SHA256SUMS").read_bytes()).hexdigest()
    assert whole in (out / "report.html").read_text()
    for name, digest in sums.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    cases = list(csv.DictReader(StringIO((out / "support-cases.csv").read_text())))
    assert {row["community"] for row in cases} == {"'=@everyone|x", "pangeo"}
    assert not (out / "steward-load.csv").exists(), "it is about one person"
    assert "## Support cases" in (out / "definitions.md").read_text()
    again = await report(*MARCH, "--out", str(out))
    assert again.exit_code == 1
    assert "never overwrites" in str(again.exception)


async def test_a_community_has_a_report_of_its_own(filled: str) -> None:
    result = (await report(*MARCH, "--community", "Pangeo", "--audience", "funders")).stdout
    assert "# acme/widget: pangeo" in result
    assert "| cases opened | 1 |" in result
    assert "| people who contributed to this owner for the first time | fewer than five |" in result
    assert "everyone" not in result
    refused = await report(*MARCH, "--community", "atlantis")
    assert "came from a community atlantis; known are: =@everyone|x, pangeo." in str(refused.exception)


async def test_the_operators_own_figures_stand_beside_and_are_marked(filled: str, tmp_path: Path) -> None:
    own = tmp_path / "usage.csv"
    own.write_text("month,cost\n<b>March</b>,@everyone | 9\n", encoding="utf-8")
    result = (await report(*MARCH, "--with", str(own))).stdout
    assert "the operator's own figures; Stewardbot has not counted them" in result
    assert "@everyone" not in result
    assert "<b>March" not in (await report(*MARCH, "--with", str(own), "--format", "html")).stdout
    document = json.loads((await report(*MARCH, "--with", str(own), "--format", "json")).stdout)
    assert document["operators_own"]["headings"] == ["month", "cost"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("acme/gadget",), "knows no repository acme/gadget"),
        (("acme/widget", "--since", "2026-04-01", "--until", "2026-03-01"), "must lie before --until"),
        (("acme/widget", "--until", "2999-01-01"), "lies in the future"),
        (("acme/widget", "--since", "0001-01-01"), "not before 2008"),
        (("acme/widget", "--with", "none.csv"), "cannot be read"),
        (("acme/widget", "--with", "none.csv", "--format", "csv"), "csv has only what was counted"),
        (("acme/widget", "--with", "."), "cannot be read"),
        (("acme/widget", "--with", "bad.csv"), "no CSV file in UTF-8"),
        (("acme/widget", "--with", "uneven.csv"), "row 2 has not as many cells"),
        (("acme/widget", "--with", "empty.csv"), "needs a line of headings"),
        (("acme/widget", "--out", "empty.csv"), "is there already"),
    ],
)
async def test_what_cannot_be_is_a_sentence(
    file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", file_url)
    monkeypatch.chdir(tmp_path)
    async with Database(file_url, SystemClock()) as db:
        await db.write(lambda conn: mirror.put_subjects(conn, REPOSITORY, (), (), MONDAY))
    (tmp_path / "bad.csv").write_bytes(b"a,b\n\xff,1\n")
    (tmp_path / "uneven.csv").write_text("a,b\n1\n")
    (tmp_path / "empty.csv").write_text("a,b\n")
    refused = await report(*arguments)
    assert refused.exit_code == 1
    assert sentence in str(refused.exception)


@pytest.mark.parametrize("arguments", [("widget",), ("acme/widget", "--since", "soon")])
async def test_what_is_written_wrongly_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert (await report(*arguments)).exit_code == 2


@pytest.mark.slow
async def test_a_repository_where_nothing_happened_yet_has_a_report(
    file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", file_url)
    async with Database(file_url, SystemClock()) as db:
        await db.write(lambda conn: mirror.put_subjects(conn, REPOSITORY, (), (), MONDAY))
    for written in ("md", "html", "json", "csv"):
        result = await report("acme/widget", "--format", written)
        assert result.exit_code == 0, result.output
    assert "Nothing has happened yet" in (await report("acme/widget")).stdout


async def test_only_who_chose_so_is_named_and_may_choose_otherwise(filled: str) -> None:
    async with Database(filled, SystemClock()) as db:

        def wish(conn: Connection, *, named: bool) -> None:
            mirror.put_subjects(conn, REPOSITORY, (), [User(id=10, login="Person-10")], MONDAY)
            mirror.put_subjects(conn, REPOSITORY, (), [User(id=77, login="somebody-else")], MONDAY)
            for person in (10, 50, 77):
                wish_credit(conn, person, named=named, now=MONDAY)

        await db.write(partial(wish, named=True))
        for written in ("md", "html", "json"):
            result = (await report(*MARCH, "--format", written, "--audience", "funders")).stdout
            assert "Person-10" in result
            assert "old-hand" in result
            assert "somebody-else" not in result, "who did nothing here is not named"
            assert "person-11" not in result
        pangeo = json.loads((await report(*MARCH, "--format", "json", "--community", "pangeo")).stdout)
        assert pangeo["credited"] == [], "neither of them is of this community"
        await db.write(partial(wish, named=False))
    assert "Person-10" not in (await report(*MARCH, "--audience", "funders")).stdout
