"""Requests are money: no command takes more of them than GitHub asks for."""

from __future__ import annotations

import pytest

from benchmarks.bench_command_requests import BEYOND, EXAMPLES, REACH, Example, counted

LOOKED_UP = {"/help-wanted", "/good-first-issue", "/transfer", "/type", "/vouch"}
"""Commands that ask about something for the first time: a file, a repository, GitHub's types, a stranger."""


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
async def test_a_command_is_one_request_and_asks_nothing_twice(example: Example) -> None:
    word = example.text.partition(" ")[0]
    first, then = await counted(example)
    assert sum(not request.writes for request in first) <= (word in LOOKED_UP)
    assert [request for request in then if not request.writes] == []
    assert len(then) <= REACH + (word in BEYOND)
