"""What repositories' labels teach, kept in either database: learnt, learnt again, and forgotten."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from bot.core.erasure import ErasedPerson
from bot.core.keys import LABEL_CONFIRMED
from bot.core.ports.guesses import GuessMode
from bot.engine.run.maintenance import Maintenance
from bot.insight.learning import IssueDocument, Model, Trial
from bot.operations.training.learner import Learner, LearnResult
from bot.operations.training.night import NightProcess
from bot.operations.training.renewal import is_due, keeps_up
from bot.queries.guesses import LearntGuesses
from bot.store import learning, ledger
from bot.store.database import Connection, Database
from bot.store.ledger import Entry
from bot.store.upkeep import erasure, export, forgetting
from handlers import FEATURES
from tests.harness.ending_clock import EndingClock, EndOfTest
from tests.harness.labelled_issues import (
    BOB,
    BOT,
    CRASH,
    EVE,
    SPEECH,
    chosen,
    issue,
    known,
    opening,
    repository,
    some,
)
from tests.store.conftest import NOW


async def reads_crash() -> IssueDocument:
    return CRASH


async def stored(db: Database, repo_id: int = 12) -> learning.StoredModel | None:
    return await db.read(partial(learning.load, repo_id=repo_id))


async def test_what_people_labelled_is_learnt_and_kept(db: Database) -> None:
    here = repository()
    await known(db, here, some(1, 60))
    assert await Learner(db, FEATURES).learn(here) is LearnResult.LEARNT
    row = await stored(db)
    assert row is not None
    assert row.examples[:2] == [(60, "bug"), (59, "feature")]
    assert row.labelled == {"bug": 30, "feature": 30}
    assert Model.from_bytes(row.blob).guess(CRASH).label == "bug"
    guess = await LearntGuesses(db, db.clock).guess(here, reads_crash, None, ())
    assert guess is not None
    assert (guess.kind, guess.mode) == ("bug", GuessMode.SUGGEST)
    assert guess.words
    assert await Learner(db, FEATURES).learn(here) is LearnResult.NOT_DUE


async def test_too_few_labels_teach_nothing(memory_db: Database) -> None:
    here = repository()
    await known(memory_db, here, some(1, 59))
    assert await Learner(memory_db, FEATURES).learn(here) is LearnResult.TOO_FEW
    assert await LearntGuesses(memory_db, memory_db.clock).guess(here, reads_crash, None, ()) is None


async def test_only_labels_that_a_person_set_or_confirmed_teach(db: Database) -> None:
    here, (one, *_) = repository(), some(2, 2)

    async def taught(*entries: Entry) -> bool:
        await db.write(lambda conn: ledger.add(conn, entries))
        labels = await db.read(partial(learning.labels_by_people, repo_id=here.id))
        await db.write(lambda conn: conn.exec_driver_sql("DELETE FROM ledger") and None)
        return labels == {2: frozenset({"bug"})}

    by_form = Entry(one.created_at, 12, 3, 2, EVE.id, EVE.login, "issues.labeled", {"label": "bug"})
    assert await taught(chosen(here, one))
    assert await taught(opening(here, one), chosen(here, one, EVE))
    assert await taught(chosen(here, one, BOT, commanded=True))
    assert await taught(chosen(here, one, BOT), chosen(here, one, what=LABEL_CONFIRMED))
    assert not await taught(chosen(here, one, BOT))
    assert not await taught(opening(here, one), by_form)
    assert not await taught(chosen(here, one), chosen(here, one, what="issues.unlabeled"))


@pytest.mark.slow
async def test_no_bot_and_nobody_who_was_forgotten_teaches(db: Database) -> None:
    here = repository()
    await known(db, here, some(1, 40) + some(41, 80, BOT))
    assert await Learner(db, FEATURES).learn(here) is LearnResult.LEARNT
    row = await stored(db)
    assert row is not None
    assert [number for number, _ in row.examples] == list(range(40, 0, -1))


def test_twenty_new_labels_or_one_corrected_are_learnt_the_same_night() -> None:
    before = [(number, "bug" if number % 2 else "feature") for number in range(100, 40, -1)]
    assert not is_due(before, before)
    assert not is_due(before, [*[(number, "bug") for number in range(119, 100, -1)], *before])
    assert is_due(before, [*[(number, "bug") for number in range(120, 100, -1)], *before])
    assert is_due(before, [(100, "bug"), *before[1:]])
    assert is_due(before, before[:10] + before[11:])
    assert not is_due(before, before[:-2])


@pytest.mark.slow
async def test_a_corrected_label_is_learnt_again_and_a_damaged_model_too(memory_db: Database) -> None:
    here = repository()
    await known(memory_db, here, some(1, 60))
    learner = Learner(memory_db, FEATURES)
    await learner.learn(here)
    row = await stored(memory_db)
    assert row is not None
    await memory_db.write(partial(learning.put, model=replace(row, blob=row.blob[:-1])))
    assert await LearntGuesses(memory_db, memory_db.clock).guess(here, reads_crash, None, ()) is None
    assert await learner.learn(here) is LearnResult.LEARNT
    corrected = issue(60, "bug").model_copy(update={"labels": ("enhancement",), "updated_at": NOW})
    await known(
        memory_db,
        here,
        [corrected],
        [chosen(here, issue(60, "bug"), what="issues.unlabeled"), chosen(here, corrected)],
    )
    assert await learner.learn(here) is LearnResult.LEARNT
    row = await stored(memory_db)
    assert row is not None
    assert row.examples[0] == (60, "feature")


def tried(right: int, wrong: int) -> list[Trial]:
    """Trials of which the newest are wrong."""
    return [Trial("bug", "feature", 0.9)] * wrong + [Trial("bug", "bug", 0.9)] * right


def test_a_model_has_to_keep_up_with_the_older_one_also_on_the_newest_fifth() -> None:
    assert keeps_up(tried(90, 10), tried(90, 10))
    assert keeps_up(tried(99, 1)[::-1], tried(100, 0))
    assert not keeps_up(tried(80, 20), tried(90, 10))
    scattered = tried(90, 10)[::-1]
    assert not keeps_up(tried(90, 10), scattered)
    assert keeps_up(scattered, tried(90, 10))


@pytest.mark.slow
async def test_what_is_worse_than_before_does_not_take_its_place(memory_db: Database) -> None:
    here = repository()
    draw = Random(1)
    noise = [
        each.model_copy(update={"title": "Hello", "body": "", "labels": (draw.choice(list(SPEECH)),)})
        for each in some(1, 60)
    ]
    await known(memory_db, here, noise)
    learner = Learner(memory_db, FEATURES)
    await learner.learn(here)
    row = await stored(memory_db)
    assert row is not None
    model = Model.from_bytes(row.blob)
    better = replace(model, trials=tuple(Trial(label, label, 0.9) for _, label in row.examples))
    await memory_db.write(partial(learning.put, model=replace(row, blob=better.to_bytes())))
    assert await learner.learn(here, always=True) is LearnResult.UNCHANGED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("private", "owner", "pooled"), [(False, 3, True), (True, 3, False), (False, 4, False)]
)
async def test_sisters_of_the_same_owner_and_visibility_teach_a_little(
    memory_db: Database, private: bool, owner: int, pooled: bool
) -> None:
    here, other = repository(), repository(13, private=private, owner=owner)
    await known(memory_db, here, some(1, 60))
    await known(memory_db, other, some(1, 10))
    await Learner(memory_db, FEATURES).learn(here)
    row = await stored(memory_db)
    assert row is not None
    assert row.pooled is pooled


@pytest.mark.slow
async def test_what_a_private_repository_taught_is_unused_once_it_is_public_or_anothers(
    memory_db: Database,
) -> None:
    here = repository(private=True)
    await known(memory_db, here, some(1, 60))
    await Learner(memory_db, FEATURES).learn(here)
    guesses = LearntGuesses(memory_db, memory_db.clock)
    assert await guesses.guess(here, reads_crash, None, ()) is not None
    assert await guesses.guess(repository(), reads_crash, None, ()) is None
    assert await guesses.guess(repository(private=True, owner=4), reads_crash, None, ()) is None


@pytest.mark.slow
async def test_forgetting_somebody_drops_what_their_texts_may_have_taught(db: Database) -> None:
    here, sister, far = repository(), repository(13), repository(14, owner=4)
    eve = ErasedPerson(EVE.id, frozenset({"eve"}))
    for where in (here, sister, far):
        await known(db, where, some(1, 60, EVE if where is here else BOB))
        await Learner(db, FEATURES).learn(where)
    assert all([await stored(db, where.id) for where in (here, sister, far)])
    await forgetting.forget(db, eve, b"k" * 32, NOW)
    assert [bool(await stored(db, where.id)) for where in (here, sister, far)] == [False, False, True]


@pytest.mark.slow
async def test_it_goes_with_its_repository_and_is_exported_without_its_weights(
    db: Database, tmp_path: Path
) -> None:
    here = repository()
    await known(db, here, some(1, 60))
    await Learner(db, FEATURES).learn(here)
    await db.read(lambda conn: export.export(conn, tmp_path / "out"))
    assert (tmp_path / "out" / "learnt_models.csv").read_text().splitlines()[0].split(",")[-1] == "learnt_at"

    def leave(conn: Connection) -> None:
        conn.exec_driver_sql("UPDATE mirror_repositories SET installation_id = NULL, left_at = 0")
        while erasure.erase_left(conn, NOW):
            pass

    await db.write(leave)
    assert await stored(db) is None


@pytest.mark.slow
async def test_the_server_learns_in_a_process_of_its_own_that_knows_no_secret(db: Database) -> None:
    here = repository()
    await known(db, here, some(1, 60))
    process = NightProcess(db.url, {"PATH": "/usr/bin", "WEBHOOK_SECRET": "s3cret"})
    assert "s3cret" not in str(vars(process))
    await process.learn()
    assert await stored(db) is not None


async def test_it_learns_soon_after_the_start_and_then_each_night_whatever_goes_wrong() -> None:
    clock, times = EndingClock(NOW, 3), list[str]()

    async def learn() -> None:
        times.append(f"{clock.now():%a %H:%M}")
        raise OSError

    with capture_logs() as logged, pytest.raises(EndOfTest):
        await Maintenance({"learning": learn}, clock).keep_working()
    assert times == ["Mon 09:15", "Tue 03:00", "Wed 03:00"]
    assert [line["event"] for line in logged] == ["maintenance failed"] * 3
