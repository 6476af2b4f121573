"""Signing in with GitHub: what happens on the way, and what attackers get."""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest
from aiohttp import FormData
from sqlalchemy import Connection, select, update

from bot.core.keys import PERSONS
from bot.store.sql.tables import metadata, sessions
from bot.web.sign_in.paths import HOME, own_path
from bot.web.sign_in.seal import Seal
from fakegithub.http.faults import Fault
from tests.harness.in_process.story import OTHER, REPO, STEWARD, Story, world
from tests.harness.over_http.browser import HTML, SESSION_SECRET, Browser, Pages, open_pages, query_of
from tests.harness.over_http.door import open_house

COOKIE, LOGIN_COOKIE = "__Host-stewardbot", "__Host-stewardbot-login"


async def signed_in(pages: Pages) -> list[str]:
    """The logins of all sessions."""
    return await pages.story.database.read(lambda conn: list(conn.scalars(select(sessions.c.login))))


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """A server beside a bot; acme/gadget is private."""
    started = world()
    started["repositories"][1]["private"] = True
    async with Story(STEWARD, world=started, everywhere=True) as story, open_pages(story) as opened:
        yield opened


async def test_who_signs_in_goes_on_where_they_wanted_to(pages: Pages) -> None:
    browser = pages.browser()
    begun = await browser.get("/login")
    answer = await browser.signs_in("alice", f"/r/{REPO}/commands")
    assert (answer.status, answer.headers["Location"]) == (303, f"/r/{REPO}/commands")
    for redirect in (begun, answer):
        assert redirect.headers["Cache-Control"] == "no-store", "a way back into it is kept by nobody"
    text = await (await browser.get("/", HTML)).text()
    assert "alice" in text
    assert "Sign out" in text


async def test_without_a_wish_one_goes_on_where_one_came_from(pages: Pages) -> None:
    for referer, place in (
        (f"https://bot.example.org/r/{REPO}", f"/r/{REPO}"),
        ("https://evil.example/r/x", "/"),
        ("https://bot.example.org.evil.example/r/x", "/"),
        ("https://bot.example.org//evil.example", "/"),
    ):
        browser = pages.browser()
        answer = await browser.get("/login", {"Referer": referer})
        back = await browser.comes_back(await browser.consents("alice", query_of(answer.headers["Location"])))
        assert back.headers["Location"] == place


