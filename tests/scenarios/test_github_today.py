"""GitHub as it is today: merge queues, agents, ceilings, and what is outside."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core import effects as fx
from tests.harness.in_process.story import CONFIG_PATH, REPO, STEWARD, TRIAGE, Story, commented, opened, world
from tests.scenarios.conftest import Plan, Tell

HEAD = "ab" * 20
PEOPLE = "assignment: {}\nlabels: {additional: [l99]}"


def queued(action: str = "checks_requested", head: str = HEAD) -> dict[str, Any]:
    """The payload of a merge queue's question."""
    group = {"head_sha": head, "head_ref": f"refs/heads/gh-readonly-queue/main/pr-8-{head}"}
    return {
        "action": action,
        "merge_group": {**group, "base_sha": "cd" * 20, "base_ref": "refs/heads/main", "head_commit": {}},
        "repository": {"id": 12, "full_name": REPO, "owner": {"login": "acme", "type": "Organization"}},
        "sender": {"id": 9, "login": "github-merge-queue[bot]", "type": "Bot"},
    }


async def test_a_merge_queue_is_answered(plan: Plan) -> None:
    found = await plan("merge_group", queued(), world=world(), config=TRIAGE)
    check = found.only("check")
    assert check.summary == f"These pull requests bring nothing new to check in `{CONFIG_PATH}`."
    assert found.kinds == ["check"]
    assert (check.subject, check.head_sha, check.conclusion) == (REPO, HEAD, "success")


@pytest.mark.parametrize("action", ["destroyed", "something_new"])
async def test_what_a_merge_queue_does_not_ask_is_not_answered(plan: Plan, action: str) -> None:
    assert (await plan("merge_group", queued(action), world=world(), config=TRIAGE)).kinds == []


async def test_a_file_that_two_pull_requests_break_together_stops_the_queue(tell: Tell) -> None:
    story = await tell(TRIAGE)
    maintainer = story.person("alice").alone
    head = maintainer.pushes(REPO, {CONFIG_PATH: "mode: act\ntriage: {lables: {}}\n"}, "queue")
    await story.settles()
    found = await answered(story, queued(head=head))
    assert found.conclusion == "failure"
    assert [note.path for note in found.annotations] == [CONFIG_PATH]


async def test_a_paused_bot_answers_a_merge_queue_at_once(tell: Tell) -> None:
    story = await tell(TRIAGE)
    issue = await story.person("carol").opens_issue("Some thoughts")
    await story.person("carol").comments(issue, "/bot pause")
    asked_at = story.clock.now()
    assert (await answered(story, queued())).conclusion == "success"
    assert (story.clock.now() - asked_at).total_seconds() < 5


async def answered(story: Story, payload: dict[str, Any]) -> fx.Check:
    """The check that a merge group gets, out of what went to GitHub."""
    repository = story.github.state.repository(REPO)
    assert repository is not None
    payload["repository"]["id"] = repository.id
    await story.hears("merge_group", payload)
    (run,) = repository.check_runs.values()
    return fx.Check(
        subject=REPO,
        name=run.name,
        head_sha=run.head_sha,
        conclusion=run.conclusion,  # type: ignore[arg-type]
        summary=run.summary or "",  # type: ignore[arg-type]
        annotations=tuple(
            fx.Annotation(
                path=note["path"], start_line=1, end_line=1, message=note["message"], level="failure"
            )
            for note in run.annotations
        ),
    )


@pytest.mark.parametrize(
    "name", ["@copilot", "@Copilot", "copilot-swe-agent[bot]", "@anthropic-code-agent[bot]"]
)
async def test_an_agent_is_assigned_by_people_alone(plan: Plan, name: str) -> None:
    found = await plan(
        "issue_comment", commented(f"/assign {name}"), world=world(issues=SEVEN), config=PEOPLE
    )
    assert found.assigned == []
    assert "GitHub takes that from people alone" in found.comment
    assert found.only("react").content == "confused"


SEVEN = [{"number": 7, "title": "T", "author": "eve"}]
EIGHT = [{"number": 8, "title": "T", "author": "eve", "pull_request": True}]


async def test_people_beside_an_agent_are_assigned(plan: Plan) -> None:
    payload = commented("/assign @copilot @alice")
    found = await plan("issue_comment", payload, world=world(issues=SEVEN), config=PEOPLE)
    assert found.assigned == ["alice"]


