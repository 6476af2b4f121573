"""What all tests share: a PostgreSQL, and the word at the end about what could not be checked.

Nothing of the program is imported here: the process that only hands out tests would wait for it first.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Generator, Iterator
from contextlib import ExitStack

import pytest
import structlog
from hypothesis import settings

from tests.contract.packages import FETCHED_BY
from tests.harness.examples import examples

UNCHECKED = "not checked: "
"""How a skip begins that somebody should know of."""
NO_BROWSER = "no browser: "
"""And so one for want of a browser."""
NO_SITE = "no site: "
"""And so one for want of what builds the documentation."""
NO_POSTGRES = "no PostgreSQL: "
"""So does one for want of a PostgreSQL."""

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None, max_examples=examples(60))
settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: no look for garbage goes through it, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def the_log_as_it_was() -> Iterator[None]:
    """A test that sets up the log, as every command of the program does, sets it up for itself alone."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, started with the first test that needs it."""
    from tests.harness import postgres

    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server())
        except postgres.NotHere as why:
            if postgres.is_asked_for():
                raise
            pytest.skip(f"{NO_POSTGRES}{why}")
        yield url


@pytest.fixture(scope="session")
def _postgres_database(postgres_server: str) -> Iterator[str]:
    from bot.store.sql import migrate
    from tests.harness import postgres

    with postgres.new_database(postgres_server) as url:
        migrate.upgrade(url)
        yield url


@pytest.fixture
def postgres_url(_postgres_database: str) -> str:
    """A PostgreSQL database with its tables made and nothing in them.

    There is one for each process, emptied for each test.
    """
    from tests.harness import postgres

    postgres.empty(_postgres_database)
    return _postgres_database


@pytest.fixture
def blank_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, without any tables."""
    from tests.harness import postgres

    with postgres.new_database(postgres_server) as url:
        yield url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A run without GitHub's descriptions or PostgreSQL says so in one line each, however quiet it was asked
    to be."""
    reasons = [
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    ]
    lacking = [reason.removeprefix(UNCHECKED) for reason in reasons if reason.startswith(UNCHECKED)]
    if lacking:
        what = f"{len(lacking)} tests of {', '.join(dict.fromkeys(lacking))}"
        terminalreporter.write_line(
            f"NOT CHECKED: {what}. `{FETCHED_BY}` brings what they need.",
            yellow=True,
            bold=True,
        )
    if lacking := [reason for reason in reasons if reason.startswith(NO_BROWSER)]:
        why = "; ".join(dict.fromkeys(reason.removeprefix(NO_BROWSER) for reason in lacking))
        terminalreporter.write_line(
            f"no page was looked at in a real browser: {why} ({len(lacking)} tests).", yellow=True, bold=True
        )
    if lacking := [reason for reason in reasons if reason.startswith(NO_SITE)]:
        why = lacking[0].removeprefix(NO_SITE)
        terminalreporter.write_line(
            f"the documentation was not built: {why} ({len(lacking)} tests).", yellow=True, bold=True
        )
    if lacking := [reason for reason in reasons if reason.startswith(NO_POSTGRES)]:
        why = lacking[0].removeprefix(NO_POSTGRES)
        terminalreporter.write_line(
            f"the PostgreSQL tests did not run: {why} ({len(lacking)} tests).", yellow=True, bold=True
        )
