"""A season of newcomers who ask, claim, wait, work and fall silent; and what must not happen in it.

Short in the tests, whole as a benchmark (`benchmarks/bench_newcomers.py`).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.community.claims.held import FEATURE, HELD, Held
from bot.store import memory
from bot.store.database import Connection
from tests.scenarios.story import REPO, Story, Thread, world

CONFIG = "newcomers: {welcome: {}, suggestions: {}, claims: {limit: 1, lease: 1 week, waitlist: true}}"
PLACE = 1
"""The issue on which people ask for suggestions."""
DAY = timedelta(days=1)
_OFFERED = re.compile(r"^- #(\d+) ", re.MULTILINE)


@dataclass
class Findings:
    """How often each thing that must never happen did, and how much there was of what may."""

    double_offers: int = 0
    doubly_held: int = 0
    released_late: int = 0
    out_of_turn: int = 0
    too_many_words: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> int:
        """All that must never happen."""
        return (
            self.double_offers
            + self.doubly_held
            + self.released_late
            + self.out_of_turn
            + self.too_many_words
        )


@dataclass
class _Newcomer:
    login: str
    comes: int
    lasting: bool
    holds: int | None = None
    since: int = 0
    pull: Thread | None = None
    done: bool = False


class Season:
    """People and issues on one story; `live` plays it day by day."""

    def __init__(self, people: int, issues: int, days: int, seed: int) -> None:
        self.draw = random.Random(seed)
        self.days, self.numbers = days, range(10, 10 + issues)
        self.people = [
            _Newcomer(f"new{n}", self.draw.randrange(max(1, days - 10)), self.draw.random() < 0.6)
            for n in range(people)
        ]
        self.found = Findings()
        self._offers: dict[int, tuple[str, datetime]] = {}
        self._before: dict[int, Held] = {}

    def story(self) -> Story:
        """The story it is played on."""
        good: list[dict[str, Any]] = [
            {"number": n, "title": f"Task {n}", "author": "dora", "labels": ["good first issue"]}
            for n in self.numbers
        ]
        place = {"number": PLACE, "title": "Ask here", "author": "dora"}
        return Story(CONFIG, world=world(issues=[place, *good]))

    async def live(self, story: Story) -> Findings:
        """Play all days, and look after each act."""
        for day in range(self.days):
            for person in self.people:
                if person.comes <= day and not person.done and self.draw.random() < 0.5:
                    await self._act(story, person, day)
                    await self._look(story)
            await story.advance("1 day")
            await self._look(story)
        self._count_words(story)
        return self.found

    async def _act(self, story: Story, person: _Newcomer, day: int) -> None:
        who = story.person(person.login)
        turn = next((n for n, h in self._before.items() if h.turn and h.turn.login == person.login), None)
        if turn is not None and person.holds is None:
            if self.draw.random() < 0.8:
                await self._claim(story, person, turn, day)
            else:
                await who.comments(story.thread(turn), "/unclaim")
        elif person.holds is None:
            await self._choose(story, person, day)
        elif person.pull is not None:
            await story.person("dora").merges(person.pull)
            self.found.happened["merged"] += 1
            person.done = True
        elif not person.lasting:
            person.done = True  # Not a word more.
            self.found.happened["fell silent"] += 1
        elif self.draw.random() < 0.3:
            person.pull = await who.opens_pull("A change", f"Closes #{person.holds}")
        elif self.draw.random() < 0.1:
            await who.comments(story.thread(person.holds), "/unclaim")
            person.holds = None
        elif self.draw.random() < 0.5:
            await who.comments(story.thread(person.holds), "Still on it.")

    async def _choose(self, story: Story, person: _Newcomer, day: int) -> None:
        place = story.thread(PLACE)
        before = len(place.words)
        await story.person(person.login).comments(place, "/suggest")
        told = place.words[before:]
        offered = [int(n) for n in _OFFERED.findall(told[-1])] if told else []
        for number in offered:
            other, at = self._offers.get(number, (person.login, story.clock.now()))
            self.found.double_offers += other != person.login and story.clock.now() - at < DAY
            self._offers[number] = (person.login, story.clock.now())
            self.found.happened["offered"] += 1
        if offered and self.draw.random() < 0.7:
            await self._claim(story, person, self.draw.choice(offered), day)
        elif self.draw.random() < 0.5:
            await self._claim(story, person, self.draw.choice(list(self.numbers)), day)

    async def _claim(self, story: Story, person: _Newcomer, number: int, day: int) -> None:
        await story.person(person.login).comments(story.thread(number), "/claim")
        held = (await self._held(story))[number]
        if any(each.login == person.login for each in held.holders):
            person.holds, person.since = number, day
            self.found.happened["claimed"] += 1
        elif any(each.login == person.login for each in held.waiting):
            self.found.happened["waited"] += 1

    async def _held(self, story: Story) -> dict[int, Held]:
        repository = story.github.state.repository(REPO)
        assert repository is not None

        def read(conn: Connection) -> dict[int, Held]:
            found = memory.scan_scopes(conn, f"subject:{repository.id}#", FEATURE, HELD)
            return {int(at.rpartition("#")[2]): Held.model_validate(kept.value) for at, kept in found.items()}

        held = await story.database.read(read)
        return {number: held.get(number, Held()) for number in self.numbers}

    async def _look(self, story: Story) -> None:
        now, held = story.clock.now(), await self._held(story)
        for number, is_now in held.items():
            was = self._before.get(number, Held())
            self.found.doubly_held += len({each.id for each in is_now.whole}) > 1
            self.found.released_late += any(e.until and e.until < now - DAY for e in is_now.holders)
            if is_now.turn and (was.turn is None or was.turn.id != is_now.turn.id):
                self.found.happened["turns"] += 1
                self.found.out_of_turn += not was.waiting or was.waiting[0].id != is_now.turn.id
            gone = {each.id for each in was.holders} - {each.id for each in is_now.holders}
            self.found.happened["freed"] += len(gone)
            for person in self.people:
                mine = person.holds == number and person.pull is None
                if (
                    mine
                    and any(each.login == person.login for each in was.holders)
                    and not any(each.login == person.login for each in is_now.holders)
                ):
                    person.holds = None
        self._before = held

    def _count_words(self, story: Story) -> None:
        """Comments nobody asked for, a subject and a day; refusals quote the command they answer."""
        for number in self.numbers:
            issue = story.github.state.issue(REPO, number)
            assert issue is not None
            bot = story.github.state.app.bot.login
            said = [
                each.created_at.date()
                for each in issue.comments.values()
                if each.author and each.author.login == bot and not each.body.startswith("> ")
            ]
            self.found.happened["words"] += len(said)
            self.found.too_many_words += sum(count - 1 for count in Counter(said).values())


async def play(people: int, issues: int, days: int, seed: int) -> Findings:
    """Play a season."""
    season = Season(people, issues, days, seed)
    async with season.story() as story:
        return await season.live(story)
