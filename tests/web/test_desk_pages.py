"""What waits on us, the cases and the rota, as those see them who look after a repository."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import pytest

from fakegithub import Fault
from tests.harness.in_process.story import OTHER, REPO, Story, world
from tests.harness.over_http.browser import HTML, Browser, Pages, open_pages
from tests.scenarios.test_digest import WORKFLOWS, grants

STEWARD = "steward: {people: [alice, carol], change: every wednesday 10:00, starts: 2026-01-07}"
TRIAGE = "triage: {labels: {support: support}}"
NEWCOMERS = "newcomers: {claims: {lease: 5d}}"

pytestmark = pytest.mark.slow


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """Carol triages and is on the rota, alice too, bob may only write; acme/gadget is private."""
    started = world()
    started["repositories"][1]["private"] = True
    async with (
        Story(STEWARD, TRIAGE, NEWCOMERS, world=started, everywhere=True) as story,
        open_pages(story, public=True) as opened,
    ):
        yield opened


async def text(browser: Browser, path: str) -> str:
    answer = await browser.get(path, HTML)
    assert answer.status == 200, await answer.text()
    return await answer.text()


async def test_the_oldest_without_an_answer_comes_first_until_somebody_answers(pages: Pages) -> None:
    story = pages.story
    first = await story.person("eve").opens_issue("It breaks <first>")
    second = await story.person("dan").opens_issue("It breaks again")
    await story.advance("3d")
    browser = await pages.signed_in("bob")
    shown = await text(browser, f"/r/{REPO}")
    assert shown.index(f"#{first.number}<") < shown.index(f"#{second.number}<")
    assert f'href="https://github.com/{REPO}/issues/{first.number}"' in shown
    assert "It breaks &lt;first&gt;" in shown
    assert "3 days" in shown
    await story.person("bob").comments(first, "Which version is it?")
    shown = await text(browser, f"/r/{REPO}")
    assert f"#{first.number}<" not in shown
    assert f"#{second.number}<" in shown


async def test_a_command_alone_and_a_program_answer_nobody(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("It breaks")
    await pages.story.person("bob").comments(issue, "/kind bug")
    assert f"#{issue.number}<" in await text(await pages.signed_in("bob"), f"/r/{REPO}")


async def test_strangers_see_counts_and_no_queue(pages: Pages) -> None:
    await pages.story.person("eve").opens_issue("It breaks")
    shown = await text(pages.browser(), f"/r/{REPO}")
    assert "It breaks" not in shown
    for path in ("cases", "stewards"):
        assert (await pages.browser().get(f"/r/{REPO}/{path}", HTML)).status == 404


async def test_a_claim_that_ends_is_shown(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("Improve the docs", labels=["good first issue"])
    await pages.story.person("dan").comments(issue, "/claim")
    shown = await text(await pages.signed_in("bob"), f"/r/{REPO}")
    claims = shown.partition("Claims that end within a week")[2]
    assert f"#{issue.number}<" in claims
    assert "dan" not in claims.partition("</section>")[0]
    assert "Without a first answer" not in shown, "it is offered; nobody asks there"


async def test_a_review_that_was_asked_for_names_whom_and_no_time(pages: Pages) -> None:
    pull = await pages.story.person("eve").opens_pull("Mend it")
    pages.person("alice").requests_review(REPO, pull.number, "bob")
    await pages.story.settles()
    await pages.story.advance("3d")
    shown = await text(await pages.signed_in("alice"), f"/r/{REPO}")
    reviews = shown.partition("Reviews that were asked for")[2].partition("</section>")[0]
    assert f"#{pull.number}<" in reviews
    assert "bob" in reviews
    assert "days" not in reviews


async def test_nothing_waits_is_one_sentence(pages: Pages) -> None:
    shown = await text(await pages.signed_in("alice"), f"/r/{REPO}")
    assert "Nothing waits: no issue without a first answer, no support case that is due, no review" in shown


async def test_who_has_a_case_is_shown_to_the_people_of_its_rota(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("How do I log in?", labels=["support"])
    steward = issue.assignees.copy().pop()
    shown = await text(await pages.signed_in(steward), f"/r/{REPO}/cases")
    assert f"#{issue.number}<" in shown
    assert "<h2>Mine</h2>" in shown
    shown = await text(await pages.signed_in("bob"), f"/r/{REPO}/cases")
    assert f"#{issue.number}<" in shown
    assert steward not in shown.partition("<main")[2]
    assert "shown to the people of its rota" in shown


async def test_whoever_has_a_case_sees_where_the_same_was_answered(pages: Pages) -> None:
    question = ("How do I log in to the hub?", "The login page of the hub stays empty.")
    first = await pages.story.person("eve").opens_issue(*question)
    await pages.story.person("alice").closes(first)
    issue = await pages.story.person("newt").opens_issue(*question, labels=["support"])
    steward = issue.assignees.copy().pop()
    shown = await text(await pages.signed_in(steward), f"/r/{REPO}/cases")
    assert "Similar: answered in <a " in shown
    assert f">#{first.number}</a>" in shown
    assert "Similar" not in await text(await pages.signed_in("bob"), f"/r/{REPO}/cases")


async def test_the_rota_shows_who_is_on_duty_the_next_hand_over_and_gaps(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    shown = await text(browser, f"/r/{REPO}/stewards")
    assert f"/r/{REPO}/metrics/steward-load" in shown
    assert "On duty" in shown
    assert "All of the next eight weeks is covered" in shown
    issue = await pages.story.person("eve").opens_issue("Hi")
    await pages.story.person("carol").comments(issue, "/away tomorrow to 2026-03-20")
    gaps = (await text(browser, f"/r/{REPO}/stewards")).partition("When nobody is on duty")[2]
    assert "carol" not in gaps


async def table(browser: Browser, name: str) -> list[dict[str, Any]]:
    """A table for programs as JSON, once it says the same as CSV."""
    address = f"/api/v1/{REPO}/{name}"
    answer = await browser.get(f"{address}.json")
    assert answer.status == 200, await answer.text()
    rows: list[dict[str, Any]] = (await answer.json())[name]
    lines = list(csv.DictReader(StringIO(await (await browser.get(f"{address}.csv")).text())))
    assert [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in rows] == lines
    return rows


async def test_programs_are_given_the_tables_of_the_desk_by_the_rules_of_its_pages(pages: Pages) -> None:
    story = pages.story
    issue = await story.person("eve").opens_issue("How do I log in?", labels=["support"])
    task = await story.person("eve").opens_issue("Improve the docs", labels=["good first issue"])
    await story.person("dan").comments(task, "/claim")
    await story.advance("3d")
    steward = issue.assignees.copy().pop()
    bob, theirs = await pages.signed_in("bob"), await pages.signed_in(steward)
    rows = [row for row in await table(bob, "waiting") if row["number"] is not None]
    assert [(row["waits_for"], row["number"], bool(row["since"]), bool(row["until"])) for row in rows] == [
        ("unanswered", issue.number, True, False),
        ("claims", task.number, False, True),
    ]
    (case,) = await table(bob, "cases")
    assert (case["number"], case["steward"], case["is_mine"]) == (issue.number, "", False)
    assert case["opened_at"]
    (case,) = await table(theirs, "cases")
    assert (case["steward"], case["is_mine"], case["opened_at"]) == (steward, True, "")
    assert [row["when"] for row in await table(bob, "rota")] == ["now", "next"]
    assert await table(bob, "topics") == []
    for page, names in (("", ("waiting",)), ("/cases", ("cases",)), ("/stewards", ("rota", "topics"))):
        shown = await text(bob, f"/r/{REPO}{page}?last=year")
        for name in names:
            assert f'href="/api/v1/{REPO}/{name}.csv?last=year"' in shown
    assert "waiting.csv" not in await text(pages.browser(), f"/r/{REPO}")
    assert (await bob.get(f"/api/v1/{REPO}/cases.exe")).status == 404


async def test_checks_that_wait_for_approval_stand_there_or_why_nobody_knows(pages: Pages) -> None:
    story = pages.story
    story.person("alice").alone.pushes(REPO, WORKFLOWS)
    pull = await story.person("zed").opens_pull("Clear error")
    bob = await pages.signed_in("bob")
    shown = await text(bob, f"/r/{REPO}")
    assert "is not known: the App may not read Actions here" in shown
    assert "no checks that wait" not in shown
    grants(story, "actions")
    await story.advance("3 minutes")
    shown = await text(bob, f"/r/{REPO}")
    approvals = shown.partition("Checks that wait for approval")[2].partition("</section>")[0]
    assert f"#{pull.number}<" in approvals
    assert "zed" not in approvals
    waiting = await table(bob, "waiting")
    assert [row["number"] for row in waiting if row["waits_for"] == "approvals"] == [pull.number]
    await story.advance("3 minutes")
    story.github.api.faults.next("GET", "/actions/runs", Fault.SERVER_ERROR, times=9)
    assert "is not known: GitHub has not said so just now" in await text(bob, f"/r/{REPO}")


async def test_who_waits_at_the_gate_is_seen_inward_the_oldest_first(pages: Pages) -> None:
    story = pages.story
    await story.configures("contributions: {require: issue}")
    await story.advance("1 minute")
    first = await story.person("eve").opens_pull("A fix")
    await story.advance("1 day")
    second = await story.person("dan").opens_pull("Another")
    bob = await pages.signed_in("bob")
    shown = (
        (await text(bob, f"/r/{REPO}")).partition("Pull requests at the gate")[2].partition("</section>")[0]
    )
    assert shown.index(f"#{first.number}<") < shown.index(f"#{second.number}<")
    assert "no open issue is linked" in shown
    assert [row["number"] for row in await table(bob, "waiting") if row["waits_for"] == "gate"] == [
        first.number,
        second.number,
    ]
    assert "at the gate" not in await text(pages.browser(), f"/r/{REPO}")


async def test_the_front_page_lists_the_repositories_one_may_see(pages: Pages) -> None:
    assert f'href="/r/{REPO}"' in await text(pages.browser(), "/")
    assert OTHER not in await text(pages.browser(), "/")
    assert OTHER in await text(await pages.signed_in("alice"), "/")
    assert OTHER not in await text(await pages.signed_in("eve"), "/")
