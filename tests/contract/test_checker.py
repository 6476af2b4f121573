"""The measure itself: it finds what is wrong, and what it forgives is still to be forgiven."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.contract.conftest import read
from tests.contract.description import Exchange, RestDescription, WebhookDescription
from tests.contract.documents import Documents
from tests.contract.interfaces import facing
from tests.contract.known_errors import REST_ERRORS, WEBHOOK_ERRORS
from tests.contract.packages import REST, WEBHOOKS
from tests.contract.request_case import RequestCase
from tests.contract.requests import CASES
from tests.contract.send_request import made
from tests.contract.test_webhook_contract import a_pull_request, an_issue
from tests.contract.world import WIDGET

R = f"/repos/{WIDGET}"


async def exchanged(method: str, path: str, body: object = None) -> Exchange:
    """A request and its answer that are both right."""
    async with facing("in process") as interface:
        return await made(interface, RequestCase(method, path, body))


def told(exchange: Exchange, answer: Any) -> Exchange:
    return replace(exchange, told=json.dumps(answer).encode())


def sent(exchange: Exchange, body: Any) -> Exchange:
    return replace(exchange, sent=json.dumps(body).encode())


@pytest.mark.parametrize("field", ["number", "title", "user", "labels", "state", "created_at", "node_id"])
async def test_a_field_that_github_requires_is_missed(rest: RestDescription, field: str) -> None:
    exchange = await exchanged("GET", f"{R}/issues/7")
    answer = json.loads(exchange.told)
    del answer[field]
    [complaint] = rest.complaints(told(exchange, answer))
    assert f'"{field}" is a required property' in complaint


async def test_it_is_missed_inside_of_others_too(rest: RestDescription) -> None:
    exchange = await exchanged("GET", f"{R}/issues?state=all")
    answer = json.loads(exchange.told)
    del answer[0]["user"]["login"]
    [complaint] = rest.complaints(told(exchange, answer))
    assert '"login" is a required property' in complaint


async def test_a_field_that_github_does_not_have_is_noticed_in_an_answer(rest: RestDescription) -> None:
    exchange = await exchanged("GET", f"{R}/issues/7")
    [complaint] = rest.complaints(told(exchange, {**json.loads(exchange.told), "mood": "good"}))
    assert "'mood' was unexpected" in complaint


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"title": "T", "labls": ["bug"]}, "labls"),
        ({"title": "T", "labels": "bug"}, "labels"),
        ({"body": "there is no title"}, "title"),
        ({"title": "T", "assignees": [{"logn": "bob"}]}, "assignees"),
    ],
)
async def test_a_wrong_field_in_a_request_is_noticed(
    rest: RestDescription, body: dict[str, Any], named: str
) -> None:
    exchange = await exchanged("POST", f"{R}/issues", {"title": "T"})
    assert rest.complaints(exchange) == []
    complaints = rest.complaints(sent(exchange, body))
    assert complaints
    assert all(": sent " in complaint and named in complaint for complaint in complaints)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": f"{R}/issues?stat=open"}, "query stat: GitHub knows no such parameter"),
        ({"path": f"{R}/issues?state=ajar"}, "query state"),
        ({"path": f"{R}/issues?per_page=many"}, "query per_page"),
        ({"path": f"{R}/isues"}, "no such operation"),
        ({"method": "PUT"}, "no such operation"),
        ({"status": 202}, "202: GitHub never answers this here"),
        ({"sent": b'{"state": "open"}'}, "GitHub takes none here"),
        ({"told": b""}, "there is no JSON"),
    ],
)
async def test_what_else_can_be_wrong_is_noticed(
    rest: RestDescription, change: dict[str, Any], words: str
) -> None:
    exchange = await exchanged("GET", f"{R}/issues")
    assert rest.complaints(exchange) == []
    [complaint] = rest.complaints(replace(exchange, **change))
    assert words in complaint


@pytest.mark.slow
async def test_a_wrong_webhook_is_noticed(webhooks: WebhookDescription) -> None:
    async with facing("in process") as interface:
        an_issue(interface.github)
        event, payload = (await interface.webhooks())[0]
    assert webhooks.complaints(event, payload) == []
    without = {name: value for name, value in payload.items() if name != "sender"}
    assert '"sender" is a required property' in webhooks.complaints(event, without)[0]
    assert "'mood' was unexpected" in webhooks.complaints(event, {**payload, "mood": "good"})[0]
    invented = webhooks.complaints(event, {**payload, "action": "applauded"})
    assert invented == ["issues-applauded: GitHub sends no such webhook"]


PIN = "mutation($id: ID!) { pinIssue(input: {issueId: $id}) { issue { id } } }"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("document", "variables", "words"),
    [
        (PIN.replace("{ id }", "{ idd }"), {"id": "I_1"}, "Cannot query field 'idd' on type 'Issue'"),
        (PIN.replace("issueId:", "issue:"), {"id": "I_1"}, "issueId"),
        (PIN.replace("ID!", "String!"), {"id": "I_1"}, "expecting type 'ID!'"),
        (PIN, {}, "'$id'"),
        (PIN, {"id": "I_1", "number": 7}, "$number is not declared"),
        (PIN + "}", {"id": "I_1"}, "Syntax Error"),
    ],
)
def test_a_misspelt_document_is_noticed(
    documents: Documents, document: str, variables: dict[str, Any], words: str
) -> None:
    assert documents.asked(PIN, {"id": "I_1"}) == []
    assert any(words in complaint for complaint in documents.asked(document, variables))


@pytest.mark.slow
def test_an_answer_that_github_could_not_give_is_noticed(documents: Documents) -> None:
    document = PIN, {"id": "I_1"}
    assert documents.answered(*document, {"pinIssue": {"issue": {"id": "I_1"}}}) == []
    assert documents.answered(*document, {"pinIssue": None}) == []
    assert "non-nullable" in documents.answered(*document, {"pinIssue": {"issue": {"id": None}}})[0]
    assert documents.answered(*document, {"pinIssue": {"issue": {"id": "I_1", "number": 7}}})


@pytest.mark.slow
async def test_what_is_forgiven_in_githubs_description_is_still_wrong_there(rest: RestDescription) -> None:
    unmended = RestDescription(read(REST), errors=())
    wrong: dict[tuple[str, str | None], int] = {}
    for ask in (complaint for complaint in CASES if complaint.status != 422):
        async with facing("in process") as interface:
            exchange = await made(interface, ask)
        operation = exchange.method, unmended.template(exchange.method, exchange.path)
        wrong[operation] = wrong.get(operation, 0) + len(unmended.complaints(exchange))
    assert {place for place, count in wrong.items() if count} == {
        (complaint.method, complaint.template) for complaint in REST_ERRORS
    }


@pytest.mark.slow
async def test_what_is_forgiven_in_its_webhooks_is_still_wrong_there(webhooks: WebhookDescription) -> None:
    unmended = WebhookDescription(read(WEBHOOKS), errors=())
    async with facing("in process") as interface:
        a_pull_request(interface.github)
        heard = await interface.webhooks()
    complaints = {complaint.partition(":")[0] for what in heard for complaint in unmended.complaints(*what)}
    assert complaints == {complaint.webhook for complaint in WEBHOOK_ERRORS}
