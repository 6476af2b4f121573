"""What must hold of mentors in every history: nobody has more newcomers than they take, no newcomer has
two mentors, no place is lost, nobody new comes to somebody who is away, and nothing about being stuck is
public or told twice a day.

STEWARDBOT_EXAMPLES=200 plays as many histories as that (about six minutes).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest

from bot.community.newcomers.mentor import FEATURE, LOADS, MentorLoad
from bot.store import memory
from bot.store.database import Connection
from tests.harness.examples import examples
from tests.harness.in_process.story import OTHER, REPO, Story, Thread, world

pytestmark = pytest.mark.slow

HISTORIES = examples(4)
ACTS = 40
ROOM = {"carol": 1, "bob": 2, "alice": 1}
CONFIG = (
    "newcomers: {welcome: {}, claims: {limit: 2}, mentors: {carol: {topics: [docs], capacity: 1}, "
    "bob: {capacity: 2}, alice: {topics: [io], capacity: 1}}}"
)
PLACE = 1
_TOLD = re.compile(r"^(\w+): acme/widget#(\d+), .*?(new\d)")


class History:
    """A random history of newcomers and mentors, looked at after every act."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story, self.draw = story, random.Random(seed)
        self.issues = [story.thread(number) for number in range(2, 10)]
        self.pulls: list[tuple[str, Thread]] = []
        self.gone: set[str] = set()
        self.away: set[str] = set()
        self.before: dict[str, MentorLoad] = {}
        self.nudges: Counter[tuple[str, str, str]] = Counter()
        self.heard = 0

    async def act(self) -> None:
        """Somebody does something."""
        acts = (self.claims, self.unclaims, self.opens, self.closes, self.merges, self.asks, self.answers)
        rare = (self.leaves, self.comes_back, self.transfers, self.vanishes)
        await self.draw.choice((*acts, *acts, self.waits, self.waits, *rare))()
        await self.look()

    def someone(self) -> str:
        here = [f"new{n}" for n in range(7) if f"new{n}" not in self.gone]
        return self.draw.choice(here)

    async def claims(self) -> None:
        await self.story.person(self.someone()).comments(self.draw.choice(self.issues), "/claim")

    async def unclaims(self) -> None:
        await self.story.person(self.someone()).comments(self.draw.choice(self.issues), "/unclaim")

    async def opens(self) -> None:
        who, issue = self.someone(), self.draw.choice(self.issues)
        title = self.draw.choice(["Mend the docs", "Faster io", "Something"])
        body = self.draw.choice([f"Closes #{issue.number}", ""])
        self.pulls.append((who, await self.story.person(who).opens_pull(title, body)))

    async def closes(self) -> None:
        if self.pulls:
            await self.story.person("dora").closes(self.draw.choice(self.pulls)[1])

    async def merges(self) -> None:
        still = [pull for _, pull in self.pulls if pull.state == "open"]
        if still:
            await self.story.person("dora").merges(self.draw.choice(still))

    async def asks(self) -> None:
        where = self.draw.choice([*self.issues, *(pull for _, pull in self.pulls)])
        await self.story.person(self.someone()).comments(where, "Where does this go?")

    async def answers(self) -> None:
        where = self.draw.choice([*self.issues, *(pull for _, pull in self.pulls)])
        await self.story.person("dora").comments(where, "There.")

    async def waits(self) -> None:
        await self.story.advance(self.draw.choice(["3 hours", "1 day", "5 days"]))

    async def leaves(self) -> None:
        login = self.draw.choice([*ROOM])
        await self.story.person(login).comments(self.story.thread(PLACE), "/mentor away today")
        self.away.add(login)

    async def comes_back(self) -> None:
        login = self.draw.choice([*ROOM])
        await self.story.person(login).comments(self.story.thread(PLACE), "/mentor back")
        self.away.discard(login)

    async def transfers(self) -> None:
        if len(self.issues) > 4:
            issue = self.issues.pop()
            await self.story.after(self.story.person("dora").alone.transfers_issue, REPO, issue.number, OTHER)

    async def vanishes(self) -> None:
        if len(self.gone) < 3:
            login = self.someone()
            self.gone.add(login)
            self.story.person(login).alone.deletes_account()

    async def stands(self) -> dict[str, MentorLoad]:
        scope = f"repo:{self.story.github.state.repositories[REPO].id}"

        def read(conn: Connection) -> dict[str, MentorLoad]:
            kept = memory.scan(conn, scope, FEATURE, LOADS.key)
            found = {key.removeprefix(LOADS.key): each.value for key, each in kept.items() if each.value}
            return {login: MentorLoad.model_validate(value) for login, value in found.items()}

        return await self.story.database.read(read)

    async def look(self) -> None:
        """All that must hold."""
        now = await self.stands()
        for login, stand in now.items():
            assert len(stand.pairs) <= ROOM[login], f"{login} has {stand.pairs}"
            had = {pair.id for pair in self.before.get(login, MentorLoad(mentor=login)).pairs}
            new = {pair.login for pair in stand.pairs if pair.id not in had}
            assert not (new and login in self.away), f"{new} came to {login}, who is away"
            for pair in stand.pairs:
                assert all(self.story.thread(number).state == "open" for number in pair.numbers), pair
        ids = [pair.id for stand in now.values() for pair in stand.pairs]
        assert len(ids) == len(set(ids)), "somebody has two mentors"
        self.before = now
        self._look_at_words()

    def _look_at_words(self) -> None:
        today = f"{self.story.clock.now():%j}"
        for text in self.story.told[self.heard :]:
            if match := _TOLD.match(text):
                self.nudges[match[2], match[3], today] += 1
        self.heard = len(self.story.told)
        threads = [*self.issues, *(pull for _, pull in self.pulls)]
        assert not any("A word there may help" in words for thread in threads for words in thread.words)

    async def ends(self) -> None:
        """Everything is closed, and a few days pass: no place is taken."""
        for thread in (*self.issues, *(pull for _, pull in self.pulls)):
            if thread.state == "open":
                await self.story.person("dora").closes(thread)
        await self.story.advance("4 days")
        assert await self.stands() == {}


def the_world() -> dict[str, Any]:
    issues = [{"number": n, "title": f"Task {n}, docs", "author": "dora"} for n in range(1, 10)]
    return world(issues=issues)


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_what_must_hold_of_mentors_holds_in_every_history(seed: int) -> None:
    async with Story(CONFIG, "notify: {mentors: chat}", world=the_world()) as story:
        history = History(story, seed)
        for _ in range(ACTS):
            await history.act()
        await history.ends()
        assert all(count == 1 for count in history.nudges.values()), history.nudges
