"""Cohorts: who is part of one, who hears first, and what is said about a file that means nothing."""

from __future__ import annotations

import pytest

from bot.core.config.effective import notes
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.core.keys import repository_scope
from bot.store import memory
from handlers import FEATURES
from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Story, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_forgetting import an_hour_later

SPRINT = (
    "{host: carol, members: [dan, '@acme/guests'], form_field: Which event, title: Spring docs sprint, "
    "from: 2026-03-02, until: 2026-03-06}"
)
COHORTS = f"newcomers: {{cohorts: {{Spring-Sprint: {SPRINT}}}}}"
CHAT = "notify: {cohorts: chat}"


async def members(story: Story) -> int:
    """How many members the bot remembers."""
    repo = story.github.state.repositories[REPO].id
    return len(
        await story.database.read(
            lambda conn: memory.scan(conn, repository_scope(repo), "cohorts", "member:")
        )
    )


async def test_the_host_hears_of_a_member_once(tell: Tell) -> None:
    story = await tell(COHORTS)
    issue = await story.person("dan").opens_issue("A crash")
    assert issue.words == ["@carol: this issue is from somebody of `Spring-Sprint`; you may answer first."]
    assert (await story.person("dan").opens_issue("Another")).is_untouched
    assert (await story.person("zed").opens_issue("Mine")).is_untouched


async def test_the_call_of_the_host_stands_beside_a_lasting_comment_and_not_in_it(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, COHORTS)
    issue = await story.person("dan").opens_issue("How do I open a store on S3?")
    case, call = issue.words
    assert case.startswith("@bob looks after questions here")
    assert call == "@carol: this issue is from somebody of `Spring-Sprint`; you may answer first."


async def test_the_private_channel_is_used_where_there_is_one(tell: Tell) -> None:
    story = await tell(COHORTS, CHAT)
    issue = await story.person("dan").opens_issue("A crash")
    assert issue.is_untouched
    assert story.told == [
        f"acme/widget#{issue.number} is from dan, of `Spring-Sprint`; you may answer first. “A crash”: "
        f"https://github.com/acme/widget/issues/{issue.number}"
    ]


async def test_a_host_gets_one_message_a_day_in_their_working_hours(tell: Tell) -> None:
    story = await tell(COHORTS.replace("[dan,", "[dan, eve, zed,"), CHAT)
    await story.until("2026-03-03 20:00")
    del story.told[:]
    for who in ("dan", "eve", "zed"):
        await story.person(who).opens_issue("A crash")
    assert story.told == []
    await story.until("2026-03-04 17:00")
    told = "\n".join(story.told)
    assert len(story.told) <= 2
    assert all(f"is from {who}" in told for who in ("dan", "eve", "zed"))


async def test_a_team_of_the_owner_is_part_of_it_and_a_team_of_others_is_not(tell: Tell) -> None:
    there = world()
    there["organizations"] = [
        {"login": "acme", "members": ["mia"], "teams": {"guests": ["gwen", "gil"]}},
        {"login": "other", "members": ["otto"], "teams": {"guests": ["otto"]}},
    ]
    story = await tell(COHORTS, world=there)
    assert "@carol" in (await story.person("gwen").opens_issue("A crash")).words[0]
    elsewhere = COHORTS.replace("@acme/guests", "@other/guests")
    await story.configures(elsewhere)
    for login in ("otto", "gil"):
        assert (await story.person(login).opens_issue("A crash")).is_untouched


@pytest.mark.parametrize("answer", ["Spring-Sprint", "spring docs sprint"])
async def test_the_issue_form_says_who_is_part_of_it(tell: Tell, answer: str) -> None:
    story = await tell(COHORTS)
    issue = await story.person("eve").opens_issue("A crash", f"### Which event\n\n{answer}\n")
    assert issue.words == ["@carol: this issue is from somebody of `Spring-Sprint`; you may answer first."]
    assert await members(story) == 1
    other = await story.person("zed").opens_issue("A crash", "### Which event\n\n_No response_\n")
    assert other.is_untouched


