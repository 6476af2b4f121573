"""The digest: what waits on the maintainers, weekly, on an issue of their own."""

from __future__ import annotations

import pytest

from bot.core.config.effective import notes
from bot.core.config.loader import load
from fakegithub.payloads.accounts import PERMISSIONS
from handlers import FEATURES
from tests.harness.in_process.story import OTHER, REPO, STEWARD, TRIAGE, Story, Thread, world
from tests.scenarios.conftest import Tell

DIGEST = "digest: {every: monday 09:00, issue: 1}"
QUESTION = "How do I open a store on S3?"


async def board(story: Story) -> Thread:
    """The maintainers' own issue, the first of the repository."""
    issue = await story.person("dora").opens_issue("What waits")
    assert issue.number == 1
    return issue


def lines(issue: Thread) -> list[str]:
    """The entries of the latest digest."""
    return [line for line in issue.words[-1].splitlines() if line.startswith("- ")]


async def test_what_waits_is_listed_once_a_week_the_oldest_first(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST)
    issue = await board(story)
    asked = await story.person("eve").opens_issue(QUESTION)
    await story.advance("1 day")
    await story.person("zed").opens_pull("Clear error")
    reviewed = await story.person("newt").opens_pull("Faster reader")
    await story.person("bob").reviews(reviewed, "changes_requested")
    await story.person("alice").opens_pull("Our own")
    await story.person("zed").opens_issue("A crash", "Traceback (most recent call last): boom")
    await story.until("2026-03-09 09:00")
    assert lines(issue) == [
        f"- #{asked.number} {QUESTION} (question): 5 working days",
        "- #3 Clear error (pull request): 4 working days",
    ]
    assert "eve" not in issue.words[-1]


async def test_the_next_digest_edits_the_one_before(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST)
    issue = await board(story)
    pull = await story.person("zed").opens_pull("Clear error")
    await story.until("2026-03-09 09:00")
    assert len(lines(issue)) == 1
    await story.person("bob").comments(pull, "Thank you, I look at it tomorrow.")
    await story.until("2026-03-16 09:00")
    assert issue.words == ["**For the maintainers**, Mon 16 March: nothing waits."]
    await story.person("zed").comments(pull, "Done.")
    await story.until("2026-03-23 09:00")
    assert lines(issue) == ["- #2 Clear error (pull request): 5 working days"]
    assert len(issue.words) == 1


async def test_the_letter_leads_to_the_page_of_all_that_waits(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST, public_url="https://bot.example.org/")
    issue = await board(story)
    await story.person("zed").opens_pull("Clear error")
    await story.until("2026-03-09 09:00")
    (heading, *_) = issue.words[-1].splitlines()
    page = "https://bot.example.org/r/acme/widget"
    assert heading == f"**For the maintainers**, Mon 9 March. [Everything that waits]({page})"


WORKFLOWS = {f".github/workflows/{name}.yml": "on: pull_request" for name in ("tests", "docs")}


def grants(story: Story, right: str) -> None:
    """The owner accepts a further permission of the App."""
    installation = story.github.state.installation("acme")
    assert installation is not None
    installation.permissions = {**PERMISSIONS, right: "read"}


async def test_runs_that_wait_for_approval_are_named_where_the_app_may_see_them(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST)
    issue = await board(story)
    story.person("alice").alone.pushes(REPO, WORKFLOWS)
    grants(story, "actions")
    first = await story.person("zed").opens_pull("Clear error")
    second = await story.person("newt").opens_pull("Faster reader")
    closed = await story.person("eve").opens_pull("Never mind")
    await story.person("eve").closes(closed)
    await story.person("alice").opens_pull("Our own")
    story.person("zed").alone.pushes_to_pull(REPO, first.number, {"a.py": "2"})
    await story.settles()
    story.person("alice").alone.approves_runs(REPO, second.number)
    await story.until("2026-03-09 09:00")
    assert f"\n1. 2 workflow runs wait for a maintainer's approval: #{first.number}.\n" in issue.words[-1]
    assert story.github.api.count("GET", "/actions/runs") == 1
    for pull in (first, second):
        await story.person("bob").comments(pull, "Thank you, I look at it tomorrow.")
    await story.until("2026-03-16 09:00")
    assert issue.words == [
        "**For the maintainers**, Mon 16 March.\n\nTo decide, with one click or one word each:\n"
        f"1. 2 workflow runs wait for a maintainer's approval: #{first.number}."
    ]
    assert story.github.api.count("POST", "/actions/") == 0


async def test_a_pull_request_from_before_the_bot_is_known_by_its_author(tell: Tell) -> None:
    old = {"number": 2, "title": "Old", "author": "zed", "pull_request": True}
    issues = [{"number": 1, "title": "What waits", "author": "dora"}, old]
    story = await tell(DIGEST, world=world(issues=issues))
    story.person("alice").alone.pushes(REPO, WORKFLOWS)
    grants(story, "actions")
    await story.until("2026-03-09 09:00")
    assert "2 workflow runs wait for a maintainer's approval: #2." in story.thread(1).words[-1]


async def test_without_the_right_the_digest_is_as_ever(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST)
    issue = await board(story)
    story.person("alice").alone.pushes(REPO, WORKFLOWS)
    await story.person("zed").opens_pull("Clear error")
    await story.until("2026-03-09 09:00")
    assert len(lines(issue)) == 1
    assert "approval" not in issue.words[-1]
    assert [each.status for each in story.github.api.log if "/actions/" in each.path] == [403]
    assert not story.trouble


