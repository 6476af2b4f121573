"""A season of questions by strangers under bad weather, and what it costs.

Everything comes from one seed: who asks what and when, which weather breaks over it, what the stewards do.
What is counted at the end is what stands on GitHub.
"""

from __future__ import annotations

import heapq
import itertools
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from structlog.testing import capture_logs

from bot.core.ports.writer import MARKER
from fakegithub.model.records import Issue
from tests.harness.over_http.town import world
from tests.harness.weather.sky import HOUR, Sky, Weather
from tests.harness.weather.village import Village

CONFIG = """\
mode: act
labels: {}
triage:
  labels: {bug: bug, support: support}
  rules: [{label: bug, text: crash}]
steward:
  people: [alice, bob, carol]
  on_duty: 2
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
  answer_within: 2 working days
newcomers: {welcome: {}}
"""
BETWEEN_QUESTIONS = HOUR / 12
"""Seconds on average."""
PEACE = 8 * HOUR
"""What is tried once an hour, three times, has had its tries by then."""
ONCE = {
    "welcome": re.compile(r"Welcome, @\S+, and thank you\."),
    "reply": re.compile(r"`kind/nope-\d+`"),
}
"""What names a person or command of its own, so that it is said once in all."""
LASTING = re.compile(r"If this is a bug rather than a question")
"""Stands in the one lasting comment on a case."""
HANDS = re.compile(r"([\w-]+) has this now.* You need not repeat")
REMINDER = re.compile(r"@\S+, this question waits for a first word")

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Question:
    """What somebody asked: a new issue, or a command in a comment on one."""

    issue: Issue
    label: str = ""
    command: str = ""


@dataclass
class Toll:
    """What a season did, and what it cost."""

    asked: int = 0
    weather: Counter[Weather] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    dead: int = 0
    unforeseen: int = 0
    """Exceptions that came to a boundary, or past the last one."""
    withdrawn: int = 0
    """Comments of the bot's that it deleted again, since GitHub had applied them twice."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing happened that must not."""
        return not (self.lost or self.doubled or self.dead or self.unforeseen)


