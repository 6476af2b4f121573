"""`stewardbot doctor` names what is wrong and how it is mended; `db export` tells everything but secrets."""

from __future__ import annotations

import asyncio
import csv
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import bot.cli
from bot.clock import VirtualClock
from bot.community.cases import CASE, CaseState
from bot.core import generated_docs
from bot.core.config.accounts import NamedAccount, NamedAccounts
from bot.core.events.webhooks import SUBSCRIPTIONS
from bot.core.keys import subject_scope
from bot.core.model import Repository
from bot.core.ports.webhook_deliveries import Attempt
from bot.github.shapes import AppInstallation, HookConfig
from bot.operations import diagnostics
from bot.operations.checkup import of_database
from bot.operations.maintenance.upgrade_findings import of_upgrade
from bot.operations.sign_in_findings import of_sign_in
from bot.settings import Settings
from bot.store import ledger, memory, mirror
from bot.store.config_store import put_named_accounts
from bot.store.database import Connection, Database
from bot.store.once import lives
from bot.store.sql import migrate
from bot.store.sql.connections import disposed, engine_for, upgrading
from bot.store.upkeep import backup, forgetting
from bot.store.visitors import sessions
from bot.store.visitors.sessions import Session
from fakegithub import Fault, GitHub, Server
from fakegithub.payloads.accounts import PERMISSIONS
from handlers import FEATURES
from tests.harness.over_http.program import settings
from tests.harness.over_http.town import REPO, Town, world

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PATH = "/api/github/webhooks"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program: exit code, output, errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stewardbot", *arguments])
        with pytest.raises(SystemExit) as ended:
            bot.cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.mark.parametrize(("seconds", "state"), [(2, "fine"), (-2, "fine"), (120, "wrong"), (-120, "wrong")])
def test_the_clock_is_held_beside_githubs(seconds: int, state: str) -> None:
    assert diagnostics.clock(NOW + timedelta(seconds=seconds), format_datetime(NOW)).state == state
    assert diagnostics.clock(NOW, "").state == "doubt"


def test_what_the_app_lacks_is_named_from_what_the_features_need() -> None:
    granted = dict(generated_docs.permissions(FEATURES))
    events = list(SUBSCRIPTIONS)
    assert [each.state for each in diagnostics.permissions(FEATURES, granted, events, "page")] == [
        "fine",
        "fine",
    ]
    stronger = dict.fromkeys(granted, "admin")
    assert diagnostics.permissions(FEATURES, stronger, events, "page")[0].state == "fine"
    may, hears = diagnostics.permissions(FEATURES, granted | {"issues": "read"}, events[1:], "page")
    assert (may.state, "issues: write" in may.statement, bool(may.fix)) == ("wrong", True, True)
    assert (hears.state, events[0] in hears.statement) == ("wrong", True)


NEWER = {"merge_queues", "merge_group", "issue_dependencies", "sub_issues"}


def test_an_app_older_than_merge_queues_is_told_what_it_does_without_and_how_to_have_it() -> None:
    needed = generated_docs.permissions(FEATURES)
    granted = {name: how for name, how in needed.items() if name not in NEWER}
    events = [name for name in SUBSCRIPTIONS if name not in NEWER]
    owner = {"id": 3, "account": {"id": 30, "login": "acme"}, "permissions": granted, "events": events}
    may, hears = diagnostics.permissions(FEATURES, granted, events, "page")
    (installation,) = diagnostics.installations(needed, [AppInstallation.model_validate(owner)])
    waits = "a merge queue that requires the check of this bot waits for ever"
    assert may.statement == f"lacks merge_queues: read; without merge_queues {waits}; all else works"
    assert hears.statement.startswith("does not hear issue_dependencies, merge_group, sub_issues; ")
    for found, mend in ((may, "page"), (hears, "page"), (installation, "acme must accept")):
        assert (found.state, mend in found.fix, waits in found.statement) == ("doubt", True, True)
        assert "Enterprise Server" in found.fix
    assert "sub_issues an issue that is split up may be suggested whole" in installation.statement
    weaker = AppInstallation.model_validate({**owner, "permissions": {**granted, "issues": "read"}})
    (installation,) = diagnostics.installations(needed, [weaker])
    assert (installation.state, "issues: write" in installation.statement) == ("wrong", True)
    checks = AppInstallation.model_validate(
        {**owner, "permissions": {name: how for name, how in granted.items() if name != "checks"}}
    )
    (installation,) = diagnostics.installations(needed, [checks], FEATURES)
    assert "checks: write" in installation.statement
    off = installation.statement.partition("until then off: ")[2].split(", ")
    assert "config_check" in off
    assert "contributions" in off
    assert "welcome" not in off


