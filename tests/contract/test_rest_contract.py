"""What the simulated GitHub answers is what GitHub says it answers, whichever way it is asked."""

from __future__ import annotations

import json
import re

import pytest

from fakegithub.http.routing import find, handlers
from tests.contract.description import Exchange, RestDescription, WebhookDescription
from tests.contract.interfaces import Face, facing
from tests.contract.request_case import Ask
from tests.contract.requests import ASKS
from tests.contract.send_request import made

NOT_REST = {"graphql", "authorize", "exchange", "new_app"}
"""GraphQL has a contract of its own; the others are GitHub's web pages, which are described nowhere."""
PLACE = "https://api.github.com"
"""Where the simulated GitHub stands while nobody serves it."""
SIGNATURE = re.compile("sha256=[0-9a-f]{64}")
"""It is over a payload in which that place is named."""


@pytest.mark.parametrize("ask", ASKS, ids=str)
async def test_a_request_and_its_answer_are_as_github_describes_them(
    face: Face, rest: RestDescription, webhooks: WebhookDescription, ask: Ask
) -> None:
    exchange = await made(face, ask)
    assert exchange.status == ask.status
    refused = ask.status == 422  # then what was sent is wrong on purpose; the answer may not be
    assert [each for each in rest.complaints(exchange) if not (refused and ": sent " in each)] == []
    heard = await face.webhooks()
    assert [each for what in heard for each in webhooks.complaints(*what)] == [], "what it leads to"


def test_nothing_that_the_simulated_github_answers_is_left_out() -> None:
    paths = ((each.method, each.path.partition("?")[0].replace("{}", "31")) for each in ASKS)
    tried = {found[0] for method, path in paths if (found := find(method, path))}
    assert {each.__name__ for each in handlers() - tried} == NOT_REST


async def test_both_faces_tell_one_truth() -> None:
    for ask in ASKS:
        async with facing("in process") as within, facing("over HTTP") as beyond:
            here, there = await made(within, ask), await made(beyond, ask)
            assert _said(here, within) == _said(there, beyond), str(ask)


def _said(exchange: Exchange, face: Face) -> tuple[int, str | None, object]:
    told = exchange.told.decode().replace(face.github.state.api_url, PLACE)
    told = SIGNATURE.sub("signed", told)
    link = exchange.headers.get("link", "").replace(face.github.state.api_url, PLACE)
    return exchange.status, link, json.loads(told) if told else None