@pytest.mark.slow
async def test_people_join_by_command_and_others_are_put_in_by_triage(tell: Tell) -> None:
    story = await tell(COHORTS)
    issue = await story.person("eve").opens_issue("Hello")
    await story.person("eve").comments(issue, "/cohort spring-sprint")
    assert issue.words[-1] == (
        "You are part of `Spring-Sprint`, Mon 2 March to Fri 6 March. @carol is the host."
    )
    await story.person("dan").comments(issue, "/cohort spring-sprint")
    assert issue.words[-1].endswith(" carol is the host."), "called once a day"
    await story.advance("1 minute")
    await story.person("eve").comments(issue, "/cohort spring-sprint @zed")
    assert "the triage role" in issue.words[-1]
    await story.person("carol").comments(issue, "/cohort spring-sprint @nobody-at-all")
    assert "is nobody who could be part of a cohort" in issue.words[-1]
    await story.person("newt").comments(issue, "Hello")
    await story.person("carol").comments(issue, "/cohort spring-sprint @newt")
    assert issue.words[-1].startswith("newt is part of")
    assert "@carol" in (await story.person("newt").opens_issue("A crash")).words[0]
    assert (await story.person("zed").opens_issue("A crash")).is_untouched


async def test_whoever_joins_is_told_of_in_private(tell: Tell) -> None:
    story = await tell(COHORTS, CHAT)
    issue = await story.person("eve").opens_issue("Hello")
    await story.person("eve").comments(issue, "/cohort spring-sprint")
    await story.person("eve").comments(issue, "/cohort spring-sprint")
    assert story.told == [
        f"eve has joined `Spring-Sprint`, on acme/widget#{issue.number}. “Hello”: "
        f"https://github.com/acme/widget/issues/{issue.number}"
    ]
    assert issue.words[0].endswith("carol is the host.")


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ("/cohort", "Name one of the cohorts of this repository: `Spring-Sprint`."),
        ("/cohort autumn", "There is no cohort `autumn` here. Name one of the cohorts of this repository:"),
        ("/cohort spring-print", "There is no cohort `spring-print` here. Did you mean `Spring-Sprint`?"),
        ("/cohort spring-sprint now", "There is no cohort `spring-sprint now` here."),
    ],
)
async def test_a_cohort_that_is_not_there_is_answered_with_those_that_are(
    tell: Tell, wrong: str, answer: str
) -> None:
    story = await tell(COHORTS)
    issue = await story.person("eve").opens_issue("Hello")
    await story.person("eve").comments(issue, wrong)
    assert answer in issue.words[-1]


async def test_a_cohort_that_is_over_takes_nobody(tell: Tell) -> None:
    story = await tell(COHORTS)
    issue = await story.person("dora").opens_issue("Board")
    await story.advance("5 days")
    await story.person("eve").comments(issue, "/cohort spring-sprint")
    assert "ended on Fri 6 March" in issue.words[-1]
    await story.person("eve").comments(issue, "/cohort autumn")
    assert issue.words[-1].endswith("None is open here now.")
    assert (await story.person("dan").opens_issue("Late")).is_untouched


async def test_whoever_is_forgotten_is_part_of_nothing_and_the_others_stay(tell: Tell) -> None:
    story = await tell(COHORTS.replace("Spring-Sprint", "eve"))
    issue = await story.person("eve").opens_issue("Hello")
    for login in ("eve", "newt"):
        await story.person(login).comments(issue, "/cohort eve")
    await story.person("eve").comments(issue, "/bot forget me")
    await an_hour_later(story)
    assert await members(story) == 1


def problem(cohort: str) -> str:
    """What is said about a cohort that cannot be."""
    with pytest.raises(ConfigError) as found:
        load(f"newcomers:\n  cohorts:\n{cohort}", FEATURES)
    return str(found.value)


def test_a_cohort_that_cannot_be_is_refused_at_its_place() -> None:
    begins = "    spring: {host: carol, from: 2026-03-06, until: 2026-03-02}"
    assert problem(begins) == ("3:13: `spring`: this cohort ends (2026-03-02) before it begins (2026-03-06)")
    spring = "    {}: {{host: carol, from: 2026-03-02, until: 2026-03-06{}}}"
    assert "`1 working day` depends on whose working time it is" in problem(
        spring.format("spring", ", ahead: 1 working day")
    )
    twice = "\n".join([spring.format("spring", ""), spring.format("Spring", "")])
    assert "`spring` and `Spring` are one name to `/cohort`" in problem(twice)
    assert "3:12: `a:b`: this name cannot be typed after `/cohort`" in problem(spring.format("'a:b'", ""))
    assert "unknown key `hots`" in problem(spring.format("spring", ", hots: 1"))


