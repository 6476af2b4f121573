"""Whatever comes in, it is processed or refused with a reason, and the lane goes on."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Story, commented, opened, world
from tests.scenarios.conftest import Plan, Tell

EVERYTHING = (
    TRIAGE, STEWARD, "newcomers: {welcome: {}, suggestions: {}}",
    "labels: {additional: [bug]}", "assignment: {}", "lifecycle: {}",
)  # fmt: skip
BRACKETS = "[" * 65_536
NESTED = "> " * 30_000
LONG = 10_000
HOSTILE = {
    "brackets": BRACKETS,
    "brackets and braces": ("[]({})" * 20_000)[:65_536],
    "quotes in quotes": NESTED,
    "backticks": "`" * 65_536,
    "asterisks": ("*a" * 40_000)[:65_536],
    "one long line of a command": "/label " + "x" * 65_000,
    "many commands": "/label bug\n" * 5_900,
    "NULs": "How do I\x00 open \x00it?\n/label bug\x00\n\x00/close",
    "lone surrogates": "How do I \ud800 open it?\n/label bug \udfff\n/close \udc00",
    "the other line ends": "a\r/close\r\n/label bug\x0b/close\x0c\u2028/close\u2029",
    "direction marks": "\u202e/close\u202d @alice \u2066\n/label \u202ebug",
    "combining marks": "Z" + "\u0301" * 60_000,
    "HTML": "<!-- " * 13_000,
    "a table": "|a" * 30_000 + "\n" + "|-" * 2_000,
    "links": "[a](" * 16_000,
    "entities": "&#47;close " * 5_900,
}


async def goes_on(story: Story) -> None:
    """Every delivery was taken to its end, and the next one is answered as ever."""
    await story.advance("2 hours")  # so many at once are paced, and what is out of sight is asked for twice
    assert {state for state, _ in await story.ends()} == {"done"}
    assert (await story.person("gina").opens_issue("How do I open it?")).labels == {"support"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(body, id=name, marks=[pytest.mark.slow] if len(body) > LONG else [])
        for name, body in HOSTILE.items()
    ],
)
async def test_a_hostile_text_is_taken_like_any_other(tell: Tell, body: str) -> None:
    story = await tell(*EVERYTHING)
    eve = story.person("eve")
    issue = await eve.opens_issue(body[:256], body)
    await eve.comments(issue, body)
    await story.person("carol").comments(issue, body)
    await story.person("carol").comments(issue, "/label bug")
    assert {state for state, _ in await story.ends()} == {"done"}
    assert "bug" in issue.labels  # the lane goes on
    assert "+1" in issue.reactions


async def test_nobody_is_called_by_quoting_a_hostile_command(tell: Tell) -> None:
    story = await tell(*EVERYTHING)
    issue = await story.person("dora").opens_issue("About chunks")
    await story.person("eve").comments(issue, "/label @alice <b> `x` [l](http://e.vil) ![i](j) #1")
    assert issue.reactions == ["confused"]
    assert issue.words[0].startswith("`/label` knows no label")
    assert not re.search("[@<#]", re.sub(r"(`+).*?\1", "", issue.words[0]))  # but for code


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("sponsorship", {"action": "created"}),
        ("issues", {"action": "summoned"}),
        ("issues", {}),
        ("issues", {"action": "opened"}),
        ("issues", {"action": "opened", "repository": None, "issue": None}),
        ("issues", {"action": "opened", "repository": {"full_name": 7}}),
        ("issues", {"action": 5, "issue": []}),
        ("push", {"ref": None}),
        ("issue_comment", {"action": "created", "comment": "hi"}),
        ("installation", {"action": "created"}),
        ("installation_repositories", {"action": "added", "repositories_added": [None, {}]}),
        ("member", {"action": "added", "member": {"login": "x"}}),
        ("organization", {"action": "member_added", "membership": {}}),
        ("ping", {"zen": "Keep it logically awesome."}),
        ("", {}),
        ("x" * 300, {"action": "y" * 300}),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
async def test_what_is_unknown_or_cut_short_is_ignored(
    tell: Tell, event: str, payload: dict[str, Any]
) -> None:
    story = await tell(*EVERYTHING)
    await story.hears(event, payload)
    assert [state for state, _ in await story.ends()] == ["done"]
    assert (await story.person("eve").opens_issue("How do I open it?")).labels == {"support"}


@pytest.mark.parametrize("field", ["user", "body", "labels", "assignees", "milestone", "created_at"])
async def test_an_issue_with_a_null_in_it(plan: Plan, field: str) -> None:
    told = opened("How do I open it?")
    told["issue"][field] = None
    found = await plan("issues", told, world=world(), config="\n".join(EVERYTHING))
    assert found.answer.problems == []
    assert found.labels == ({"support"} if field != "user" else found.labels)


async def test_a_deleted_author_gets_no_case_and_no_welcome(plan: Plan) -> None:
    told = opened("How do I open it?")
    told["issue"]["user"] = told["sender"] = None
    found = await plan("issues", told, world=world(), config="\n".join(EVERYTHING))
    assert found.comment == ""
    assert found.assigned == []


async def test_a_deleted_commander_commands_nothing(plan: Plan) -> None:
    told = commented("/label bug")
    told["comment"]["user"] = None
    found = await plan("issue_comment", told, world=world(), config="\n".join(EVERYTHING))
    assert found.kinds == []


def thinned(payload: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Copies of a payload without one of its values each: left out and null, one level deeper by turns."""

    def places(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inside:
            if not (isinstance(key, str) and key.endswith("url")):
                yield (*path, key)
                yield from places(value, (*path, key)) if len(path) < 1 else ()

    for turn, place in enumerate(places(payload, ())):
        for leave_out in (True, False) if len(place) == 1 else (turn % 2 == 0,):
            copied = copy.deepcopy(payload)
            parent = copied
            for key in place[:-1]:
                parent = parent[key]
            if leave_out:
                parent.pop(place[-1])
            else:
                parent[place[-1]] = None
            yield (*place, "left out" if leave_out else "null"), copied


async def real_payloads(story: Story) -> dict[str, dict[str, Any]]:
    """Webhooks as the simulated GitHub sends them in full."""
    state, eve = story.github.state, story.github.person("eve")
    number = eve.opens_issue(REPO, "How do I open it?", "/label bug")
    eve.comments(REPO, number, "/label bug")
    pull = eve.opens_pull(REPO, "Clear error", "Closes #1", files=["a.py"])
    story.github.person("dora").reviews(REPO, pull, "approved", "/label bug")
    story.github.person("dora").merges(REPO, pull)
    found = {f"{each.event}.{each.payload.get('action')}": each.payload for each in state.webhooks}
    state.webhooks.clear()
    return found


@pytest.mark.parametrize(
    "kind",
    ["issues.opened", "issue_comment.created", "pull_request.opened", "pull_request_review.submitted",
     "pull_request.closed"],
)  # fmt: skip
@pytest.mark.slow
async def test_whatever_is_missing_or_null_no_delivery_is_left_behind(tell: Tell, kind: str) -> None:
    story = await tell(*EVERYTHING)
    payload = (await real_payloads(story))[kind]
    event = kind.partition(".")[0]
    for _, copied in thinned(payload):
        await story.hears(event, copied)
    ends = await story.ends()
    assert len(ends) > 60
    await goes_on(story)


@pytest.mark.slow
async def test_values_of_the_wrong_kind_are_refused_or_taken(tell: Tell) -> None:
    story = await tell(*EVERYTHING)
    payload = (await real_payloads(story))["issue_comment.created"]
    wrong: list[Any] = ["", "x", 0, -1, 2**80, 1.5, True, [], {}, [None], {"a": None}]
    for place in ("action", "issue", "comment", "repository", "sender", "installation", "organization"):
        for value in wrong:
            await story.hears("issue_comment", {**payload, place: value})
    for place in (
        "number",
        "user",
        "body",
        "labels",
        "assignees",
        "state",
        "updated_at",
        "pull_request",
        "title",
    ):
        for value in wrong:
            await story.hears("issue_comment", {**payload, "issue": {**payload["issue"], place: value}})
    for place in ("id", "user", "body", "created_at"):
        for value in wrong:
            await story.hears("issue_comment", {**payload, "comment": {**payload["comment"], place: value}})
    await goes_on(story)


async def test_a_deeply_nested_payload_is_refused(tell: Tell) -> None:
    story = await tell(*EVERYTHING)
    deep: Any = {}
    for _ in range(200):
        deep = {"a": [deep]}
    await story.hears("issues", {**opened("How do I open it?"), "deep": deep})
    assert {state for state, _ in await story.ends()} == {"done"}


@pytest.mark.parametrize(
    "pattern", [r"(?x) ( a + ) + !", "(?#)(a+)(?#)+!", "(a|a)" * 40 + "!", r"[a-z]*[a-z]*\d"]
)
async def test_no_pattern_of_a_file_hangs_on_a_strangers_text(tell: Tell, pattern: str) -> None:
    rules = f"triage: {{labels: {{support: support}}, rules: [{{label: bug, text: '{pattern}'}}]}}"
    story = await tell(rules)
    body = "a" * 65_000
    issue = await story.person("eve").opens_issue(body[:256], body)
    assert issue.labels == set()
    await goes_on(story)