@pytest.mark.parametrize(
    ("name", "assignees", "freed"),
    [
        ("@copilot", ["Copilot"], ["Copilot"]),
        ("@copilot", ["copilot-swe-agent[bot]", "eve"], ["copilot-swe-agent[bot]"]),
        ("copilot-swe-agent[bot]", ["Copilot"], ["Copilot"]),
        ("copilot @eve", ["Copilot", "eve"], ["Copilot", "eve"]),
        ("@anthropic-code-agent", ["anthropic-code-agent[bot]", "Copilot"], ["anthropic-code-agent[bot]"]),
        ("copilot", ["eve"], []),
        ("@copilot", ["copilot-fan"], []),
    ],
)
async def test_an_agent_is_taken_off_under_the_name_that_github_shows(
    plan: Plan, name: str, assignees: list[str], freed: list[str]
) -> None:
    payload = commented(f"/unassign {name}", by="carol")
    payload["issue"]["assignees"] = [{"login": login, "id": sum(login.encode())} for login in assignees]
    issues = [{**SEVEN[0], "assignees": assignees}]
    found = await plan("issue_comment", payload, world=world(issues=issues), config=PEOPLE)
    off = found.only("unassign")
    assert (list(off.logins) if off else []) == freed
    assert found.only("react").content == "+1"


@pytest.mark.parametrize("name", ["@copilot", "copilot-pull-request-reviewer[bot]", "@github-copilot[bot]"])
async def test_copilot_is_asked_for_a_review_under_the_name_that_works(tell: Tell, name: str) -> None:
    story = await tell(PEOPLE)
    pull = await story.person("alice").opens_pull("A fix")
    await story.person("bob").comments(pull, f"/cc {name}")
    assert pull.reactions == ["+1"]
    record = story.github.state.issue(REPO, pull.number)
    assert record is not None
    assert record.pull is not None
    assert [user.login for user in record.pull.reviewers] == ["Copilot"]
    await story.person("bob").comments(pull, "/cc @copilot")
    assert pull.reactions == ["+1", "+1"]


@pytest.mark.parametrize("name", ["@copilot", "copilot", "@Copilot", "copilot-swe-agent[bot], @alice"])
async def test_copilot_s_review_is_called_off_by_any_of_its_names(tell: Tell, name: str) -> None:
    story = await tell(PEOPLE)
    pull = await story.person("eve").opens_pull("A fix")
    await story.person("bob").comments(pull, "/cc @copilot @alice")
    await story.person("bob").comments(pull, f"/uncc {name}")
    assert pull.reactions == ["+1", "+1"]
    record = story.github.state.issue(REPO, pull.number)
    assert record is not None
    assert record.pull is not None
    assert [user.login for user in record.pull.reviewers] == ([] if "alice" in name else ["alice"])


async def test_copilot_that_is_not_asked_needs_nothing_and_other_agents_are_refused(tell: Tell) -> None:
    story = await tell(PEOPLE)
    pull = await story.person("eve").opens_pull("A fix")
    await story.person("bob").comments(pull, "/uncc copilot")
    assert (pull.reactions, pull.words) == (["+1"], [])
    await story.person("bob").comments(pull, "/cc @anthropic-code-agent[bot]")
    assert "cannot ask `anthropic-code-agent[bot]` for a review" in pull.words[-1]


def labelled(count: int) -> dict[str, Any]:
    names = [f"l{n}" for n in range(110)]
    issue = {"number": 7, "title": "T", "author": "eve", "labels": names[:count]}
    return world(
        labels=["kind/bug", "kind/docs", "area/cloud", "good first issue", "help wanted", *names],
        issues=[issue],
    )


@pytest.mark.parametrize(
    ("count", "line", "labels", "refused"),
    [
        (98, "/kind bug\n/area cloud", {"kind/bug", "area/cloud"}, ""),
        (99, "/kind bug\n/area cloud", {"kind/bug"}, "left out: `area/cloud`"),
        (100, "/kind bug", set(), "left out: `kind/bug`"),
        (100, "/remove-label l99\n/kind bug", set(), "left out: `kind/bug`"),
        (100, "/label l99", set(), ""),
        (100, "/good-first-issue", set(), "left out: `help wanted`, `good first issue`"),
        (99, "/kind bug docs", {"kind/bug"}, "left out: `kind/docs`"),
        (98, "/good-first-issue", {"good first issue", "help wanted"}, "should suit a first change"),
    ],
    ids=[
        "room for both",
        "room for one",
        "full",
        "full until then",
        "set already",
        "nothing of it",
        "half of it",
        "all of it",
    ],
)
async def test_github_takes_a_hundred_labels(
    plan: Plan, count: int, line: str, labels: set[str], refused: str
) -> None:
    found = await plan("issue_comment", commented(line, by="alice"), world=labelled(count), config=PEOPLE)
    assert found.labels == labels
    assert refused in found.comment
    assert found.only("react").content == ("confused" if "left out" in refused else "+1")


