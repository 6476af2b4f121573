"""Tests against one mutant: in a fork of a process that has imported and collected all tests already.

The changed function gets its new code in the fork, so nothing is written to disk or imported again, and a
trial takes little more than its tests. A program that a test starts is not changed: such a test kills nobody.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from benchmarks.mutation.mutants import Mutant

PROJECT = Path(__file__).parents[2]
SECONDS = 60
"""Of the clock: a test that takes longer has timed out, and a trial begins no further test then."""
FAILED = "failed "
MEMORY = 4 * 2**30
"""Bytes that a trial may address; a mutant must not take the machine with it."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and by which test."""

    kind: str
    """`killed`, `timed out` or `survived`."""
    test: str = ""


class Trials:
    """A plugin of pytest that collects as usual, and then calls `work` instead of running the tests."""

    def __init__(self, work: Callable[[Trials], None], notes: Path) -> None:
        self._work, self._notes = work, notes
        self._end: float | None = None
        """When no further test begins; None: this is not a trial."""
        self._cases: dict[str, list[pytest.Item]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Do the work, or in a trial leave it to pytest."""
        if self._end is not None:
            return None
        self._session = session
        for item in session.items:
            self._cases.setdefault(function_of(item.nodeid), []).append(item)
        self._work(self)
        return True

    def tests(self, beginnings: Sequence[str]) -> list[str]:
        """The tests whose names begin so, without their cases."""
        return [test for test in self._cases if test.startswith(tuple(beginnings))]

    def trial(self, mutant: Mutant | None, tests: Sequence[str], within: float = SECONDS) -> Verdict:
        """Run all cases of some tests until one fails; without a mutant on the code as it is. Begin none
        after `within` seconds."""
        self._notes.write_text("")
        if (pid := os.fork()) == 0:
            try:
                self._run(mutant, tests, within)
                os._exit(0)
            finally:
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        lines = self._notes.read_text().splitlines()
        if not lines:
            raise RuntimeError(f"no test ran: {mutant}")
        if code == -signal.SIGALRM:
            return Verdict("timed out", lines[-1])
        if lines[-1].startswith(FAILED) or code != 0:
            return Verdict("killed", lines[-1].removeprefix(FAILED))
        return Verdict("survived")

    def _run(self, mutant: Mutant | None, tests: Sequence[str], within: float) -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        self._end = time.monotonic() + within
        for function, code in replacements(mutant) if mutant else ():
            function.__code__ = code
        functions = dict.fromkeys(map(function_of, tests))
        self._session.items = [case for test in functions for case in self._cases.get(test, ())]
        with suppress(pytest.Session.Interrupted):
            self._session.config.hook.pytest_runtestloop(session=self._session)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self._note(nodeid)
        signal.alarm(SECONDS)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has failed, or what was made for it: that is enough."""
        if report.failed:
            self._note(f"{FAILED}{report.nodeid}")
            os._exit(0)

    def pytest_runtest_logfinish(self) -> None:
        """A test has ended: another one only if there is time."""
        if self._end is not None and time.monotonic() > self._end:
            self._session.shouldstop = "the time is over"

    def _note(self, text: str) -> None:
        with self._notes.open("a") as file:
            print(text, file=file)


def function_of(test: str) -> str:
    """A test without the case in brackets."""
    return test.partition("[")[0]


def replacements(mutant: Mutant) -> list[tuple[FunctionType, CodeType]]:
    """The functions that a mutant changes, and their new code."""
    path = str(PROJECT / mutant.file)
    import_module(mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    new = {
        (code.co_qualname, code.co_firstlineno): code for code in _codes(compile(mutant.source, path, "exec"))
    }
    pairs = (
        (function, new.get((function.__code__.co_qualname, function.__code__.co_firstlineno)))
        for function in _functions(path)
    )
    return [(function, code) for function, code in pairs if code and code != function.__code__]


@cache
def _functions(path: str) -> list[FunctionType]:
    """The functions of a module, whoever holds them; not those that are made while it works."""
    gc.unfreeze()  # what the tests' collection has frozen, no look at all objects finds
    return [
        function
        for function in gc.get_objects()
        if isinstance(function, FunctionType)
        and function.__code__.co_filename == path
        and not function.__code__.co_freevars
    ]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
