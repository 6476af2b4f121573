"""Somebody asks to be forgotten: every table is searched for them, and they are not greeted again."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, Text, cast, insert, select

from bot.core.erasure import ErasedPerson
from bot.engine.run.housekeeping import Housekeeping
from bot.queries.credits import wish_credit
from bot.simulation.simulation import KEY
from bot.store import mirror
from bot.store.sql.columns import Packed
from bot.store.sql.tables import decisions, memory, metadata
from bot.store.upkeep import forgetting, remains
from fakegithub import Fault
from tests.harness.in_process.story import OTHER, REPO, STEWARD, TRIAGE, Story, world
from tests.scenarios.conftest import Tell

LOGIN = "Evelyn-Quill"
WORDS = "vermilion kettledrum"
"""What only they have written, in every title and body of theirs."""
SECTIONS = (TRIAGE, STEWARD, "newcomers: {welcome: {}, claims: {}, suggestions: {}}", "assignment: {}",
            "contributions: {require: issue}")  # fmt: skip


async def an_hour_later(story: Story) -> None:
    """Housekeeping comes round, after all that is under way is over."""
    await story.advance("1 hour")
    await Housekeeping(story.database, story.clock, KEY).tick()


async def traces(story: Story, login: str = LOGIN) -> list[str]:
    """Where the database still names somebody, by login or by id, or repeats what they wrote."""
    person = story.github.state.person(login)
    pattern = re.compile(
        rf"(?<![\w-]){login}(?![\w-])|(?<!\d){person.id}(?!\d)|{WORDS if login == LOGIN else login}",
        re.IGNORECASE,
    )

    def search(conn: Connection) -> list[str]:
        found = []
        for table in metadata.sorted_tables:
            for column in table.columns:
                shown = column if isinstance(column.type, LargeBinary | Packed) else cast(column, Text)
                for value in conn.scalars(select(shown).where(column.is_not(None))):
                    text = value.decode() if isinstance(value, bytes) else value
                    if match := pattern.search(text):
                        around = text[max(match.start() - 100, 0) : match.end() + 40]
                        found.append(f"{table.name}.{column.name}: {around}")
        return found

    return await story.database.read(search)


async def a_life(story: Story) -> None:
    """Somebody asks, contributes, claims, is assigned, mentioned and answered."""
    eve, bob = story.person(LOGIN), story.person("bob")
    question = await eve.opens_issue(f"How do I open a store on S3? {WORDS}", f"I am @{LOGIN}. {WORDS}")
    await bob.comments(question, f"@{LOGIN}, like this.")
    pull = await eve.opens_pull(f"Clear error {WORDS}", WORDS)
    await bob.reviews(pull)
    await bob.merges(pull)
    task = await bob.opens_issue("Test the reader", f"Perhaps for @{LOGIN}?", labels=["good first issue"])
    await eve.comments(task, f"/claim\n\n{WORDS}")
    await bob.comments(task, f"/assign @{LOGIN}")
    await story.person("zed").comments(task, "/claim")
    await bob.comments(task, f"/vouch @{LOGIN}")
    await story.person("dora").pushes("VOUCHED.td", f"zed\n{LOGIN} we met\n")
    await story.person("zed").opens_pull("The same", f"Closes #{task.number}")
    wish = partial(
        wish_credit, person_id=story.github.state.person(LOGIN).id, named=True, now=story.clock.now()
    )
    await story.database.write(wish)
    await eve.comments(question, "/bot frget me")
    await story.advance("3 days")


@pytest.mark.slow
async def test_whoever_asks_is_forgotten_in_every_table(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await a_life(story)
    issue = await story.person(LOGIN).opens_issue(f"A last word {WORDS}", "/bot forget me")
    assert "is erased by Thu 5 March, 11:00 UTC" in issue.words[-1]
    assert await traces(story)
    await an_hour_later(story)
    assert await traces(story) == []


@pytest.mark.slow
async def test_what_they_wrote_does_not_come_back_with_later_news_and_the_road_goes_on(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person(LOGIN).opens_issue(f"A last word {WORDS}", f"{WORDS}\n\n/bot forget me")
    await an_hour_later(story)
    bob = story.person("bob")
    await bob.comments(issue, "/retitle A store on S3")
    await bob.comments(issue, "/undo")
    await bob.comments(issue, "/assign @bob")
    await bob.labels(issue, "bug")
    assert issue.assignees == ["bob"]
    mirrored = [trace for trace in await traces(story) if not trace.startswith("deliveries.payload")]
    assert mirrored == []
    await an_hour_later(story)
    assert await traces(story) == []
    await story.person(LOGIN).edits(issue, f"More {WORDS}")
    mirrored = [trace for trace in await traces(story) if trace.startswith("mirror_subjects")]
    assert mirrored == []


async def test_payloads_that_are_emptied_leave_no_copy_in_the_file_either(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person(LOGIN).opens_issue(f"A last word {WORDS}", "/bot forget me")
    await an_hour_later(story)
    await story.person("bob").labels(issue, "bug")
    told_again = await story.database.read(forgetting.retold)
    emptied = partial(forgetting.empty, seqs=told_again, now=story.clock.now())
    assert not await story.database.read(remains.is_owed)
    assert await story.database.write(emptied) == len(told_again) > 0
    assert await story.database.read(remains.is_owed)


@pytest.mark.slow
async def test_an_old_comment_of_theirs_that_somebody_else_edits_names_them_no_more(tell: Tell) -> None:
    story = await tell(*SECTIONS, "lifecycle: {}")
    issue = await story.person("bob").opens_issue("A task")
    comment = await story.person(LOGIN).comments(issue, f"I could do it, {WORDS}")
    await story.person(LOGIN).comments(issue, "/bot forget me")
    await an_hour_later(story)
    await story.after(story.github.person("dora").edits_comment, REPO, issue.number, comment, "Tidied.")
    kept = [trace for trace in await traces(story) if not trace.startswith("deliveries.payload")]
    assert kept == []


async def test_what_somebody_else_wrote_about_them_stays_theirs(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    bob, repository = story.person("bob"), story.github.state.repository(REPO)
    assert repository is not None
    await bob.opens_issue("A task", f"Perhaps for @{LOGIN}?")
    await story.person(LOGIN).opens_issue("A last word", "/bot forget me")
    await an_hour_later(story)
    author = story.github.state.person("bob").id
    (kept,) = await story.database.read(lambda conn: mirror.subjects_by(conn, repository.id, author))
    assert (kept.title, kept.author.login) == ("A task", "bob")
    assert await traces(story) == []


async def test_what_was_written_over_goes_where_it_names_them(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await story.person(LOGIN).opens_issue(f"A last word {WORDS}", "/bot forget me")
    then = story.clock.now()
    before = {"eve": [["subject:1#1", "before", {"title": f"A last word {WORDS}"}]], "zed": [["stays"]]}
    rows = [
        {"guid": guid, "lane": "1#1", "since": then, "decided_at": then, "before": told}
        for guid, told in before.items()
    ]
    await story.database.write(lambda conn: conn.execute(insert(decisions), rows))
    await an_hour_later(story)
    assert await traces(story) == []
    assert await story.database.read(lambda conn: list(conn.scalars(select(decisions.c.guid)))) == ["zed"]


@pytest.mark.slow
async def test_nobody_is_forgotten_before_what_is_under_way_about_them_has_ended(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person(LOGIN).opens_issue("A last word", "/bot forget me")
    story.github.faults.next("POST", "/comments$", Fault.SERVER_ERROR, times=1_000)
    await story.person("bob").comments(issue, f"/assign @{LOGIN.lower()}-twin, @{LOGIN}")
    await an_hour_later(story)
    story.github.faults.clear()
    await an_hour_later(story)
    assert "twin" in issue.words[-1]
    assert await traces(story) == []


@pytest.mark.slow
async def test_they_are_not_greeted_as_new_afterwards(tell: Tell) -> None:
    story = await tell(*SECTIONS, everywhere=True)
    issue = await story.person(LOGIN).opens_issue("A first word")
    assert "welcome" in issue.words[0]
    await story.person(LOGIN).comments(issue, "/bot forget me")
    await an_hour_later(story)
    for place in (OTHER, "acme/widget"):
        again = await story.person(LOGIN, place).opens_issue("Hello again")
        assert again.is_untouched
    assert "welcome" in (await story.person("newt").opens_issue("Hello")).words[0]


@pytest.mark.slow
async def test_the_others_stay_as_they_were(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await a_life(story)
    await story.person("zed").opens_issue("Mine")
    await story.person(LOGIN).opens_issue("Words", "/bot forget me")
    known = len(await traces(story, "zed"))
    await an_hour_later(story)
    assert len(await traces(story, "zed")) <= known
    assert await story.database.read(lambda conn: forgetting.people(conn, "zed"))
    assert not await story.database.read(lambda conn: forgetting.people(conn, LOGIN))
    await story.advance("60 days")


async def test_only_oneself_can_be_forgotten(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("zed").opens_issue("Words")
    await story.person("dora").comments(issue, "/bot forget @zed")
    assert "nobody else can be forgotten this way" in issue.words[-1]
    await an_hour_later(story)
    assert await story.database.read(lambda conn: forgetting.people(conn, "zed"))


# Every feature's memory

EVERYTHING = """
triage: {labels: {support: support, bug: bug}}
steward:
  people: [alice, bob, carol]
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
  otherwise: dora
