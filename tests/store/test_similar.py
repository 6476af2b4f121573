"""Similar issues are found by their words, on either database: of new and of changed texts, never of what
was deleted, forgotten or said elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.clock import VirtualClock
from bot.core.model import Repository, Subject
from bot.core.ports.similar import IndexState, SimilarIssue, SimilarIssues
from bot.core.states import IssueState
from bot.engine.run.indexing import Indexing
from bot.queries.similar import SimilarIndex, words_of
from bot.store import mirror, similar
from bot.store.database import Connection, Database
from bot.store.mirror.subjects import drop_subject
from bot.store.similar import IssueWords
from bot.store.sql.tables import similar_due, similar_texts, similar_words
from bot.store.upkeep import erasure, forgetting
from tests.harness.labelled_issues import BOB, EVE, issue, repository
from tests.store.conftest import NOW

TEXTS = {
    1: ("[Bug] the mean of a lazy mask is wrong", "With dask the mean of masks is NaN."),
    2: ("bug: lazy masks give a wrong mean", "The mask of a lazy array gives NaN."),
    3: ("The legend hides the plot", "It lies on the curve."),
    4: ("plot(legend): covered by the legend", "The curve cannot be seen."),
    5: ("猫の絵が出ません", "起動すると消えます"),
    6: ("絵が出ません、猫", "消えます"),
}


def told(number: int, title: str, body: str, **more: object) -> Subject:
    """An issue as GitHub tells it."""
    return issue(number, "bug", BOB).model_copy(update={"title": title, "body": body, **more})


async def known(db: Database, repo: Repository, *issues: Subject) -> None:
    """The issues are in the mirror, and in the index."""
    await heard(db, repo, *issues)
    indexing = Indexing(db, db.clock, words_of)
    while await indexing.tick():
        pass


async def heard(db: Database, repo: Repository, *issues: Subject) -> None:
    await db.write(lambda conn: mirror.put_subjects(conn, repo, issues, (), NOW))


async def alike(db: Database, repo: Repository, subject: Subject, **more: object) -> SimilarIssues:
    return await SimilarIndex(db).reader(repo).of(subject, **more)  # type: ignore[arg-type]


def numbers(found: SimilarIssues) -> list[int]:
    return [issue.number for issue in found.issues]


def all_issues() -> Iterator[Subject]:
    yield from (told(number, *text) for number, text in TEXTS.items())


async def rows(db: Database, table: object) -> int:
    return await db.read(lambda conn: conn.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


async def test_the_likest_come_first_in_any_script_and_none_that_is_not_alike(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues())
    for one, other in ((1, 2), (2, 1), (3, 4), (4, 3), (5, 6), (6, 5)):
        assert numbers(await alike(db, here, told(one, *TEXTS[one]))) == [other]
    new = told(99, "Colours of the map are swapped", "Red is blue.")
    assert await alike(db, here, new) == SimilarIssues()


async def test_a_new_issue_and_a_pull_request_need_not_be_in_the_index_themselves(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues())
    asked = told(50, "A wrong mean of lazy masks", "", is_pull_request=True)
    assert set(numbers(await alike(db, here, asked))) == {1, 2}


async def test_open_ones_come_first_and_it_is_said_which_are_answered(db: Database) -> None:
    here, (title, body) = repository(), TEXTS[1]
    closed = {"state": IssueState.CLOSED, "closed_at": NOW}
    await known(
        db,
        here,
        told(1, title, body, **closed, state_reason="completed"),
        told(2, title, body, **closed, state_reason="not_planned"),
        told(3, f"{title} again", f"{body} Here, too."),
        *(told(number, f"Something else {number}", "") for number in range(10, 20)),
    )
    found = await alike(db, here, told(99, title, body))
    assert [(issue.number, issue.is_open, issue.is_answered) for issue in found.issues] == [
        (3, True, False),
        (2, False, False),
        (1, False, True),
    ]
    assert isinstance(found.issues[0], SimilarIssue)
    assert found.issues[0].title == f"{title} again"


async def test_labelled_ones_can_be_asked_for(db: Database) -> None:
    here, (title, body) = repository(), TEXTS[1]
    labelled = (told(number, title, body, labels=("Bug",) if number > 7 else ()) for number in range(1, 10))
    await known(db, here, *labelled, *(told(number, f"Else {number}", "") for number in range(20, 40)))
    assert set(numbers(await alike(db, here, told(99, title, body), most=2, labels=["bug"]))) == {8, 9}


async def test_nothing_is_found_in_another_repository(db: Database) -> None:
    here, there = repository(), repository().model_copy(update={"id": 99, "full_name": "o/there"})
    await known(db, there, *all_issues())
    assert await alike(db, here, told(1, *TEXTS[1])) == SimilarIssues()
    assert numbers(await alike(db, there, told(1, *TEXTS[1]))) == [2]


async def test_while_the_index_is_filled_it_says_so(db: Database) -> None:
    here = repository()
    await heard(db, here, *all_issues())
    assert await alike(db, here, told(1, *TEXTS[1])) == SimilarIssues((), IndexState.FILLING)
    await known(db, here)
    assert (await alike(db, here, told(1, *TEXTS[1]))).state is IndexState.WHOLE


async def test_an_edited_text_takes_the_place_of_the_former(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues())
    edited = told(2, *TEXTS[3], updated_at=NOW + timedelta(hours=1))
    await known(db, here, edited)
    assert numbers(await alike(db, here, told(1, *TEXTS[1]))) == []
    assert 2 in numbers(await alike(db, here, told(3, *TEXTS[3])))
    assert await rows(db, similar_texts) == len(TEXTS)


async def test_labels_and_comments_make_nothing_wait(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues())
    later = NOW + timedelta(hours=1)
    await heard(db, here, told(1, *TEXTS[1], updated_at=later, labels=("wish",), comments=3))
    assert await rows(db, similar_due) == 0


async def test_a_deleted_or_moved_issue_is_found_no_more_and_leaves_no_word(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues())
    for number in TEXTS:
        await db.write(partial(drop_subject, repo_id=here.id, number=number))
    assert await alike(db, here, told(1, *TEXTS[1])) == SimilarIssues()
    assert [await rows(db, table) for table in (similar_texts, similar_words, similar_due)] == [0, 0, 0]
    assert await db.write(similar.purge)
    assert not await db.write(similar.purge)


async def test_what_a_template_brings_makes_nothing_alike(db: Database) -> None:
    here = repository()
    form = "\n".join(f"Please confirm that you have read chapter {n} of the manual" for n in range(8))
    many = [told(number, f"[Epic] word{number}", f"{form}\nown{number}") for number in range(1, 60)]
    await known(db, here, *many)
    assert numbers(await alike(db, here, many[7])) == []
    await known(db, here, told(70, "Epic: word8", f"{form}\nown8"))
    assert numbers(await alike(db, here, many[7])) == [70]


async def test_a_left_repository_is_erased(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues())

    def left(conn: Connection) -> None:
        conn.exec_driver_sql("UPDATE mirror_repositories SET installation_id = NULL, left_at = 0")

    await db.write(left)
    while await db.write(partial(erasure.erase_left, now=NOW)):
        pass
    assert [await rows(db, table) for table in (similar_texts, similar_words, similar_due)] == [0, 0, 0]


async def test_whoever_is_forgotten_leaves_no_word(db: Database) -> None:
    here = repository()
    await known(db, here, *all_issues(), told(7, "zyxomma flies", "quokka", author=EVE))
    mentions = told(8, "Broken since last week", f"As @{EVE.login} wrote", author=BOB)
    await known(db, here, mentions)
    who = await db.read(partial(forgetting.person, person_id=EVE.id))
    await forgetting.forget(db, who, b"key", NOW)
    stored = await db.read(lambda conn: str(conn.execute(select(similar_words.c.word)).all()))
    assert "zyxomma" not in stored
    assert "quokka" not in stored
    assert "broken" not in stored.casefold()
    await known(db, here)
    texts = await db.read(lambda conn: str(conn.execute(select(similar_texts)).all()))
    assert "broken" in texts
    assert EVE.login not in texts
    assert await rows(db, similar_due) == 0


async def test_no_word_of_the_forgotten_is_left_in_the_file(file_url: str, tmp_path: Path) -> None:
    here = repository()
    async with Database(file_url, VirtualClock(NOW)) as db:
        await known(db, here, *all_issues(), told(7, "zyxomma flies", "quokka", author=EVE))
        assert b"zyxomma" in _bytes(tmp_path)
        who = await db.read(partial(forgetting.person, person_id=EVE.id))
        await forgetting.forget(db, who, b"key", NOW)
        assert await db.renew_file(None)
        assert b"zyxomma" not in _bytes(tmp_path)
        assert b"quokka" not in _bytes(tmp_path)
        assert numbers(await alike(db, here, told(1, *TEXTS[1]))) == [2]


async def test_a_deleted_issue_leaves_no_word_in_the_file(file_url: str, tmp_path: Path) -> None:
    here = repository()
    async with Database(file_url, VirtualClock(NOW)) as db:
        await known(db, here, *all_issues(), told(7, "zyxomma flies", "quokka"))
        await db.write(partial(drop_subject, repo_id=here.id, number=7))
        await db.write(similar.purge)
    assert b"zyxomma" not in _bytes(tmp_path)


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


@pytest.mark.parametrize(
    "text", ["", "x", '"', "'\\ OR * NEAR(", "[" * 65_000, "wort " * 13_000, "\x00\ud800", "𝔘𝔫𝔦 ſ ǆ İ"]
)
async def test_odd_texts_are_stored_and_looked_for(db: Database, text: str) -> None:
    here = repository()
    await known(db, here, *all_issues(), told(7, text[:200], text), told(8, text[:200], text))
    found = await alike(db, here, told(7, text[:200], text))
    assert set(numbers(found)) <= {8}


async def test_what_is_edited_while_its_text_is_read_waits_again(file_url: str) -> None:
    here, edits = repository(), [told(2, *TEXTS[3], updated_at=NOW + timedelta(hours=1))]
    async with Database(file_url, VirtualClock(NOW)) as db, Database(file_url, VirtualClock(NOW)) as other:

        def compared(issues: Sequence[Subject], newest: Sequence[Subject]) -> list[IssueWords]:
            while edits:
                asyncio.run(heard(other, here, edits.pop()))
            return words_of(issues, newest)

        await heard(db, here, *all_issues())
        indexing = Indexing(db, db.clock, compared)
        await indexing.tick()
        assert await rows(db, similar_due) == 1
        await indexing.tick()
        assert await rows(db, similar_due) == 0
        assert 2 in numbers(await alike(db, here, told(3, *TEXTS[3])))
