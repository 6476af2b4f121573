"""Logins of the file mean accounts: a new name is followed, the heir of a login is not obeyed."""

import pytest

from bot.engine.file_accounts import MOST
from fakegithub import Fault
from tests.harness.in_process.story import CONFIG_PATH, REPO, STEWARD, TRIAGE, Story, Thread, config
from tests.scenarios.conftest import Tell
from tests.scenarios.test_config_check import checked as checks

QUESTION = "How do I open a store on S3?"
RESTRICTED = "labels: {restricted: [{labels: [kind/bug], allowed: [bob]}]}"
SECTIONS = (TRIAGE, STEWARD, RESTRICTED)


async def bob_gives_up_his_login(story: Story) -> None:
    """Bob is called robert from now on, and somebody else is bob, who may even be assigned here."""
    with story.github.state.quiet():
        story.github.person("bob").renames_account("robert")
        story.github.person("dora").adds_collaborator(REPO, "bob", "triage")
    await story.advance("1 day")


async def asked(story: Story, by: str = "eve") -> Thread:
    return await story.person(by).opens_issue(QUESTION)


async def checked(story: Story) -> str:
    """What `/bot check` says."""
    issue = await story.person("dora").opens_issue("[BUG] It crashes")
    await story.person("dora").comments(issue, "/bot check")
    return issue.words[-1]


@pytest.mark.slow
async def test_whoever_takes_over_a_login_of_the_file_is_not_obeyed_and_the_maintainers_are_told(
    tell: Tell,
) -> None:
    story = await tell(*SECTIONS)
    before = await asked(story)
    assert before.assignees == ["bob"]
    await story.person("eve").closes(before)  # a change of hands would tell of robert
    await bob_gives_up_his_login(story)
    issue = await asked(story, by="zoe")
    assert issue.assignees == ["dora"]  # nobody else is on duty: `otherwise`
    assert "@bob" not in "".join(issue.words)
    await story.person("bob").comments(issue, "/kind bug")
    assert "kind/bug" not in issue.labels
    told = await checked(story)
    assert "`bob` is not obeyed" in told
    assert "put it in again in a later commit" in told


@pytest.mark.slow
async def test_a_renamed_person_of_the_file_is_followed_once_they_were_heard_of(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await asked(story)
    await bob_gives_up_his_login(story)
    await story.person("robert").opens_issue("[BUG] I have another name")
    await story.advance("1 day")
    issue = await asked(story, by="zoe")
    assert issue.assignees == ["robert"]
    assert "`bob` is called `robert` now" in await checked(story)
    await story.person("robert").comments(issue, "/kind bug")
    assert "kind/bug" in issue.labels


@pytest.mark.slow
async def test_the_maintainers_stand_by_the_new_bob_in_two_commits(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await story.person("eve").closes(await asked(story))
    await bob_gives_up_his_login(story)
    dora = story.person("dora")
    await dora.pushes(CONFIG_PATH, config(*SECTIONS, "assignment: {}"))
    assert (await asked(story, by="zoe")).assignees == ["dora"], "another edit changes nothing"
    without = config(TRIAGE, STEWARD.replace("bob, ", ""))
    await dora.pushes(CONFIG_PATH, without)
    await checked(story)
    await dora.pushes(CONFIG_PATH, config(*SECTIONS))
    assert "bob" not in await checked(story)
    issue = await asked(story, by="ann")
    await story.person("bob").comments(issue, "/kind bug")
    assert "kind/bug" in issue.labels


@pytest.mark.slow
async def test_the_check_of_a_pull_request_says_so_too(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await story.person("eve").closes(await asked(story))
    await bob_gives_up_his_login(story)
    await asked(story, by="zoe")
    (check,) = await checks(story, CONFIG_PATH, text=config(*SECTIONS, "assignment: {}"))
    assert any("`bob` is not obeyed" in note.message for note in check.annotations)


@pytest.mark.slow
async def test_whoever_registers_a_login_that_nobody_had_is_not_obeyed(tell: Tell) -> None:
    story = await tell(RESTRICTED.replace("bob", "nobody-yet"), TRIAGE)
    issue = await asked(story)
    await story.advance("1 day")
    newcomer = story.person("nobody-yet")
    await newcomer.comments(issue, "/kind bug")
    assert "kind/bug" not in issue.labels
    assert "`nobody-yet` is not obeyed" in await checked(story)


async def test_a_login_is_no_team_that_is_gone(tell: Tell) -> None:
    story = await tell(RESTRICTED.replace("[bob]", "['@core']"), TRIAGE)
    with story.github.state.quiet():
        story.github.person("dora").creates_team("acme", "core")
    issue = await asked(story)
    with story.github.state.quiet():
        story.github.person("dora").deletes_team("acme", "core")
    await story.advance("1 day")
    await story.person("core").comments(issue, "/kind bug")
    assert "kind/bug" not in issue.labels


@pytest.mark.slow
async def test_of_a_file_with_many_names_all_are_looked_up(tell: Tell) -> None:
    crowd = [f"person-{number}" for number in range(2 * MOST)]
    story = await tell(RESTRICTED.replace("[bob]", f"[{', '.join(crowd)}, zed]"), TRIAGE)
    for login in ("zed", crowd[0]):
        story.github.person(login)
    for _ in range(4):
        issue = await asked(story)
    assert story.github.api.count("GET", r"/users/(person-\d+|zed)$") == len(crowd) + 1
    with story.github.state.quiet():
        story.github.person("zed").renames_account("zed-of-old")
    await story.advance("1 day")
    for _ in range(4):
        issue = await asked(story)
    await story.person("zed").comments(issue, "/kind bug")
    assert "kind/bug" not in issue.labels


@pytest.mark.slow
async def test_while_github_cannot_be_asked_who_has_a_login_what_is_known_counts(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await story.person("eve").closes(await asked(story))
    await bob_gives_up_his_login(story)
    await asked(story, by="zoe")
    story.github.faults.next("GET", "/users?/", Fault.SERVER_ERROR, times=100)
    await story.advance("1 day")
    issue = await asked(story, by="ann")
    await story.person("bob").comments(issue, "/kind bug")
    assert "kind/bug" not in issue.labels


@pytest.mark.slow
async def test_names_are_looked_up_once_a_day(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    for _ in range(3):
        await asked(story)
    assert story.github.api.count("GET", r"/users/bob$") == 1
    await story.advance("1 day")
    await asked(story)
    assert story.github.api.count("GET", r"/users/bob$") == 2
