"""A year of support on the virtual clock: people in three zones who answer, forget, go away, swap and vanish.

Everybody's doings come from one seeded stream of chance, so that the same seed gives the same year. What must
hold at every moment is looked at twice a day and counted in `Figures.broken`, by what people see: who is
assigned, since when, and who has said a word.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from bot.community.cases import CaseState
from bot.community.rota import is_away, working_hours
from bot.community.steward import ROTA, build_rota
from bot.core.feature import Feature
from bot.core.keys import repository_scope
from bot.core.model import contains
from bot.core.permissions import Role
from handlers import calls, help, steward, triage
from tests.harness.in_process.paper_town import REPOSITORY, Town

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ZONES = {"London": "Europe/London", "York": "America/New_York", "Sydney": "Australia/Sydney"}
STEWARDS = {
    "alice": ZONES["London"],
    "anna": ZONES["London"],
    "bob": ZONES["York"],
    "ben": ZONES["York"],
    "chen": ZONES["Sydney"],
    "cora": ZONES["Sydney"],
}
OTHERWISE = "dora"
REPORTERS = (*STEWARDS, OTHERWISE, *(f"reporter{number}" for number in range(140)))
HANDOVER = "Support hand-over"
FORGETFUL = 0.12
"""How often somebody forgets what they were given."""
A_WORKING_DAY = timedelta(hours=8)
VANISHED = "ben"
"""Does nothing at all for a week, without a word."""
CONFIG = """\
mode: act
timezone: Europe/London
triage: {{labels: {{support: support}}}}
steward:
  people: [{people}]
  on_duty: 2
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
  answer_within: 2 working days
  otherwise: dora
  holidays: [2026-04-03, 2026-04-06, 2026-12-25, 2026-12-26]