async def test_github_is_told_where_to_send_people_back_whatever_host_was_asked_for(pages: Pages) -> None:
    browser = pages.browser()
    answer = await browser.get("/login", {"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    place = answer.headers["Location"]
    assert place.startswith("https://github.com/login/oauth/authorize?")
    assert query_of(place)["redirect_uri"] == "https://bot.example.org/callback"
    assert "evil" not in place
    assert query_of(place)["code_challenge_method"] == "S256"


async def test_the_cookie_is_a_random_id_and_only_its_hash_is_stored(
    pages: Pages,
) -> None:
    browser = await pages.signed_in("alice")
    cookie = next(line for line in browser.set_cookies if line.startswith(f"{COOKIE}="))
    for attribute in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=28800"):
        assert attribute in cookie
    assert "Domain" not in cookie
    id = browser.cookies[COOKIE].partition(".")[0]
    assert len(id) >= 43
    rows = await pages.story.database.read(lambda conn: conn.execute(select(sessions)).all())
    assert [row.login for row in rows] == ["alice"]
    assert id not in str(rows)


async def test_the_token_is_ended_and_left_nowhere(
    pages: Pages, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens, issued = pages.github.api.tokens, []
    issue = tokens.issue_to

    def noted(user: object) -> object:
        issued.append(issue(user))  # type: ignore[arg-type]
        return issued[-1]

    tokens.issue_to = noted  # type: ignore[method-assign,assignment]
    browser = await pages.signed_in("alice")
    (token, _), *none = issued
    assert none == []
    assert token not in tokens.people
    stored = await pages.story.database.read(
        lambda conn: str([conn.execute(select(table)).all() for table in metadata.sorted_tables])
    )
    output = capsys.readouterr()
    for place in (
        stored,
        caplog.text,
        output.out,
        output.err,
        str(browser.cookies),
        str(browser.set_cookies),
    ):
        assert token not in place
    assert not any("person:" in scope for scope, _ in pages.story.bot.github.connection.cache)


async def test_the_token_is_ended_also_where_github_does_not_say_whose_it_is(pages: Pages) -> None:
    tokens = pages.github.api.tokens
    before = set(tokens.people)
    browser = pages.browser()
    answer = await browser.consents("alice", await browser.begins())
    pages.github.faults.next("GET", "/user", Fault.SERVER_ERROR, times=100)
    assert (await browser.comes_back(answer)).status == 503
    assert set(tokens.people) == before
    assert COOKIE not in browser.cookies


async def test_nothing_of_one_persons_answers_serves_another(pages: Pages) -> None:
    """What GitHub answered is remembered for one sign-in alone, in which nobody else's is looked up."""
    connection, scopes = pages.story.bot.github.connection, set[str]()
    connection.on_request = lambda method, path, status, seconds: scopes.update(
        scope for scope, _ in connection.cache if scope.startswith(PERSONS)
    )
    for login in ("alice", "bob"):
        await pages.signed_in(login)
    assert len(scopes) == 2


async def test_a_token_that_github_does_not_end_is_forgotten_all_the_same(pages: Pages) -> None:
    pages.github.faults.next("DELETE", "/applications/", Fault.SERVER_ERROR)
    assert (await pages.browser().signs_in("alice")).status == 303


@pytest.mark.parametrize("state", ["", "forged", "\ud800", None])
async def test_a_forged_or_missing_state_signs_nobody_in(pages: Pages, state: str | None) -> None:
    browser = pages.browser()
    answer = await browser.consents("alice", await browser.begins())
    if state is None:
        del answer["state"]
    else:
        answer["state"] = quote(state.encode("utf-8", "replace"))
    back = await browser.comes_back(answer)
    assert back.status == 400
    assert COOKIE not in browser.cookies


async def test_an_answer_for_another_browser_signs_nobody_in(pages: Pages) -> None:
    attacker, victim = pages.browser(), pages.browser()
    answer = await attacker.consents("mallory", await attacker.begins())
    assert (await victim.comes_back(answer)).status == 400
    await victim.begins()
    assert (await victim.comes_back(answer)).status == 400
    assert COOKIE not in victim.cookies


async def test_an_answer_counts_once_and_for_ten_minutes(pages: Pages) -> None:
    browser = pages.browser()
    answer = await browser.consents("alice", await browser.begins())
    before = dict(browser.cookies)
    assert (await browser.comes_back(answer)).status == 303
    assert LOGIN_COOKIE not in browser.cookies
    assert (await browser.comes_back(answer)).status == 400
    browser.cookies |= before
    again = await browser.comes_back(answer)
    assert again.status == 400
    assert "GitHub did not confirm" in await again.text()

    late = pages.browser()
    answer = await late.consents("alice", await late.begins())
    await pages.story.advance("11 minutes")
    back = await late.comes_back(answer)
    assert back.status == 400
    assert "more than ten minutes ago" in await back.text()


async def test_a_sign_in_that_somebody_made_up_is_not_ours(pages: Pages) -> None:
    """With a state that they know, for another place to go on to."""
    browser = pages.browser()
    answer = await browser.consents("mallory", await browser.begins())
    made_up = {"state": "known", "verifier": "v", "next": "//evil.example", "ends": 2**31}
    text = urlsafe_b64encode(json.dumps(made_up).encode()).decode()
    for cookie in (text, f"{text}.", f"{text}.{'0' * 64}"):
        browser.cookies = {LOGIN_COOKIE: cookie}
        back = await browser.comes_back({**answer, "state": "known"})
        assert back.status == 400
        assert "was not begun here" in await back.text()
    assert COOKIE not in browser.cookies


async def test_a_stolen_code_is_worth_nothing_in_another_browser(pages: Pages) -> None:
    """Even one that got hold of the state: GitHub asks for the verifier, which never left the first."""
    victim, thief = pages.browser(), pages.browser()
    answer = await victim.consents("alice", await victim.begins())
    mine = await thief.consents("mallory", await thief.begins())
    assert (await thief.comes_back({**mine, "code": answer["code"]})).status == 400
    assert COOKIE not in thief.cookies


async def test_a_session_that_somebody_planted_is_not_the_one_that_begins(pages: Pages) -> None:
    attacker, victim = await pages.signed_in("mallory"), pages.browser()
    planted = victim.cookies[COOKIE] = attacker.cookies[COOKIE]
    await victim.signs_in("alice")
    assert victim.cookies[COOKIE] != planted
    assert "alice" not in await (await attacker.get("/", HTML)).text()
    rows = await pages.story.database.read(
        lambda conn: conn.execute(select(sessions.c.login)).scalars().all()
    )
    assert rows == ["alice"]


async def test_nothing_that_stands_for_a_sign_in_or_a_session_can_be_guessed(pages: Pages) -> None:
    """Each is drawn anew, also for the same person in the same second."""
    begun = [await pages.browser().begins() for _ in range(2)]
    for name in ("state", "code_challenge"):
        one, other = (sent[name] for sent in begun)
        assert one != other
        assert min(len(one), len(other)) >= 32
    ids = [(await pages.signed_in("alice")).cookies[COOKIE].partition(".")[0] for _ in range(2)]
    assert ids[0] != ids[1]
    assert await signed_in(pages) == ["alice", "alice"]


async def test_of_two_who_sign_in_at_once_each_is_themselves(pages: Pages) -> None:
    names = ("alice", "bob", "carol", "mallory")
    browsers = [pages.browser() for _ in names]
    answers = [
        await browser.consents(name, await browser.begins())
        for browser, name in zip(browsers, names, strict=True)
    ]
    await asyncio.gather(*map(Browser.comes_back, browsers, answers))
    for browser, name in zip(browsers, names, strict=True):
        text = await (await browser.get("/", HTML)).text()
        assert [login for login in names if login in text] == [name]


async def test_a_session_ends_by_its_hour_whether_or_not_its_row_is_gone(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    db, now = pages.story.database, pages.story.clock.now()
    for length, status in ((timedelta(seconds=1), 200), (timedelta(0), 303)):
        ends = update(sessions).values(ends_at=now + length)
        await db.write(partial(Connection.execute, statement=ends))
        assert (await browser.get(f"/r/{OTHER}/commands", HTML)).status == status


async def test_a_form_is_read_as_browsers_send_ours_and_in_no_other_way(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    parts = FormData({"csrf": await browser.csrf()}, default_to_multipart=True)
    assert (await browser.send("POST", "/logout", {}, parts)).status == 403
    assert await signed_in(pages) == ["alice"]


async def test_what_is_signed_for_one_purpose_serves_no_other_and_no_endless_text_is_looked_at() -> None:
    for secrets in ([], [""], [SESSION_SECRET, ""]):
        with pytest.raises(ValueError, match="let everybody in"):
            Seal(secrets)
    seal = Seal([SESSION_SECRET])
    sealed = seal.close("session", "an-id")
    assert (seal.open("session", sealed), seal.open("login", sealed)) == ("an-id", None)
    assert seal.open("session", seal.close("session", "x" * 5000)) is None


async def test_who_declines_is_told_so(pages: Pages) -> None:
    browser = pages.browser()
    sent = await browser.begins()
    answer = await browser.comes_back({"error": "access_denied", "state": sent["state"]})
    assert answer.status == 200
    assert "did not sign in" in await answer.text()


async def test_github_out_of_reach_is_a_sentence_and_public_pages_stand(pages: Pages) -> None:
    browser = pages.browser()
    answer = await browser.consents("alice", await browser.begins())
    pages.github.faults.next("*", "", Fault.LOST_REQUEST, times=100)
    back = await browser.comes_back(answer)
    assert back.status == 503
    assert "GitHub cannot be reached" in await back.text()
    assert (await browser.get(f"/r/{REPO}/commands")).status == 200


@pytest.mark.parametrize(
    "wish",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "%2f%2fevil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\r\nSet-Cookie: x=y",
        "/a\\..\\b",
        "/" + "a" * 2000,
        "/login?next=/login",
        "/logout",
        "/\u0130",
        "",
    ],
)
async def test_one_goes_on_to_a_path_of_ours_alone(wish: str) -> None:
    assert own_path(wish) == HOME


async def test_that_holds_all_the_way(pages: Pages) -> None:
    for wish in ("//evil.example", "/\\evil.example", "%2f%2fevil.example", "https:evil.example"):
        assert (await pages.browser().signs_in("alice", quote(wish))).headers["Location"] == "/"
    assert own_path("/r/a/b?x=%2f%2f#y") == "/r/a/b?x=%2f%2f#y"


async def test_a_changed_cookie_opens_nothing_and_leads_to_signing_in(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    true = browser.cookies[COOKIE]
    id, _, signature = true.partition(".")
    other = (await pages.signed_in("bob")).cookies[COOKIE]
    forged = Seal(["another-secret-of-thirty-two-letters"]).close("session", id)
    login = pages.browser()
    await login.begins()
    changed = f"{id}.{signature[:-1]}{'1' if signature.endswith('0') else '0'}"
    borrowed = f"{id}.{other.partition('.')[2]}"
    for cookie in (
        *(id, changed, borrowed, forged, login.cookies[LOGIN_COOKIE]),
        *(f"{id}x.{signature}", ".", "x" * 4000, "\u00e9.\u00e9"),
    ):
        browser.cookies = {COOKIE: cookie}
        answer = await browser.get(f"/r/{OTHER}/commands", HTML)
        assert answer.status == 303, cookie
        assert answer.headers["Location"] == f"/login?next=/r/{OTHER}/commands"
        assert COOKIE not in browser.cookies
    browser.cookies = {COOKIE: true}
    assert (await browser.get(f"/r/{OTHER}/commands", HTML)).status == 200


async def test_an_ended_session_leads_to_signing_in_whatever_was_asked_for(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    cookies = dict(browser.cookies)
    await pages.story.advance("8 hours")
    for path in (f"/r/{OTHER}/commands", "/r/nobody/nothing/commands", "/nothing"):
        browser.cookies = dict(cookies)
        assert (await browser.get(path, HTML)).headers["Location"] == f"/login?next={path}"
    browser.cookies = dict(cookies)
    assert (await browser.get(f"/r/{REPO}/commands")).status == 200


async def test_while_the_secret_is_changed_sessions_go_on(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    story = pages.story
    new = "the-new-secret-of-the-sessions-of-it"
    async with (
        open_pages(story, secrets=(new, SESSION_SECRET)) as changed,
        open_pages(story, secrets=(new,)) as third,
    ):
        for opened, status in ((changed, 200), (third, 303)):
            other = opened.browser()
            other.cookies = dict(browser.cookies)
            assert (await other.get(f"/r/{OTHER}/commands", HTML)).status == status


async def test_signing_out_takes_a_form_of_ones_own_session(pages: Pages) -> None:
    browser, other = await pages.signed_in("alice"), await pages.signed_in("bob")
    mine, theirs = await browser.csrf(), await other.csrf()
    assert len({mine, theirs, await browser.csrf()}) == 3, "what stays the same could be guessed from lengths"
    for token in ("", "x", theirs, mine[:-1] + "\u00e9"):
        assert (await browser.post("/logout", {"csrf": token})).status == 403
    assert (await browser.post("/logout", {})).status == 403
    assert (await browser.get("/logout")).status == 404
    cookies = dict(browser.cookies)
    answer = await browser.post("/logout", {"csrf": mine})
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert COOKIE not in browser.cookies
    browser.cookies = cookies
    assert (await browser.get(f"/r/{OTHER}/commands", HTML)).status == 303
    assert (await other.get(f"/r/{OTHER}/commands", HTML)).status == 200


async def test_where_it_is_not_set_up_the_page_says_so() -> None:
    house = await open_house()
    for path in ("/login", "/login?next=/x", "/callback?code=1&state=2"):
        answer = await house.client.get(path, headers=HTML)
        assert answer.status == 404
        assert "not set up" in await answer.text()
    assert "Sign in" not in await (await house.client.get("/", headers=HTML)).text()
    await house.client.close()


async def test_on_this_very_machine_cookies_go_without_tls_and_nowhere_else(pages: Pages) -> None:
    for url, name, secure in (
        ("http://127.0.0.1:3000", "stewardbot", False),
        ("http://localhost:3000", "stewardbot", False),
        ("http://bot.example.org", COOKIE, True),
        (None, COOKIE, True),
    ):
        async with open_pages(pages.story, public_url=url) as opened:
            browser = await opened.signed_in("alice")
            assert set(browser.cookies) == {name}
            assert all(("Secure" in line) is secure for line in browser.set_cookies)


async def test_what_one_person_sees_is_kept_by_nobody(pages: Pages) -> None:
    browser = await pages.signed_in("alice")
    for visitor in (browser, pages.browser()):
        for path in (
            f"/r/{OTHER}/commands",
            "/r/nobody/nothing",
            "/nothing",
            f"/r/{OTHER}/buttons",
            "/link/x",
        ):
            answer = await visitor.get(path, HTML)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["Vary"] == "Cookie", path
    answer = await browser.post("/me/credit", {"csrf": await browser.csrf(), "named": ""}, HTML)
    assert (answer.status, answer.headers["Cache-Control"]) == (303, "no-store")
    for path in ("/callback?code=1&state=2", "/login"):
        assert (await browser.get(path, HTML)).headers["Cache-Control"] == "no-store", path
