"""Welcome: one short word to each newcomer, and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.store import outbox
from handlers import FEATURES
from tests.harness.in_process.story import (
    CONFIG_PATH,
    OTHER,
    REPO,
    STEWARD,
    TRIAGE,
    WELCOME,
    Story,
    opened,
    world,
)
from tests.scenarios.conftest import Plan, Tell

GOOD = {"author": "dora", "labels": ["good first issue"]}
FIRST_ISSUES: list[dict[str, Any]] = [
    {
        "number": 41,
        "title": "Document `io/zarr.py`",
        "body": "The module `io/zarr.py` has no docstrings.",
        **GOOD,
    },
    {"number": 42, "title": "Taken already", "assignees": ["bob"], **GOOD},
    {"number": 43, "title": "Somebody works on it", **GOOD},
    {"number": 44, "title": "Closed", "state": "closed", **GOOD},
    {"number": 45, "title": "One missing test", **GOOD},
    {"number": 46, "title": "Rename an option", **GOOD},
    {"number": 47, "title": "A longer name", **GOOD},
    {"number": 48, "title": "A typo", **GOOD},
    {"number": 49, "title": "A dead link", **GOOD},
    {"number": 50, "title": "Mine", "body": "Closes #43", "author": "bob", "pull_request": True},
]


async def test_a_first_issue_is_welcomed(tell: Tell) -> None:
    story = await tell(WELCOME)
    issue = await story.person("eve").opens_issue("About chunks", "I have been thinking.")
    assert len(issue.words) == 1
    assert "Thank you for writing this down, @eve" in issue.words[0]
    assert issue.labels == set()


async def test_once_per_person_and_owner(tell: Tell) -> None:
    story = await tell(WELCOME, everywhere=True)
    assert (await story.person("eve").opens_issue("One")).words
    assert (await story.person("eve").opens_issue("Two")).is_untouched
    assert (await story.person("eve", OTHER).opens_issue("Three")).is_untouched
    assert (await story.person("eve", OTHER).opens_pull("Four")).is_untouched
    assert (await story.person("frank", OTHER).opens_issue("Mine")).words


async def test_two_first_issues_at_once_bring_one_welcome(tell: Tell) -> None:
    story = await tell(WELCOME, everywhere=True)
    eve = story.github.person("eve")
    numbers = [("acme/widget", eve.opens_issue("acme/widget", "One")), (OTHER, eve.opens_issue(OTHER, "Two"))]
    await story.settles()
    assert sum(len(story.thread(number, repo).words) for repo, number in numbers) == 1


@pytest.mark.parametrize("who", ["dependabot[bot]", "alice", "carol", "mia", "acme"])
async def test_bots_collaborators_members_and_owners_are_not_welcomed(tell: Tell, who: str) -> None:
    story = await tell(WELCOME)
    assert (await story.person(who).opens_issue("About chunks")).is_untouched


async def test_a_member_who_came_after_us_is_not_welcomed(tell: Tell) -> None:
    story = await tell(WELCOME)
    story.github.person("dora").adds_member("acme", "zoe")
    await story.settles()
    assert (await story.person("zoe").opens_issue("About chunks")).is_untouched


async def test_whoever_lately_got_a_role_is_not_welcomed(tell: Tell) -> None:
    story = await tell(WELCOME)
    story.github.person("dora").adds_collaborator("acme/widget", "zoe", "triage")
    await story.settles()
    assert (await story.person("zoe").opens_issue("About chunks")).is_untouched


@pytest.mark.parametrize("state", ["open", "closed"])
async def test_who_wrote_before_we_came_is_an_old_hand(tell: Tell, state: str) -> None:
    before = [{"number": 3, "author": "eve", "state": state, "created_at": "2025-01-01T00:00:00Z"}]
    story = await tell(WELCOME, world=world(issues=before))
    assert (await story.person("eve").opens_issue("About chunks")).is_untouched


async def test_a_claim_first_makes_nobody_an_old_hand(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}, claims: {}}")
    issue = await story.person("dora").opens_issue("A plan")
    await story.person("eve").comments(issue, "/claim")
    pull = await story.person("eve").opens_pull("A test", f"Closes #{issue.number}")
    assert "Thank you for the pull request, @eve, and welcome." in pull.words[0]


async def test_a_comment_first_makes_nobody_an_old_hand(tell: Tell) -> None:
    story = await tell(WELCOME)
    first = await story.person("dora").opens_issue("A plan")
    await story.person("eve").comments(first, "Me too.")
    assert first.is_untouched
    assert (await story.person("eve").opens_issue("About chunks")).words


async def test_an_issue_opened_in_a_cut_down_payload_long_ago_is_still_the_first(plan: Plan) -> None:
    told = opened("About chunks", created_at="2024-05-01T10:00:00Z", updated_at="2024-05-01T10:00:00Z")
    found = await plan("issues", told, world=world(), config=WELCOME)
    assert "Thank you" in found.comment


async def test_off_without_its_key(tell: Tell) -> None:
    story = await tell("newcomers: {milestones: []}")
    assert (await story.person("eve").opens_issue("About chunks")).is_untouched


async def test_the_welcome_names_the_person_on_duty_until_when(tell: Tell) -> None:
    story = await tell(STEWARD, WELCOME)
    issue = await story.person("eve").opens_issue("About chunks")
    assert "bob looks after questions until Wed 4 March." in issue.words[0]
    assert "@bob" not in issue.words[0]


async def test_label_steward_and_welcome_speak_in_one_comment(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, WELCOME)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.labels == {"support"}
    assert issue.assignees == ["bob"]
    assert len(issue.words) == 1
    assert "@bob looks after questions here" in issue.words[0]
    assert "Welcome, @eve, and thank you." in issue.words[0]


# Suggestions


async def test_a_first_pull_request_gets_three_issues_that_fit_and_are_free(tell: Tell) -> None:
    story = await tell(WELCOME, world=world(issues=FIRST_ISSUES))
    pull = await story.person("eve").opens_pull("Clear error", files=["io/zarr.py"])
    assert "Thank you for the pull request, @eve" in pull.words[0]
    assert "<details>" in pull.words[0]
    offered = [number for number in range(41, 50) if f"#{number} " in pull.words[0]]
    assert offered == [41, 45, 46]  # 42 is assigned, 43 has a pull request, 44 is closed
    assert "near what you changed" in pull.words[0]


@pytest.mark.slow
async def test_nothing_is_offered_twice_on_one_day(tell: Tell) -> None:
    story = await tell(WELCOME, world=world(issues=FIRST_ISSUES))
    one = await story.person("eve").opens_pull("Clear error", files=["io/zarr.py"])
    two = await story.person("frank").opens_pull("Another", files=["io/zarr.py"])
    assert "#41 " in one.words[0]
    assert "#41 " not in two.words[0]
    assert [f"#{n} " in two.words[0] for n in (47, 48, 49)] == [True] * 3
    await story.advance("1 day")
    three = await story.person("gina").opens_pull("Third", files=["io/zarr.py"])
    assert "#41 " in three.words[0]


async def test_issues_get_no_suggestions(tell: Tell) -> None:
    story = await tell(WELCOME, world=world(issues=FIRST_ISSUES))
    issue = await story.person("eve").opens_issue("About zarr", "in io/zarr.py")
    assert "#4" not in issue.words[0]


async def test_no_issues_no_list(tell: Tell) -> None:
    story = await tell(WELCOME)
    pull = await story.person("eve").opens_pull("Clear error")
    assert "<details>" not in pull.words[0]


async def test_the_first_merge_is_thanked_once(tell: Tell) -> None:
    story = await tell(WELCOME)
    eve, dora = story.person("eve"), story.person("dora")
    for title, thanks in (("Clear error", 1), ("Faster reads", 0)):
        pull = await eve.opens_pull(title)
        await dora.merges(pull)
        assert (
            sum(
                f"Merged. Thank you, @eve: “{title}” is your first change here" in each for each in pull.words
            )
            == thanks
        )


async def test_closed_without_a_merge_nothing_is_said(tell: Tell) -> None:
    story = await tell(WELCOME)
    pull = await story.person("eve").opens_pull("Clear error")
    await story.person("dora").closes(pull)
    assert len(pull.words) == 1


# The repository's own words


async def test_a_text_of_the_repository(tell: Tell) -> None:
    text = {".github/hello.md": "Hello {{ author }}, this is {{ repository }}#{{ number }}."}
    story = await tell("newcomers: {welcome: {issue: .github/hello.md}}", world=world(files=text))
    issue = await story.person("eve").opens_issue("About chunks")
    assert issue.words == [f"Hello eve, this is acme/widget#{issue.number}."]


async def test_a_text_that_cannot_be_used_is_replaced(plan: Plan) -> None:
    text = {".github/hello.md": "Hello {{ autor }}"}
    own = "newcomers: {welcome: {issue: .github/hello.md}}"
    found = await plan("issues", opened("About chunks"), world=world(files=text), config=own)
    assert "Thank you for writing this down" in found.comment
    assert "autor" in found.only("comment").because


async def test_a_hostile_title_calls_nobody(tell: Tell) -> None:
    story = await tell(WELCOME)
    pull = await story.person("eve").opens_pull("@everyone <img src=x> [x](http://e.vil) `")
    await story.person("dora").merges(pull)
    assert "@everyone" not in pull.words[1].replace("@\u200b", "")
    assert "\\<img" in pull.words[1]


async def test_the_check_tells_of_a_variable_that_does_not_exist(tell: Tell) -> None:
    own = "newcomers: {welcome: {issue: hello.md, first_merge: gone.md}}"
    story = await tell(own, world=world(files={"hello.md": "Hello {{ author }}"}))
    (check,) = await checked(story, "hello.md", files={"hello.md": "Hello {{ autor }}"})
    assert (check.conclusion, check.annotations[0].path) == ("failure", "hello.md")
    assert "{{ autor }}, which does not exist: there are author, number" in check.annotations[0].message
    (check,) = await checked(story, "hello.md", files={"hello.md": "Hello there, {{ author }}"})
    assert check.conclusion == "success"


async def test_the_check_of_the_file_tells_of_a_text_that_is_not_there(tell: Tell) -> None:
    story = await tell(WELCOME)
    text = "mode: act\nnewcomers:\n  welcome:\n    issue: hello.md\n    languages: {français: fr}\n"
    (check,) = await checked(story, CONFIG_PATH, files={CONFIG_PATH: text})
    label, note = check.annotations
    assert (check.conclusion, note.path, note.start_line) == ("failure", CONFIG_PATH, 4)
    assert note.message == "newcomers.welcome.issue names hello.md, and there is no such file"
    assert label.message.endswith("this repository has no label `français`")


async def checked(story: Story, path: str, files: dict[str, str]) -> list[fx.Check]:
    """The checks of a pull request that leaves `path` like this."""
    pull = story.person("alice").alone.opens_pull(REPO, "Words", files=[path], head_files=files)
    await story.settles()
    repository = story.github.state.repository(REPO)
    assert repository is not None
    rows = await story.database.read(lambda conn: outbox.of_subject(conn, repository.id, pull))
    return [row.effect for row in rows if isinstance(row.effect, fx.Check)]


WORKFLOW = """Hello {{ author }}, set `{{ token }}` and ${{ secrets.PYPI }} so:

