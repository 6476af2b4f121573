"""`triage.rules`: by title, branch and path, several together, and of issues or pull requests alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import opened, world
from tests.scenarios.conftest import Plan

LABELS = ("docs", "io")


def rule(rule: str) -> str:
    return f"triage: {{rules: [{{label: docs, {rule}}}]}}"


def pull(
    title: str = "Clear error", body: str = "", head: str = "fix", base: str = "main", **more: Any
) -> Any:
    """The payload of a pull request that is opened."""
    sides = {"head": {"ref": head, "sha": "a" * 40}, "base": {"ref": base}}
    payload = opened(title, body, **more)
    payload["pull_request"] = payload.pop("issue") | sides
    return payload


def with_files(*files: str) -> dict[str, Any]:
    return world(
        labels=LABELS, issues=[{"number": 7, "title": "", "pull_request": True, "files": list(files)}]
    )


@pytest.mark.parametrize(
    ("text", "title", "labels"),
    [
        ("title: '^docs'", "Docs of chunks", {"docs"}),
        ("title: '^docs'", "Chunks", set()),
        ("on: issue, title: docs", "docs", {"docs"}),
        ("on: pull_request, title: docs", "docs", set()),
        ("all_of: [{title: docs}, {title: chunks}]", "docs of chunks", {"docs"}),
        ("all_of: [{title: docs}, {title: chunks}]", "docs of stores", set()),
        ("title: docs, not: {title: wip}", "docs", {"docs"}),
        ("title: docs, not: {title: wip}", "docs (WIP)", set()),
        ("text: s3, all_of: [{title: docs}]", "docs", set()),
        ("body: stores", "docs", {"docs"}),
        ("body: chunks", "chunks", set()),
        ("paths: ['docs/**']", "see docs/a.md", {"docs"}),
        ("when: changed, paths: ['docs/**']", "see docs/a.md", set()),
    ],
)
async def test_an_issue(plan: Plan, text: str, title: str, labels: set[str]) -> None:
    found = await plan("issues", opened(title, "about stores"), config=rule(text), world=world(labels=LABELS))
    assert found.labels == labels


ANSWERS = """\
### Which package?

IO, Plots

### Which system

_No response_

### What happens

IO of docs fails
"""


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("form: {Which package: '\\bio\\b'}", {"docs"}),
        ("form: {'which PACKAGE?': '^io'}", {"docs"}),
        ("form: {What happens: plots}", set()),
        ("form: {Which system: .}", set()),
        ("form: {What happens: plots, Which package: plots}", {"docs"}),
        ("form: {Which package: plots}, all_of: [{form: {What happens: docs}}]", {"docs"}),
        ("title: slow, not: {form: {Which package: plots}}", set()),
        ("on: issue, form: {No such field: .}", set()),
    ],
)
async def test_an_answer_in_a_form(plan: Plan, text: str, labels: set[str]) -> None:
    found = await plan("issues", opened("Slow", ANSWERS), config=rule(text), world=world(labels=LABELS))
    assert found.labels == labels


async def test_the_answer_is_named(plan: Plan) -> None:
    text = rule("form: {Which package: plots}")
    found = await plan("issues", opened("Slow", ANSWERS), config=text, world=world(labels=LABELS))
    assert found.only("add_labels").because == "docs: the field “Which package” says “Plots”"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("branches: ['^docs/']", {"docs"}),
        ("branches: '^docs/'", {"docs"}),
        ("branches: {base: '^release/'}", {"docs"}),
        ("branches: {head: '^release/', base: '^docs/'}", set()),
        ("on: pull_request, branches: ['^docs/']", {"docs"}),
        ("when: changed, paths: ['docs/**']", {"docs"}),
        ("all_of: [{paths: ['docs/**']}, {branches: [docs]}]", {"docs"}),
        ("paths: ['docs/**'], not: {paths: ['src/**']}", set()),
        ("when: changed, paths: ['tests/**']", set()),
    ],
)
async def test_a_pull_request(plan: Plan, text: str, labels: set[str]) -> None:
    payload = pull(body="as in tests/a.py", head="docs/chunks", base="release/2")
    found = await plan("pull_request", payload, config=rule(text), world=with_files("docs/a.md", "src/b.py"))
    assert found.labels == labels


async def test_the_evidence_of_all_of_it_is_named(plan: Plan) -> None:
    text = rule("all_of: [{title: error}, {branches: '^docs/'}]")
    found = await plan("pull_request", pull(head="docs/x"), config=text, world=with_files("a.py"))
    because = "docs: the title says “error” and its branch is “docs/x”"
    assert found.only("add_labels").because == because


async def test_a_program_is_sorted_by_branches_and_paths_alone(plan: Plan) -> None:
    branches = rule("branches: '^dependabot/'")
    payload = pull(head="dependabot/pip", by="dependabot[bot]")
    assert (await plan("pull_request", payload, config=branches, world=with_files("a.py"))).labels == {"docs"}
    words = rule("title: error")
    assert (await plan("pull_request", payload, config=words, world=with_files("a.py"))).labels == set()


async def test_what_a_template_says_speaks_against_nothing(plan: Plan) -> None:
    template = "### What\n\nDo not write docs here.\n\n### Why\n"
    there = world(labels=LABELS, files={".github/ISSUE_TEMPLATE.md": template})
    text = rule("text: chunks, not: {text: 'do not write docs'}")
    body = template.replace("### Why\n", "### Why\n\nchunks are slow")
    assert (await plan("issues", opened("Slow", body), config=text, world=there)).labels == {"docs"}


@pytest.mark.parametrize(
    "text",
    [
        "on: issue, branches: x",
        "on: issue, when: changed, paths: ['a/**']",
        "all_of: [{}]",
        "not: {title: x}",
    ],
)
async def test_a_rule_that_can_never_match_is_a_mistake(plan: Plan, text: str) -> None:
    found = await plan("issues", opened("x"), config=rule(text), world=world(labels=LABELS))
    assert "the rule for `docs`" in found.answer.outcome.config_error
