"""A feature whose permission an owner has not accepted is off, says so, and is on at once when they have."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.model import SubjectRef
from bot.operations import explain
from fakegithub.payloads.accounts import PERMISSIONS
from tests.harness.in_process.story import REPO, TRIAGE, WELCOME, Story, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_claims import CLAIMS, ISSUES

GATE = "contributions: {require: claim, then: comment}"
WITHOUT_CHECKS = {name: level for name, level in PERMISSIONS.items() if name != "checks"}
READING = {**PERMISSIONS, "issues": "read", "pull_requests": "read"}


async def grants(story: Story, permissions: Mapping[str, str]) -> None:
    """The owner lets the App do this and nothing else."""
    await story.after(story.person("dora").alone.accepts_permissions, "acme", permissions)


def writes(story: Story) -> int:
    """How often something was sent to be written; the look for an account is a question."""
    api = story.github.api
    kinds = [("POST", "/repos/"), ("PATCH", "/repos/"), ("PUT", "/repos/"), ("DELETE", "/repos/")]
    return sum(api.count(method, path) for method, path in kinds) + api.count("POST", "/graphql")


async def test_a_feature_that_waits_for_an_owner_is_off_and_the_others_go_on(tell: Tell) -> None:
    story = await tell(TRIAGE, GATE, WELCOME)
    await grants(story, WITHOUT_CHECKS)
    pull = await story.person("newt").opens_pull("Clear error")
    assert [line for line in pull.words if "claim" in line] == []
    assert any("welcome" in line for line in pull.words)
    reason = (
        "contributions: pull_request.opened  withheld  (off until an owner of acme accepts checks: write)"
    )
    assert reason in await story.transcript()
    told = await explain.story(story.database, SubjectRef(repository=REPO, number=pull.number))
    waits = {entry["what"]: entry["why"] for entry in told["waits"] if not entry["until"]}
    assert waits["contributions"] == "off until an owner of acme accepts checks: write"
    assert "welcome" not in waits


async def test_it_is_on_at_once_when_the_owner_accepts(tell: Tell) -> None:
    story = await tell(GATE)
    await grants(story, WITHOUT_CHECKS)
    before = await story.person("newt").opens_pull("Clear error")
    await grants(story, PERMISSIONS)
    after = await story.person("zed").opens_pull("Faster reader")
    assert before.is_untouched
    assert not after.is_untouched


async def test_a_command_of_it_is_refused_with_the_reason(tell: Tell) -> None:
    story = await tell(GATE, "labels: {}")
    await grants(story, WITHOUT_CHECKS)
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("dora").comments(issue, "/vouch @eve\n/kind bug")
    assert issue.labels == {"kind/bug"}
    assert issue.reactions == ["confused"]
    assert issue.words[-1].startswith(
        "`/vouch`: I wait until an owner of acme accepts what I need for it: `checks: write`."
    )
    await story.person("dora").comments(issue, "/help")
    assert "/kind" in issue.words[-1]
    assert "/vouch" not in issue.words[-1]


async def test_where_nothing_may_be_written_nothing_is_sent(tell: Tell) -> None:
    story = await tell(TRIAGE, WELCOME, "labels: {}", "lifecycle: {}")
    await grants(story, READING)
    sent = writes(story)
    issue = await story.person("eve").opens_issue("How do I open a store?")
    pull = await story.person("newt").opens_pull("Clear error")
    for thread in (issue, pull):
        await story.person("bob").comments(thread, "/kind bug\n/close")
    assert writes(story) == sent
    assert issue.is_untouched
    assert pull.is_untouched
    reason = "answer  withheld  (off until an owner of acme accepts issues: write)"
    assert reason in await story.transcript()
    await grants(story, PERMISSIONS)
    later = await story.person("zed").opens_issue("How do I close a store?")
    assert any("elcome" in line for line in later.words)


async def test_what_comes_due_meanwhile_is_done_once_it_may(tell: Tell) -> None:
    story = await tell(CLAIMS, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await grants(story, READING)
    asked = story.github.api.count("GET", "/issues/41")
    await story.advance("40 days")
    assert issue.assignees == ["eve"]
    assert story.github.api.count("GET", "/issues/41") == asked
    await grants(story, PERMISSIONS)
    await story.advance("1 hour")
    assert "eve" in issue.words[-1]
    await story.advance("30 days")
    assert issue.assignees == []


async def test_an_acceptance_that_nobody_heard_of_counts_with_the_next_token(tell: Tell) -> None:
    story = await tell(GATE)
    await grants(story, WITHOUT_CHECKS)
    first = await story.person("newt").opens_pull("Clear error")
    installation = story.github.state.installation("acme")
    assert installation is not None
    installation.permissions = dict(PERMISSIONS)
    second = await story.person("newt").opens_pull("Clearer error")
    assert first.is_untouched
    assert second.is_untouched
    await story.advance("1 hour")
    assert not (await story.person("zed").opens_pull("Faster reader")).is_untouched


async def test_a_permission_that_older_servers_lack_is_not_waited_for(tell: Tell) -> None:
    assert "merge_queues" not in PERMISSIONS
    story = await tell("labels: {}")
    pull = await story.person("dora").opens_pull("The file", files=(".github/stewardbot.yml",))
    api = story.github.api
    assert api.count("POST", f"/repos/{REPO}/check-runs") == 1, pull