```yaml
with:
  token: ${{ secrets.PYPI }}
  name: {{ name }}
```

    {{ indented }}
"""


async def test_code_and_expressions_of_workflows_stand_as_they_are_written(tell: Tell) -> None:
    own = "newcomers: {welcome: {issue: .github/hello.md}}"
    story = await tell(own, world=world(files={".github/hello.md": WORKFLOW}))
    issue = await story.person("eve").opens_issue("It breaks")
    assert issue.words == [WORKFLOW.replace("{{ author }}", "eve").strip()]


@pytest.mark.parametrize("text", ["{{ autor }}", "{{ author }} {{ nothing }}", "   ", "x" * 5_001])
async def test_no_half_of_a_text_is_ever_sent(tell: Tell, text: str) -> None:
    story = await tell("newcomers: {welcome: {issue: hello.md}}", world=world(files={"hello.md": text}))
    issue = await story.person("eve").opens_issue("About chunks")
    assert issue.words[0].startswith("Thank you for writing this down, @eve")
    assert "{{" not in issue.words[0]


async def test_the_policy_is_named(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {}, policy: CONTRIBUTING.md#ai}")
    issue = await story.person("eve").opens_issue("About chunks")
    pull = await story.person("finn").opens_pull("Clear error")
    page = "https://github.com/acme/widget/blob/HEAD/CONTRIBUTING.md#ai"
    line = f"What this project asks of contributions: [`CONTRIBUTING.md#ai`]({page})."
    assert (line in issue.words[0], line in pull.words[0]) == (True, True)


# Languages


async def test_the_language_of_the_repository(tell: Tell) -> None:
    story = await tell("language: fr", STEWARD, WELCOME)
    issue = await story.person("eve").opens_issue("À propos")
    assert "@eve, et bienvenue" in issue.words[0]
    assert "bob s’occupe des questions jusqu’au mercredi 4 mars." in issue.words[0]


async def test_a_label_of_the_form_tells_the_language(tell: Tell) -> None:
    files = {"hello.md": "Hello {{ author }}", "hello.fr.md": "Bonjour {{ author }}"}
    own = "newcomers: {welcome: {issue: hello.md, languages: {français: fr, 日本語: ja}}}"
    story = await tell(own, world=world(files=files))
    french = await story.person("eve").opens_issue("À propos", labels=["Français"])
    japanese = await story.person("finn").opens_issue("チャンク", labels=["日本語"])
    plain = await story.person("gina").opens_issue("À propos de", "Je ne sais pas.")
    assert french.words == ["Bonjour eve"]
    assert "@finn さん" in japanese.words[0]
    assert plain.words == ["Hello gina"]


def test_a_language_there_are_no_words_for_is_told() -> None:
    with pytest.raises(ConfigError) as told:
        load("language: tlh\n", FEATURES)
    assert "language" in str(told.value)


# Reviews


async def test_the_first_review_is_thanked_once(tell: Tell) -> None:
    story = await tell(WELCOME)
    await story.person("eve").opens_issue("About chunks")
    pulls = [await story.person("dora").opens_pull(f"Change {n}") for n in range(2)]
    for pull in pulls:
        await story.person("eve").reviews(pull, "approved")
    assert [sum("Thank you for the review, @eve" in each for each in p.words) for p in pulls] == [1, 0]


async def test_a_review_as_a_first_word_is_the_welcome(tell: Tell) -> None:
    story = await tell(WELCOME)
    pull = await story.person("dora").opens_pull("A change")
    await story.person("eve").reviews(pull, "commented")
    assert "Thank you for the review, @eve" in pull.words[0]
    assert (await story.person("eve").opens_issue("About chunks")).is_untouched


@pytest.mark.parametrize("who", ["dora", "mia", "carol", "dependabot[bot]"])
async def test_reviews_by_those_at_home_are_nothing_special(tell: Tell, who: str) -> None:
    story = await tell(WELCOME)
    pull = await story.person("bob").opens_pull("A change")
    await story.person(who).reviews(pull, "approved")
    assert pull.is_untouched


async def test_ones_own_remarks_are_no_review(tell: Tell) -> None:
    story = await tell(WELCOME)
    pull = await story.person("eve").opens_pull("A change")
    await story.person("eve").reviews(pull, "commented")
    assert len(pull.words) == 1


# Suggestions after a human


AFTER = "newcomers: {welcome: {}, suggestions: {after: human}}"


async def test_suggestions_wait_until_somebody_else_has_spoken(tell: Tell) -> None:
    story = await tell(AFTER, world=world(issues=FIRST_ISSUES))
    pull = await story.person("eve").opens_pull("Clear error", files=["io/zarr.py"])
    await story.person("eve").comments(pull, "Please have a look.")
    await story.person("dependabot[bot]").comments(pull, "beep")
    assert "<details>" not in pull.words[0]
    await story.person("bob").comments(pull, "Thanks, looking.")
    assert len(pull.words) == 1  # put into the comment that is there
    assert "Thank you for the pull request, @eve" in pull.words[0]
    assert "#41 " in pull.words[0]
    before = list(pull.words)
    await story.person("bob").comments(pull, "And another thing.")
    assert pull.words == before


@pytest.mark.slow
async def test_they_come_with_a_review_as_well_and_not_to_what_is_closed(tell: Tell) -> None:
    story = await tell(AFTER, world=world(issues=FIRST_ISSUES))
    pull = await story.person("eve").opens_pull("Clear error", files=["io/zarr.py"])
    await story.person("bob").reviews(pull)
    assert "#41 " in pull.words[0]
    other = await story.person("finn").opens_pull("Other")
    await story.person("bob").closes(other)
    await story.person("bob").comments(other, "Sorry, not now.")
    assert "<details>" not in other.words[0]


# Quiet


QUIET = "newcomers: {welcome: {quiet: true, label: help wanted}, suggestions: {count: 0}}"


async def test_quiet_is_a_label_and_a_reaction(tell: Tell) -> None:
    story = await tell(QUIET)
    issue = await story.person("eve").opens_issue("About chunks")
    again = await story.person("eve").opens_pull("A change")
    await story.person("dora").merges(again)
    assert (issue.words, issue.reactions, issue.labels) == ([], ["heart"], {"help wanted"})
    assert (again.words, again.reactions, again.labels) == ([], ["hooray"], set())


async def test_a_label_that_does_not_exist_is_not_made_in_passing(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {quiet: true, label: no such label}}")
    issue = await story.person("eve").opens_issue("About chunks")
    assert (issue.reactions, issue.labels) == (["heart"], set())
    await story.person("eve").comments(issue, "/why")
    assert "no such label" in issue.words[-1]


def test_a_label_without_quiet_is_told() -> None:
    with pytest.raises(ConfigError) as told:
        load("newcomers: {welcome: {label: hello}}\n", FEATURES)
    assert "write `quiet: true` beside it" in str(told.value)


async def test_a_moment_that_is_off_says_nothing_and_the_next_one_welcomes(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {issue: false, first_merge: false}}")
    assert (await story.person("eve").opens_issue("About chunks")).is_untouched
    pull = await story.person("eve").opens_pull("A test")
    assert "Thank you for the pull request, @eve, and welcome." in pull.words[0]
    await story.person("dora").merges(pull)
    assert not any("Thank you, @eve" in words for words in pull.words[1:])
    assert (await story.person("eve").opens_pull("Another test")).is_untouched


async def test_a_first_merge_is_thanked_where_nothing_was_said_before(tell: Tell) -> None:
    story = await tell("newcomers: {welcome: {issue: false, pull_request: false}}")
    pull = await story.person("eve").opens_pull("A test")
    assert pull.is_untouched
    await story.person("dora").merges(pull)
    assert "Merged. Thank you, @eve: “A test” is your first change here" in pull.words[0]


async def test_words_may_stand_in_the_file_itself(plan: Plan) -> None:
    config = "newcomers: {welcome: {issue: 'Hello {{ author }}, ${{ this }} stays.'}}"
    found = await plan("issues", opened("About chunks"), world=world(), config=config)
    assert found.comment == "Hello eve, ${{ this }} stays."


def test_words_that_cannot_be_used_are_a_mistake_of_the_file() -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load("newcomers: {welcome: {issue: 'Hello {{ nobody }}.'}}", FEATURES)
