"""What is fuzzed: each target takes one input and raises only if something of ours broke."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.community.patterns import first_match
from bot.community.patterns.matching import safe_pattern
from bot.community.templates import TemplateMistake, fill
from bot.core.commands import find
from bot.core.config.effective import effective, notes
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import LabelsConfig
from bot.core.events import SubjectEvent
from bot.core.events.webhooks import MalformedPayload, parse
from bot.core.markdown import Markdown, code, command_lines, escape, headings, quote, references
from bot.core.states import CommandPreset
from handlers import FEATURES
from tests.fuzz.strategies import bodies, files, headers, payloads, regexes, texts
from tests.harness.over_http.door import House, open_house

COMMANDS = [command for feature in FEATURES for command in feature.commands]
REPO = RepositoryConfig(preset=CommandPreset.PROW, sections={"labels": LabelsConfig()})
ANSWERS = {202, 400, 401, 408, 413}
"""What the door may say to anything at all."""


@dataclass(frozen=True)
class Target:
    """`inputs` are given to `run`; `share` is its part of all inputs of a long run."""

    inputs: st.SearchStrategy[Any]
    run: Callable[[Any], None]
    share: float


def parsing(given: tuple[str, dict[str, Any]]) -> None:
    """A payload is an event, or is refused."""
    with suppress(MalformedPayload):
        event = parse(*given)
        if isinstance(event, SubjectEvent):
            event.written()


def commanding(given: tuple[str, str]) -> None:
    """A text holds commands, or none."""
    eve = {"id": 5, "login": "eve"}
    event = parse(
        "issue_comment",
        {
            "action": "edited",
            "repository": {"id": 1, "full_name": "acme/widget"},
            "sender": eve,
            "issue": {"number": 7, "title": "T", "user": eve},
            "comment": {"id": 12, "body": given[0], "user": eve},
            "changes": {"body": {"from": given[1]}},
        },
    )
    assert isinstance(event, SubjectEvent)
    if (written := event.written()) is not None:
        find(written, event, COMMANDS, REPO, "stewardbot[bot]")


def configuring(text: str) -> None:
    """A file is a configuration, or has problems."""
    with suppress(ConfigError):
        load(text, FEATURES)
        effective(text, FEATURES)
        notes(text, FEATURES)


def marking(text: str) -> None:
    """A text is read; and what is made of it does nothing."""
    headings(text)
    references(text)
    assert command_lines(f"{escape(text)}\n\n{quote(text)}\n", "stewardbot[bot]") == []
    (escape(text) + code(text)).encode()


def matching(given: tuple[str, str]) -> None:
    """A pattern is refused in words, or is held against any text."""
    with suppress(ValueError):
        first_match(safe_pattern(given[0]), given[1])


def filling(text: str) -> None:
    """A template is filled in, or is a mistake."""
    with suppress(TemplateMistake):
        fill(text, {"login": Markdown(text[:100]), "steward": Markdown("bob")})


def door(house: House, loop: asyncio.AbstractEventLoop) -> Target:
    """The real door over HTTP."""

    def knock(given: tuple[bytes, str, str, str, bool]) -> None:
        body, event, guid, kind, signed = given

        async def post() -> int:
            answer = await house.post(
                body=body,
                event=event,
                guid=guid or None,
                headers={"Content-Type": kind},
                **({} if signed else {"secret": "another secret altogether"}),
            )
            await answer.read()
            return answer.status

        status = loop.run_until_complete(post())
        assert status in ANSWERS, status

    kinds = st.one_of(
        st.sampled_from(("application/json", "application/json; charset=utf-16", "multipart/form-data")),
        headers,
    )
    names = st.one_of(st.sampled_from(("issues", "push", "ping")), headers)
    given = st.tuples(
        bodies, names, st.one_of(st.uuids().map(str), headers), kinds, st.integers(0, 9).map(bool)
    )
    return Target(given, knock, 0.1)


def pure() -> dict[str, Target]:
    """All targets that need no server."""
    return {
        "events.parse": Target(payloads(), parsing, 0.2),
        "commands.find": Target(st.tuples(texts, texts), commanding, 0.2),
        "config.load": Target(st.one_of(texts, files()), configuring, 0.1),
        "markdown": Target(texts, marking, 0.2),
        "templates.fill": Target(texts, filling, 0.1),
        "patterns": Target(st.tuples(regexes, texts), matching, 0.1),
    }


@contextmanager
def targets() -> Iterator[dict[str, Target]]:
    """All targets, the door open."""
    loop = asyncio.new_event_loop()
    house = loop.run_until_complete(open_house())
    try:
        yield {"door": door(house, loop)} | pure()
    finally:
        loop.run_until_complete(house.client.close())
        loop.close()