def test_what_may_surprise_is_remarked_on_at_its_place() -> None:
    text = (
        "newcomers:\n  cohorts:\n"
        "    one: {host: c, from: 2026-03-02, until: 2026-03-06, reserve: [4, 5], board: 4}\n"
        "    two: {host: c, from: 2026-03-05, until: 2026-03-09, reserve: [5], members: [acme/guests]}\n"
    )
    found = [str(each) for each in notes(text, FEATURES)]
    assert "3:81: `#4` is the board and reserved too" in found
    assert "4:67: `#5` is reserved for `one` at the same time" in found
    assert "4:81: a team is written with an @: `@acme/guests`" in found
    assert any("`two` has no `board`" in each for each in found)
    assert any("`one` reserves issues, and `newcomers.claims` is off" in each for each in found)


@pytest.mark.slow
async def test_what_cannot_be_found_is_told_with_its_place_before_it_begins(tell: Tell) -> None:
    wrong = (
        "newcomers: {cohorts: {spring: {host: carrol-gone, members: [no-one-here, '@acme/nil'], "
        "reserve_label: sprnt, board: 77, from: 2026-03-09, until: 2026-03-10}}, claims: {}}"
    )
    there = world(labels=["sprint"])
    story = await tell(wrong, CHAT, world=there)
    story.github.state.users.pop("carrol-gone", None)
    story.github.state.users.pop("no-one-here", None)
    await story.advance("1 day")
    assert len(story.told) == 1
    for place in (
        "`newcomers.cohorts.spring.host`: there is nobody called carrol-gone on GitHub",
        "`newcomers.cohorts.spring.reserve_label`: this repository has no label `sprnt`; did you mean "
        "`sprint`?",
        "`newcomers.cohorts.spring.board`: there is no issue 77 here",
        "`newcomers.cohorts.spring.members.0`: there is nobody called no-one-here on GitHub",
        "`newcomers.cohorts.spring.members.1`: there is no team `@acme/nil` that can be read",
    ):
        assert place in story.told[0]
    await story.advance("40 days")
    assert not [state for state, _ in await story.ends() if state != "done"]


async def test_a_cohort_that_was_over_before_the_bot_read_of_it_is_left_in_peace(tell: Tell) -> None:
    past = "newcomers: {cohorts: {autumn: {host: carol, from: 2025-10-01, until: 2025-10-03, board: 1}}}"
    story = await tell(past, CHAT)
    board = await story.person("dora").opens_issue("Board")
    await story.advance("3 days")
    assert board.is_untouched
    assert story.told == []


@pytest.mark.slow
async def test_a_cohort_that_leaves_the_file_is_missed_once_and_forgotten_after_a_month(tell: Tell) -> None:
    story = await tell(COHORTS, CHAT)
    await story.person("dan").opens_issue("A crash")
    await story.advance("1 day")
    del story.told[:]
    await story.configures("newcomers: {cohorts: {}}", CHAT)
    await story.advance("10 days")
    assert len(story.told) == 1
    assert story.told[0].startswith("`Spring-Sprint` is no longer under `newcomers.cohorts` in")
    assert "is forgotten on Fri 3 April" in story.told[0]
    assert await members(story) == 1
    await story.advance("30 days")
    assert len(story.told) == 1
    assert await members(story) == 0


@pytest.mark.slow
async def test_a_cohort_that_is_put_back_goes_on(tell: Tell) -> None:
    story = await tell(COHORTS, CHAT)
    await story.person("dan").opens_issue("A crash")
    await story.advance("1 day")
    await story.configures("newcomers: {milestones: []}", CHAT)
    await story.advance("1 day")
    await story.configures(COHORTS.replace("until: 2026-03-06", "until: 2026-06-06"), CHAT)
    await story.advance("40 days")
    assert await members(story) == 1
    await story.configures("newcomers: {milestones: []}", CHAT)
    await story.advance("10 days")
    assert sum("is no longer under" in text for text in story.told) == 2
    assert await members(story) == 1