notify: {{stewards: chat}}
"""


@dataclass
class Figures:
    """What a year came to."""

    cases: int = 0
    acknowledged: int = 0
    at_otherwise: int = 0
    hands: int = 0
    nudges: int = 0
    waited: int = 0
    """Looks at which a case waited for the next change, because all had been asked."""
    handovers: int = 0
    arranged: int = 0
    refused: int = 0
    looks: int = 0
    broken: Counter[str] = field(default_factory=Counter)


class Year:
    """One simulated stretch of support."""

    def __init__(
        self,
        *,
        cases: int,
        days: int,
        seed: int = 1,
        config: str = CONFIG,
        stewarding: Feature[Any] = steward.feature,
    ) -> None:
        self._chance = Random(seed)
        self._cases, self._days = cases, days
        self._queue: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self._order = itertools.count()
        self._seen: dict[int, str] = {}
        self._since: dict[int, datetime] = {}
        self._spoke: set[tuple[int, str]] = set()
        self._answered: set[int] = set()
        self._nudged: Counter[tuple[str, date]] = Counter()
        self.figures = Figures()
        people = ", ".join(f"{{login: {login}, timezone: {zone}}}" for login, zone in STEWARDS.items())
        roles = {**dict.fromkeys(STEWARDS, Role.TRIAGE), OTHERWISE: Role.ADMIN}
        features = (triage.feature, stewarding, calls.feature, help.feature)
        self.town = Town(config.format(people=people), features, roles, START, self._hears)
        rota = build_rota(self.town.config, "", None)
        assert rota is not None
        self._rota = rota

    async def run(self) -> Figures:
        """Live through it."""
        self._desk = await self.town.opens(OTHERWISE, "About the rota")
        self._plan()
        while self._queue:
            at, _, act = heapq.heappop(self._queue)
            await self.town.until(at)
            self._look_at_assignments()
            await act()
            self._look_at_assignments()
        await self._look()
        self._count_handovers()
        return self.figures

    def _hears(self, text: str) -> None:
        if "your support duty" not in text:
            self._nudged[text.partition(":")[0], self.town.now.date()] += 1
            self.figures.nudges += 1

    def _plan(self) -> None:
        """All that does not depend on what happens: questions, absences, arrangements, looks."""
        end = START + timedelta(days=self._days)
        for number in range(self._cases):
            at = START + timedelta(days=self._chance.uniform(0.2, self._days - 1))
            self._later(at, self._asks(REPORTERS[number % len(REPORTERS)]))
        for login in STEWARDS:
            for _ in range(max(1, self._days // 110)):
                first = START.date() + timedelta(days=self._chance.randrange(3, self._days))
                told = datetime.combine(first, datetime.min.time(), UTC) - timedelta(days=2)
                last = first + timedelta(days=self._chance.randrange(0, 9))
                self._later(max(told, START), self._says(login, f"/away {first} to {last}"))
        for _ in range(max(2, self._days // 15)):
            one, other = self._chance.sample(list(STEWARDS), 2)
            at = START + timedelta(days=self._chance.uniform(1, self._days - 1))
            day = at.date() + timedelta(days=self._chance.randrange(1, 20))
            words = self._chance.choice([f"/swap @{other}", f"/cover {day} @{other}"])
            self._later(at, self._says(one, words))
        moment = START + timedelta(hours=7)
        while moment < end:
            self._later(moment, self._look)
            moment += timedelta(hours=12)

    def _later(self, at: datetime, act: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self._queue, (at, next(self._order), act))

    def _asks(self, reporter: str) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            # Whoever has a role asks as a reporter by the label alone.
            labels = ("support",) if reporter in STEWARDS else ()
            await self.town.opens(reporter, "How do I open a store on S3?", labels)
            self.figures.cases += 1

        return act

    def _says(self, login: str, words: str) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            before = len(self.town.words.get(self._desk, ()))
            await self.town.comments(login, self._desk, words)
            refused = any(each.startswith("`/") for each in self.town.words.get(self._desk, [])[before:])
            self.figures.refused += refused
            self.figures.arranged += not refused

        return act

    # What people do once they have a case

    def _look_at_assignments(self) -> None:
        for number, issue in self.town.open.items():
            who = issue.assignee_logins[0] if issue.assignee_logins else ""
            if who and self._seen.get(number) != who:
                self.figures.hands += number in self._seen
                self._seen[number], self._since[number] = who, self.town.now
                self._acts(number, who)

    def _acts(self, number: int, who: str) -> None:
        """Somebody sees what they have been given: after a while at work, most times."""
        hours = working_hours(self._rota, who)
        first = hours.next_start(self.town.now + timedelta(minutes=self._chance.randrange(10, 420)))
        if self._chance.random() < FORGETFUL or (who == VANISHED and self._vanished(first)):
            return
        self._later(first, self._answers(number, who))

    def _vanished(self, at: datetime) -> bool:
        return timedelta(days=self._days * 0.4) <= at - START < timedelta(days=self._days * 0.4 + 7)

    def _answers(self, number: int, who: str) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            issue = self.town.open.get(number)
            if issue is None or not contains(issue.assignee_logins, who):
                return
            kind = self._chance.random()
            self._spoke.add((number, who))
            if kind < 0.7:
                self._answered.add(number)
                await self.town.comments(who, number, "Try `zarr.open`, as the guide says.")
                self._later(
                    self.town.now + timedelta(hours=self._chance.uniform(1, 90)), self._closes(number)
                )
            elif kind < 0.8:
                await self.town.comments(who, number, "/ack")
                self._later(self.town.now + timedelta(hours=20), self._answers(number, who))
            elif kind < 0.9:
                self.town.reacts(who, number)
                self._later(self.town.now + timedelta(hours=20), self._answers(number, who))
            else:
                await self.town.comments(who, number, "/pass")

        return act

    def _closes(self, number: int) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            if number in self.town.open:
                await self.town.closes(self.town.open[number].author.login, number)

        return act

    # What must hold at every moment

    async def _look(self) -> None:
        now, broken = self.town.now, self.figures.broken
        self.figures.looks += 1
        remembered = ROTA.parse(self.town.recall(repository_scope(REPOSITORY.id), ROTA.feature, ROTA.key))
        self._rota = build_rota(self.town.config, "", remembered) or self._rota
        for number, issue in self.town.open.items():
            if number not in self.town.cases:
                continue
            case = CaseState.model_validate(self.town.cases[number])
            if case.steward is None:
                broken["a case has nobody"] += 1
                continue
            broken["whoever has it is not assigned"] += not contains(issue.assignee_logins, case.steward)
            broken["no word and no change of hands in time"] += self._is_late(number, case, now)
            away = is_away(self._rota, case.steward, now) and not case.waits_on_reporter
            away = away and not _next_begins(case, now)
            broken["a case is with somebody who is away"] += away
            broken["the reporter has their own case"] += case.has(issue.author.login)

    def _is_late(self, number: int, case: CaseState, now: datetime) -> bool:
        """Whether somebody has had an open question for more than a working day of theirs without a word,
        although `otherwise` could have it, and nobody has it as soon as they begin work; until its
        reporter was told that it takes longer: then the clock asks nobody else."""
        who, since = self._seen.get(number, ""), self._since.get(number, now)
        if who == OTHERWISE or number in self._answered or (number, who) in self._spoke:
            return False
        if _next_begins(case, now) or case.apologised:
            return False
        late = working_hours(self._rota, who).elapsed(since, now) > A_WORKING_DAY
        if late and (case.reporter == OTHERWISE or contains(case.holders, OTHERWISE)):
            self.figures.waited += 1
            return False
        return late

    def _count_handovers(self) -> None:
        cases = [CaseState.model_validate(each) for each in self.town.cases.values()]
        self.figures.acknowledged = sum(case.acknowledged_at is not None for case in cases)
        self.figures.at_otherwise = sum(case.steward == OTHERWISE for case in cases)
        titles = Counter(
            each.title for each in self.town.subjects.values() if each.title.startswith(HANDOVER)
        )
        self.figures.handovers = len(titles)
        self.figures.broken["a shift was handed over twice"] += sum(count - 1 for count in titles.values())
        self.figures.broken["somebody was reminded twice a day"] += sum(n - 1 for n in self._nudged.values())


def _next_begins(case: CaseState, now: datetime) -> bool:
    """Whether a case waits until whoever has it next begins work."""
    return case.retry_at is not None and now < case.retry_at