def test_what_an_optional_right_would_bring_is_told_and_nothing_is_to_be_mended() -> None:
    needed = generated_docs.permissions(FEATURES)
    assert "actions" not in needed
    here, there = (
        AppInstallation.model_validate(
            {"id": 3, "account": {"id": 30, "login": login}, "permissions": {**needed, **more}}
        )
        for login, more in (("acme", {"actions": "read"}), ("late", {}))
    )
    for granted, installed, statement, mend in (
        (needed, [there], "is not granted; with it the digest names", "page"),
        ({**needed, "actions": "read"}, [here, there], "is not accepted by late; with it", "accept"),
        ({**needed, "actions": "write"}, [here], "is granted: the digest names", ""),
    ):
        found, drafts = diagnostics.optional_rights(FEATURES, granted, installed, "page")
        assert {(each.state, each.what) for each in (found, drafts)} == {("fine", "optional right")}
        assert "contents: write is not granted; with it the gate can make drafts" in drafts.statement
        assert f"actions: read {statement}" in found.statement
        assert mend in found.fix
        assert bool(mend) is bool(found.fix)


def test_owners_who_have_not_accepted_yet_are_named() -> None:
    needed = {"issues": "write"}
    good = {"id": 3, "account": {"id": 30, "login": "good"}, "permissions": needed}
    told = [
        AppInstallation.model_validate(answer)
        for answer in (
            {**good, "account": {"id": 10, "login": "acme"}, "permissions": {}},
            {**good, "account": {"id": 20, "login": "late"}, "suspended_at": "2026-01-01"},
            good,
        )
    ]
    found = diagnostics.installations(needed, told)
    assert [(each.what, each.state) for each in found] == [
        ("installation acme", "wrong"),
        ("installation late", "doubt"),
    ]
    assert diagnostics.installations(needed, told[2:])[0].state == "fine"
    assert diagnostics.installations(needed, [])[0].fix


@pytest.mark.parametrize(
    ("url", "content", "state"),
    [
        ("https://bot.example" + PATH, "json", "fine"),
        ("http://bot.example" + PATH, "json", "doubt"),
        ("https://bot.example/", "json", "wrong"),
        ("https://bot.example" + PATH, "form", "wrong"),
        ("", "json", "wrong"),
    ],
)
def test_where_the_webhook_points(url: str, content: str, state: str) -> None:
    found = diagnostics.hook(HookConfig(url=url, content_type=content), PATH)
    assert found.state == state
    assert bool(found.fix) is (state != "fine")


@pytest.mark.parametrize(
    ("statuses", "state", "hint"),
    [
        ([202, 202], "fine", ""),
        ([401, 202], "wrong", "WEBHOOK_SECRET"),
        ([202, 0], "doubt", "Nobody answers"),
        ([503], "wrong", "disk"),
        ([], "doubt", "Install"),
    ],
)
def test_how_the_last_deliveries_went(statuses: list[int], state: str, hint: str) -> None:
    attempts = [Attempt(i, f"guid-{i}", NOW, "issues", status) for i, status in enumerate(statuses)]
    found = diagnostics.deliveries(attempts)
    assert (found.state, hint in found.fix) == (state, True)


def test_a_disk_that_goes_is_found_out(tmp_path: Path) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\ntmpfs {tmp_path.resolve()} tmpfs rw 0 0\n"
    assert diagnostics.disk(tmp_path / "bot.db", mounts, {}).state == "wrong"
    assert diagnostics.disk(Path("/srv/bot.db"), mounts, {}).state == "fine"
    assert diagnostics.disk(Path("/srv/bot.db"), mounts, {"DYNO": "web.1"}).state == "wrong"
    assert diagnostics.disk(None, mounts, {}).state == "wrong"
    volume = f"{mounts}/dev/vdb /data ext4 rw 0 0\n"
    for platform in ("RENDER", "K_SERVICE", "FLY_APP_NAME"):
        assert diagnostics.disk(Path("/srv/bot.db"), volume, {platform: "1"}).state == "wrong"
        assert diagnostics.disk(Path("/data/bot.db"), volume, {platform: "1"}).state == "fine"


