"""The login, the App's birth, the end of tokens; the record of deliveries, and how they go astray."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fakegithub import DeliveryChaos, Fault, GitHub, Reply, Server
from tests.fakegithub.test_server import Receiver
from tests.harness.in_process.fake_client import WORLD, Client, Now, R, client, jwt

SECRET = {"repositories": [*WORLD["repositories"], {"name": "acme/secret", "private": True}]}
BACK = "http://localhost/callback"
AS_JSON = {"accept": "application/json"}


async def consented(github: GitHub, login: str, **more: str) -> str:
    """The code with which GitHub sends somebody back."""
    query = {"client_id": github.state.app.client_id, "redirect_uri": BACK, "state": "s", "login": login}
    reply = await github.api.handle("GET", f"/login/oauth/authorize?{urlencode({**query, **more})}")
    assert reply.status == 302
    place = urlsplit(reply.headers["location"])
    assert parse_qs(place.query)["state"] == ["s"]
    return parse_qs(place.query)["code"][0]


async def exchanged(github: GitHub, **said: str) -> Reply:
    app = github.state.app
    form = {"client_id": app.client_id, "client_secret": app.client_secret, **said}
    return await github.api.handle("POST", "/login/oauth/access_token", AS_JSON, urlencode(form).encode())


async def test_somebody_logs_in_and_sees_what_both_they_and_the_app_see() -> None:
    now = Now()
    github = GitHub.of(SECRET, clock=now)
    code = await consented(github, "carol")
    told = (await exchanged(github, code=code)).json()
    assert (told["token_type"], told["expires_in"]) == ("bearer", 28_800)
    carol = Client(github, told["access_token"])
    assert (await carol("GET", "/user")).json()["login"] == "carol"
    (installation,) = (await carol("GET", "/user/installations")).json()["installations"]
    reach = await carol("GET", f"/user/installations/{installation['id']}/repositories")
    assert [each["full_name"] for each in reach.json()["repositories"]] == ["acme/widget"]
    (own,) = reach.json()["repositories"]
    assert (own["permissions"]["triage"], own["permissions"]["push"]) == (True, False)
    assert (await carol("GET", "/repos/acme/secret")).status == 404
    assert (await exchanged(github, code=code)).json()["error"] == "bad_verification_code", "once only"
    now.pass_(hours=8)
    assert (await carol("GET", "/user")).status == 401


async def test_a_code_is_for_whoever_began_the_login_and_soon_stale() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    # The pair of RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    for said, fits in (({}, False), ({"code_verifier": "x"}, False), ({"code_verifier": verifier}, True)):
        code = await consented(github, "eve", code_challenge=challenge, code_challenge_method="S256")
        assert ("access_token" in (await exchanged(github, code=code, **said)).json()) is fits
    code = await consented(github, "eve")
    now.pass_(minutes=10)
    assert (await exchanged(github, code=code)).json()["error"] == "bad_verification_code"
    wrong = await exchanged(github, code=code, client_secret="guess")
    assert wrong.json()["error"] == "incorrect_client_credentials"
    page = await github.api.handle("GET", f"/login/oauth/authorize?client_id={github.state.app.client_id}")
    assert b"login=eve" in page.body


async def test_a_persons_token_ends() -> None:
    github = GitHub.of(WORLD)
    app, token = github.state.app, github.person_token("eve")
    pair = b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    where, sent = f"/applications/{app.client_id}/token", {"access_token": token}
    nobody = Client(github, "")
    assert (await Client(github, token)("GET", "/user")).json()["login"] == "eve"
    assert (await nobody("DELETE", where, sent, Authorization=f"Basic {pair}")).status == 204
    assert (await nobody("DELETE", where, sent, Authorization=f"Basic {pair}")).status == 404
    assert (await Client(github, token)("GET", "/user")).status == 401


async def test_an_app_is_born_of_a_manifest() -> None:
    github = GitHub.of(WORLD, private_key="the key")
    manifest = {
        "name": "Our steward",
        "url": "https://example.org",
        "redirect_url": "https://bot.example/setup",
        "hook_attributes": {"url": "https://bot.example/hook"},
        "default_events": ["issues"],
    }
    form = urlencode({"manifest": json.dumps(manifest)}).encode()
    reply = await github.api.handle("POST", "/settings/apps/new?state=x", {}, form)
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert (reply.status, query["state"]) == (302, ["x"])
    where = f"/app-manifests/{query['code'][0]}/conversions"
    made = await github.api.handle("POST", where)
    assert made.status == 201
    told = made.json()
    assert (told["name"], told["pem"], told["webhook_secret"], told["events"]) == (
        "Our steward",
        "the key",
        github.secret,
        ["issues"],
    )
    assert github.state.app.webhook_url == "https://bot.example/hook"
    assert (await github.api.handle("POST", where)).status == 404, "once only"
    assert (await github.api.handle("POST", "/settings/apps/new", {}, b"manifest=x")).status == 422


async def test_the_app_sees_what_was_delivered_and_asks_for_it_again() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    for title in ("One", "Two", "Three"):
        github.person("eve").opens_issue("acme/widget", title)
    while github.webhooks:
        github.state.deliveries.record(github.webhooks.popleft(), 503, now())
        now.pass_(hours=1)
    ask = Client(github, "")
    bearer = {"Authorization": f"Bearer {jwt(github)}"}
    page = await ask("GET", "/app/hook/deliveries?per_page=2", **bearer)
    assert [(each["id"], each["status_code"], each["redelivery"]) for each in page.json()] == [
        (3, 503, False),
        (2, 503, False),
    ]
    place = page.headers["link"].partition(">")[0].removeprefix("<https://api.github.com")
    (oldest,) = (await ask("GET", place, **bearer)).json()
    again = await ask("POST", f"/app/hook/deliveries/{oldest['id']}/attempts", **bearer)
    assert again.status == 202
    webhook = github.webhooks.popleft()
    assert (webhook.guid, webhook.redelivery) == (oldest["guid"], True)
    assert github.state.deliveries.record(webhook, 202, now()).redelivery
    now.pass_(days=2, hours=22)
    bearer = {"Authorization": f"Bearer {jwt(github)}"}
    known = (await ask("GET", "/app/hook/deliveries", **bearer)).json()
    assert [each["id"] for each in known] == [4, 3], "after three days they are forgotten"
    assert (await ask("GET", "/app/hook/deliveries")).status == 401


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver("a-secret-of-the-sandbox")
    yield made
    assert made.runner is not None
    await made.runner.cleanup()


async def test_webhooks_come_twice_late_or_not_at_all(receiver: Receiver) -> None:
    github = GitHub.of(WORLD)
    server = Server(github, chaos=DeliveryChaos(twice_every=3, swap_every=4, lose_every=5))
    await server.start()
    try:
        server.webhook_url = await receiver.start()
        for count in range(1, 7):
            github.person("eve").opens_issue("acme/widget", str(count))
        named = {each.guid: each.payload["issue"]["title"] for each in github.webhooks}
        await server.deliver_all()
    finally:
        await server.stop()
    assert [named[guid] for _, guid in receiver.heard] == ["1", "2", "3", "3", "5", "4"]
    lost = [named[each.webhook.guid] for each in server.deliveries if not each.ok]
    assert lost == ["6"], "GitHub's record shows what did not arrive"


async def test_a_slow_answer_comes_after_the_write() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    github = GitHub.of(WORLD, sleep=sleep)
    github.faults.next("POST", "/comments", Fault.SLOW, delay=25)
    assert (await client(github)("POST", f"{R}/issues/7/comments", {"body": "x"})).status == 201
    assert slept == [25]
