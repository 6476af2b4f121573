"""Somebody asks to be forgotten: every table is searched for them, and they are not greeted again."""

from __future__ import annotations

import re

from sqlalchemy import Connection, LargeBinary, Text, cast, select

from bot.cli.rehearsal import KEY
from bot.engine.housekeeping import Housekeeping
from bot.store import forgetting
from bot.store.tables import metadata
from tests.scenarios.conftest import Tell
from tests.scenarios.story import OTHER, STEWARD, TRIAGE, Story

LOGIN = "Evelyn-Quill"
SECTIONS = (TRIAGE, STEWARD, "newcomers: {welcome: {}, claims: {}, suggestions: {}}", "assignment: {}")


async def an_hour_later(story: Story) -> None:
    """Housekeeping comes round, after all that is under way is over."""
    await story.advance("1 hour")
    await Housekeeping(story.database, story.clock, KEY).tick()


async def traces(story: Story, login: str = LOGIN) -> list[str]:
    """Where the database still names somebody, by login or by id."""
    person = story.github.state.person(login)
    pattern = re.compile(rf"(?<![\w-]){login}(?![\w-])|(?<!\d){person.id}(?!\d)", re.IGNORECASE)

    def search(conn: Connection) -> list[str]:
        found = []
        for table in metadata.sorted_tables:
            for column in table.columns:
                shown = column if isinstance(column.type, LargeBinary) else cast(column, Text)
                for value in conn.scalars(select(shown).where(column.is_not(None))):
                    text = value.decode() if isinstance(value, bytes) else value
                    if pattern.search(text):
                        found.append(f"{table.name}.{column.name}: {text[:200]}")
        return found

    return await story.database.read(search)


async def a_life(story: Story) -> None:
    """Somebody asks, contributes, claims, is assigned, mentioned and answered."""
    eve, bob = story.person(LOGIN), story.person("bob")
    question = await eve.opens_issue("How do I open a store on S3?", f"I am @{LOGIN}.")
    await bob.comments(question, f"@{LOGIN}, like this.")
    pull = await eve.opens_pull("Clear error", "")
    await bob.reviews(pull)
    await bob.merges(pull)
    task = await bob.opens_issue("Test the reader", f"Perhaps for @{LOGIN}?", labels=["good first issue"])
    await eve.comments(task, "/claim")
    await bob.comments(task, f"/assign @{LOGIN}")
    await story.person("zed").comments(task, "/claim")
    await eve.comments(question, "/bot frget me")
    await story.advance("3 days")


async def test_whoever_asks_is_forgotten_in_every_table(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    await a_life(story)
    issue = await story.person(LOGIN).opens_issue("A last word", "/bot forget me")
    assert "is erased by Thu 5 March, 11:00 UTC" in issue.words[-1]
    assert await traces(story)
    await an_hour_later(story)
    assert await traces(story) == []


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
