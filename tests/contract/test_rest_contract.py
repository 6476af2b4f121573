"""What the simulated GitHub answers is what GitHub says it answers, whichever way it is asked."""

from __future__ import annotations

import json
import re

import pytest

from fakegithub.http.routing import find, handlers
from tests.contract.description import Exchange, RestDescription, WebhookDescription
from tests.contract.interfaces import Interface, facing
from tests.contract.request_case import RequestCase
from tests.contract.requests import CASES
from tests.contract.send_request import made

NOT_REST = {"graphql", "authorize", "conversation", "exchange", "new_app"}
"""GraphQL has a contract of its own; the others are GitHub's web pages, which are described nowhere."""
PLACE = "https://api.github.com"
"""Where the simulated GitHub stands while nobody serves it."""
SIGNATURE = re.compile("sha256=[0-9a-f]{64}")
"""It is over a payload in which that place is named."""


@pytest.mark.parametrize("ask", CASES, ids=str)
async def test_a_request_and_its_answer_are_as_github_describes_them(
    interface: Interface, rest: RestDescription, webhooks: WebhookDescription, ask: RequestCase
) -> None:
    exchange = await made(interface, ask)
    assert exchange.status == ask.status
    refused = ask.status == 422  # then what was sent is wrong on purpose; the answer may not be
    assert [
        complaint for complaint in rest.complaints(exchange) if not (refused and ": sent " in complaint)
    ] == []
    heard = await interface.webhooks()
    assert [complaint for what in heard for complaint in webhooks.complaints(*what)] == [], "what it leads to"


def test_nothing_that_the_simulated_github_answers_is_left_out() -> None:
    paths = ((handler.method, handler.path.partition("?")[0].replace("{}", "31")) for handler in CASES)
    tried = {match[0] for method, path in paths if (match := find(method, path))}
    assert {handler.__name__ for handler in handlers() - tried} == NOT_REST


@pytest.mark.slow
async def test_both_faces_tell_one_truth() -> None:
    for ask in CASES:
        async with facing("in process") as within, facing("over HTTP") as beyond:
            here, there = await made(within, ask), await made(beyond, ask)
            assert _said(here, within) == _said(there, beyond), str(ask)


def _said(exchange: Exchange, interface: Interface) -> tuple[int, str | None, object]:
    text = exchange.told.decode().replace(interface.github.state.api_url, PLACE)
    text = SIGNATURE.sub("signed", text)
    link = exchange.headers.get("link", "").replace(interface.github.state.api_url, PLACE)
    return exchange.status, link, json.loads(text) if text else None
