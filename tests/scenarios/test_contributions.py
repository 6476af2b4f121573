"""The gate: facts, the way in, and it opens by itself for those who take part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from tests.harness.in_process import story as story_module
from tests.harness.in_process.story import CONFIG_PATH, REPO, Story, Thread, config, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_config_check import checked

T = TypeVar("T")
GATE = "contributions: {require: claim}\nnewcomers: {claims: {}}\nassignment: {}\nlabels: {}"
THANKS = "thank you: nothing is missing any more, and this continues."
ISSUES: list[dict[str, Any]] = [
    {
        "number": 41,
        "title": "A dead link",
        "author": "dora",
        "labels": ["good first issue"],
        "assignable": ["eve", "dan"],
    },
    {"number": 42, "title": "A wish", "author": "dora", "assignable": ["eve"]},
]


class Unhurried(Story):
    """A story in which a minute passes after each act: the pace of writing is no matter."""

    async def after(self, act: Callable[..., T], *args: Any, **named: Any) -> T:
        given = await super().after(act, *args, **named)
        await self.advance("1 minute")
        return given


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_module, "Story", Unhurried)


async def begun(tell: Tell, *sections: str, **more: Any) -> Story:
    """A story with two issues: an accepted one, and a wish."""
    return await tell(*(sections or (GATE,)), world=world(issues=ISSUES), **more)


def check(story: Story, pull: Thread) -> str:
    """Conclusion of the latest check of the gate on the head of a pull request; empty for none."""
    repository = story.github.state.repository(REPO)
    assert repository is not None
    issue = repository.issues[pull.number]
    assert issue.pull is not None
    runs = [run for run in repository.check_runs.values() if run.name == "contributions"]
    mine = [run.conclusion or "" for run in runs if run.head_sha == issue.pull.head_sha]
    return mine[-1] if mine else ""


def summaries(story: Story) -> list[str]:
    """What the checks of the gate say, of all pull requests."""
    repository = story.github.state.repository(REPO)
    assert repository is not None
    return [run.summary or "" for run in repository.check_runs.values() if run.name == "contributions"]


def is_draft(story: Story, pull: Thread) -> bool:
    """Whether it is a draft."""
    issue = story.github.state.issue(REPO, pull.number)
    return issue is not None and issue.pull is not None and issue.pull.draft


def grant_drafts(story: Story) -> None:
    """The owner gives the App the right that it does not ask for."""
    story.github.person("acme").accepts_permissions(
        "acme",
        {
            "contents": "write",
            "issues": "write",
            "pull_requests": "write",
            "checks": "write",
            "members": "read",
        },
    )


async def test_a_pull_request_without_an_issue_reads_what_is_missing_and_how_to_mend_it(tell: Tell) -> None:
    story = await begun(tell)
    pull = await story.person("eve").opens_pull("A fix")
    assert pull.words == [
        "@eve, thank you for this. No open issue is linked: write `Closes #12`, with its number, into the "
        "description. Once nothing is missing, this continues by itself. Questions are welcome here."
    ]
    assert check(story, pull) == "neutral"
    await story.person("eve").edits(pull, body="Closes #41")
    assert "#41 is free: a line with `/claim` here makes it yours." in pull.words[0]
    await story.person("eve").comments(pull, "/claim")
    assert story.thread(41).assignees == ["eve"]
    assert pull.words == [f"@eve, {THANKS}"]
    assert check(story, pull) == "success"
    assert pull.reactions == ["+1"]


async def test_whoever_keeps_the_rules_hears_nothing(tell: Tell) -> None:
    story = await begun(tell)
    await story.person("eve").comments(story.thread(41), "/claim")
    pull = await story.person("eve").opens_pull("A fix", "Closes #41")
    assert pull.is_untouched
    assert check(story, pull) == ""
    assert (await story.person("alice").opens_pull("Mine")).is_untouched


@pytest.mark.slow
async def test_the_gate_opens_by_what_happens_elsewhere(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: issue}", "newcomers: {claims: {}}", "labels: {}")
    eve, dan, wish = story.person("eve"), story.person("dan"), story.thread(42)
    pull = await eve.opens_pull("A wish come true", "Closes #42")
    assert "#42 is not accepted yet: a maintainer decides that there" in pull.words[0]
    await story.person("dora").comments(wish, "/help-wanted")
    assert pull.words == [f"@eve, {THANKS}"], "by command"
    another = await dan.opens_pull("The same", "Closes #41")
    assert another.is_untouched
    await story.person("dora").labels(wish, "good first issue")
    await story.person("frank").comments(story.thread(41), "/claim")


@pytest.mark.slow
async def test_a_label_by_hand_an_assignment_and_a_claim_elsewhere_open_it(tell: Tell) -> None:
    story = await begun(tell)
    eve, dora = story.person("eve"), story.person("dora")
    pull = await eve.opens_pull("A wish come true", "Closes #42")
    await dora.labels(story.thread(42), "help wanted")
    assert "#42 is free" in pull.words[0]
    await eve.comments(story.thread(42), "/claim")
    assert pull.words == [f"@eve, {THANKS}"]
    second = await story.person("dan").opens_pull("A dead link", "Fixes #41")
    await dora.assigns(story.thread(41), "dan")
    assert second.words == [f"@dan, {THANKS}"]


@pytest.mark.slow
async def test_a_claim_is_never_lost_to_a_pull_request_that_came_first(tell: Tell) -> None:
    story = await begun(tell)
    early = await story.person("dan").opens_pull("Quick", "Closes #41")
    await story.person("eve").comments(story.thread(41), "/claim")
    issue = story.thread(41)
    assert issue.assignees == ["eve"], "what waits at the gate keeps nobody from the issue"
    assert "#41 is with `eve` now: ask there whether you can help, or link another issue." in early.words[0]
    late = await story.person("frank").opens_pull("Quicker", "Closes #41")
    assert "#41 is with `eve` now" in late.words[0]
    assert issue.words[-1].startswith(
        f"@eve, #{early.number} by `dan` is about this issue too. It stays yours"
    )
    await story.person("eve").comments(issue, "/unclaim")
    await story.person("dan").comments(early, "/claim")
    assert early.words == [f"@dan, {THANKS}"]
    assert "#41 is with `dan` now" in late.words[0]


@pytest.mark.slow
async def test_a_draft_follows_after_a_working_day_and_never_a_first_pull_request(tell: Tell) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, then: draft}", 1))
    grant_drafts(story)
    eve = story.person("eve")
    first = await eve.opens_pull("One")
    second = await eve.opens_pull("Two")
    await story.advance("20 hours")
    assert not is_draft(story, second)
    await story.advance("2 days")
    assert (is_draft(story, first), is_draft(story, second)) == (False, True)
    await eve.edits(second, body="Closes #41")
    await eve.comments(second, "/claim")
    assert not is_draft(story, second)
    assert second.words == [f"@eve, {THANKS} It is ready for review again."]
    await story.advance("5 days")
    assert not is_draft(story, second)


@pytest.mark.slow
@pytest.mark.parametrize("has_right", [False, True])
async def test_without_the_right_or_the_plan_the_words_are_all_and_maintainers_hear_once(
    tell: Tell, *, has_right: bool
) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, then: draft}", 1), "notify: {maintainers: chat}")
    if has_right:
        grant_drafts(story)
        repository = story.github.state.repository(REPO)
        assert repository is not None
        repository.has_drafts = False
    eve = story.person("eve")
    pulls = [await eve.opens_pull(title) for title in ("One", "Two", "Three")]
    await story.advance("4 days")
    assert [is_draft(story, pull) for pull in pulls] == [False] * 3
    assert len([text for text in story.told if "not made drafts" in text]) == 1
    await eve.edits(pulls[1], body="Closes #41")
    await eve.comments(pulls[1], "/claim")
    assert pulls[1].words == [f"@eve, {THANKS}"]


@pytest.mark.slow
async def test_after_one_reminder_it_is_closed_and_the_remedy_opens_it_at_most_twice(tell: Tell) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, close_after: 8 days}", 1))
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix")
    await story.advance("7 days")
    assert len(pull.words) == 2
    assert pull.words[1].startswith(
        "@eve, this is still open, and something is missing. No open issue is linked"
    )
    assert "I close it on Wed 11 March" in pull.words[1]
    await story.advance("3 days")
    assert pull.state == "closed"
    assert pull.words == [
        "Closed for now; that is fine. No open issue is linked: write `Closes #12`, with its number, into "
        "the description. Once nothing is missing, this opens again by itself."
    ]
    for count in range(2):
        await eve.edits(pull, body="Closes #41")
        if not count:
            await eve.comments(story.thread(41), "/claim")
        assert pull.state == "open"
        assert pull.words[0] == f"@eve, {THANKS}"
        await eve.edits(pull, body="No more")
        await story.advance("12 days")
        assert pull.state == "closed"
    assert "a maintainer can open this again" in pull.words[0]
    await eve.edits(pull, body="Closes #41")
    assert pull.state == "closed"
    await story.person("dora").reopens(pull)
    assert pull.state == "open"
    await story.advance("30 days")
    assert pull.state == "open"


@pytest.mark.slow
async def test_nothing_is_closed_while_it_waits_for_maintainers(tell: Tell) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, close_after: 8 days}", 1))
    eve, dan = story.person("eve"), story.person("dan")
    wish = await eve.opens_pull("A wish", "Closes #42")
    asks = await dan.opens_pull("A fix")
    await dan.comments(asks, "Which issue would that be?")
    await story.advance("40 days")
    assert (wish.state, asks.state) == ("open", "open")
    assert (len(wish.words), len(asks.words)) == (1, 1)
    await story.person("alice").comments(asks, "#41 fits.")
    await story.advance("20 days")
    assert asks.state == "closed"


@pytest.mark.slow
async def test_a_maintainers_word_always_wins(tell: Tell) -> None:
    story = await begun(tell, GATE.replace("claim}", "claim, close_after: 8 days}", 1))
    dora, eve = story.person("dora"), story.person("eve")
    one, two, three, four = [await eve.opens_pull(title) for title in ("One", "Two", "Three", "Four")]
    await dora.comments(one, "/gate open")
    assert one.words == [f"@eve, {THANKS}"]
    await story.person("alice").reviews(two, "approved")
    assert two.words == [f"@eve, {THANKS}"]
    await dora.comments(three, "/undo")
    (taken_back,) = three.words
    assert taken_back.startswith("I have removed a comment of mine. By myself I will not do it here again.")
    assert check(story, three) == "success"
    await dora.merges(four)
    assert four.words == ["This is done with: nothing more is needed here."]
    before = [pull.words for pull in (one, two, three)]
    await story.advance("30 days")
    assert [pull.state for pull in (one, two, three)] == ["open"] * 3
    assert [pull.words for pull in (one, two, three)] == before
    await eve.comments(story.thread(41), "/claim")
    fine = await eve.opens_pull("Fine", "Closes #41")
    await dora.comments(fine, "/gate close")
    assert fine.words == [
        "@eve, thank you for this. A maintainer asks for this to wait; what they write here says how it "
        "goes on."
    ]
    await eve.comments(fine, "/gate open")
    assert check(story, fine) == "neutral", "only people who triage can say so"


@pytest.mark.slow
async def test_people_and_a_file_vouch_for_somebody(tell: Tell) -> None:
    story = await begun(tell)
    dora, eve = story.person("dora"), story.person("eve")
    pull = await eve.opens_pull("One")
    await dora.comments(pull, "/vouch @eve we met at the sprint")
    assert pull.words[0] == f"@eve, {THANKS}"
    assert "sprint" not in "".join(pull.words)
    assert (await eve.opens_pull("Two")).is_untouched
    waiting = await story.person("dan").opens_pull("Three")
    await dora.pushes("VOUCHED.td", "dan\n-frank no reason\n")
    assert waiting.words == [f"@dan, {THANKS}"]
    assert (await story.person("dan").opens_pull("Four")).is_untouched
    assert not (await story.person("frank").opens_pull("Five")).is_untouched
    await dora.comments(waiting, "/unvouch @dan")
    assert not (await story.person("dan").opens_pull("Six")).is_untouched


@pytest.mark.slow
async def test_what_was_open_before_is_left_alone(tell: Tell) -> None:
    story = await begun(tell, "labels: {}")
    before = await story.person("eve").opens_pull("Before")
    await story.advance("1 hour")
    await story.configures(GATE)
    await story.advance("1 minute")
    after = await story.person("eve").opens_pull("After")
    assert not after.is_untouched
    await story.person("eve").edits(before, body="More")
    await story.advance("3 days")
    assert before.is_untouched


async def test_observe_shows_all_and_does_nothing(tell: Tell) -> None:
    story = await begun(tell, mode="observe")
    pull = await story.person("eve").opens_pull("A fix")
    assert pull.is_untouched
    assert check(story, pull) == ""
    assert "no open issue is linked" in await story.transcript()


@pytest.mark.slow
async def test_what_is_reserved_is_neither_offered_to_nor_claimed_by_others(tell: Tell) -> None:
    reserved = "contributions: {reserved: {labels: [good first issue], for: newcomers}}"
    programs = "accounts: {programs: [robot]}"
    story = await begun(
        tell, reserved, "newcomers: {claims: {}, suggestions: {}}", "assignment: {}", programs
    )
    await story.person("robot").comments(story.thread(41), "/claim")
    await story.person("robot").comments(story.thread(42), "/suggest")
    assert story.thread(41).assignees == []
    assert "#41" not in "".join(story.thread(42).words)
    dora, old = story.person("dora"), story.person("olga")
    for count in range(3):
        pull = await old.opens_pull(f"Change {count}")
        await dora.merges(pull)
    await old.comments(story.thread(41), "/claim")
    assert story.thread(41).assignees == []
    assert "This issue is kept for newcomers." in story.thread(41).words[-1]
    await old.comments(story.thread(42), "/suggest")
    assert "#41" not in "".join(story.thread(42).words)
    pull = await old.opens_pull("Mine", "Closes #41")
    assert "#41 is kept for newcomers: please link another issue, or ask a maintainer here." in pull.words[0]
    await story.person("eve").comments(story.thread(41), "/claim")
    assert story.thread(41).assignees == ["eve"]


@pytest.mark.slow
async def test_somebody_new_has_so_many_open_at_once_and_others_follow(tell: Tell) -> None:
    story = await begun(tell, "contributions: {open_at_once: 1}")
    eve = story.person("eve")
    first, second = await eve.opens_pull("One"), await eve.opens_pull("Two")
    assert first.is_untouched
    assert f"Open too: #{first.number}. Once merged or closed, this is next." in second.words[0]
    await story.person("dora").merges(first)
    assert second.words == [f"@eve, {THANKS}"]


@pytest.mark.slow
async def test_the_template_is_asked_for_as_the_repository_has_it(tell: Tell) -> None:
    template = "## What changes\n\n## Why\n\n## Notes (optional)\n"
    files = {".github/pull_request_template.md": template}
    there = world(issues=ISSUES, files=files)
    story = await tell("contributions: {template: true}", world=there)
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix", "Just so")
    assert (
        "Parts of the template are missing: please write `what changes`, `why` into the description."
        in pull.words[0]
    )
    await eve.edits(pull, body="## What changes\n\nA link\n\n## Why\n\nIt was dead")
    assert pull.words == [f"@eve, {THANKS}"]


@pytest.mark.slow
@pytest.mark.parametrize(("bots", "waits"), [("allow", False), ("claimed", True), ("none", True)])
async def test_programs_follow_their_own_key(tell: Tell, bots: str, *, waits: bool) -> None:
    story = await begun(tell, f"contributions: {{require: claim, bots: {bots}}}", "newcomers: {claims: {}}")
    pull = await story.person("dependabot[bot]").opens_pull("Bump", "Closes #41")
    assert bool(pull.words) is waits
    await story.person("alice").comments(story.thread(41), "/claim")
    await story.person("dora").assigns(pull, "alice")
    assert (check(story, pull) == "neutral") is (bots == "none")


@pytest.mark.slow
async def test_small_changes_certain_files_and_trusted_people_need_no_issue(tell: Tell) -> None:
    exempt = "contributions: {require: claim, exempt: {paths: ['docs/**'], trusted_after: 1}}"
    story = await begun(tell, exempt)
    eve = story.person("eve")
    docs = await eve.opens_pull("Words", files=["docs/a.md", "docs/b.md"])
    assert docs.is_untouched
    assert not (await eve.opens_pull("Both", files=["docs/a.md", "a.py"])).is_untouched
    waiting = await eve.opens_pull("Code", files=["a.py"])
    await story.person("dora").merges(docs)
    assert waiting.words == [f"@eve, {THANKS}"]
    assert (await eve.opens_pull("More", files=["a.py"])).is_untouched


@pytest.mark.slow
async def test_what_is_declared_is_passed_on_to_reviewers(tell: Tell) -> None:
    story = await begun(tell, "contributions: {declared: {trailer: Assisted-by}}")
    pull = await story.person("eve").opens_pull("A fix", "It works.\n\nAssisted-by: a `tool`")
    assert pull.words == []
    repository = story.github.state.repository(REPO)
    assert repository is not None
    (run,) = repository.check_runs.values()
    assert (run.conclusion, run.summary) == ("neutral", "The author declares: `` Assisted-by: a `tool` ``")


@pytest.mark.slow
async def test_maintainers_read_inward_who_waits(tell: Tell) -> None:
    story = await begun(tell, GATE, "notify: {maintainers: chat}", "digest: {every: friday 09:00}")
    first = await story.person("eve").opens_pull("One")
    await story.advance("1 day")
    second = await story.person("dan").opens_pull("Two")
    await story.until("2026-03-06 10:00")
    letter = story.told[-1]
    assert "At the gate" in letter
    assert letter.index(f"#{first.number}, ") < letter.index(f"#{second.number}, ")


@pytest.mark.slow
async def test_the_check_of_the_file_says_what_the_gate_would_have_done_and_what_right_is_missing(
    tell: Tell,
) -> None:
    story = await begun(tell, "labels: {}")
    eve, dora = story.person("eve"), story.person("dora")
    for title, body in (("One", ""), ("Two", "Closes #42"), ("Three", "")):
        pull = await eve.opens_pull(title, body)
        if title == "One":
            await dora.merges(pull)
    await story.person("dan").opens_pull("Four")
    text = config("contributions: {require: issue, then: draft, exempt: {trusted_after: 1}}")
    checks = await checked(story, CONFIG_PATH, text=text, by="dora")
    (summary,) = [one.summary for one in checks if one.name == "stewardbot config"]
    assert "Of the last 4 pull requests, 2 would have gone on at once." in summary
    assert "- 2: no open issue is linked (#46, #43)" in summary
    (note,) = [note for one in checks for note in one.annotations if "lacks the permission" in note.message]
    assert "`contents: write`" in note.message
    grant_drafts(story)
    checks = await checked(story, CONFIG_PATH, text=text, by="dora")
    assert not [note for one in checks for note in one.annotations if "lacks the permission" in note.message]
