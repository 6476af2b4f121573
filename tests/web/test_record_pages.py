"""Pages of records through the public door: who sees what of a short season that was really played."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
import pytest_asyncio

from bot.core.states import EffectState, PauseKind
from bot.queries.benchmarks.history import stored
from bot.queries.credits import credited_people
from bot.store import pauses
from bot.store.database import Connection
from bot.store.upkeep import budgets
from bot.store.upkeep.budgets import ALL_REQUESTS, RequestBudget
from fakegithub import Fault
from fakegithub.payloads.accounts import PERMISSIONS
from tests.harness.in_process.story import OTHER, REPO, STEWARD, Story, world
from tests.harness.over_http.browser import HTML, Browser, Pages, open_pages
from tests.scenarios.test_digest import WORKFLOWS, grants

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWCOMERS = """\
newcomers:
  welcome: {}
  claims: {}
  mentors: {alice: {capacity: 2}}
  cohorts:
    sprint: {host: frank, members: [zed], from: 2026-03-01, until: 2026-03-20}
"""
SECTIONS = (STEWARD, NEWCOMERS, "labels: {families: [kind]}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def season() -> AsyncIterator[Pages]:
    """Eve asks, claims and opens a pull request; zed, of the sprint, opens one; acme/gadget is private."""
    started = world()
    started["repositories"][1]["private"] = True
    started["users"] += [{"login": login} for login in ("eve", "zed", "frank")]
    async with Story(*SECTIONS, world=started, everywhere=True) as story, open_pages(story) as opened:
        eve, bob = story.person("eve"), story.person("bob")
        question = await eve.opens_issue("How do I open a <b>store</b>?")
        await bob.comments(question, "/kind bug")
        await eve.opens_pull("Clear error")
        task = await bob.opens_issue("Test the reader")
        await eve.comments(task, "/claim")
        await story.person("zed").opens_pull("Another way")
        await story.person("eve", OTHER).opens_issue("A secret wish")
        await story.advance("5 days")
        yield opened


async def text_of(browser: Browser, path: str, status: int = 200) -> str:
    """What somebody reads there: words alone."""
    answer = await browser.get(path, HTML)
    assert answer.status == status, (path, answer.status)
    page = await answer.text()
    return " ".join(
        unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])).split()
    )


async def test_activity_says_what_was_done_and_why(season: Pages) -> None:
    bob = await season.signed_in("bob")
    words = await text_of(bob, f"/r/{REPO}/activity")
    assert "set kind/bug bob wrote /kind bug" in words
    assert "issue_comment.created" in words
    assert "issues.opened" in words


async def test_activity_is_filtered_by_a_form_and_what_cannot_be_is_a_sentence(season: Pages) -> None:
    bob = await season.signed_in("bob")
    words = await text_of(bob, f"/r/{REPO}/activity?subject=%231&feature=labels")
    assert "set kind/bug" in words
    assert "opened a pull request" not in words
    assert "Nothing that matches" in await text_of(bob, f"/r/{REPO}/activity?state={EffectState.DEAD}")
    words = await text_of(bob, f"/r/{REPO}/activity?subject=<script>&state=perhaps&before=-1&feature=colours")
    for name in ("subject", "state", "before"):
        assert f"What was given for {name} is not possible" in words
    assert "There is no feature colours" in words
    assert "set kind/bug" in words


async def test_config_says_what_is_in_force_and_from_which_line(season: Pages) -> None:
    bob = await season.signed_in("bob")
    page = await (await bob.get(f"/r/{REPO}/config", HTML)).text()
    assert f"https://github.com/{REPO}/blob/HEAD/.github/stewardbot.yml#L1" in page
    words = await text_of(bob, f"/r/{REPO}/config")
    assert "mode act file, line 1" in words
    assert "labels.families kind file, line" in words
    assert "newcomers.drift_after 90d default" in words
    assert "claims : " in words.partition("What is off")[0]
    assert "MODE" not in words
    assert "triage : " in words.partition("What is off")[2]


async def test_who_may_act_sees_on_whom_newcomers_wait(season: Pages) -> None:
    path, path_of = f"/r/{REPO}/newcomers", await season.signed_in("bob")
    words = await text_of(path_of, path)
    assert re.search(r"A maintainer’s review .*#2 Clear error eve", words)
    assert re.search(r"An answer .*#1 How do I open a <b>store</b>\? eve", words)
    assert "#4 Another way zed" in words
    assert "first contact fewer than five" in words
    assert "sprint 2026-03-01 to 2026-03-20 fewer than five fewer than five" in words
    assert not re.search(r"\d+ (day|hour|minute)s?\b", words.partition("How far they come")[0]), (
        "no time by a name"
    )

    host = await text_of(await season.signed_in("frank"), path)
    assert "Another way zed" in host
    assert "eve" not in host.partition("How far they come")[0].replace("never", "")


@pytest.mark.asyncio(loop_scope="function")
async def test_who_offered_to_mentor_sees_their_own_newcomers_and_no_heir_of_their_login_does() -> None:
    started = world()
    started["users"] += [{"login": login} for login in ("hanna", "mallory", "dan")]
    async with Story("newcomers: {welcome: {}}", world=started) as story, open_pages(story) as pages:
        path, place = f"/r/{REPO}/newcomers", await story.person("dora").opens_issue("Here we talk")
        await story.person("hanna").comments(place, "/mentor me cloud 1")
        await story.person("mallory").comments(place, "/mentor me")
        await story.person("eve").opens_pull("A cloud store")
        await story.person("dan").opens_pull("Another one")
        await story.person("hanna").comments(place, "/unmentor")
        mentor = await pages.signed_in("hanna")
        words = await text_of(mentor, path)
        assert "of those you mentor" in words
        assert "A cloud store eve hanna" in words
        assert "Another one" not in words

        pages.person("hanna").renames_account("hannah")
        pages.person("mallory").renames_account("hanna")
        await story.advance("6 minutes")
        assert "A cloud store eve" in await text_of(mentor, path), "an account, whatever it is called"
        assert "A cloud store" not in await text_of(await pages.signed_in("hanna"), path)


async def test_the_tables_come_for_programs_too(season: Pages) -> None:
    bob, api = await season.signed_in("bob"), f"/api/v1/{REPO}"
    done = await (await bob.get(f"{api}/effects.json?feature=labels")).json()
    assert [(one["number"], one["what"], one["because"]) for one in done["effects"]] == [
        (1, "set `kind/bug`", "bob wrote /kind bug")
    ]
    values = list(csv.DictReader(StringIO(await (await bob.get(f"{api}/config.csv")).text())))
    assert {"key": "mode", "value": "act", "source": "line 1"} in values
    counts = (await (await bob.get(f"{api}/newcomers.json")).json())["counts"]
    assert {"table": "funnel", "name": "first_contact", "note": "fewer than five"}.items() <= counts[
        0
    ].items()
    assert "eve" not in str(counts)
    assert (await bob.get(f"{api}/effects.json?state=perhaps")).status == 400
    assert (await bob.get(f"{api}/effects.exe")).status == 404
    for table in ("effects", "config", "newcomers"):
        assert (await season.browser().get(f"{api}/{table}.json")).status == 404


async def test_strangers_and_newcomers_see_none_of_it(season: Pages) -> None:
    for browser in (season.browser(), await season.signed_in("eve")):
        for page in ("newcomers", "activity", "config"):
            words = await text_of(browser, f"/r/{REPO}/{page}", 404)
            assert words == await text_of(browser, "/r/no/where/activity", 404), page


async def test_one_has_a_record_of_ones_own(season: Pages) -> None:
    assert (await season.browser().get("/me", HTML)).status == 404
    words = await text_of(await season.signed_in("eve"), "/me")
    assert "Your own record, eve" in words
    assert "#2 Clear error waits for a review" in words
    assert "#1 How do I open a <b>store</b>? " in words
    assert "Your claims What State #3 Test the reader yours until" in words
    assert "your first contact" in words
    assert "zed" not in words
    assert OTHER not in words, "a private repository that she may not see"


async def test_one_chooses_to_be_named_and_takes_it_back(season: Pages) -> None:
    eve, database = await season.signed_in("eve"), season.story.database
    token = await eve.csrf()
    assert (await eve.post("/me/credit", {"named": "yes"})).status == 403, "a form of somebody else"
    assert await database.read(credited_people) == {}
    answer = await eve.post("/me/credit", {"named": "yes", "csrf": token})
    assert (answer.status, answer.headers["Location"]) == (303, "/me")
    assert list((await database.read(credited_people)).values()) == ["eve"]
    assert "Do not name me any more" in await text_of(eve, "/me")
    await eve.post("/me/credit", {"named": "no", "csrf": token})
    assert await database.read(credited_people) == {}


async def test_the_status_is_for_whoever_owns_the_app(season: Pages) -> None:
    for login in ("bob", "eve"):
        assert (await (await season.signed_in(login)).get("/status", HTML)).status == 404
    owner = season.github.state.app.owner.login
    words = await text_of(await season.signed_in(owner), "/status")
    assert "oldest delivery not decided none waits" in words
    assert "SQLite" in words
    assert "No backup is known" in words
    run = stored().runs[-1]
    assert run.commit in words
    assert all(one.figure in words for one in run.figures)


@pytest.mark.asyncio(loop_scope="function")
async def test_the_status_names_the_features_that_wait_for_an_owner() -> None:
    async with Story("labels: {families: [kind]}", world=world()) as story, open_pages(story) as pages:
        owner = await pages.signed_in(pages.github.state.app.owner.login)
        assert "await an owner" not in await text_of(owner, "/status")
        granted = {name: how for name, how in PERMISSIONS.items() if name != "checks"}
        await story.after(story.person("dora").alone.accepts_permissions, "acme", granted)
        words = await text_of(owner, "/status")
        assert "Permissions that await an owner" in words
        assert re.search(r"acme checks: read, checks: write [a-z_, ]*contributions", words)
        await story.after(story.person("dora").alone.accepts_permissions, "acme", PERMISSIONS)
        assert "await an owner" not in await text_of(owner, "/status")


@pytest.mark.asyncio(loop_scope="function")
async def test_the_status_says_what_rests_until_when_and_what_is_left_of_which_budget() -> None:
    async with Story("labels: {families: [kind]}", world=world()) as story, open_pages(story) as pages:
        owner = await pages.signed_in(pages.github.state.app.owner.login)
        installation = pages.github.state.installation("acme")
        assert installation is not None
        now = story.clock.now()
        limits = (("core", 5000, 40), ("graphql", 5000, 30), (ALL_REQUESTS, 0, 0))
        scope, later = f"installation:{installation.id}", now + timedelta(hours=1)
        left = [RequestBudget(scope, name, limit, remaining, later) for name, limit, remaining in limits]

        def fill(conn: Connection) -> None:
            few = "less than a fifth of the hour's requests to GitHub is left"
            pauses.pause(conn, installation.id, PauseKind.FEW_REQUESTS, later, few)
            budgets.note(conn, left, now)

        await story.after(story.person("dora").alone.accepts_permissions, "acme", PERMISSIONS)
        await story.database.write(fill)
        words = await text_of(owner, "/status")
        assert "acme edits of comments 2 March 2026, 10:00 less than a fifth" in words
        assert "acme points for GraphQL 30 of 5,000 2 March 2026, 10:00" in words
        assert "acme requests 40 of 5,000" in words
        assert "acme everything nothing for now" in words
        await story.after(story.person("dora").alone.suspends, "acme")
        words = await text_of(owner, "/status")
        assert "acme everything when its owner lets it its owner has suspended the App" in words


@pytest.mark.asyncio(loop_scope="function")
async def test_the_status_is_for_nobody_while_github_cannot_say_whose_the_app_is() -> None:
    async with Story("labels: {families: [kind]}", world=world()) as story, open_pages(story) as pages:
        owner, bob = await pages.signed_in(pages.github.state.app.owner.login), await pages.signed_in("bob")
        pages.github.faults.next("*", "", Fault.LOST_REQUEST, times=100)
        for browser in (owner, bob):
            assert (await browser.get("/status", HTML)).status == 404


async def test_a_file_with_a_mistake_is_told_with_its_line_and_what_was_meant() -> None:
    async with Story("labels: {families: [kind]}", world=world()) as story, open_pages(story) as pages:
        await story.person("dora").pushes(".github/stewardbot.yml", "mode: act\nlabls: {families: [kind]}\n")
        await story.person("eve").opens_issue("It breaks")
        words = await text_of(await pages.signed_in("carol"), f"/r/{REPO}/config")
    assert "Stewardbot goes on with the last file without mistakes" in words
    assert "Line 2, column 1: unknown key labls (did you mean labels ?)" in words
    assert "labels.families kind file, line 2" in words


async def test_buttons_undo_pause_and_resume_as_commands_do() -> None:
    async with Story("labels: {families: [kind]}", world=world()) as story, open_pages(story) as pages:
        issue = await story.person("eve").opens_issue("It breaks")
        await story.person("bob").comments(issue, "/kind bug")
        assert issue.labels == {"kind/bug"}
        bob = await pages.signed_in("bob")
        for label, silent in (("Pause", False), ("Resume", True), ("Undo", False)):
            page = await (await bob.get(f"/r/{REPO}/activity", HTML)).text()
            assert ("It says and does nothing here since" in page) is silent
            assert (">Undo</button>" in page) is not silent, "while it is silent it does not even undo"
            form = next(form for form in page.split("<form")[1:] if f">{label}</button>" in form)
            action = form.partition('action="')[2].partition('"')[0]
            fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
            assert (await bob.post(action, fields)).headers["Location"] == f"/r/{REPO}/activity"
            await story.settles()
        assert issue.labels == set(), "taken back"
        assert "It says and does nothing here since" not in await text_of(bob, f"/r/{REPO}/activity")


async def test_a_newcomer_whose_checks_wait_to_be_allowed_waits_for_that() -> None:
    async with Story(NEWCOMERS, world=world(), everywhere=True) as story, open_pages(story) as pages:
        grants(story, "actions")
        story.person("alice").alone.pushes(REPO, WORKFLOWS)
        await story.person("zed").opens_pull("Clear error")
        bob, path = await pages.signed_in("bob"), f"/r/{REPO}/newcomers"
        words = await text_of(bob, path)
        assert "Approval of the checks GitHub runs the checks once a maintainer allows it" in words
        assert "#1 Clear error zed" in words
        asked = story.github.api.count("GET", "/actions/runs")
        await text_of(bob, path)
        assert story.github.api.count("GET", "/actions/runs") == asked, "GitHub is believed for a while"
        await story.advance("3 minutes")
        story.github.api.faults.next("GET", "/actions/runs", Fault.SERVER_ERROR, times=9)
        assert "GitHub has not said just now" in await text_of(bob, path)
