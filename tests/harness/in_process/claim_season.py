"""A season of newcomers who ask, claim, pair up, wait, work and fall silent; and what must not happen in it.

Short in the tests, whole as a benchmark (`benchmarks/bench_newcomers.py`). What the bot remembers is looked
at after each act; what it cannot be trusted with (who asked first, who spoke when) is noted here.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.community.newcomers.claim_state import ISSUE_CLAIMS, ClaimState
from bot.core.keys import subjects_prefix
from bot.store.database import Connection
from bot.store.sql.tables import memory as memories
from tests.harness.in_process.story import REPO, Story, Thread, world

CONFIG = "newcomers: {welcome: {}, suggestions: {}, claims: {limit: 1, lease: 1 week, waitlist: true}}"
PLACE = 1
"""The issue on which people ask for suggestions."""
DAY = timedelta(days=1)
LEASE = timedelta(weeks=1)
_OFFERED = re.compile(r"(?:^- |want one: |and is free: )#(\d+) ", re.MULTILINE)
_HELD = (
    select(memories.c.scope, memories.c.value, memories.c.version)
    .where(memories.c.feature == ISSUE_CLAIMS.feature, memories.c.key == ISSUE_CLAIMS.key)
    .where(memories.c.scope.startswith(bindparam("repository")))
)


@dataclass
class Findings:
    """How often each thing that must never happen did, and how much there was of what may."""

    double_offers: int = 0
    """An issue offered to somebody while it was kept for somebody else."""
    doubly_held: int = 0
    """An issue with two people, by the bot's memory or by GitHub's assignees, who are no pair."""
    released_late: int = 0
    """A claim still there a day after its date, or a day after a lease without any sign."""
    out_of_turn: int = 0
    """A turn for somebody who was not the first to wait, or a waitlist in another order."""
    too_many_words: int = 0
    """A second comment that nobody asked for, on one subject on one day."""
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
        self._before: dict[int, ClaimState] = {number: ClaimState() for number in self.numbers}
        self._known = {number: (0, held) for number, held in self._before.items()}
        self._signs: dict[int, datetime] = {}
        self._pairs: dict[int, set[str]] = {}
        self._looked = False
        self._reported: set[tuple[int, str]] = set()

    def story(self) -> Story:
        """The story it is played on."""
        good: list[dict[str, Any]] = [
            {"number": n, "title": f"Task {n}", "author": "dora", "labels": ["good first issue"]}
            for n in self.numbers
        ]
        place = {"number": PLACE, "title": "Ask here", "author": "dora"}
        there = world(issues=[place, *good])
        there["users"] += [{"login": each.login} for each in self.people]
        return Story(CONFIG, world=there)

    async def live(self, story: Story, stop_at: str = "") -> Findings:
        """Play all days, or to the first fault of the kind `stop_at`, and look after each act."""
        for day in range(self.days):
            for person in self.people:
                if person.comes <= day and not person.done and self.draw.random() < 0.5:
                    self._looked = False
                    await self._act(story, person)
                    if not self._looked:
                        await self._look(story)
            await story.advance("1 day")
            await self._look(story)
            if stop_at and getattr(self.found, stop_at):
                break
        self._count_words(story)
        return self.found

    async def _act(self, story: Story, person: _Newcomer) -> None:
        who = story.person(person.login)
        turn = next((n for n, h in self._before.items() if h.turn and h.turn.login == person.login), None)
        if turn is not None and person.holds is None:
            if self.draw.random() < 0.8:
                await self._claim(story, person, turn)
            else:
                await who.comments(story.thread(turn), "/unclaim")
        elif person.pull is not None:
            before = len(person.pull.words)
            await story.person("dora").merges(person.pull)
            self._offered(story, person, person.pull.words[before:])
            self.found.happened["merged"] += 1
            person.done = True
        elif person.holds is None:
            await self._choose(story, person)
        elif not person.lasting:
            person.done = True  # Not a word more.
            self.found.happened["fell silent"] += 1
        else:
            await self._work(story, person, person.holds)

    async def _work(self, story: Story, person: _Newcomer, number: int) -> None:
        who, issue = story.person(person.login), story.thread(number)
        if self.draw.random() < 0.3:
            person.pull = await who.opens_pull("A change", f"Closes #{number}")
            self._signs[number] = story.clock.now()
            self._offered(story, person, person.pull.words)
        elif self.draw.random() < 0.1:
            await who.comments(issue, "/unclaim")
        elif self.draw.random() < 0.5:
            self._signs[number] = story.clock.now()
            await who.comments(issue, "Still on it.")

    async def _choose(self, story: Story, person: _Newcomer) -> None:
        place = story.thread(PLACE)
        before = len(place.words)
        await story.person(person.login).comments(place, "/suggest")
        offered = self._offered(story, person, place.words[before:])
        if offered and self.draw.random() < 0.7:
            await self._claim(story, person, self.draw.choice(offered))
            return
        number, mood = self.draw.choice(self.numbers), self.draw.random()
        if mood < 0.5:
            await self._claim(story, person, number)
        elif mood < 0.7:
            await story.person(person.login).comments(story.thread(number), "Can I take this?")
            self.found.happened["asked in plain words"] += 1

    def _offered(self, story: Story, person: _Newcomer, told: list[str]) -> list[int]:
        """The issues that words offer to somebody; nobody else may have been offered them just before."""
        offered = [int(n) for text in told for n in _OFFERED.findall(text)]
        for number in offered:
            other, at = self._offers.get(number, (person.login, story.clock.now()))
            self.found.double_offers += other != person.login and story.clock.now() - at < DAY
            self._offers[number] = (person.login, story.clock.now())
            self.found.happened["offered"] += 1
        return offered

    async def _claim(self, story: Story, person: _Newcomer, number: int) -> None:
        partner = self.draw.choice(self.people) if self.draw.random() < 0.2 else person
        command = "/claim" if partner is person else f"/claim with @{partner.login}"
        await story.person(person.login).comments(story.thread(number), command)
        found = await self._held(story)
        held, holders = found[number], {each.login for each in found[number].holders}
        if person.login in holders:
            self._signs[number] = story.clock.now()
            self.found.happened["claimed"] += 1
            if partner is not person and partner.login in holders:
                self._pairs[number] = {person.login, partner.login}
                self.found.happened["paired"] += 1
        elif any(each.login == person.login for each in held.waiting):
            self.found.happened["waited"] += 1
        await self._look(story, found)

    async def _held(self, story: Story) -> dict[int, ClaimState]:
        """What the bot remembers of each issue; read anew where it has changed."""
        repository = story.github.state.repository(REPO)
        assert repository is not None

        def read(conn: Connection) -> None:
            for row in conn.execute(_HELD, {"repository": subjects_prefix(repository.id)}):
                number = int(row.scope.rpartition("#")[2])
                if number in self._known and self._known[number][0] != row.version:
                    self._known[number] = row.version, ClaimState.model_validate(row.value or {})

        await story.database.read(read)
        return {number: held for number, (_, held) in self._known.items()}

    async def _look(self, story: Story, held: dict[int, ClaimState] | None = None) -> None:
        repository = story.github.state.repository(REPO)
        assert repository is not None
        self._looked = True
        held = held if held is not None else await self._held(story)
        has: dict[str, int] = {}
        for number, is_now in held.items():
            was = self._before[number]
            self._look_at_holders(story, number, is_now, repository.issues[number].assignee_logins)
            if is_now is not was:
                self._look_at_turns(was, is_now)
                gone = {each.id for each in was.holders} - {each.id for each in is_now.holders}
                self.found.happened["freed"] += len(gone)
            has |= {each.login: number for each in is_now.holders}
        for person in self.people:
            person.holds = has.get(person.login)
        self._before = held

    def _look_at_holders(
        self, story: Story, number: int, held: ClaimState, assigned: tuple[str, ...] | list[str]
    ) -> None:
        now, holders = story.clock.now(), {each.login for each in held.whole}
        for people in (holders, set(assigned)):
            if len(people) > 1 and not people <= self._pairs.get(number, set()):
                self._fault("doubly_held", number, ",".join(sorted(people)))
        for each in held.holders:
            silent = self._signs.get(number, now) + LEASE + DAY < now
            if each.until is not None and (each.until + DAY < now or silent):
                self._fault("released_late", number, f"{each.login} {each.since}")

    def _look_at_turns(self, was: ClaimState, is_now: ClaimState) -> None:
        if is_now.turn and (was.turn is None or was.turn.id != is_now.turn.id):
            self.found.happened["turns"] += 1
            self.found.out_of_turn += not was.waiting or was.waiting[0].id != is_now.turn.id
        before = [each.id for each in was.waiting]
        after = [each.id for each in is_now.waiting]
        stayed = [each for each in after if each in before]
        known = {*before, was.turn.id if was.turn else 0}
        newest = [place for place, each in enumerate(after) if each not in known]
        self.found.out_of_turn += stayed != [each for each in before if each in after]
        self.found.out_of_turn += any(place < len(after) - len(newest) for place in newest)

    def _fault(self, kind: str, number: int, what: str) -> None:
        """Count what goes on for days once."""
        if (number, f"{kind} {what}") not in self._reported:
            self._reported.add((number, f"{kind} {what}"))
            setattr(self.found, kind, getattr(self.found, kind) + 1)

    def _count_words(self, story: Story) -> None:
        """Comments nobody asked for, a subject and a day; refusals begin with the command they answer."""
        repository = story.github.state.repository(REPO)
        assert repository is not None
        bot = story.github.state.app.bot.login
        for number, issue in repository.issues.items():
            said = [
                each.created_at.date()
                for each in issue.comments.values()
                if each.author and each.author.login == bot and not each.body.startswith("`/")
            ]
            if number != PLACE:
                self.found.happened["words"] += len(said)
                self.found.too_many_words += sum(count - 1 for count in Counter(said).values())


async def play(people: int, issues: int, days: int, seed: int, stop_at: str = "") -> Findings:
    """Play a season, or what there is of it until a fault of the kind `stop_at`."""
    season = Season(people, issues, days, seed)
    async with season.story() as story:
        return await season.live(story, stop_at)
