"""All effects of one subject in one document; what its answer does not settle is never doubled nor lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.ports.writer import Receipt, Task
from bot.github.service import GitHubService
from bot.github.transport import Answer, InProcessTransport
from fakegithub.http.faults import Fault
from fakegithub.model.records import Issue
from tests.harness.in_process.acquaintance import acquainted
from tests.harness.in_process.client import NOON, Rig, rig

ON = "acme/widget#7"
GRAPHQL = ("POST", "/graphql")
Change = Callable[[dict[str, Any]], Any]


class Tampering:
    """A wire on which the answer to the next document is changed; a change to bytes is sent as it is."""

    def __init__(self) -> None:
        self.carry: InProcessTransport | None = None
        self.change: Change | None = None
        self.headers: dict[str, str] = {}

    async def send(self, method: str, url: str, headers: Any, body: bytes, within: float) -> Answer:
        assert self.carry is not None
        answer = await self.carry.send(method, url, headers, body, within)
        if self.change is None or not url.endswith("/graphql"):
            return answer
        changed, self.change = self.change(json.loads(answer.body)), None
        body = changed if isinstance(changed, bytes) else json.dumps(changed).encode()
        return Answer(answer.status, {**answer.headers, **self.headers}, body)


def replaced(answer: Answer, body: bytes) -> Answer:
    return Answer(answer.status, answer.headers, body)


def knowing(wire: Tampering | None = None) -> Rig:
    """A bot that batches."""
    it = rig(transport=wire, batches=True)
    if wire is not None:
        wire.carry = InProcessTransport(it.github.api.handle)
    return it


async def apply(it: Rig, *tasks: Task, number: int = 7) -> list[Receipt]:
    """Carry out, with the ids of all that is there now."""
    return await it.service.writer.apply(acquainted(it.place(number), it.github), tasks)


def issue(it: Rig, number: int = 7) -> Issue:
    subject = it.github.state.issue("acme/widget", number)
    assert subject is not None
    return subject


def writes(it: Rig) -> list[tuple[str, str]]:
    short = [(sent.method, sent.path.removeprefix("/repos/acme/widget")) for sent in it.github.api.log]
    return [sent for sent in short if "access_tokens" not in sent[1]]


def say(body: str = "Hello, @eve.") -> fx.PostComment:
    return fx.PostComment(subject=ON, body=Markdown(body))


def checked(conclusion: str) -> fx.Check:
    sent = {"subject": "acme/widget#8", "name": "gate", "head_sha": "a1", "conclusion": conclusion}
    return fx.Check.model_validate({**sent, "summary": "Something is missing."})


def newcomers(it: Rig) -> list[Task]:
    """What a newcomer's question leads to."""
    return [
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
        it.task(fx.Assign(subject=ON, logins=("alice",))),
        it.task(say()),
    ]


async def test_a_newcomers_issue_takes_one_request() -> None:
    it = knowing()
    receipts = await apply(it, *newcomers(it))
    assert [receipt.state for receipt in receipts] == ["done"] * 3
    assert writes(it) == [GRAPHQL]
    assert (issue(it).label_names, issue(it).assignee_logins) == (("bug",), ("alice",))
    assert list(issue(it).comments) == [receipts[2].remote_id]


async def test_what_is_done_to_an_issue_goes_in_one_document_in_its_order() -> None:
    it = knowing()
    said = it.github.person("eve").comments("acme/widget", 7, "old")
    it.github.person("alice").labels("acme/widget", 7, "bug")
    receipts = await apply(
        it,
        it.task(fx.RemoveLabels(subject=ON, labels=("bug",))),
        it.task(fx.Unassign(subject=ON, logins=("alice",))),
        it.task(fx.Retitle(subject=ON, title="It breaks on Mondays")),
        it.task(fx.Close(subject=ON, reason="not_planned")),
        it.task(fx.Lock(subject=ON, reason="too heated")),
        it.task(fx.Pin(subject=ON)),
        it.task(fx.MinimizeComment(subject=ON, comment_id=said)),
        it.task(fx.React(subject=ON, content="+1", target="comment", target_id=said)),
        it.task(fx.React(subject=ON, content="eyes", target="issue", target_id=7)),
    )
    assert [receipt.state for receipt in receipts] == ["done"] * 9
    assert writes(it) == [GRAPHQL]
    seven = issue(it)
    assert (seven.label_names, seven.title, seven.state_reason) == ((), "It breaks on Mondays", "not_planned")
    assert (seven.locked, seven.lock_reason, seven.pinned) == (True, "too heated", True)
    assert seven.comments[said].minimized == "OUTDATED"
    back = await apply(
        it,
        it.task(fx.Reopen(subject=ON)),
        it.task(fx.Unlock(subject=ON)),
        it.task(fx.Unpin(subject=ON)),
        it.task(fx.Unreact(subject=ON, content="eyes", target="issue", target_id=7)),
    )
    assert [receipt.state for receipt in back] == ["done"] * 4
    assert writes(it) == [GRAPHQL] * 2
    assert (seven.state, seven.locked, seven.pinned, seven.reactions) == ("open", False, False, [])


