"""What goes wrong does so on demand, as often as asked, and where asked."""

import pytest

from fakegithub import Fault, GitHub
from tests.harness.in_process.fake_client import WORLD, R, client

COMMENTS = f"{R}/issues/7/comments"


@pytest.mark.parametrize(
    ("fault", "status", "header"),
    [
        (Fault.SECONDARY_LIMIT, 403, "retry-after"),
        (Fault.SECONDARY_LIMIT_BARE, 403, None),
        (Fault.TOO_MANY, 429, "retry-after"),
        (Fault.BAD_GATEWAY, 502, None),
        (Fault.SERVER_ERROR, 500, None),
        (Fault.UNICORN, 520, None),
        (Fault.UNAUTHORIZED, 401, None),
    ],
)
async def test_a_fault_answers_instead_and_writes_nothing(
    fault: Fault, status: int, header: str | None
) -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    github.faults.next("POST", r"/comments$", fault)
    reply = await ask("POST", COMMENTS, {"body": "x"})
    assert reply.status == status
    assert ("retry-after" in reply.headers) == (header is not None)
    assert not github.webhooks
    assert (await ask("POST", COMMENTS, {"body": "x"})).status == 201, "once only"


async def test_an_answer_may_be_lost_before_or_after_the_write() -> None:
    github = GitHub.of(WORLD)
    ask, issue = client(github), github.state.issue("acme/widget", 7)
    assert issue is not None
    github.faults.next("POST", r"/comments$", Fault.LOST_REQUEST)
    github.faults.next("POST", r"/comments$", Fault.LOST_ANSWER)
    with pytest.raises(TimeoutError):
        await ask("POST", COMMENTS, {"body": "never"})
    with pytest.raises(TimeoutError):
        await ask("POST", COMMENTS, {"body": "written"})
    github.faults.next("*", "", Fault.RESET)
    with pytest.raises(ConnectionResetError):
        await ask("POST", COMMENTS, {"body": "never"})
    assert [each.body for each in issue.comments.values()] == ["", "written"]
    assert [each.status for each in github.api.log] == [0, 0, 0]


async def test_a_fault_waits_for_its_turn_and_its_path() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    github.faults.next("GET", r"/labels", Fault.SERVER_ERROR, times=2, after=1)
    assert [(await ask("GET", f"{R}/labels")).status for _ in range(4)] == [200, 500, 500, 200]
    github.faults.next("GET", r"/labels", Fault.PRIMARY_LIMIT)
    assert (await ask("GET", R)).status == 200
    reply = await ask("GET", f"{R}/labels")
    assert (reply.status, reply.headers["x-ratelimit-remaining"]) == (403, "0")
    assert (await ask("GET", R)).status == 403, "the budget is gone for everything"
