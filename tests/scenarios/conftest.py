"""The fixtures of the scenario language; a scenario that fails prints the whole story with its reasons."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Generator, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
from structlog.testing import capture_logs

from tests.harness.in_process import story
from tests.harness.in_process.decisions import Desk
from tests.harness.words.live import names_without_predicate

FAILED = pytest.StashKey[bool]()


by_rest = pytest.mark.parametrize("batches", [False], ids=["rest"])
with_both_writers = pytest.mark.parametrize("batches", [False, True], ids=["rest", "graphql"])


class Tell(Protocol):
    """Begins a story with these sections in the repository's file; `features` are all unless told."""

    def __call__(self, *sections: str, **more: Any) -> Awaitable[story.Story]: ...


class Plan(Protocol):
    """Asks what would be done about a delivery."""

    def __call__(self, event: str, payload: dict[str, Any], **more: Any) -> Awaitable[story.Planned]: ...


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note for the fixtures below how the test itself ended."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def batches(request: pytest.FixtureRequest) -> bool:
    """Whether the bot speaks GraphQL, as `GITHUB_WRITES=auto` does.

    It does in quick stories. Slow ones, whose outages are those of single requests, are played by REST; so
    are those of `by_rest`, and `with_both_writers` plays a test twice.
    """
    return request.node.get_closest_marker("slow") is None


@pytest.fixture
async def tell(request: pytest.FixtureRequest, *, batches: bool) -> AsyncIterator[Tell]:
    """Begin a story: `story = await tell(TRIAGE, STEWARD)`."""
    told: list[story.Story] = []
    async with AsyncExitStack() as stack:
        logged = stack.enter_context(capture_logs())

        async def begin(*sections: str, world: Mapping[str, Any] | None = None, **more: Any) -> story.Story:
            new = story.Story(*sections, world=world or story.world(), batches=batches, **more)
            new.logged = logged
            told.append(await stack.enter_async_context(new))
            return new

        yield begin
        if request.node.stash.get(FAILED, False):
            for each in told:
                request.node.add_report_section("teardown", "story", await each.transcript())
        else:
            assert [each.trouble for each in told] == [[] for _ in told], "something of ours failed"
            unknown = {name for each in told for name in await names_without_predicate(each.database)}
            assert unknown == set(), "name them in `tests/harness/words/table.py`"


@pytest.fixture(scope="session")
def _desk() -> Iterator[Desk]:
    opened = Desk()
    yield opened
    opened.close()


@pytest.fixture
def desk(request: pytest.FixtureRequest, _desk: Desk) -> Iterator[Desk]:
    """Decide the cases of a table: `found = wrote(desk, "/kind bug", "zed")`."""
    _desk.asked.clear()
    yield _desk
    if request.node.stash.get(FAILED, False):
        for each in _desk.asked:
            request.node.add_report_section("teardown", "plan", str(each))


@pytest.fixture
def plan(request: pytest.FixtureRequest) -> Generator[Plan, None, None]:
    """Ask for a plan: `found = await plan("issues", opened("How do I …?"), config=TRIAGE)`."""
    asked: list[story.Planned] = []

    async def ask(event: str, payload: dict[str, Any], **more: Any) -> story.Planned:
        found = await story.planned(event, payload, **more)
        asked.append(found)
        return found

    yield ask
    if request.node.stash.get(FAILED, False):
        for each in asked:
            request.node.add_report_section("teardown", "plan", str(each))