@pytest.mark.parametrize("number", [7, 8])
async def test_a_milestone_is_set_and_cleared_in_the_document(number: int) -> None:
    it = knowing()
    where = f"acme/widget#{number}"
    put, lock = fx.SetMilestone(subject=where, title="V1.0"), fx.Lock(subject=where)
    receipts = await apply(it, it.task(put), it.task(lock), number=number)
    assert [receipt.state for receipt in receipts] == ["done"] * 2
    milestone = issue(it, number).milestone
    assert milestone is not None
    assert milestone.title == "v1.0"
    clear, unlock = fx.SetMilestone(subject=where, title=None), fx.Unlock(subject=where)
    receipts = await apply(it, it.task(clear), it.task(unlock), number=number)
    assert [receipt.state for receipt in receipts] == ["done"] * 2
    assert (writes(it), issue(it, number).milestone) == ([GRAPHQL] * 2, None)


async def test_a_milestone_that_was_made_anew_is_found_by_rest() -> None:
    it = knowing()
    known = acquainted(it.place(), it.github)
    before = replace(known, nodes=replace(known.nodes, by_milestone={"v1.0": "MI_of_the_one_before"}))
    tasks = [it.task(fx.SetMilestone(subject=ON, title="v1.0")), it.task(fx.Lock(subject=ON))]
    receipts = await it.service.writer.apply(before, tasks)
    assert [receipt.state for receipt in receipts] == ["done"] * 2
    assert issue(it).milestone is not None
    assert writes(it)[-1] == ("PATCH", "/issues/7")


async def test_a_duplicate_names_its_original_in_the_document() -> None:
    it = knowing()
    close = fx.Close(subject=ON, reason="duplicate", duplicate_of=1)
    receipts = await apply(it, it.task(close), it.task(fx.Lock(subject=ON)))
    assert [receipt.state for receipt in receipts] == ["done"] * 2
    assert writes(it) == [GRAPHQL]
    assert (issue(it).state, issue(it).state_reason) == ("closed", "duplicate")


async def test_a_duplicate_of_what_is_not_known_goes_by_rest() -> None:
    it = knowing()
    close = fx.Close(subject=ON, reason="duplicate", duplicate_of=8)
    await apply(it, it.task(close), it.task(fx.Lock(subject=ON)))
    assert writes(it)[0] == ("PATCH", "/issues/7")
    assert (issue(it).state, issue(it).state_reason) == ("closed", "duplicate")


async def test_a_pull_request_is_changed_in_one_document() -> None:
    it = knowing()
    it.github.person("acme").accepts_permissions("acme", {"contents": "write"})
    receipts = await apply(
        it,
        it.task(fx.RequestReview(subject="acme/widget#8", logins=("carol",))),
        it.task(fx.Retitle(subject="acme/widget#8", title="A better fix")),
        it.task(fx.Close(subject="acme/widget#8")),
        it.task(fx.ConvertToDraft(subject="acme/widget#8")),
        it.task(checked("neutral")),
        number=8,
    )
    assert [receipt.state for receipt in receipts] == ["done"] * 5
    assert writes(it) == [GRAPHQL]
    pull = issue(it, 8)
    assert pull.pull is not None
    assert {user.login for user in pull.pull.reviewers} == {"bob", "carol"}
    assert (pull.title, pull.state) == ("A better fix", "closed")
    (run,) = pull.repository.check_runs.values()
    assert (run.name, run.head_sha, run.status, run.conclusion) == ("gate", "a1", "completed", "neutral")
    assert (run.title, run.summary) == ("gate", "Something is missing.")