async def test_a_rule_sets_no_more_labels_than_there_is_room_for(plan: Plan) -> None:
    rules = "triage: {rules: [{label: kind/bug, text: crash}, {label: area/cloud, text: crash}]}"
    full = opened("A crash", labels=[{"name": f"l{n}"} for n in range(99)])
    found = await plan("issues", full, world=labelled(0), config=rules)
    assert len(found.labels) == 1


def crowded() -> dict[str, Any]:
    """A repository with as many labels as some have."""
    described = world(issues=SEVEN)
    described["repositories"][0]["labels"] = [f"topic/{n}" for n in range(10_300)]
    return described


@pytest.mark.slow
async def test_the_last_of_ten_thousand_labels_is_planned(plan: Plan) -> None:
    payload = commented("/topic 10299\n/topic 10300", by="alice")
    found = await plan("issue_comment", payload, world=crowded(), config="labels: {families: [topic]}")
    assert found.labels == {"topic/10299"}
    assert "`topic/10300`" in found.comment


@pytest.mark.slow
async def test_the_last_of_ten_thousand_labels_is_set(tell: Tell) -> None:
    story = await tell("triage: {labels: {support: topic/10299}}", world=crowded())
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.labels == {"topic/10299"}


@pytest.mark.parametrize(("last", "labels"), [(2_999, {"area/cloud"}), (3_000, set())])
async def test_github_lists_3000_files(plan: Plan, last: int, labels: set[str]) -> None:
    files = [*(f"lib/{n}.py" for n in range(last)), "cloud/a.py"]
    issue = {"number": 8, "title": "Reformat", "author": "eve", "pull_request": True, "files": files}
    rules = "triage: {rules: [{label: area/cloud, paths: ['cloud/**']}]}"
    payload = opened("Reformat", number=8)
    payload["pull_request"] = payload.pop("issue")
    found = await plan("pull_request", payload, world=world(issues=[issue]), config=rules)
    assert found.labels == labels


@pytest.mark.parametrize("event", ["discussion", "discussion_comment"])
async def test_discussions_are_outside(plan: Plan, event: str) -> None:
    asked = {"number": 3, "title": "How do I read S3?", "body": "x", "user": {"login": "eve", "id": 5}}
    payload = {**queued("created"), "discussion": asked}
    assert (await plan(event, payload, world=world(), config=TRIAGE)).kinds == []


SEVEN_AND_EIGHT = [{"number": n, "title": f"T{n}", "author": "eve"} for n in (7, 8)]


@pytest.mark.parametrize(
    ("event", "action", "about"),
    [
        ("issue_dependencies", "blocked_by_added", {"blocked_issue": 7, "blocking_issue": 8}),
        ("issue_dependencies", "blocking_removed", {"blocked_issue": 7, "blocking_issue": 8}),
        ("sub_issues", "sub_issue_added", {"parent_issue": 7, "sub_issue": 8}),
        ("sub_issues", "parent_issue_removed", {"parent_issue": 7, "sub_issue": 8}),
        ("issues", "untyped", {"issue": 7}),
        ("issues", "field_added", {"issue": 7}),
        ("issue_comment", "pinned", {"issue": 7}),
        ("projects_v2_status_update", "created", {}),
        ("projects_v2_item", "edited", {}),
        ("workflow_run", "requested", {}),
        ("status", None, {}),
    ],
)
async def test_news_that_nothing_hangs_on_ends_quietly(
    plan: Plan, event: str, action: str | None, about: dict[str, int]
) -> None:
    payload: dict[str, Any] = {name: {"number": number} for name, number in about.items()}
    payload |= {key: value for key, value in queued("").items() if key in ("repository", "sender")}
    payload |= {"action": action} if action else {}
    payload["comment"] = {"id": 501, "body": "/close", "user": {"login": "bob", "id": 3}}
    sections = "\n".join([TRIAGE, STEWARD, "newcomers: {milestones: []}", "lifecycle: {}"])
    found = await plan(event, payload, world=world(issues=SEVEN_AND_EIGHT), config=sections)
    assert found.kinds == []
    assert found.answer.problems == []
