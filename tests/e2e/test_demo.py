"""The demo: a season that can be played again to the byte, and a report in which every number is true."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.inspect.report import app as report
from bot.clock import VirtualClock
from bot.core.config.repository_config import CONFIG_PATH
from bot.demo.community import BEGIN, END, HUB, LIBRARY, MARIT, OFFICE, config, world
from bot.demo.playback import Playback, open_playback, play
from bot.demo.recorded_facts import RecordedFacts
from bot.demo.report import write
from bot.demo.scene import SceneContext
from bot.demo.season import season
from bot.store.database import Database
from fakegithub import GitHub
from tests.e2e.recount import Recount
from tests.e2e.recount_pages import differences as differences_of_pages
from tests.e2e.recount_report import differences
from tests.harness.over_http.administrator import administrators_site
from tests.harness.over_http.door import open_house
from tests.harness.over_http.served_demo import ServedDemo, served_demo
from tests.harness.words import lasting, length, paths, refusals
from tests.harness.words.season import read

pytestmark = pytest.mark.slow

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """What a reader sees: counted numbers by their key, and all other text that is no quotation."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.counted: list[tuple[str, str]] = []
        self.prose: list[str] = []
        self._open: list[dict[str, str | None]] = []
        self._tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._tags.append(tag)
            self._open.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._tags.pop() == tag
            self._open.pop()

    def handle_data(self, data: str) -> None:
        inner = self._open[-1] if self._open else {}
        if "data-count" in inner:
            self.counted.append((inner["data-count"] or "", data.strip()))
        elif not self._quoted():
            self.prose.append(data)

    def _quoted(self) -> bool:
        """Dates, code, style, conversations and drawings (of which the table is counted) are no counts."""
        classes = {name for each in self._open for name in (each.get("class") or "").split()}
        return bool({"style", "time", "code", "svg"} & set(self._tags)) or bool({"date", "quote"} & classes)


async def played(playback: Playback, seed: int, end: datetime = END) -> str:
    """A season's report."""
    context = SceneContext(playback.github)
    await play(playback, season(context, seed), end, lambda _: None)
    facts = await playback.bot.db.read(
        lambda conn: RecordedFacts.read(conn, playback.github.state.app.bot.id)
    )
    return write(context, facts, playback.github.api.log, len(playback.server.deliveries), seed).html


def counts_again(database: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reports of the season's repositories, counted again from their CSV files alone."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{database}")
    for name in (LIBRARY, HUB):
        folder = out / name
        done = CliRunner().invoke(report, [name, "--until", f"{END:%Y-%m-%d}", "--out", str(folder)])
        assert done.exit_code == 0, done.output
        wrong, right = differences(folder)
        assert wrong == []
        assert right >= 30, "most of it has numbers"


async def counts_pages_again(database: Path) -> None:
    """Every number of the season's pages, counted again from the CSV of its rows alone."""
    clock = VirtualClock(END)
    async with Database(f"sqlite:///{database}", clock) as db:
        house = await open_house(site=await administrators_site(db, clock))

        async def get(path: str) -> str:
            answer = await house.client.get(path, headers={"Accept": "text/html"})
            return await answer.text() if answer.status == 200 else ""

        for repository, label in ((LIBRARY, ""), (HUB, "?label=support")):
            for query in ("", "?last=year", label, "?since=2026-03-09&until=2026-04-06"):
                wrong, right = await differences_of_pages(get, repository, query)
                assert wrong == [], query
                assert right >= 40, (query, right)
        await house.client.close()


def test_every_number_of_the_report_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def whole_season() -> tuple[str, dict[str, int]]:
        async with open_playback(tmp_path / "season.db") as playback:
            html = await played(playback, seed=1)
            assert {each.status for each in playback.server.deliveries} == {202}
            assert not [r for r in playback.github.api.log if r.status >= 400 and r.status != 404]
            return html, Recount(playback.github, playback.server, BEGIN).numbers()

    html, told = asyncio.run(whole_season())
    page = Page(html)
    wrong = [(key, said, told.get(key)) for key, said in page.counted if said != str(told.get(key))]
    assert wrong == []
    assert {key for key, _ in page.counted} >= {key for key, value in told.items() if value}
    assert not re.search(r"\d", " ".join(page.prose)), "a number that nobody counted"
    assert "<script" not in html

    counts_again(tmp_path / "season.db", tmp_path / "reports", monkeypatch)
    asyncio.run(counts_pages_again(tmp_path / "season.db"))

    assert told["newcomers"] == told["welcomed"] == 40
    assert told["hands_time"] >= 1, "the steward who falls silent is missed"
    assert told["thanked"] == told["first_merge"]
    assert told["requests"] < 2.1 * told["deliveries"], "it asks and writes as `serve` does, in documents"


async def a_button_is_pressed(demo: ServedDemo) -> None:
    """A maintainer takes back what was done last somewhere, and the simulated GitHub shows it."""
    await demo.signs_in(MARIT)
    activity = f"/r/{HUB}/activity"
    lines = (await demo.page(activity)).split("<tr>")
    line = next(line for line in lines if ">Undo<" in line)
    issue = re.findall(r'href="([^"]+)"', line)[0]
    before = await demo.page(issue)
    await demo.presses(line)
    async with asyncio.timeout(30):
        while await demo.page(issue) == before:  # noqa: ASYNC110  another process has no event for us
            await asyncio.sleep(0.1)
    assert MARIT in (await demo.page(activity)).partition("<tbody>")[2].partition("</tr>")[0]
    assert LIBRARY in await demo.page(re.findall(r"(\S+/r/openestuary/estuary)\s", demo.said)[0])
    assert OFFICE in await demo.page("/")
    assert "lindholt" in await demo.page(re.findall(r"(\S+/link/\S+)", demo.said)[0])


async def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_season(tmp_path: Path) -> None:
    reports = {}
    for seed in (1, 2):
        async with open_playback(tmp_path / f"{seed}.db") as playback:
            reports[seed] = await played(playback, seed, BEGIN + timedelta(weeks=1))
    out = tmp_path / "out"
    async with served_demo(out, "--weeks", "1") as demo:
        assert "people welcomed" in demo.said
        assert "demo-report.html" in demo.said
        await a_button_is_pressed(demo)
    assert (out / "demo-report.html").read_text(encoding="utf-8") == reports[1]
    with (out / "threads.jsonl").open(encoding="utf-8") as lines:
        threads = read(lines)
    assert threads.human_events > 0
    assert len(threads.by_bot) > 0
    assert [finding for rule in (lasting, length, paths, refusals) for finding in rule.find(threads)] == []
    assert reports[1].replace("--seed 1", "") != reports[2].replace("--seed 2", "")


def test_the_community_s_own_files_are_good_examples() -> None:
    from bot.core.config.loader import load
    from handlers import FEATURES

    for name in ("estuary", "hub", "office"):
        assert load(config(name), FEATURES, CONFIG_PATH).mode == "act"
    repository = GitHub.of(world()).state.repository(LIBRARY)
    assert repository is not None
    assert repository.files[CONFIG_PATH] == config("estuary")