async def test_a_check_with_annotations_goes_by_rest_in_its_place() -> None:
    it = knowing()
    note = fx.Annotation(path="a.py", start_line=1, end_line=1, message="hm")
    check = checked("failure").model_copy(update={"annotations": (note,)})
    title = fx.Retitle(subject="acme/widget#8", title="A better fix")
    receipts = await apply(it, it.task(title), it.task(check), number=8)
    assert [receipt.state for receipt in receipts] == ["done"] * 2
    assert [path for _, path in writes(it)] == ["/issues/8", "/check-runs"]


async def test_what_nobody_told_goes_by_rest() -> None:
    it = knowing()
    first = await it.service.writer.apply(it.place(), newcomers(it))
    assert [receipt.state for receipt in first] == ["done"] * 3
    assert GRAPHQL not in writes(it)
    strangers = replace(acquainted(it.place(), it.github).nodes, by_login={})
    it.github.api.log.clear()
    receipts = await it.service.writer.apply(replace(it.place(), nodes=strangers), newcomers(it))
    assert [receipt.state for receipt in receipts] == ["done"] * 3
    assert ("POST", "/issues/7/assignees") in writes(it)


async def test_a_comment_of_ours_is_edited_with_what_its_posting_told() -> None:
    it = knowing()
    *_, posted = await apply(it, *newcomers(it))
    again = it.task(say("Hello again."), comment_id=posted.remote_id)
    _, edited = await apply(it, it.task(fx.Reopen(subject=ON)), again)
    assert edited.remote_id == posted.remote_id
    assert writes(it) == [GRAPHQL] * 2
    assert [comment.body.partition("\n")[0] for comment in issue(it).comments.values()] == ["Hello again."]


async def test_what_graphql_refuses_is_settled_by_rest_and_the_rest_stands() -> None:
    it = knowing()
    it.github.person("zed")
    tasks = [
        it.task(fx.AddLabels(subject=ON, labels=("Kind/Docs",))),
        it.task(fx.Assign(subject=ON, logins=("zed",))),
        it.task(fx.Retitle(subject=ON, title="x" * 300)),
        it.task(say()),
    ]
    receipts = await apply(it, *tasks)
    assert [receipt.state for receipt in receipts] == ["done", "refused", "refused", "done"]
    assert receipts[1].note == "cannot be assigned here: zed"
    assert len(issue(it).comments) == 1
    assert writes(it) == [GRAPHQL, ("POST", "/issues/7/assignees"), ("PATCH", "/issues/7")]


async def test_a_label_that_was_made_anew_is_found_by_rest() -> None:
    it = knowing()
    known = acquainted(it.place(), it.github)
    before = replace(known, nodes=replace(known.nodes, by_label={"bug": "LA_of_the_one_before"}))
    receipts = await it.service.writer.apply(before, newcomers(it))
    assert [receipt.state for receipt in receipts] == ["done"] * 3
    assert issue(it).label_names == ("bug",)
    assert ("POST", "/issues/7/labels") in writes(it)


async def test_an_issue_that_moved_is_followed() -> None:
    it = knowing()
    before = acquainted(it.place(), it.github)
    await apply(it, it.task(fx.Transfer(subject=ON, to="acme/secret")))
    receipts = await it.service.writer.apply(before, [it.task(fx.Lock(subject=ON)), it.task(say())])
    assert [receipt.state for receipt in receipts] == ["done", "done"]
    moved = it.github.state.issue("acme/secret", 1)
    assert moved is not None
    assert (moved.locked, len(moved.comments)) == (True, 1)


