"""What holds for all commands: their order, their examples, and that enough of them are tried."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.commands.command import Command, Example
from handlers import FEATURES
from tests.harness.examples import examples
from tests.harness.in_process.commands import CONFIG, PROW, wrote
from tests.harness.in_process.decisions import Desk
from tests.harness.in_process.story import STEWARD, TRIAGE
from tests.scenarios.conftest import Tell

UNRELATED = (
    "/kind bug",
    "/label good-idea",
    "/assign @bob",
    "/retitle A better title",
    "/milestone v1.0",
    "/close not-planned",
    "/lock spam",
    "/pin",
    "/ready",
    "/lifecycle stale",
)


@pytest.mark.slow
@settings(
    max_examples=examples(12),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    lines=st.lists(st.sampled_from(UNRELATED), min_size=2, unique=True),
    chance=st.randoms(use_true_random=False),
    preset=st.sampled_from([CONFIG, PROW]),
)
def test_unrelated_commands_commute(desk: Desk, lines: list[str], chance: Any, preset: str) -> None:
    shuffled = lines[:]
    chance.shuffle(shuffled)
    assert wrote(desk, "\n".join(lines), "dora", preset) == wrote(desk, "\n".join(shuffled), "dora", preset)


@pytest.mark.slow
@settings(
    max_examples=examples(10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(lines=st.lists(st.sampled_from((*UNRELATED, "/pin now", "/kind bgu")), min_size=1, unique=True))
def test_a_command_given_twice_is_done_once(desk: Desk, lines: list[str]) -> None:
    once, twice = wrote(desk, "\n".join(lines), "dora"), wrote(desk, "\n".join([*lines, *lines]), "dora")
    assert (once.done, once.reaction) == (twice.done, twice.reaction)


@pytest.mark.parametrize("broken", ["/kind", "/pin now", "/assign @nobody-at-all", "/retitle", "/clsoe"])
@pytest.mark.parametrize("command", UNRELATED)
def test_a_broken_command_never_stops_the_others(desk: Desk, command: str, broken: str) -> None:
    alone = wrote(desk, command, "dora")
    for body in (f"{broken}\n{command}", f"{command}\n{broken}"):
        found = wrote(desk, body, "dora")
        assert found.done == alone.done
        assert found.reaction == "😕"
        assert f"`{broken.split(maxsplit=1)[0]}`" in found.reply
        assert " is done." in found.reply


PULL = {"pull_request": True}
HELD = {**PULL, "labels": ["do-not-merge/hold"]}
ASKED = {**PULL, "requested_reviewers": ["alice"]}
NEEDS: dict[str, dict[str, Any]] = {
    "/remove-kind bug": {"labels": ["kind/Bug"]},
    "/remove-label good-idea": {"labels": ["good-idea"]},
    "/remove-help-wanted": {"labels": ["help wanted"]},
    "/remove-good-first-issue": {"labels": ["good first issue"]},
    "/remove-lifecycle stale": {"labels": ["lifecycle/stale"]},
    "/hold cancel": HELD,
    "/unhold": HELD,
    "/uncc @alice": ASKED,
    "/reopen": {"state": "closed"},
    "/needs-info": {"labels": ["bug"]},
    "/document": {"comments": [{"author": "bob", "body": "Use fsspec."}]},
}
"""What #7 must be like for an example to make sense."""
BY = {"/transfer docs": "mia"}
LATER = {"/undo", "/bot resume", "/triage ok"}
"""Examples that make sense only after something else has happened: their own scenarios run them."""
AT_DESK = ("triage", "labels", "assignment", "lifecycle", "help")
"""Features whose commands need nothing but the world as it is."""
FILE = (
    CONFIG.replace("[good-idea,", "[good-idea, ").replace("lifecycle: {}", "lifecycle: {close: triage}")
    + "triage: {needs_info: {bug: {require: [version]}}}\n"
)
EXAMPLES = [
    (feature.name, command, example)
    for feature in FEATURES
    for command in feature.commands
    for example in command.examples
]


def _line(value: object) -> str | None:
    return value.line if isinstance(value, Example) else ""


@pytest.mark.parametrize(
    ("command", "example"),
    [(command, each) for feature, command, each in EXAMPLES if feature in AT_DESK and each.line not in LATER],
    ids=_line,
)
def test_every_example_does_what_it_says(desk: Desk, command: Command, example: Example) -> None:
    on = NEEDS.get(example.line, PULL if command.on == "pull_request" else {})
    files = {".github/replies/install.md": "Hello"}
    found = wrote(desk, example.line.replace("io docs", "io"), BY.get(example.line, "dora"), FILE, on, files)
    assert found.reaction == "👍", found.reply
    decision = desk.asked[-1].answer.outcome.decision
    assert decision is not None
    (step,) = [each for each in decision.steps if each.trigger.startswith("/")]
    assert (step.feature, step.problem) == (command.feature, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "example",
    [each for feature, _, each in EXAMPLES if feature not in AT_DESK or each.line in LATER],
    ids=_line,
)
async def test_every_other_example_is_understood_on_a_support_case(tell: Tell, example: Example) -> None:
    cloud = "rotas: {cloud: {people: [alice], change: every monday 09:00, starts: 2026-01-05}}"
    story = await tell(TRIAGE, STEWARD, cloud, "newcomers: {milestones: []}", "contributions: {}")
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    bob = story.person("bob")
    await bob.comments(issue, example.line)
    assert issue.reactions, "no answer at all"
    assert "an error on my side" not in "\n".join(issue.words)


FEWEST = 400
TABLES = ("assignment", "labels", "lifecycle", "silence", "triage_commands", "command_roles", "command_texts",
          "command_events", "command_laws", "help")  # fmt: skip


def test_the_tables_are_long_enough() -> None:
    """Cases are combinations of the marks' arguments; those with a text, a person or a state count."""
    cases = 0
    for name in TABLES:
        module = import_module(f"tests.scenarios.test_{name}")
        assert module.__file__
        assert Path(module.__file__).exists()
        for test in (each for key, each in vars(module).items() if key.startswith("test_")):
            marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
            if marks and "desk" in test.__annotations__:
                combinations = 1
                for mark in marks:
                    combinations *= len(list(mark.args[1]))
                cases += combinations
    assert cases >= FEWEST, f"{cases} cases"