async def test_where_it_is_wished_each_digest_is_a_comment_of_its_own(tell: Tell) -> None:
    story = await tell(TRIAGE, "digest: {every: monday 09:00, issue: 1, new_comment: true}")
    issue = await board(story)
    await story.until("2026-03-16 09:00")
    assert (issue.words, issue.folded) == (["**For the maintainers**, Mon 16 March: nothing waits."], 1)


@pytest.mark.slow
async def test_a_support_case_waits_until_its_steward_speaks(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, DIGEST)
    issue = await board(story)
    asked = await story.person("eve").opens_issue(QUESTION)
    await story.until("2026-03-09 09:00")
    assert lines(issue) == [
        f"- #{asked.number} {QUESTION} (question): 5 working days",
        "- Open cases that wait longer than the file says: 1",
    ]
    await story.person("bob").comments(asked, "Like this.")
    await story.until("2026-03-16 09:00")
    assert lines(issue) == []


@pytest.mark.slow
async def test_a_settled_question_leaves_the_digest(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, DIGEST)
    issue = await board(story)
    asked = await story.person("eve").opens_issue(QUESTION)
    await story.person("bob").comments(asked, "/resolve")
    await story.until("2026-03-09 09:00")
    assert not any(QUESTION in line for line in lines(issue))


async def test_a_claimants_question_waits_and_their_other_words_do_not(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST, "newcomers: {claims: {}}")
    issue = await board(story)
    asking, working = [await story.person("dora").opens_issue(title) for title in ("A link", "A test")]
    for who, claimed in (("eve", asking), ("zed", working)):
        await story.person(who).comments(claimed, "/claim")
        await story.person(who).comments(claimed, "On it.")
    await story.advance("1 day")
    await story.person("eve").comments(asking, "Which page is it?")
    await story.until("2026-03-09 09:00")
    assert lines(issue) == [f"- #{asking.number} A link (question): 4 working days"]
    await story.person("bob").comments(asking, "The first one, is it not?")
    await story.until("2026-03-16 09:00")
    assert lines(issue) == []


async def test_people_who_have_three_merges_are_no_newcomers(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST)
    issue = await board(story)
    for number in range(3):
        await story.person("bob").merges(await story.person("zed").opens_pull(f"Change {number}"))
    await story.person("zed").opens_pull("One more")
    await story.until("2026-03-09 09:00")
    assert lines(issue) == []


async def test_an_observing_repository_gets_no_digest(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST, mode="observe")
    issue = await board(story)
    await story.person("zed").opens_pull("Clear error")
    await story.advance("14 days")
    assert issue.is_untouched


def test_a_digest_that_nobody_reads_is_remarked_on() -> None:
    text = "digest: {every: monday 09:00}"
    assert load(text, FEATURES)
    assert any("nobody reads the letter" in str(each) for each in notes(text, FEATURES))
    heard = f"{text}\nnotify: {{maintainers: chat}}"
    assert not any("nobody reads the letter" in str(each) for each in notes(heard, FEATURES))


async def test_a_hostile_title_calls_nobody_from_the_digest(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST)
    issue = await board(story)
    await story.person("zed").opens_pull("@everyone <img src=x> [x](http://e.vil) closes #1 `")
    await story.until("2026-03-09 09:00")
    (line,) = lines(issue)
    assert "@everyone" not in line.replace("@\u200b", "")
    assert "<img" not in line.replace("\\<", "")
    assert "](http" not in line.replace("\\]", "").replace("\\(", "")
    assert issue.state == "open"


async def test_the_digest_tells_of_its_own_repository_alone_and_only_there(tell: Tell) -> None:
    story = await tell(TRIAGE, DIGEST, everywhere=True)
    issue = await board(story)
    story.github.person("dora").makes_private(OTHER)
    secret = await story.person("zed", OTHER).opens_pull("A secret plan")
    await story.person("newt").opens_pull("Clear error")
    await story.until("2026-03-09 09:00")
    assert len(lines(issue)) == 1
    assert "secret" not in issue.words[-1]
    assert "gadget" not in issue.words[-1]
    assert not any("Clear error" in each for each in (*secret.words, *story.told))


async def test_what_was_said_before_the_bot_came_is_unknown_and_waits_for_nobody(tell: Tell) -> None:
    said = {"author": "bob", "body": "Thank you."}
    old = {"number": 1, "title": "Old", "author": "zed", "created_at": "2026-02-23T09:00:00Z"}
    issues = [
        old | {"number": 1, "title": "What waits", "author": "dora"},
        old | {"number": 2, "title": "Answered", "labels": ["support"], "comments": [said]},
        old | {"number": 3, "title": "Unanswered", "labels": ["support"]},
    ]
    story = await tell(TRIAGE, DIGEST, world=world(issues=issues))
    await story.until("2026-03-09 09:00")
    assert [line.partition(" (")[0] for line in lines(story.thread(1))] == ["- #3 Unanswered"]


async def test_without_the_section_nothing_that_waits_is_told(tell: Tell) -> None:
    story = await tell(TRIAGE, "notify: {maintainers: chat}")
    pull = await story.person("zed").opens_pull("Clear error")
    await story.person("zed").comments(pull, "Any update?")
    await story.until("2026-03-16 09:00")
    assert story.told == []
    assert pull.words == []