@pytest.mark.parametrize("fault", [Fault.FORBIDDEN])
async def test_an_installation_that_refuses_graphql_is_served_by_rest_and_not_asked_again(
    fault: Fault,
) -> None:
    it = knowing()
    it.github.faults.next("POST", "/graphql", fault)
    assert [receipt.state for receipt in await apply(it, *newcomers(it))] == ["done"] * 3
    assert len(issue(it).comments) == 1
    it.github.api.log.clear()
    assert [receipt.state for receipt in await apply(it, *newcomers(it))] == ["done"] * 3
    assert GRAPHQL not in writes(it)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.LOST_ANSWER,
        Fault.LOST_REQUEST,
        Fault.BAD_GATEWAY,
        Fault.HALF_ANSWER,
        Fault.EMPTY_ANSWER,
        Fault.WRONG_SHAPE,
        Fault.UNICORN,
    ],
)
async def test_a_document_without_an_answer_is_looked_for_and_said_once(fault: Fault) -> None:
    it = knowing()
    it.github.faults.next("POST", "/graphql", fault)
    lost = await apply(it, *newcomers(it))
    assert [(receipt.state, receipt.uncertain) for receipt in lost] == [
        ("retry", False),
        ("retry", False),
        ("retry", True),
    ]
    again = [replace(task, adopt=not task.effect.repeatable, since=NOON) for task in newcomers(it)]
    assert [receipt.state for receipt in await apply(it, *again)] == ["done"] * 3
    assert len(issue(it).comments) == 1
    assert writes(it).count(GRAPHQL) == 1


@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.TOO_MANY, Fault.SECONDARY_LIMIT_BARE])
async def test_a_limit_holds_all_back_and_nothing_was_done(fault: Fault) -> None:
    it = knowing()
    it.github.faults.next("POST", "/graphql", fault)
    receipts = await apply(it, *newcomers(it))
    assert [receipt.state for receipt in receipts] == ["limited"] * 3
    assert all(receipt.retry_at for receipt in receipts)
    assert not any(receipt.uncertain for receipt in receipts)


async def test_where_the_points_of_the_hour_are_used_up_rest_goes_on() -> None:
    it = knowing()
    it.github.faults.next("POST", "/graphql", Fault.PRIMARY_LIMIT)
    for _ in range(2):
        assert [receipt.state for receipt in await apply(it, *newcomers(it))] == ["done"] * 3
    assert writes(it).count(GRAPHQL) == 1, "GitHub is not asked again before the hour is over"
    it.github.api.log.clear()
    it.clock.advance(3700)
    await apply(it, *newcomers(it))
    assert writes(it) == [GRAPHQL]


async def test_a_field_that_had_no_points_any_more_goes_by_rest() -> None:
    wire = Tampering()
    it = knowing(wire)

    def spent(answer: dict[str, Any]) -> dict[str, Any]:
        error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded", "path": ["e1"]}
        return {"data": {**answer["data"], "e1": None}, "errors": [error]}

    wire.change, wire.headers = spent, {"x-ratelimit-remaining": "0"}
    assert [receipt.state for receipt in await apply(it, *newcomers(it))] == ["done"] * 3
    assert writes(it) == [GRAPHQL, ("POST", "/issues/7/assignees")]


async def test_a_pin_that_has_no_points_any_more_waits_and_is_not_refused() -> None:
    it = knowing()
    await apply(it, *newcomers(it))
    for (_, resource), window in it.github.api.limits.windows.items():
        window.used = window.limit if resource == "graphql" else window.used
    pin, lock = await apply(it, it.task(fx.Pin(subject=ON)), it.task(fx.Lock(subject=ON)))
    assert (pin.state, pin.resource, lock.state) == ("limited", "graphql", "retry")
    it.clock.advance(3700)
    assert [receipt.state for receipt in await apply(it, it.task(fx.Pin(subject=ON)))] == ["done"]


async def test_what_may_be_there_is_looked_for_and_all_else_goes_in_one_document() -> None:
    it = knowing()
    unsure = replace(it.task(say()), adopt=True, since=NOON)
    receipts = await apply(it, *newcomers(it)[:2], unsure)
    assert [receipt.state for receipt in receipts] == ["done"] * 3
    assert [(method, path.partition("?")[0]) for method, path in writes(it) if "issues" in path] == [
        ("GET", "/issues/7/comments")
    ]
    assert writes(it)[-1] == GRAPHQL
    again = await apply(it, *newcomers(it)[:2], unsure)
    assert again[2].remote_id == receipts[2].remote_id
    assert len(issue(it).comments) == 1
    changed = replace(unsure, effect=say("Hello to all."))
    await apply(it, *newcomers(it)[:2], changed)
    assert [comment.body.partition("\n")[0] for comment in issue(it).comments.values()] == ["Hello to all."]


