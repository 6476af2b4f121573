"""What the simulated GitHub answers is what GitHub says it answers, whichever way it is asked."""

from __future__ import annotations

import json

import pytest

from tests.contract.asking import made
from tests.contract.asks import ASKS, Ask
from tests.contract.description import Exchange, RestDescription
from tests.contract.faces import Face, facing

PLACES = ("https://api.github.com", "https://github.com")
"""Where the simulated GitHub stands while nobody serves it."""


@pytest.mark.parametrize("ask", ASKS, ids=str)
async def test_a_request_and_its_answer_are_as_github_describes_them(
    face: Face, rest: RestDescription, ask: Ask
) -> None:
    exchange = await made(face, ask)
    assert exchange.status == ask.status
    refused = ask.status == 422  # then what was sent is wrong on purpose; the answer may not be
    assert [each for each in rest.complaints(exchange) if not (refused and ": sent " in each)] == []


async def test_both_faces_tell_one_truth() -> None:
    for ask in ASKS:
        async with facing("in process") as within, facing("over HTTP") as beyond:
            here, there = await made(within, ask), await made(beyond, ask)
            assert _said(here, within) == _said(there, beyond), str(ask)


def _said(exchange: Exchange, face: Face) -> tuple[int, str | None, object]:
    told = exchange.told.decode().replace(face.github.state.api_url, PLACES[0])
    link = exchange.headers.get("link", "").replace(face.github.state.api_url, PLACES[0])
    return exchange.status, link, json.loads(told) if told else None