class Season:
    """One seed's questions; `live` plays it. On average so many seconds lie `between_weather`."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        questions: int,
        between_weather: float = HOUR / 2,
        *,
        batches: bool = False,
    ) -> None:
        self._random = Random(seed)
        self._folder = folder
        self._count = questions
        self._between_weather = between_weather
        self._queue: list[tuple[float, int, Act]] = []
        self._order = itertools.count()
        self.questions: list[Question] = []
        self.village = Village(folder, world(CONFIG), batches=batches)

    async def live(self) -> Toll:
        """Play it to its end, and count."""
        with capture_logs() as logged:
            toll = await self._play()
        toll.unforeseen += sum(bool(entry.get("exc_info")) for entry in logged)
        return toll

    async def _play(self) -> Toll:
        async with self.village as village:
            self._sky = Sky(village, self._random, self._folder)
            await village.passes(60)
            self._plan()
            while self._queue:
                at, _, act = heapq.heappop(self._queue)
                await village.passes(at - village.clock.monotonic())
                await act()
            self._sky.clears()
            await village.passes(PEACE)
            return await self._toll()

    def _plan(self) -> None:
        at = 0.0
        for _ in range(self._count):
            at += self._random.expovariate(1 / BETWEEN_QUESTIONS)
            self._at(at, self._asks)
        kinds: list[Weather] = []
        moment = 0.0
        while (moment := moment + self._random.expovariate(1 / self._between_weather)) < at:
            # All kinds come equally often, in another order each time.
            kinds = kinds or self._random.sample(list(Weather), len(Weather))
            self._at(moment, self._breaks(kinds.pop()))
        for hour in range(2, int(at / HOUR)):
            self._at(hour * HOUR, self._stewards_look)

    def _at(self, at: float, act: Act) -> None:
        heapq.heappush(self._queue, (at, next(self._order), act))

    def _breaks(self, kind: Weather) -> Act:
        async def act() -> None:
            later = await self._sky.brings(kind)
            if later is not None:
                self._at(self.village.clock.monotonic() + later[0], later[1])

        return act

    async def _asks(self) -> None:
        village, number = self.village, len(self.questions)
        draw = self._random.random()
        issues = [each.issue for each in self.questions if not each.command and each.issue.is_open]
        if draw < 0.3 and issues:
            issue = self._random.choice(issues[-20:])
            command = f"/kind nope-{number:05}"
            village.person(f"asker{number // 10}").comments(village.repo, issue.number, command)
            self.questions.append(Question(issue, command=command))
            return
        title, body, label = (
            ("It crashes", "There is a crash when I open a file.", "bug")
            if draw < 0.5
            else ("How do I open a store on S3?", "I read the guide and do not understand it.", "support")
        )
        opened = village.person(f"stranger{number}").opens_issue(village.repo, title, body)
        new = village.github.state.issue(village.repo, opened)
        assert new is not None
        self.questions.append(Question(new, label))

    async def _stewards_look(self) -> None:
        """Whoever was asked answers most questions within some hours, and closes most of those."""
        for question in self.questions:
            issue = question.issue
            if question.label != "support" or not issue.is_open or not issue.assignee_logins:
                continue
            if self._random.random() < 0.3:
                steward = self.village.person(issue.assignee_logins[0])
                steward.comments(self.village.repo, issue.number, "Try `zarr.open`, as the guide says.")
                if self._random.random() < 0.7:
                    steward.closes(self.village.repo, issue.number)

    async def _toll(self) -> Toll:
        village = self.village
        return Toll(
            asked=len(self.questions),
            weather=self._sky.seen + Counter({Weather.KILL: village.kills}),
            lost=[self._describe(each) for each in self.questions if not self._is_answered(each)],
            doubled=list(self._doubled()),
            dead=sum(
                [await village.count(table, "state = 'dead'") for table in ("deliveries", "outbox", "timers")]
            ),
            unforeseen=village.unforeseen,
            withdrawn=village.asked("DELETE", "/issues/comments/"),
        )

    @staticmethod
    def _describe(question: Question) -> str:
        return f"#{question.issue.number} {question.label or question.command}"

    def _comments(self, issue: Issue) -> list[str]:
        bot = self.village.github.state.app.bot
        return [each.body for each in issue.comments.values() if each.author is bot]

    def _is_answered(self, question: Question) -> bool:
        issue, comments = question.issue, self._comments(question.issue)
        if question.command:
            label = question.command.removeprefix("/").replace(" ", "/")
            return any(f"`{label}`" in body for body in comments)
        was_assigned = any(each.event == "assigned" for each in issue.timeline)
        is_labelled = question.label in issue.label_names
        return bool(is_labelled and comments and (was_assigned or question.label != "support"))

    def _doubled(self) -> Iterator[str]:
        """What was said twice: under one key, about one command, to one newcomer, on one change of hands."""
        said: Counter[str] = Counter()
        repository = self.village.github.state.repository(self.village.repo)
        assert repository is not None
        for issue in repository.issues.values():
            comments = self._comments(issue)
            said.update(
                f"#{issue.number} key {match[1]}" for body in comments if (match := MARKER.search(body))
            )
            for kind, pattern in ONCE.items():
                said.update(f"{kind} {match[0]}" for body in comments for match in pattern.finditer(body))
            said.update(f"#{issue.number} lasting" for body in comments if LASTING.search(body))
            hands = [match[1] for body in comments if (match := HANDS.search(body))]
            again = [f"#{issue.number} hands {a}" for a, b in itertools.pairwise(hands) if a == b]
            said.update(again * 2)
            bot = self.village.github.state.app.bot
            reminders = (
                f"#{issue.number} reminder {each.created_at:%d.%m.} {match[0]}"
                for each in issue.comments.values()
                if each.author is bot and (match := REMINDER.search(each.body))
            )
            said.update(reminders)
            if issue.author is bot:
                said[f"hand-over {issue.title}"] += 1
        return (what for what, count in said.items() if count > 1)