assignment: {}
labels: {}
lifecycle: {}
reviews: {remind_after: 1 working day}
digest: {every: monday 09:00, issue: 1}
newcomers:
  welcome: {}
  suggestions: {after: human}
  claims: {limit: 3, lease: 1 week, waitlist: true}
  mentors: {carol: {topics: [docs], capacity: 9}}
  milestones: [1, 2]
  ladder: [{name: triager, when: {merged: 1}, tell: alice}]
  cohorts: {visit: {host: carol, from: 2026-03-01, until: 2026-06-01, board: 1}}
notify: {stewards: chat, mentors: chat, newcomers: chat, ladder: chat, reviews: chat, cohorts: chat}
"""
FEATURES_WITH_PEOPLE = {
    "before", "case", "claims", "cohorts", "engine", "journey", "known", "mentors", "said", "suggestions",
    "welcome",
}  # fmt: skip
"""Features in whose memory somebody is named after such a life."""
PLACE = {"number": 1, "title": "Board", "author": "dora"}
TASKS: list[dict[str, Any]] = [
    {"number": n, "title": f"Task {n} of the docs", "author": "dora", "labels": ["good first issue"]}
    for n in range(2, 7)
]


async def memories(story: Story) -> set[str]:
    """The features in whose memory, timers or words somebody is named."""
    person = story.github.state.person(LOGIN)
    who = ErasedPerson(person.id, frozenset([LOGIN]))

    def search(conn: Connection) -> set[str]:
        found = conn.execute(select(memory.c.feature, memory.c.scope, memory.c.key, memory.c.value)).all()
        named = (row for row in found if who.named_in(f"{row.scope} {row.key} {json.dumps(row.value)}"))
        return {row.feature for row in named}

    return await story.database.read(search)


async def a_full_life(story: Story) -> None:
    """There is hardly a thing here that somebody does not do, or that is not done to them."""
    eve, bob, zed = story.person(LOGIN), story.person("bob"), story.person("zed")
    question = await eve.opens_issue(f"How do I open a store on S3? {WORDS}", f"I am @{LOGIN}. {WORDS}")
    await eve.comments(question, f"/cohort visit\n\n{WORDS}")
    await eve.comments(question, WORDS)
    tasks = [story.thread(each["number"]) for each in TASKS]
    await eve.comments(tasks[0], "/claim")
    await zed.comments(tasks[1], "/claim")
    await eve.comments(tasks[1], "/claim")
    await bob.comments(tasks[2], f"/reserve @{LOGIN} until 2026-03-20")
    await zed.comments(tasks[3], f"/claim with @{LOGIN}")
    await eve.comments(tasks[4], "/suggest")
    await eve.comments(tasks[4], "/mentor me docs")
    await eve.comments(tasks[4], "/mentor away 2026-03-18 to 2026-03-20")
    waiting = await eve.opens_pull(f"A draft of mine {WORDS}", f"By @{LOGIN} {WORDS}")
    await bob.assigns(waiting, LOGIN)
    for title in ("Clear error", "Another one"):
        pull = await eve.opens_pull(f"{title} {WORDS}", WORDS, files=["docs/a.md"])
        await bob.reviews(pull, "changes_requested")
        await bob.merges(pull)
    other = await zed.opens_pull("Another's", "")
    await eve.reviews(other)
    await bob.comments(other, f"/cc @{LOGIN}")
    await bob.comments(question, f"/retitle About @{LOGIN}")
    await bob.comments(question, "/undo")
    await eve.comments(question, "/journey")
    story.github.person("dora").adds_member("acme", LOGIN)
    await story.advance("9 days")
    await eve.comments(question, "/bot frget me")
    await eve.opens_pull(f"One more {WORDS}", WORDS)


@pytest.mark.slow
async def test_every_features_memory_forgets_and_nothing_is_left_in_the_file(
    tell: Tell, tmp_path: Path
) -> None:
    story = await tell(EVERYTHING, world=world(issues=[PLACE, *TASKS]))
    await a_full_life(story)
    assert await memories(story) >= FEATURES_WITH_PEOPLE
    assert "stage:" in " ".join(await traces(story))
    await story.person(LOGIN).opens_issue(f"A last word {WORDS}", "/bot forget me")
    await an_hour_later(story)
    assert await memories(story) == set()
    assert await traces(story) == []
    left = (await file_of(story, tmp_path / "copy.db")).lower()
    assert LOGIN.lower().encode() not in left
    assert WORDS.encode() not in left


async def file_of(story: Story, path: Path) -> bytes:
    """The database as a file, once it gave back the room of what is gone."""

    def whole(conn: Connection) -> bytes:
        driver = conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return bytes(driver.serialize())

    return vacuumed(await story.database.read(whole), path)


def vacuumed(content: bytes, path: Path) -> bytes:
    """A database file without the room of what is gone."""
    path.write_bytes(content)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("VACUUM")
    return path.read_bytes()


async def test_a_wish_to_be_forgotten_comes_before_all_else_about_its_comment(tell: Tell) -> None:
    story = await tell("newcomers: {milestones: []}", TRIAGE)
    issue = await story.person("dora").opens_issue("It breaks")
    await story.person("eve").comments(issue, "/claim")
    await story.advance("3 days")
    before = issue.words[:]
    await story.person("eve").comments(issue, "Still on it.\n\n/bot forget me\n\n/claim")
    assert issue.words[: len(before)] == before
    (reply,) = issue.words[len(before) :]
    assert "@eve" not in reply
    assert issue.reactions == ["+1", "+1"]  # for the claim, and for the wish
