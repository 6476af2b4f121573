"""What all tests share: the word at the end about what could not be checked."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.contract.packages import FETCHED_BY

UNCHECKED = "not checked: "
"""How a skip begins that somebody should know of."""


@pytest.fixture(autouse=True)
def the_log_as_it_was() -> Iterator[None]:
    """A test that sets up the log, as every command of the program does, sets it up for itself alone."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A run without GitHub's descriptions says so in one line, however quiet it was asked to be."""
    reasons = [
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    ]
    lacking = [reason.removeprefix(UNCHECKED) for reason in reasons if reason.startswith(UNCHECKED)]
    if lacking:
        what = f"{len(lacking)} tests of {', '.join(dict.fromkeys(lacking))}"
        terminalreporter.write_line(
            f"NOT CHECKED against GitHub: {what}. `{FETCHED_BY}` brings what they need.",
            yellow=True,
            bold=True,
        )