def test_a_database_that_serve_could_not_make_is_told_as_such() -> None:
    # A name that is too long is refused to root as well, who may look into every folder.
    *_, found = of_database(Settings(database_url=SecretStr(f"sqlite:///{'x' * 300}/x.db")))
    assert found.state == "wrong"
    assert "cannot be made: File name too long; let DATABASE_URL name a place" in found.statement


def test_what_an_upgrade_will_do_is_said_beforehand(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    chosen = Settings(database_url=SecretStr(url))
    assert [found.what for found in of_upgrade(chosen)] == ["migrations"]
    migrate.upgrade(url)
    assert "up to date" in next(of_upgrade(chosen)).statement
    with disposed(engine_for(url)) as engine, upgrading(engine) as conn:
        migrate.run_steps(conn, down_to="0014")
    steps, disk, *defaults = of_upgrade(chosen)
    assert "0015 budget, 0016 similar issues" in steps.statement
    assert (disk.state, str(tmp_path / "backups") in disk.statement) == ("fine", True)
    assert any("HOST" in found.statement for found in defaults)


@asynccontextmanager
async def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> AsyncIterator[Server]:
    """A simulated GitHub on the system's clock, and settings that lead there."""
    server = Server(GitHub.of(world(), clock=lambda: datetime.now(UTC)))
    await server.start()
    monkeypatch.chdir(tmp_path)
    for name, value in settings(tmp_path, server.url, server.github.state.app.id, **more).items():
        monkeypatch.setenv(name, value)
    try:
        yield server
    finally:
        await server.stop()


async def test_the_whole_look_ends_with_what_is_to_be_mended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {"SENTRY_DSN": "https://key@sentry.example/1", "WEBHOOK_SECRET_OLD": "the-secret-before-it"}
    async with github(tmp_path, monkeypatch, **more) as server:
        server.webhook_url = None
        code, out, err = await asyncio.to_thread(run, "doctor")
        assert code == 1
        assert "wrong  webhook: it points nowhere" in out
        assert "fine   clock: " in out
        assert "fine   settings: complete" in out
        assert "doubt  settings: SENTRY_DSN does nothing yet" in out
        assert "doubt  settings: the old webhook secret is accepted as well" in out
        assert "doubt  database: there is no" in out
        assert "fine   optional right: actions: read is not granted; with it the digest names" in out
        assert "to be mended" in err
        methods = {each.method for each in server.github.api.log}
        assert methods == {"GET"}


@pytest.mark.parametrize(
    ("command", "path", "sentence"),
    [
        (("doctor",), "^/app$", "GitHub does not know the App (GET /app: Not Found)"),
        (("redeliver",), "^/app/hook", "GitHub does not show the App's deliveries: Not Found."),
        (("reconcile", REPO), "/labels", f"(GET /repos/{REPO}/labels)."),
    ],
)
async def test_what_github_does_not_show_is_named(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    path: str,
    sentence: str,
) -> None:
    async with github(tmp_path, monkeypatch) as server:
        installation, there = server.github.state.installation("acme"), server.github.state.repository(REPO)
        assert installation is not None
        assert there is not None
        acme = Repository(id=there.id, full_name=REPO, owner_type="Organization")

        def known(conn: Connection) -> None:
            mirror.put_subjects(conn, acme, (), (), NOW)
            mirror.end_sync(conn, acme, NOW, installation.id)

        migrate.upgrade(os.environ["DATABASE_URL"])
        async with Database(os.environ["DATABASE_URL"], VirtualClock(NOW)) as database:
            await database.write(known)
        server.github.faults.next("GET", path, Fault.MISSING, times=9)
        code, out, err = await asyncio.to_thread(run, *command)
    assert code != 0
    assert sentence in out + err
    assert "Traceback" not in err


async def test_without_re2_doctor_says_which_rules_are_off(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.community.patterns.matching.re2", None)
    async with github(tmp_path, monkeypatch):
        _, out, _ = await asyncio.to_thread(run, "doctor")
    assert "doubt  patterns: google-re2 is not installed, so rules that look at" in out


@pytest.mark.slow
async def test_names_in_a_repositorys_file_that_lead_nowhere_are_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """steward: {people: [alice, long-gone], change: every wednesday 10:00, starts: 2026-01-07}"""
    async with github(tmp_path, monkeypatch) as server:
        installation, there = server.github.state.installation("acme"), server.github.state.repository(REPO)
        assert installation is not None
        assert there is not None
        acme = Repository(id=there.id, full_name=REPO, owner_type="Organization")

        def known(conn: Connection) -> None:
            mirror.put_subjects(conn, acme, (), (), NOW)
            mirror.end_sync(conn, acme, NOW, installation.id)
            source = f"{REPO}@1:.github/stewardbot.yml"
            mirror.put_config(conn, acme.id, text=text, sha="1", source=source, error="", now=NOW)
            named = NamedAccounts(accounts={"alice": NamedAccount(id=4711, now_called="")})
            put_named_accounts(conn, acme.id, named, NOW)
            mirror.put_config(
                conn, acme.id, text="mode: at", sha="2", source=source, error="1:7: no", now=NOW
            )

        migrate.upgrade(os.environ["DATABASE_URL"])
        async with Database(os.environ["DATABASE_URL"], VirtualClock(NOW)) as database:
            await database.write(known)
        _, out, _ = await asyncio.to_thread(run, "doctor")
        assert "doubt  acme/widget: the newest file has mistakes; the last good one is in force" in out
        assert "`alice` is not obeyed" in out
        assert "1:27: there is nobody called long-gone on GitHub" in out
        assert {each.method for each in server.github.api.log} <= {"GET", "POST"}


@pytest.mark.slow
async def test_a_file_is_checked_against_a_repository_by_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stewardbot.yml"
    file.write_text("triage: {labels: {bug: bgu}}\nnotify: {stewards: chta}\n", "utf-8")
    monkeypatch.setenv("NOTIFY_CHAT", "https://hooks.slack.com/services/T/B/x")
    async with github(tmp_path, monkeypatch) as server:
        code, out, _ = await asyncio.to_thread(run, "config", "check", str(file), "--repository", REPO)
        _, alone, _ = await asyncio.to_thread(run, "config", "check", str(file))
        assert {each.method for each in server.github.api.log} <= {"GET", "POST"}
    assert code == 0, "what is missing may come yet"
    assert f"{file}:1:24: note: this repository has no label `bgu`; did you mean `bug`?" in out
    assert (
        f"{file}:2:20: note: the operator of this bot has set up no channel `chta`; did you mean `chat`?"
        in out
    )
    assert alone == ""


@pytest.mark.slow
async def test_a_feature_that_waits_for_an_owner_is_told_where_the_file_turns_it_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stewardbot.yml"
    file.write_text("labels: {}\ncontributions: {require: claim, then: comment}\n", "utf-8")
    async with github(tmp_path, monkeypatch) as server:
        checked = partial(asyncio.to_thread, run, "config", "check", str(file), "--repository", REPO)
        _, before, _ = await checked()
        granted = {name: how for name, how in PERMISSIONS.items() if name != "checks"}
        server.github.person("dora").accepts_permissions("acme", granted)
        code, out, _ = await checked()
    assert "off until" not in before
    assert code == 0
    assert f"{file}:2:1: note: contributions is off until an owner of acme accepts checks: write" in out
    assert "labels is" not in out


@pytest.mark.slow
async def test_a_rota_that_is_short_of_people_is_told_with_what_would_help(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07}"
    acme = Repository(id=12, full_name=REPO, owner_type="Organization")
    waits = CaseState(opened_at=NOW, reporter="eve", reporter_id=1)

    def known(conn: Connection) -> None:
        mirror.put_subjects(conn, acme, (), (), NOW)
        mirror.end_sync(conn, acme, NOW, 1)
        mirror.put_config(conn, acme.id, text=text, sha="1", source=f"{REPO}@1:x", error="", now=NOW)
        for number in (1, 2, 3):
            memory.put(conn, subject_scope(acme.id, number), CASE.feature, CASE.key, CASE.dump(waits), NOW)

    async with github(tmp_path, monkeypatch):
        migrate.upgrade(os.environ["DATABASE_URL"])
        async with Database(os.environ["DATABASE_URL"], VirtualClock(NOW)) as database:
            await database.write(known)
        _, out, _ = await asyncio.to_thread(run, "doctor")
    short = "doubt  acme/widget: Support is short of people (open cases that nobody on duty has room for: 3)."
    assert short in out
    assert "Write `on_duty: 2` or an `otherwise` into its file." in out


async def test_a_server_that_writes_beside_us_is_named_and_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with github(tmp_path, monkeypatch):
        migrate.upgrade(os.environ["DATABASE_URL"])
        async with Database(os.environ["DATABASE_URL"], VirtualClock(NOW)) as database:
            await database.write(lambda conn: lives.note_rival(conn, "acme/widget#7", NOW))
        _, out, _ = await asyncio.to_thread(run, "doctor")
        assert "wrong  server: another process writes in the App's name (acme/widget#7)" in out
        assert "stop the other" in out


@pytest.mark.slow
async def test_what_remains_of_the_forgotten_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with github(tmp_path, monkeypatch):
        monkeypatch.setenv("FORGET_KEY", "a long and random text")
        url = os.environ["DATABASE_URL"]
        migrate.upgrade(url)
        async with Database(url, VirtualClock(NOW)) as database:
            deed = ledger.Entry(NOW, 12, 3, 7, 4711, "eve", "issues.opened")
            await database.write(lambda conn: ledger.add(conn, [deed]))
            backup.backup(url, tmp_path / "old.db")
            person = await database.read(lambda conn: forgetting.person(conn, 4711))
            await forgetting.forget(database, person, b"a long and random text", NOW)
        _, out, _ = await asyncio.to_thread(run, "doctor")
        assert f"doubt  backups: {tmp_path / 'old.db'} still holds somebody who was forgotten" in out
        assert "doubt  forgotten: traces of whoever was forgotten are left in the file or its log" in out


@pytest.mark.parametrize(
    ("chosen", "state", "words"),
    [
        ({}, "fine", "https://bot.example.org/callback"),
        ({"public_url": None}, "doubt", "PUBLIC_URL is not set"),
        ({"public_url": "http://bot.example.org"}, "doubt", "begins with http"),
        ({"public_url": "http://localhost:3000"}, "fine", "http://localhost:3000/callback"),
        ({"session_secret": None}, "doubt", "nobody can sign in without SESSION_SECRET"),
        ({"session_secret_old": SecretStr("o" * 32)}, "doubt", "old session secret"),
    ],
)
def test_what_keeps_people_from_signing_in_is_named(chosen: dict[str, Any], state: str, words: str) -> None:
    complete = {
        "github_client_id": "Iv1.0123",
        "github_client_secret": SecretStr("s"),
        "session_secret": SecretStr("n" * 32),
        "public_url": "https://bot.example.org",
    }
    findings = list(of_sign_in(Settings(**{**complete, **chosen})))
    assert (findings[-1].state, words in findings[-1].statement) == (state, True), findings


def test_nothing_is_said_of_signing_in_where_nobody_wants_it() -> None:
    assert list(of_sign_in(Settings())) == []


@pytest.mark.slow
async def test_all_sessions_end_on_request(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/steward.db"
    migrate.upgrade(url)
    async with Database(url, VirtualClock(NOW)) as db:
        session = Session(4711, "eve", frozenset(), NOW)
        await db.write(lambda conn: sessions.begin(conn, "a", session))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    _, out, _ = await asyncio.to_thread(run, "doctor", "--end-sessions")
    assert "1 session ended" in out


def test_missing_settings_are_told_first(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    code, out, _ = run("doctor")
    assert code == 1
    assert "wrong  settings: APP_ID is not set" in out
    assert "or let `stewardbot serve` make an App with you" in out
    monkeypatch.setenv("WEBHOOK_SECRET", "long enough a secret")
    _, out, _ = run("doctor")
    assert "APP_ID is not set" in out
    assert "make an App with you" not in out, "there is one already"


def test_a_disk_without_room_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert "room" not in run("doctor")[1]
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5 * 2**20))
    _, out, _ = run("doctor")
    assert "doubt  room: the disk has 5 MB free, and 100 are needed\n       Make room: " in out


@pytest.mark.slow
async def test_every_table_is_exported_and_no_secret_with_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Town(tmp_path) as town:
        town.person("eve").opens_issue(REPO, "=HYPERLINK(evil) ghs_0123456789abcdefgh", "The crash.")
        await town.works()
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DATABASE_URL", town.url)
        code, out, _ = await asyncio.to_thread(run, "db", "export", "out")
        assert (code, "ledger.csv" in out) == (0, True)
        texts = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()}
        assert "ghs_0123" not in "".join(texts.values())
        (subject,) = csv.DictReader(texts["mirror_subjects"].splitlines())
        assert subject["title"].startswith("'=HYPERLINK")
        assert "payload" not in texts["deliveries"].splitlines()[0]
        code, _, err = await asyncio.to_thread(run, "db", "export", "out")
        assert (code, "never overwrites" in err) == (1, True), err