async def test_a_comment_that_is_found_again_is_pinned_all_the_same() -> None:
    it = knowing()
    board = say().model_copy(update={"sticky": SectionKey("board")})
    await apply(it, it.task(fx.Lock(subject=ON)), it.task(board))
    pin = it.task(fx.PinComment(subject=ON, sticky=SectionKey("board")))
    receipts = await apply(it, it.task(board, adopt=True, since=NOON), pin)
    assert [receipt.state for receipt in receipts] == ["done"] * 2
    assert issue(it).pinned_comment is not None


async def test_what_stands_alone_is_a_document_where_that_is_wished_for() -> None:
    it = knowing()
    lock = it.task(fx.Lock(subject=ON))
    await apply(it, lock)
    assert writes(it) == [("PUT", "/issues/7/lock")]
    it.github.api.log.clear()
    service = GitHubService(it.connection, it.tokens, batches=True, alone=True)
    await service.writer.apply(acquainted(it.place(), it.github), [lock])
    assert writes(it) == [GRAPHQL]


def limited(answer: dict[str, Any]) -> dict[str, Any]:
    return {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}


def timed_out(answer: dict[str, Any]) -> dict[str, Any]:
    words = "Something went wrong while executing your query. Please include `1:2` when reporting this issue."
    return {"errors": [{"message": words}]}


def unheard_of(answer: dict[str, Any]) -> dict[str, Any]:
    return {"data": None, "errors": [{"type": "TEAPOT", "message": "Short and stout"}]}


def cut(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode()[:-9]


@pytest.mark.parametrize(
    ("change", "states", "uncertain"),
    [
        (limited, ["limited"] * 3, False),
        (timed_out, ["retry"] * 3, True),
        (unheard_of, ["retry"] * 3, True),
        (cut, ["retry"] * 3, True),
        (lambda answer: [], ["retry"] * 3, True),
        (lambda answer: {"data": "no"}, ["retry"] * 3, True),
    ],
)
async def test_an_answer_about_the_whole_document_settles_nothing_wrongly(
    change: Change, states: list[str], *, uncertain: bool
) -> None:
    wire = Tampering()
    it = knowing(wire)
    wire.change = change
    receipts = await apply(it, *newcomers(it))
    assert [receipt.state for receipt in receipts] == states
    assert [receipt.uncertain for receipt in receipts] == [False, False, uncertain]


def null_comment(answer: dict[str, Any]) -> dict[str, Any]:
    return {"data": {**answer["data"], "e2": None}}


def no_node(answer: dict[str, Any]) -> dict[str, Any]:
    return {"data": {**answer["data"], "e2": {"clientMutationId": "e2", "commentEdge": {"node": None}}}}


def no_number(answer: dict[str, Any]) -> dict[str, Any]:
    comment = {"node": {"id": "IC_1", "fullDatabaseId": "9" * 400}}
    return {"data": {**answer["data"], "e2": {"clientMutationId": "e2", "commentEdge": comment}}}


def crossed(answer: dict[str, Any]) -> dict[str, Any]:
    return {"data": {**answer["data"], "e2": answer["data"]["e0"]}}


def failed_without_type(answer: dict[str, Any]) -> dict[str, Any]:
    error = {"message": "Something went wrong", "path": ["e2"]}
    return {"data": {**answer["data"], "e2": None}, "errors": [error]}


def missing(answer: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"e0": answer["data"]["e0"], "e1": answer["data"]["e1"], "e9": {}}}


@pytest.mark.parametrize("change", [null_comment, no_node, no_number, crossed, failed_without_type, missing])
async def test_what_an_answer_leaves_open_is_looked_for_and_all_else_is_done(change: Change) -> None:
    wire = Tampering()
    it = knowing(wire)
    wire.change = change
    receipts = await apply(it, *newcomers(it))
    assert [(receipt.state, receipt.uncertain) for receipt in receipts] == [
        ("done", False),
        ("done", False),
        ("retry", True),
    ]
    (adopted,) = await apply(it, it.task(say(), adopt=True, since=NOON))
    assert list(issue(it).comments) == [adopted.remote_id]


