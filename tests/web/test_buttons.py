"""Buttons: what somebody presses on a page is decided as if they had written the command."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.store.sql.tables import deliveries, ledger, sessions, timers
from bot.store.upkeep import forgetting
from tests.harness.in_process.story import MONDAY as NOW
from tests.harness.in_process.story import REPO, TRIAGE, Story, world
from tests.harness.over_http.browser import HTML, Browser, Pages, open_pages

FIRST = select(deliveries.c.guid).order_by(deliveries.c.seq)
WHERE = timers.c.feature == "page"


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """A server beside a bot that labels questions."""
    async with Story(TRIAGE, world=world()) as story, open_pages(story) as opened:
        yield opened


@pytest.mark.slow
async def test_a_server_of_postgresql_stores_sessions_wishes_and_what_came_of_them(postgres_url: str) -> None:
    """Signing in, a button that is done, one that is refused, a replay, signing out, and being forgotten."""
    async with (
        Story(TRIAGE, world=world(), database_url=postgres_url) as story,
        open_pages(story) as pages,
    ):
        issue = await story.person("eve").opens_issue("How do I open a store on S3?")
        browser, other = await pages.signed_in("carol"), await pages.signed_in("carol")
        assert await press(browser, pages, button="undo", number=str(issue.number)) == 303
        assert issue.labels == set()
        assert await press(browser, pages, button="undo", number=str(issue.number)) == 303
        assert "refused" in (await lines(pages))[-1][3]
        assert "was not done" in await (await browser.get(f"/r/{REPO}/activity", HTML)).text()
        guid = await story.database.read(lambda conn: conn.scalars(FIRST).first())
        await story.database.write(lambda conn: conn.execute(update(deliveries).values(state="dead")))
        assert await press(browser, pages, button="replay", delivery=str(guid)) == 303
        assert await states(pages) == ["done"]
        assert (await browser.post("/me/credit", {"csrf": await browser.csrf(), "named": "1"})).status == 303
        assert (await browser.post("/logout", {"csrf": await browser.csrf()})).status == 303
        assert (await browser.get("/me", HTML)).status != 200
        assert (await other.get("/me", HTML)).status == 200
        db, carol = story.database, pages.github.state.person("carol").id
        who = await db.read(lambda conn: forgetting.person(conn, carol))
        await forgetting.forget(db, who, b"a-key-kept-elsewhere", db.clock.now())
        assert await db.read(lambda conn: conn.execute(select(sessions)).all()) == []
        assert (await other.get("/me", HTML)).status != 200


async def press(browser: Browser, pages: Pages, **fields: str) -> int:
    """Press a button of a page; the status of the answer."""
    answer = await browser.post(f"/r/{REPO}/buttons", {"csrf": await browser.csrf(), **fields})
    await pages.story.settles()
    return answer.status


async def lines(pages: Pages) -> list[tuple[str, str, int | None, dict[str, object]]]:
    """What the ledger says of buttons: who, what, where, and the rest."""
    query = select(ledger).where(ledger.c.what.startswith("page.")).order_by(ledger.c.id)
    rows = await pages.story.database.read(lambda conn: conn.execute(query).all())
    return [(row.person, row.what, row.number, row.detail) for row in rows]


async def test_undo_takes_back_what_the_bot_did_last_and_keeps_it_from_doing_so_again(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.labels == {"support"}
    browser = await pages.signed_in("carol")
    assert await press(browser, pages, button="undo", number=str(issue.number)) == 303
    assert issue.labels == set()
    assert issue.words == []
    assert issue.reactions == []
    await pages.story.person("eve").edits(issue, body="How do I open it?")
    assert issue.labels == set()
    assert await lines(pages) == [("carol", "page.commanded", issue.number, {"command": "/undo"})]


async def test_what_a_button_did_can_be_undone_by_a_command(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    browser = await pages.signed_in("carol")
    await press(browser, pages, button="undo", number=str(issue.number))
    await press(browser, pages, button="undo", number=str(issue.number))
    assert "refused" in (await lines(pages))[-1][3]


async def test_who_pressed_a_button_in_vain_is_told_why(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    browser, other = await pages.signed_in("carol"), await pages.signed_in("alice")

    async def told(by: Browser) -> list[str]:
        text = await (await by.get(f"/r/{REPO}/activity", HTML)).text()
        return re.findall(r'role="status">(<code>.* was not done: .*)</p>', text)

    for button in ("pause", "undo"):
        await press(
            browser, pages, button=button, **({"number": str(issue.number)} if button == "undo" else {})
        )
    assert issue.labels == {"support"}
    (line,) = await told(browser)
    assert line.startswith(f"<code>/undo</code> on #{issue.number}, 2 March 2026")
    assert "carol paused me here" in line
    assert await told(other) == []
    await press(browser, pages, button="resume")
    await press(browser, pages, button="resume")
    assert "I am not paused here" in (await told(browser))[0]
    await pages.story.advance("2 hours")
    assert await told(browser) == []


async def test_where_there_is_no_issue_yet_the_page_says_that_nothing_comes_of_it(pages: Pages) -> None:
    browser = await pages.signed_in("carol")
    assert await press(browser, pages, button="pause") == 303
    text = await (await browser.get(f"/r/{REPO}/activity", HTML)).text()
    assert "was not done: A command is given on an issue, and there is none here yet." in text
    await pages.story.person("eve").opens_issue("The door is locked")
    assert await press(browser, pages, button="pause") == 303
    assert "It says and does nothing here" in await (await browser.get(f"/r/{REPO}/activity", HTML)).text()


async def test_what_is_gone_or_archived_says_so_of_a_button(pages: Pages) -> None:
    story, dora = pages.story, pages.person("dora")
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    browser = await pages.signed_in("carol")

    async def told() -> str:
        text = await (await browser.get(f"/r/{REPO}/activity", HTML)).text()
        return "".join(re.findall(r'role="status">(<code>.* was not done: .*)</p>', text))

    dora.deletes_issue(REPO, issue.number)
    assert await press(browser, pages, button="undo", number=str(issue.number)) == 303
    assert (await told()).startswith(f"<code>/undo</code> on #{issue.number}, ")
    assert "not done: It is not there any more: it was deleted, moved elsewhere, or hidden" in await told()
    other = await story.person("eve").opens_issue("How do I open a shop on S3?")
    last = await story.person("eve").opens_issue("How do I open a door?")
    dora.deletes_issue(REPO, last.number)
    assert await press(browser, pages, button="pause") == 303
    assert [line[1:3] for line in await lines(pages)][1:] == [("page.commanded", None)]
    assert "refused" not in (await lines(pages))[-1][3], "another issue stands for the repository"
    await story.after(dora.archives, REPO)
    assert await press(browser, pages, button="undo", number=str(other.number)) == 303
    assert (await lines(pages))[-1][3]["refused"] == ["The repository is archived."]


async def test_a_repository_that_only_observes_says_so_of_a_button() -> None:
    async with Story(TRIAGE, world=world(), mode="observe") as story, open_pages(story) as pages:
        issue = await story.person("eve").opens_issue("How do I open a store on S3?")
        browser = await pages.signed_in("carol")
        await press(browser, pages, button="pause")
        assert (await lines(pages))[-1][3]["refused"] == ["I only observe here, and do nothing."]
        await story.configures(TRIAGE, mode="act")
        await story.person("eve").edits(issue, body="How do I open it?")
        assert await press(browser, pages, button="resume") == 303
        assert "I am not paused here" in str((await lines(pages))[-1][3]["refused"])


async def test_a_pause_concerns_the_repository_and_ends_by_a_button_or_a_command(pages: Pages) -> None:
    await pages.story.person("eve").opens_issue("The door is locked")
    browser = await pages.signed_in("carol")
    assert await press(browser, pages, button="pause") == 303
    issue = await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.is_untouched
    assert await press(browser, pages, button="resume") == 303
    other = await pages.story.person("eve").opens_issue("How do I open a shop on S3?")
    assert other.labels == {"support"}
    assert [line[:3] for line in await lines(pages)] == [("carol", "page.commanded", None)] * 2


async def test_whose_role_was_taken_meanwhile_is_refused_on_the_road(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    browser = await pages.signed_in("carol")
    token = await browser.csrf()
    assert (await browser.get(f"/r/{REPO}/commands")).status == 200
    fields = {"csrf": token, "button": "undo", "number": str(issue.number)}
    assert (await browser.post(f"/r/{REPO}/buttons", fields)).status == 303
    pages.person("dora").removes_collaborator(REPO, "carol")
    await pages.story.settles()
    assert issue.labels == {"support"}
    (line,) = await lines(pages)
    assert "triage" in str(line[3]["refused"])


async def test_a_form_that_is_not_ours_stores_nothing(pages: Pages) -> None:
    issue = await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    browser, other = await pages.signed_in("carol"), await pages.signed_in("alice")
    fields = {"button": "undo", "number": str(issue.number)}
    for csrf in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": await other.csrf()}):
        assert (await browser.post(f"/r/{REPO}/buttons", {**fields, **csrf})).status == 403
    elsewhere = await browser.post(f"/r/{REPO}/buttons?csrf={await browser.csrf()}", fields)
    assert elsewhere.status == 403
    assert (await pages.browser().post(f"/r/{REPO}/buttons", fields)).status == 404
    stranger = await pages.signed_in("eve")
    assert await press(stranger, pages, **fields) == 404
    await pages.story.settles()
    assert issue.labels == {"support"}
    assert await lines(pages) == []


async def test_what_no_form_sends_is_refused_and_breaks_nothing(pages: Pages) -> None:
    browser = await pages.signed_in("carol")
    parts, form = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"
    head = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n'
    sent = [
        ("multipart/form-data", b"x"),
        (parts, b"no part"),
        (parts, head + b"Content-Transfer-Encoding: none\r\n\r\nhi\r\n--x--\r\n"),
        (parts, head + b"Content-Type: text/plain; charset=none\r\n\r\nhi\r\n--x--\r\n"),
        (f"{form}; charset=none", b"csrf=a"),
        (f"{form}; charset=utf-16", b"a"),
        (form, b"\xff\xfe%ff"),
        ("text/plain", b"csrf=a"),
        ("application/json", b"{}"),
    ]
    for path in (f"/r/{REPO}/buttons", "/me/credit", "/logout"):
        for content_type, body in sent:
            answer = await browser.send("POST", path, {"Content-Type": content_type}, body)
            assert answer.status == 403, (path, content_type, body)
    assert (await browser.get("/me")).status == 200


async def test_a_button_does_what_buttons_do_and_nothing_else(pages: Pages) -> None:
    browser = await pages.signed_in("carol")
    wishes: list[dict[str, str]] = [
        {},
        {"button": "close", "number": "1"},
        {"button": "undo"},
        {"button": "undo", "number": "x"},
        {"button": "undo", "number": "99999999999999999999"},
        {"button": "undo", "number": "-1"},
        {"button": "pause", "number": "1"},
        {"button": "replay", "delivery": "a\0b"},
        {"button": "/transfer acme/elsewhere", "number": "1"},
    ]
    for fields in wishes:
        assert await press(browser, pages, **fields) == 404, fields
    assert await lines(pages) == []


async def test_a_delivery_is_decided_again_once_its_repository_is_that_of_the_button(pages: Pages) -> None:
    story = pages.story
    await story.person("eve").opens_issue("How do I open a store on S3?")
    guid = await story.database.read(lambda conn: conn.scalars(FIRST).first())
    await story.database.write(
        lambda conn: conn.execute(update(deliveries).values(state="dead", outcome="dead", done_at=NOW))
    )
    browser = await pages.signed_in("carol")
    assert await press(browser, pages, button="replay", delivery="no-such-delivery") == 303
    assert await states(pages) == ["dead"]
    assert await press(browser, pages, button="replay", delivery=str(guid)) == 303
    assert await states(pages) == ["done"]
    await story.database.write(lambda conn: conn.execute(update(deliveries).values(state="dead", repo_id=4)))
    assert await press(browser, pages, button="replay", delivery=str(guid)) == 303
    assert await states(pages) == ["dead"]


async def test_who_may_not_replay_on_the_road_replays_nothing(pages: Pages) -> None:
    await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    await pages.story.database.write(lambda conn: conn.execute(update(deliveries).values(state="dead")))
    browser = await pages.signed_in("carol")
    guid = await pages.story.database.read(lambda conn: conn.scalars(FIRST).first())
    fields = {"csrf": await browser.csrf(), "button": "replay", "delivery": str(guid)}
    assert (await browser.post(f"/r/{REPO}/buttons", fields)).status == 303
    pages.person("dora").removes_collaborator(REPO, "carol")
    await pages.story.settles()
    assert await states(pages) == ["dead"]
    assert "triage" in str((await lines(pages))[0][3]["refused"])


async def test_with_a_forgotten_person_go_their_wishes_and_their_session(
    pages: Pages,
) -> None:
    await pages.story.person("eve").opens_issue("How do I open a store on S3?")
    browser = await pages.signed_in("carol")
    await browser.post(f"/r/{REPO}/buttons", {"csrf": await browser.csrf(), "button": "pause"})
    db = pages.story.database
    carol = pages.github.state.person("carol").id
    who = await db.read(lambda conn: forgetting.person(conn, carol))
    await forgetting.forget(db, who, b"a-key-kept-elsewhere", db.clock.now())
    assert await db.read(lambda conn: conn.execute(select(timers).where(WHERE)).all()) == []
    assert await db.read(lambda conn: conn.execute(select(sessions)).all()) == []


async def states(pages: Pages) -> list[str]:
    """The states of all deliveries that are no answers to what we did, oldest first."""
    query = select(deliveries.c.state).where(deliveries.c.event == "issues", deliveries.c.action == "opened")
    return await pages.story.database.read(lambda conn: list(conn.scalars(query)))
