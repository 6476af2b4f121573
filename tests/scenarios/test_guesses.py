"""Guesses by what a repository's own labels taught: suggested, set where that has been earned, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from typing import Any

import pytest

from bot.community.triage import GUESS
from bot.core.keys import repository_scope, subjects_prefix
from bot.core.ports.guesses import Verdict
from bot.insight.learning import LabelledIssue, Model, Trial, train
from bot.operations.training.learner import Learner, LearnResult
from bot.services.issue_reading import document_of
from bot.services.sorting.guesses import VERDICTS
from bot.simulation.simulation import KEY
from bot.store import learning, memory, mirror
from bot.store.database import Connection
from bot.store.learning import StoredModel
from bot.store.upkeep import forgetting
from handlers import FEATURES
from tests.harness.in_process.story import OTHER, REPO, STEWARD, Story, Thread, world
from tests.scenarios.conftest import Tell

SUGGEST = "triage: {labels: {support: support}}"
APPLY = "triage: {labels: {support: support}, guess: {apply_above: 0.8}}"
LETTER = "digest: {every: monday 09:00, issue: 1}"
SPEECH = {
    "bug": ("segfault again", "it raises nothing but nonsense", "wrong numbers since the upgrade"),
    "feature": ("zarr would be nice", "let me pass a list here", "a progress bar"),
    "support": ("confused about chunks", "struggling with my first plot", "no idea about calendars"),
}
CRASH = ("Segfault again", "Wrong numbers since the upgrade, and a segfault again.")
LOST = ("Confused about chunks", "I am struggling with my first plot, no idea about calendars.")


@cache
def learnt_model() -> Model:
    """What a repository teaches in which each kind has words of its own; tried and always right."""
    examples = [
        LabelledIssue(document_of(SPEECH[kind][place % 3], SPEECH[kind][(place + 1) % 3]), kind)
        for place in range(10)
        for kind in SPEECH
    ]
    trials = tuple(Trial(kind, kind, 0.99) for kind in SPEECH for _ in range(100))
    return replace(train(examples), trials=trials)


def judged(right: int, wrong: int = 0) -> list[tuple[bool, int]]:
    """Verdicts of the last days: (right, days ago)."""
    return [(place >= wrong, 1) for place in range(right + wrong)]


async def learns(
    story: Story,
    *,
    labelled: int = 100,
    verdicts: Sequence[tuple[bool, int]] = (),
    private: bool = False,
    blob: bytes | None = None,
) -> None:
    """The repository has been learnt, and people have judged guesses."""
    now = story.clock.now()

    def put(conn: Connection) -> None:
        repository = mirror.repository_named(conn, REPO)
        assert repository is not None
        model = StoredModel(
            repo_id=repository.id,
            owner_id=repository.owner_id,
            private=private,
            pooled=False,
            examples=[],
            labelled=dict.fromkeys(SPEECH, labelled),
            blob=learnt_model().to_bytes() if blob is None else blob,
            learnt_at=now,
        )
        learning.put(conn, model)
        values = tuple(
            Verdict(number=900 + place, kind="bug", p=0.95, right=right, at=now - timedelta(days=days))
            for place, (right, days) in enumerate(verdicts)
        )
        scope = repository_scope(repository.id)
        memory.put(conn, scope, VERDICTS.feature, VERDICTS.key, VERDICTS.dump(values), now)

    await story.database.write(put)


async def verdicts(story: Story) -> list[tuple[int, bool]]:
    """What people made of the latest guesses: (number, right)."""

    def read(conn: Connection) -> Any:
        repository = mirror.repository_named(conn, REPO)
        assert repository is not None
        return memory.read(conn, repository_scope(repository.id), VERDICTS.feature, VERDICTS.key).value

    stored = VERDICTS.parse(await story.database.read(read)) or ()
    return [(verdict.number, verdict.right) for verdict in stored if verdict.number < 900]


async def taught(story: Story) -> dict[int, frozenset[str]]:
    """The labels that will teach the next night."""
    repository = await story.database.read(partial(mirror.repository_named, full_name=REPO))
    assert repository is not None
    return await story.database.read(partial(learning.labels_by_people, repo_id=repository.id))


async def reported(story: Story, text: tuple[str, str] = CRASH) -> Thread:
    return await story.person("eve").opens_issue(*text)


async def test_a_guess_is_only_suggested_in_the_letter_and_one_word_sets_it(tell: Tell) -> None:
    story = await tell(SUGGEST, LETTER)
    await learns(story)
    board = await story.person("dora").opens_issue("What waits")
    issue = await reported(story)
    assert issue.is_untouched
    await story.until("2026-03-09 09:00")
    assert f"#{issue.number} Segfault again: bug? " in board.words[-1]
    assert "such guesses here 100 were right). `/triage ok` there sets it." in board.words[-1]
    await story.person("carol").comments(issue, "/triage ok")
    assert issue.labels == {"bug"}
    assert await verdicts(story) == [(issue.number, True)]
    assert (await taught(story))[issue.number] == {"bug"}
    await story.until("2026-03-16 09:00")
    assert "Segfault" not in board.words[-1]


async def test_a_tick_in_the_letter_takes_the_guess_of_whoever_may(tell: Tell) -> None:
    story = await tell(SUGGEST, LETTER)
    await learns(story)
    board = await story.person("dora").opens_issue("What waits")
    issue = await reported(story)
    await story.until("2026-03-09 09:00")
    played = story.github.state.issue(REPO, board.number)
    assert played is not None
    (letter,) = played.comments.values()
    assert f"1. [ ] #{issue.number} Segfault again: bug? " in letter.body
    ticked = letter.body.replace("1. [ ]", "1. [x]")
    for person, change in (("eve", ticked), ("carol", letter.body.replace("To decide", "Decide"))):
        story.person(person).alone.edits_comment(REPO, board.number, letter.id, change)
        await story.settles()
        assert issue.labels == set(), "a stranger's tick, and an edit without one"
        story.person("dora").alone.edits_comment(REPO, board.number, letter.id, letter.body)
        await story.settles()
    story.person("carol").alone.edits_comment(REPO, board.number, letter.id, ticked)
    await story.settles()
    assert issue.labels == {"bug"}
    assert await verdicts(story) == [(issue.number, True)]
    assert (await taught(story))[issue.number] == {"bug"}


async def test_a_label_that_is_kept_from_some_has_no_box(tell: Tell) -> None:
    story = await tell(SUGGEST, LETTER, "labels: {restricted: [{labels: bug, allowed: admin}]}")
    await learns(story)
    board = await story.person("dora").opens_issue("What waits")
    issue = await reported(story)
    await story.until("2026-03-09 09:00")
    assert f"1. #{issue.number} Segfault again" in board.words[-1]
    played = story.github.state.issue(REPO, board.number)
    assert played is not None
    (letter,) = played.comments.values()
    change = letter.body.replace(f"1. #{issue.number}", f"1. [x] #{issue.number}")
    story.person("carol").alone.edits_comment(REPO, board.number, letter.id, change)
    await story.settles()
    assert issue.labels == set()


async def test_why_says_what_is_guessed_and_why_it_goes_no_further(tell: Tell) -> None:
    story = await tell(SUGGEST)
    await learns(story)
    issue = await reported(story)
    await story.person("carol").comments(issue, "/why")
    (answer,) = issue.words
    assert "My guess for this is `bug`: " in answer
    assert "because the file lets no guess set a label; `/triage ok` takes it." in answer
    assert "only suggested, bug: " in await story.transcript()


async def test_below_sixty_labels_nothing_is_guessed(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, labelled=19, verdicts=judged(30))
    issue = await reported(story)
    await story.person("carol").comments(issue, "/triage ok")
    assert issue.labels == set()
    assert "I show no guess here" in issue.words[-1]


async def test_what_has_earned_it_sets_the_label_and_says_why(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, verdicts=judged(30))
    issue = await reported(story)
    assert issue.labels == {"bug"}
    assert issue.words == []
    await story.person("carol").comments(issue, "/why")
    assert "such guesses here 100 were right)" in issue.words[-1]
    assert issue.number not in await taught(story)
    await story.person("carol").comments(issue, "/triage ok")
    assert await verdicts(story) == [(issue.number, True)]
    assert (await taught(story))[issue.number] == {"bug"}


async def test_what_people_found_wrong_lately_is_only_suggested_again_and_the_letter_says_so(
    tell: Tell,
) -> None:
    story = await tell(APPLY, LETTER)
    await learns(story, verdicts=judged(25, 5))
    board = await story.person("dora").opens_issue("What waits")
    issue = await reported(story)
    assert issue.labels == set()
    await story.until("2026-03-09 09:00")
    reason = "has no label from me, because of the latest 30 that people judged, fewer than 85% were right"
    assert f"#{issue.number} {reason}" in board.words[-1]


async def test_a_guess_that_is_too_unsure_is_no_reason_against_all_guesses(tell: Tell) -> None:
    story = await tell("triage: {labels: {support: support}, guess: {apply_above: 1.0}}", LETTER)
    await learns(story, verdicts=judged(30))
    board = await story.person("dora").opens_issue("What waits")
    issue = await reported(story)
    await story.until("2026-03-09 09:00")
    told = f"#{issue.number} has no label from me, because it is less sure than the file asks for."
    assert told in board.words[-1]
    assert "Guesses set no labels" not in board.words[-1]


async def test_what_nobody_judged_for_long_is_only_suggested_again(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, verdicts=[(True, 61)] * 30)
    assert (await reported(story)).labels == set()


async def test_a_label_that_a_person_took_off_is_never_set_again(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, verdicts=judged(30))
    issue = await reported(story)
    await story.person("bob").unlabels(issue, "bug")
    assert await verdicts(story) == [(issue.number, False)]
    await story.person("eve").edits(issue, "[BUG] Segfault again", CRASH[1])
    assert issue.labels == set()


async def test_nor_by_rules_once_a_person_took_it_off_by_command(tell: Tell) -> None:
    story = await tell(SUGGEST, "labels: {additional: [bug]}")
    issue = await story.person("eve").opens_issue("[BUG] It is odd")
    assert issue.labels == {"bug"}
    await story.person("bob").comments(issue, "/remove-label bug")
    await story.after(story.person("bob").alone.types, REPO, issue.number, "Bug")
    assert issue.labels == set()
    await story.person("bob").comments(issue, "/label bug")
    assert issue.labels == {"bug"}


async def test_nor_once_the_person_who_took_it_off_is_forgotten(tell: Tell) -> None:
    story = await tell(SUGGEST)
    issue = await story.person("eve").opens_issue("[BUG] It is odd")
    assert issue.labels == {"bug"}
    await story.person("bob").unlabels(issue, "bug")
    bob = story.github.state.person("bob").id
    who = await story.database.read(partial(forgetting.person, person_id=bob))
    await forgetting.forget(story.database, who, KEY, story.clock.now())
    await story.person("eve").edits(issue, "[BUG] It is very odd")
    assert issue.labels == set()


async def test_undo_teaches_and_the_label_stays_off(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, verdicts=judged(30))
    issue = await reported(story)
    await story.person("carol").comments(issue, "/undo")
    assert issue.labels == set()
    assert await verdicts(story) == [(issue.number, False)]


async def test_a_person_who_sets_another_label_corrects_the_guess(tell: Tell) -> None:
    story = await tell(SUGGEST)
    await learns(story)
    issue, other = await reported(story), await reported(story)
    await story.person("bob").labels(issue, "enhancement")
    await story.person("bob").labels(other, "bug")
    assert await verdicts(story) == [(issue.number, False), (other.number, True)]
    assert (await taught(story))[issue.number] == {"enhancement"}


async def test_what_the_form_of_whoever_reports_puts_on_judges_nothing(tell: Tell) -> None:
    story = await tell(SUGGEST)
    await learns(story)
    by_form, by_hand = [await story.person("alice").opens_issue(*CRASH) for _ in range(2)]
    await story.person("alice").labels(by_form, "enhancement")
    await story.advance("5 minutes")
    await story.person("alice").labels(by_hand, "bug")
    assert await verdicts(story) == [(by_hand.number, True)]
    assert set(await taught(story)) == {by_hand.number}


async def test_silence_and_the_reporter_judge_nothing(tell: Tell) -> None:
    story = await tell(SUGGEST)
    await learns(story)
    issue = await reported(story)
    await story.person("eve").comments(issue, "/triage ok")
    await story.person("bob").closes(issue)
    await story.advance("90 days")
    assert await verdicts(story) == []
    assert issue.labels == set()


async def test_a_guessed_question_opens_no_case(tell: Tell) -> None:
    story = await tell(APPLY, STEWARD)
    await learns(story, verdicts=judged(30))
    issue = await reported(story, LOST)
    assert issue.is_untouched
    await story.person("carol").comments(issue, "/why")
    assert "I only suggest it, because a question opens a case, and people decide on that" in issue.words[-1]
    without = await tell(APPLY)
    await learns(without, verdicts=judged(30))
    assert (await reported(without, LOST)).labels == {"support"}


async def test_what_the_rules_say_stands_and_another_guess_is_suggested_beside_it(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, verdicts=judged(30))
    issue = await reported(story, ("Feature request: " + CRASH[0], CRASH[1]))
    assert issue.labels == {"enhancement"}
    await story.person("carol").comments(issue, "/why")
    assert "I only suggest it, because " in issue.words[-1]
    assert "surely right" not in issue.words[-1], "what speaks for it is no reason against it"
    await story.person("carol").comments(issue, "/triage ok")
    assert issue.labels == {"bug"}


async def test_never_shown_is_never_shown(tell: Tell) -> None:
    story = await tell("triage: {guess: {show: never}}")
    await learns(story)
    issue = await reported(story)
    await story.person("carol").comments(issue, "/why")
    assert issue.words == ["I have done nothing here so far."]


async def test_a_label_of_that_name_comes_first(tell: Tell) -> None:
    story = await tell(SUGGEST, world=world(labels=["bug", "triage/ok"]))
    await learns(story)
    issue = await reported(story)
    await story.person("carol").comments(issue, "/triage ok")
    assert issue.labels == {"triage/ok"}


async def test_what_a_private_past_taught_is_not_used_in_public(tell: Tell) -> None:
    story = await tell(APPLY)
    await learns(story, verdicts=judged(30), private=True)
    assert (await reported(story)).is_untouched


@pytest.mark.slow
async def test_what_people_label_by_hand_and_by_command_teaches_the_next_guess(tell: Tell) -> None:
    story = await tell(SUGGEST, "labels: {additional: [bug, enhancement]}")
    for number in range(60):
        kind, label = (("bug", "bug"), ("feature", "enhancement"))[number % 2]
        issue = await story.person("eve").opens_issue(SPEECH[kind][number % 3], SPEECH[kind][number % 2])
        if number % 4:
            await story.person("bob").labels(issue, label)
        else:
            await story.person("bob").comments(issue, f"/label {label}")
            await story.advance("1 minute")
    assert len(await taught(story)) == 60
    learner = Learner(story.database, FEATURES)
    results = {repository.full_name: result async for repository, result in learner.learn_all()}
    assert results == {REPO: LearnResult.LEARNT, OTHER: LearnResult.OFF}
    issue = await reported(story)
    await story.person("carol").comments(issue, "/why")
    assert "My guess for this is `bug`: " in issue.words[-1]


async def test_a_stranger_who_may_label_by_command_judges_and_teaches_nothing(tell: Tell) -> None:
    story = await tell(SUGGEST, "labels: {additional: [enhancement]}")
    await learns(story)
    issue = await reported(story)
    await story.person("zed").comments(issue, "/label enhancement")
    assert issue.labels == {"enhancement"}
    assert await verdicts(story) == []
    assert await taught(story) == {}


async def test_the_words_of_a_guess_go_with_whoever_wrote_them(tell: Tell) -> None:
    story = await tell(SUGGEST)
    await learns(story)
    issue = await reported(story)

    def shown(conn: Connection) -> int:
        repository = mirror.repository_named(conn, REPO)
        assert repository is not None
        rows = memory.scan_scopes(conn, subjects_prefix(repository.id), GUESS.feature, GUESS.key)
        return sum(row.value is not None for row in rows.values())

    assert await story.database.read(shown) == 1
    eve = story.github.state.person("eve").id
    who = await story.database.read(partial(forgetting.person, person_id=eve))
    await forgetting.forget(story.database, who, KEY, story.clock.now())
    assert await story.database.read(shown) == 0, issue.number


@pytest.mark.parametrize("blob", [b"", b"learnt labels 0\n", learnt_model().to_bytes()[:-9]])
async def test_what_cannot_be_read_guesses_nothing_and_the_rules_go_on(tell: Tell, blob: bytes) -> None:
    story = await tell(SUGGEST)
    await learns(story, blob=blob)
    assert (await reported(story)).is_untouched
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.labels == {"support"}
    await story.person("carol").comments(issue, "/why")
    assert "My guess" not in issue.words[-1]
