"""The rules of the gate: facts in, what is lacking out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.community.contributions.config import Contributions, Declared
from bot.community.contributions.declared import declarations
from bot.community.contributions.rules import (
    GateRule,
    LinkedIssue,
    PullFacts,
    missing_headings,
    outcome_of,
)
from bot.community.contributions.vouched import vouched_logins

FREE = LinkedIssue(41, ("Good First Issue",))
WISH = LinkedIssue(42)
TAKEN = LinkedIssue(43, ("accepted",), holders=("dan",))
MINE = LinkedIssue(44, ("accepted",), theirs=True)
GIVEN = LinkedIssue(45, assigned=("eve",), theirs=True)


def rules(facts: PullFacts, **config: Any) -> list[GateRule]:
    """What is lacking, in order."""
    return list(outcome_of(facts, Contributions.model_validate(config)).rules)


def test_an_empty_section_asks_for_nothing() -> None:
    assert rules(PullFacts()) == []
    assert Contributions() == Contributions.model_validate(
        {"require": "nothing", "then": "comment", "close_after": "never", "bots": "allow"}
    )


@pytest.mark.parametrize(
    ("issues", "with_issue", "with_claim"),
    [
        ((), [GateRule.UNLINKED], [GateRule.UNLINKED]),
        ((WISH,), [GateRule.NOT_ACCEPTED], [GateRule.NOT_ACCEPTED]),
        ((FREE,), [], [GateRule.UNCLAIMED]),
        ((TAKEN,), [GateRule.TAKEN], [GateRule.TAKEN]),
        ((MINE,), [], []),
        ((GIVEN,), [], []),
        ((WISH, MINE), [], []),
        ((TAKEN, FREE), [], [GateRule.UNCLAIMED]),
        ((TAKEN, WISH), [GateRule.NOT_ACCEPTED], [GateRule.NOT_ACCEPTED]),
    ],
)
def test_an_issue_is_linked_accepted_and_held(
    issues: tuple[LinkedIssue, ...], with_issue: list[GateRule], with_claim: list[GateRule]
) -> None:
    assert rules(PullFacts(issues=issues), require="issue") == with_issue
    assert rules(PullFacts(issues=issues), require="claim") == with_claim
    assert rules(PullFacts(issues=issues)) == []
    assert rules(PullFacts(issues=issues, is_trusted=True), require="claim") == []


def test_where_no_label_is_asked_for_every_open_issue_is_accepted() -> None:
    assert rules(PullFacts(issues=(WISH,)), require="issue", accepted=[]) == []


def test_small_changes_and_certain_files_need_no_issue() -> None:
    config = {"require": "claim", "exempt": {"paths": ["docs/**"], "lines_under": 5}}
    assert rules(PullFacts(lines=4, paths=("a.py",)), **config) == []
    assert rules(PullFacts(lines=5, paths=("docs/a.md", "docs/b/c.md")), **config) == []
    assert rules(PullFacts(lines=5, paths=("docs/a.md", "a.py")), **config) == [GateRule.UNLINKED]
    assert rules(PullFacts(), **config) == [GateRule.UNLINKED]
    assert rules(PullFacts(paths=()), **config) == [GateRule.UNLINKED]


def test_what_is_reserved_is_for_newcomers_alone() -> None:
    config = {"reserved": {"labels": "good first issue", "for": "newcomers"}}
    old = PullFacts(issues=(FREE,), is_newcomer=False, is_trusted=True)
    assert rules(old, **config) == [GateRule.RESERVED]
    assert rules(old, require="claim", **config) == [GateRule.RESERVED]
    assert rules(PullFacts(issues=(FREE,), is_program=True), **config) == [GateRule.RESERVED]
    assert rules(PullFacts(issues=(FREE,)), **config) == []
    held = LinkedIssue(41, ("good first issue",), holders=("dan",))
    assert rules(PullFacts(issues=(held,)), **config) == [GateRule.TAKEN]
    theirs = LinkedIssue(41, ("good first issue",), theirs=True)
    assert rules(PullFacts(issues=(theirs,), is_newcomer=False), **config) == []


def test_somebody_new_has_so_many_open_at_once() -> None:
    assert rules(PullFacts(others=(7,)), open_at_once=1) == [GateRule.AT_ONCE]
    assert rules(PullFacts(others=(7,)), open_at_once=2) == []
    assert rules(PullFacts(others=(7,), is_trusted=True), open_at_once=1) == []


def test_programs_follow_their_own_key() -> None:
    program = PullFacts(is_program=True, others=(7,), missing=("what",))
    assert rules(program, require="claim", open_at_once=1) == []
    assert rules(program, bots="none") == [GateRule.PROGRAM]
    assert rules(program, bots="claimed") == [GateRule.UNASSIGNED_PROGRAM]
    assert rules(PullFacts(is_program=True, issues=(MINE,)), bots="claimed") == []


def test_several_things_are_told_in_one_order() -> None:
    facts = PullFacts(others=(7,), missing=("what changes",))
    assert rules(facts, require="claim", open_at_once=1) == [
        GateRule.UNLINKED,
        GateRule.AT_ONCE,
        GateRule.TEMPLATE,
    ]


def test_the_headings_of_the_nearest_template_are_asked_for() -> None:
    templates = [("what changes", "why", "notes optional"), ("release", "date", "who")]
    assert missing_headings(["what changes", "why"], templates) == ()
    assert missing_headings(["what changes"], templates) == ("why",)
    assert missing_headings([], []) == ()


@pytest.mark.parametrize("after", ["1 minute", "23 hours", "7 working hours"])
def test_a_close_leaves_time_for_its_reminder(after: str) -> None:
    with pytest.raises(ValidationError, match=r"close_after is `.*`: write at least 1 day"):
        Contributions.model_validate({"close_after": after})
    assert Contributions.model_validate({"close_after": "36 hours"}).close_after is not None


def test_a_vouched_file_is_read_without_those_it_denounces() -> None:
    lines = [
        "# who we know",
        "mitchellh",
        "github:Dan met at a sprint",
        "-badperson for this",
        "",
        "--",
        "- eve",
    ]
    text = "\n".join([*lines, "not/a/login", "@carol"])
    assert vouched_logins(text) == ("mitchellh", "dan", "carol")


def test_what_is_declared_is_passed_on_as_it_is_written() -> None:
    body = "### How was it made\n\nWith a\nformatter\n\n### Other\n\nx\n\nassisted-by: a tool\nAssisted-by:"
    config = Declared(field="How was it made", trailer="Assisted-by")
    assert declarations(body, config) == ("How was it made: With a formatter", "assisted-by: a tool")
    assert declarations(body, Declared()) == ()
    assert declarations("### How was it made\n\n_No response_", config) == ()
