"""The same GitHub over real HTTP, delivering its webhooks to whoever listens."""

import hashlib
import hmac
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, ServerDisconnectedError, web

from fakegithub import Fault, GitHub, Server
from tests.harness.in_process.fake_client import WORLD, R


class Receiver:
    """A tiny webhook receiver that checks signatures and answers what it is told to."""

    def __init__(self, secret: str) -> None:
        self.secret, self.answers, self.heard = secret, [202], list[tuple[str, str]]()
        self.runner: web.AppRunner | None = None

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        expected = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        assert request.headers["X-Hub-Signature-256"] == f"sha256={expected}"
        self.heard.append((request.headers["X-GitHub-Event"], request.headers["X-GitHub-Delivery"]))
        return web.Response(status=self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    async def start(self) -> str:
        app = web.Application(client_max_size=26_214_400)
        app.router.add_post("/hook", self.receive)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/hook"


@pytest.fixture
async def github() -> GitHub:
    return GitHub.of(WORLD)


@pytest.fixture
async def server(github: GitHub) -> AsyncIterator[Server]:
    made = Server(github)
    await made.start()
    yield made
    await made.stop()


async def test_requests_over_http(github: GitHub, server: Server) -> None:
    told = {"Authorization": f"token {github.installation_token('acme')}"}
    async with ClientSession(headers=told) as session:
        async with session.get(f"{server.url}{R}/labels?per_page=1") as answer:
            assert answer.status == 200
            following = answer.links["next"]["url"]
        async with session.get(following) as answer:
            assert [each["name"] for each in await answer.json()] == ["Help Wanted"]
        async with session.get(f"{server.url}{R}/contents/docs%2Fa.md") as answer:
            assert (await answer.json())["path"] == "docs/a.md"
        github.faults.next("POST", "/comments", Fault.LOST_ANSWER)
        with pytest.raises(ServerDisconnectedError):
            await session.post(f"{server.url}{R}/issues/7/comments", json={"body": "x"})
        async with session.put(f"{server.url}{R}/issues/7/lock") as answer:
            assert (answer.status, await answer.read()) == (204, b"")
    issue = github.state.issue("acme/widget", 7)
    assert issue is not None
    assert [each.body for each in issue.comments.values()] == ["", "x"], "it was written all the same"


async def test_webhooks_arrive_signed_in_order_and_again_on_request(github: GitHub, server: Server) -> None:
    receiver = Receiver(github.secret)
    server.webhook_url = await receiver.start()
    try:
        number = github.person("eve").opens_issue("acme/widget", "Hello", labels=["bug"])
        github.person("bob").comments("acme/widget", number, "Hi")
        receiver.answers = [202, 503, 202]
        assert await server.deliver_all() == 3
        assert [event for event, _ in receiver.heard] == ["issues", "issues", "issue_comment"]
        assert [each.status for each in server.deliveries] == [202, 503, 202]
        failed = server.deliveries[1].webhook.guid
        again = await server.redeliver(failed)
        assert (again.ok, again.redelivery, receiver.heard[-1][1]) == (True, True, failed)
        assert await server.deliver_all() == 0
    finally:
        assert receiver.runner is not None
        await receiver.runner.cleanup()
    github.person("eve").comments("acme/widget", number, "Anyone?")
    await server.deliver_all()
    assert server.deliveries[-1].status == 0, "nobody answered"
