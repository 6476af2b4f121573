"""Who sends an event is not whom it is about: what bots and programs do reaches everybody it concerns.

Merge queues, and bots that close what is stale or that label, send events about people. Only what is personal
asks whether its person is one; a bot's own words are nobody's.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.config.loader import load
from bot.core.events import CommentEvent
from bot.core.model import Comment, Repository, Subject, User
from bot.engine.decide.registry import FeaturesOn, match
from bot.store import mirror
from handlers import FEATURES
from tests.harness.in_process.story import OTHER, REPO, STEWARD, TRIAGE, config, world
from tests.scenarios.conftest import Tell

NEWCOMERS = """newcomers:
  welcome: {}
  claims: {limit: 1, lease: 2 weeks, waitlist: true}
  suggestions: {labels: [good first issue]}"""
PATHS = """triage:
  labels: {support: support, bug: bug}
  rules: [{label: area/cloud, paths: ['io/**'], text: 's3'}]
  needs_info: {bug: {require: [version]}}"""
PROGRAMS = "accounts: {programs: [backport-machine]}"
QUEUE, STALE, HELPDESK = "github-merge-queue[bot]", "stale[bot]", "helpdesk[bot]"
ISSUES: list[dict[str, Any]] = [
    {"number": 41, "title": "One missing test", "author": "dora"},
    {"number": 42, "title": "A dead link", "author": "dora"},
]


def town(**more: Any) -> dict[str, Any]:
    """The usual repository, with some bots about."""
    bots = [{"login": login, "type": "Bot"} for login in (QUEUE, STALE, HELPDESK, "Copilot")]
    described = world(issues=ISSUES, **more)
    return described | {"users": [*described["users"], *bots, {"login": "backport-machine"}]}


@pytest.mark.slow
async def test_a_merge_by_a_queue_is_thanked_and_ends_the_claim(tell: Tell) -> None:
    story = await tell(NEWCOMERS, world=town())
    eve, issue, next_one = story.person("eve"), story.thread(41), story.thread(42)
    await eve.comments(issue, "/claim")
    pull = await eve.opens_pull("A test", "Closes #41")
    await story.person(QUEUE).merges(pull)
    assert "is your first change here, and it is finished." in pull.words[-1]
    assert issue.state == "closed"
    await eve.comments(next_one, "/claim")
    assert next_one.assignees == ["eve"]


async def test_a_stale_bot_closes_a_claimants_pull_request_and_the_clock_runs_again(tell: Tell) -> None:
    story = await tell(NEWCOMERS, world=town())
    eve, issue = story.person("eve"), story.thread(41)
    await eve.comments(issue, "/claim")
    pull = await eve.opens_pull("A test", "Closes #41")
    await story.person(STALE).closes(pull)
    assert "@eve has this until Mon 16 March" in issue.words[0]


async def test_a_bot_closes_a_claimed_issue_and_the_claim_ends(tell: Tell) -> None:
    story = await tell(NEWCOMERS, world=town())
    issue, next_one = story.thread(41), story.thread(42)
    await story.person("eve").comments(issue, "/claim")
    await story.person(STALE).closes(issue)
    assert "closed, and nobody has it" in issue.words[0]
    await story.person("eve").comments(next_one, "/claim")
    assert next_one.assignees == ["eve"]


async def test_a_bot_takes_the_claimant_off_and_the_next_has_their_turn(tell: Tell) -> None:
    story = await tell(NEWCOMERS, world=town())
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await story.person("dan").comments(issue, "/claim")
    await story.advance("1 day")
    await story.person(STALE).unassigns(issue, "eve")
    assert issue.words[-1].startswith("@dan, you are next")


@pytest.mark.slow
async def test_what_a_bot_writes_is_nobodys_word(tell: Tell) -> None:
    story = await tell(NEWCOMERS, TRIAGE, STEWARD, world=town())
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await story.advance("10 days")
    await story.person(STALE).comments(issue, "/unclaim\n\nI would like to work on this. How do I begin?")
    assert (issue.assignees, len(issue.words)) == (["eve"], 1)
    assert "until Mon 16 March" in issue.words[0]
    case = await story.person("eve").opens_issue("How do I open a store on S3?")
    before = list(case.words)
    await story.person(HELPDESK).comments(case, "Have you read the manual?")
    assert case.words == before


@pytest.mark.parametrize("driver", ["eve", "dan"])
async def test_what_an_agent_opens_is_the_work_of_whoever_is_assigned_to_it(tell: Tell, driver: str) -> None:
    story = await tell(NEWCOMERS, world=town())
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    pull = await story.person("Copilot").opens_pull("A test", "Closes #41")
    await story.person(driver).comments(pull, "I look after this one.")
    await story.person("alice").assigns(pull, driver)
    assert (f"@eve has this, with #{pull.number} open" in issue.words[0]) == (driver == "eve")
    await story.person("alice").closes(pull)
    assert issue.words[0].startswith("@eve has this until")
    assert pull.words == []


async def test_a_bots_own_pull_request_gets_the_labels_of_its_paths_and_nothing_else(tell: Tell) -> None:
    story = await tell(NEWCOMERS, PATHS, STEWARD, world=town())
    pull = await story.person("Copilot").opens_pull("BUG: s3 reader", "Closes #41", files=["io/zarr.py"])
    assert (pull.labels, pull.words) == ({"area/cloud"}, [])
    other = await story.person("dependabot[bot]").opens_pull("Bump s3fs", "How do I?", files=["setup.cfg"])
    assert (other.labels, other.words) == (set(), [])
    report = await story.person(HELPDESK).opens_issue("BUG: crash", "It is raised in `io/zarr.py`.")
    assert (report.labels, report.words) == ({"area/cloud"}, [])


async def test_a_case_that_a_bot_hands_to_somebody_is_not_seen_yet(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, world=town())
    case = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert case.assignees == ["bob"]
    await story.person(HELPDESK).unassigns(case, "bob")
    await story.person(HELPDESK).assigns(case, "carol")
    assert case.words[0].startswith("carol has this now")
    assert "seen" not in case.words[0]
    await story.person("alice").unassigns(case, "carol")
    await story.person("alice").assigns(case, "dora")
    assert case.words[0].startswith("dora has this now")
    assert "It has been seen." in case.words[0]


@pytest.mark.slow
async def test_an_issue_that_a_bot_opened_is_a_case_once_a_person_says_so(tell: Tell) -> None:
    story = await tell(NEWCOMERS, TRIAGE, STEWARD, world=town())
    helpdesk, alice = story.person(HELPDESK), story.person("alice")
    asked = [await helpdesk.opens_issue("How do I reset my hub?", labels=["support"]) for _ in range(3)]
    await story.person(STALE).labels(asked[0], "support", "bug")
    assert all(issue.is_untouched for issue in asked)
    await alice.comments(asked[0], "/support")
    await alice.unlabels(asked[1], "support")
    await alice.labels(asked[1], "support")
    await alice.comments(asked[2], "/route @bob")
    for issue in asked:
        assert issue.assignees == ["bob"]
        assert "@bob" in issue.words[0]
        assert not any("[bot]" in words for words in issue.words)
    assert asked[0].words[0].startswith("@bob looks after questions here")


@pytest.mark.slow
async def test_a_listed_program_is_a_bot_in_every_respect(tell: Tell) -> None:
    story = await tell(NEWCOMERS, PATHS, STEWARD, PROGRAMS, world=town())
    program, issue = story.person("backport-machine"), story.thread(41)
    pull = await program.opens_pull("Backport #4", "Closes #41", files=["io/zarr.py"])
    assert (pull.labels, pull.words) == ({"area/cloud"}, [])
    assert (await program.opens_issue("How do I open a store?")).is_untouched
    await program.comments(issue, "/claim")
    await program.comments(issue, "I would like to work on this.")
    assert issue.is_untouched
    await story.person("alice").merges(pull)
    assert pull.words == []
    await story.person("eve").comments(issue, "/claim with @backport-machine")
    assert "no account `backport-machine` of a person" in issue.words[-1]


async def test_an_account_that_is_not_listed_is_a_person(tell: Tell) -> None:
    story = await tell(NEWCOMERS, "accounts: {programs: [another-machine]}", world=town())
    pull = await story.person("backport-machine").opens_pull("Backport #4")
    assert "welcome" in pull.words[0]


async def test_one_repositorys_list_says_nothing_of_another(tell: Tell) -> None:
    story = await tell(NEWCOMERS, PROGRAMS, world=town(), everywhere=True)
    await story.configures(NEWCOMERS, repo=OTHER)
    await story.person("backport-machine").comments(story.thread(41), "/claim")
    pull = await story.person("backport-machine", OTHER).opens_pull("Backport #4")
    assert "welcome" in pull.words[0]
    await story.person("backport-machine").opens_pull("Backport #5")
    found = await story.database.read(lambda conn: mirror.repository_named(conn, REPO))
    assert found is not None
    *_, stored = await story.database.read(lambda conn: mirror.open_subjects(conn, found.id, None))
    assert (stored.author.login, stored.author.is_bot) == ("backport-machine", False)


async def test_a_bots_label_vouches_as_its_installer_does(tell: Tell) -> None:
    story = await tell(NEWCOMERS + "\nhelp: {}", world=town())
    issue = story.thread(41)
    await story.person("eve").labels(issue, "good first issue")
    await story.person("dan").comments(story.thread(42), "/suggest")
    assert "#41" not in story.thread(42).words[-1]
    await story.person("eve").unlabels(issue, "good first issue")
    await story.person("labeler[bot]").labels(issue, "good first issue")
    await story.person("dan").comments(story.thread(42), "/suggest")
    assert "#41" in story.thread(42).words[-1]


def test_no_feature_hears_a_bots_words_whatever_it_would_make_of_them() -> None:
    bot, eve = User(id=9, login=STALE, type="Bot"), User(id=1, login="eve")
    on = FeaturesOn.of(FEATURES, load(config(NEWCOMERS, TRIAGE, STEWARD), FEATURES))

    def heard(author: User) -> list[str]:
        event = CommentEvent(
            name="issue_comment",
            action="created",
            sender=author,
            repository=Repository(id=12, full_name=REPO),
            subject=Subject(number=7, author=eve),
            comment=Comment(id=1, author=author, body="A word."),
        )
        return [feature.name for feature, _, _ in match(on, event)]

    assert {"claims", "steward"} <= set(heard(eve))
    assert heard(bot) == []