async def test_behind_one_that_failed_what_is_done_is_done() -> None:
    wire = Tampering()
    it = knowing(wire)
    error = {"message": "Something went wrong while executing your query.", "path": ["e0"]}
    wire.change = lambda answer: {"data": {**answer["data"], "e0": None}, "errors": [error]}
    receipts = await apply(it, *newcomers(it))
    assert [receipt.state for receipt in receipts] == ["retry", "done", "done"]


UNKNOWN_MUTATION = {
    "message": "Field 'pinIssue' doesn't exist on type 'Mutation'",
    "path": ["mutation", "e0"],
    "extensions": {"code": "undefinedField"},
}
UNKNOWN_INPUT = {
    "message": "Variable $e0 of type CloseIssueInput! was provided invalid value for duplicateIssueId",
    "locations": [{"line": 1, "column": 10}],
    "extensions": {
        "value": {"issueId": "I_1"},
        "problems": [{"path": ["duplicateIssueId"], "explanation": "Field is not defined"}],
    },
}


@pytest.mark.parametrize("error", [UNKNOWN_MUTATION, UNKNOWN_INPUT], ids=["mutation", "input"])
async def test_a_document_that_an_older_server_cannot_read_is_left_to_rest(error: dict[str, Any]) -> None:
    it = knowing()

    async def send(method: str, url: str, headers: Any, body: bytes, within: float) -> Answer:
        carry = InProcessTransport(it.github.api.handle)
        if not url.endswith("/graphql"):
            return await carry.send(method, url, headers, body, within)
        answer = await carry.send(method, url, headers, b'{"query": "{ viewer { login } }"}', within)
        return replaced(answer, json.dumps({"errors": [error]}).encode())

    it.connection.transport = type("Older", (), {"send": staticmethod(send)})()
    for _ in range(2):
        assert [receipt.state for receipt in await apply(it, *newcomers(it))] == ["done"] * 3
    assert len(issue(it).comments) == 2
    assert writes(it).count(GRAPHQL) == 1, "it is not asked again at once"
    it.clock.advance(3700)
    await apply(it, *newcomers(it))
    assert writes(it).count(GRAPHQL) == 2, "it may have been upgraded"


async def test_a_comment_past_its_deadline_stays_at_home_and_all_with_it() -> None:
    it = knowing()
    late = it.task(say(), deadline=NOON - timedelta(seconds=1))
    receipts = await apply(it, it.task(fx.Lock(subject=ON)), late)
    assert [receipt.note for receipt in receipts] == ["deadline passed"] * 2
    assert not issue(it).locked


async def test_what_is_too_large_for_one_document_is_split() -> None:
    it = knowing()
    tasks = [it.task(say("x" * 65_000), key=f"key{number}") for number in range(4)]
    tasks += [it.task(fx.Lock(subject=ON)), it.task(fx.Unlock(subject=ON))] * 15
    receipts = await apply(it, *tasks)
    assert [receipt.state for receipt in receipts] == ["done"] * 34
    assert writes(it) == [GRAPHQL] * 3
    assert len(issue(it).comments) == 4


async def test_what_graphql_cannot_do_keeps_its_place() -> None:
    it = knowing()
    receipts = await apply(
        it,
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
        it.task(fx.Assign(subject=ON, logins=("alice",))),
        it.task(fx.AddLabels(subject=ON, labels=("Kind/Docs",), create=True), key="made"),
        it.task(say()),
        it.task(fx.React(subject=ON, content="eyes", target="issue", target_id=7)),
    )
    assert [receipt.state for receipt in receipts] == ["done"] * 5
    assert [sent for sent in writes(it) if sent[0] != "GET"] == [
        GRAPHQL,
        ("POST", "/issues/7/labels"),
        GRAPHQL,
    ]


async def test_what_waits_in_the_middle_holds_back_what_is_behind_it() -> None:
    it = knowing()
    it.github.faults.next("POST", "issues/7/labels", Fault.BAD_GATEWAY)
    receipts = await apply(
        it,
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
        it.task(fx.Assign(subject=ON, logins=("alice",))),
        it.task(fx.AddLabels(subject=ON, labels=("Kind/Docs",), create=True), key="made"),
        it.task(say()),
        it.task(fx.React(subject=ON, content="eyes", target="issue", target_id=7)),
    )
    assert [receipt.state for receipt in receipts] == ["done", "done", "retry", "retry", "retry"]
    assert receipts[3].note == "waits behind add_labels"
    assert issue(it).comments == {}
