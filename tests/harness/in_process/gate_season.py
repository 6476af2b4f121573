"""A season of pull requests of fourteen kinds at the gate; and what must not happen in it.

Each kind says whether it keeps the rules, and what its author does later. What the bot wrote, asked and did
is counted from GitHub's side. Short in the tests, whole as a benchmark (`benchmarks/bench_gate.py`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.core.feature import Feature
from bot.core.schedule import WorkingHours
from bot.operations.replay import replay
from bot.operations.replay_request import stored_deliveries
from fakegithub.api import Request
from handlers import claims, cohorts, contributions, journey, labels, suggestions
from tests.harness.in_process.story import MONDAY, REPO, Story, Thread, world

PATHS = "paths: ['docs/**'], "
"""With it GitHub is asked for the files of what lacks an issue; no webhook has them."""
CONFIG = """
contributions:
  require: claim
  exempt: {paths: ['docs/**'], lines_under: 3, cohorts: true, trusted_after: 1}
  open_at_once: 2
  reserved: {labels: [good first issue], for: newcomers}
  template: true
  then: draft
  close_after: 14 days
  bots: claimed
newcomers:
  claims: {limit: 1, lease: 4 weeks}
  suggestions: {labels: [good first issue]}
  cohorts:
    sprint: {host: carol, members: [cohort], from: 2026-03-01, until: 2027-06-01}

labels: {}
"""
BODY = "## What changes\n\nSome things\n\n{words}"
TEMPLATE = "## What changes\n\n## Notes (optional)\n"
CODE = ("a.py", "b.py", "c.py", "d.py")
"""More lines than are exempt: the simulated GitHub counts one a file."""
HOURS = WorkingHours()
FEATURES: tuple[Feature[Any], ...] = (
    claims.feature,
    contributions.feature,
    suggestions.feature,
    cohorts.feature,
    labels.feature,
    journey.feature,
)
Play = Callable[["GateSeason", str, int], Awaitable[None]]


@dataclass
class Pull:
    """One pull request of the season."""

    kind: str
    number: int
    keeps_rules: bool


@dataclass
class Faults:
    """How often each thing that must never happen did, and how much there was of what may."""

    touched: list[str] = field(default_factory=list)
    """One that keeps the rules and was commented, made a draft, or closed."""
    comments: list[str] = field(default_factory=list)
    """One that does not, without exactly one comment, or with more than one reminder."""
    dear: list[str] = field(default_factory=list)
    """An opening that cost more than one request to read, or to write. One that does not keep the rules costs
    one in all, unless files have to be asked for, or it is a program's, whose links no text tells."""
    late: list[str] = field(default_factory=list)
    """A remedy after which the gate did not open within a second."""
    early: list[str] = field(default_factory=list)
    """A draft or a close before its time, or of a first pull request."""
    reserved: list[str] = field(default_factory=list)
    """A reserved issue suggested to, or claimed by, somebody it is not for; a claim lost."""
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> list[str]:
        """All that must never happen."""
        return [*self.touched, *self.comments, *self.dear, *self.late, *self.early, *self.reserved]


def is_for_gate(call: Request) -> bool:
    """Whether a request may be the gate's: the bot's own file is no news of a pull request, and who is new is
    asked by the journey, once a person."""
    asks_of_people = call.path.startswith(("/orgs/", "/search/")) or b"collaborators(" in call.document
    return not asks_of_people and not call.path.endswith(("stewardbot.yml", "_tokens"))


class GateSeason:
    """People, issues and pull requests on one story."""

    def __init__(self, count: int, *, has_paths: bool = True) -> None:
        self.has_paths = has_paths
        self.draw = random.Random(20)
        self.order = [kind for kind in KINDS for _ in range(-(-count // len(KINDS)))][:count]
        self.draw.shuffle(self.order)
        self.pulls: list[Pull] = []
        self.faults = Faults()
        self._issue = iter(range(1, 4 * count))
        self.issues: dict[int, dict[str, Any]] = {}
        for number in range(1, 2 * count + 1):
            label = ("good first issue", "accepted")[number % 2]
            self.issues[number] = {
                "number": number,
                "title": f"Task {number}",
                "author": "dora",
                "labels": [label],
                "assignable": ["robot[bot]"],
                "created_at": "2026-02-02T09:00:00Z",
            }

    def world(self) -> dict[str, Any]:
        """The world it is played in: everybody can be assigned."""
        files = {".github/pull_request_template.md": TEMPLATE}
        there = world(labels=["good first issue", "accepted"], issues=list(self.issues.values()), files=files)
        there["users"] += [{"login": "robot[bot]", "type": "Bot"}]
        return there

    async def live(self, story: Story) -> Faults:
        """Play all pull requests, one every so often, and then let weeks pass."""
        self.story = story
        for name in ("veteran", "veteran", "veteran", "elder"):
            early = await self.story.person(name).opens_pull("An early one", BODY, files=["docs/a.md"])
            await story.person("dora").merges(early)
            await story.advance("1 minute")
        for count, kind in enumerate(self.order):
            await KINDS[kind](self, kind, count)
            await story.advance("20 minutes")
        await story.advance("25 days")
        for pull in self.pulls:
            self._judge(pull)
        return self.faults

    def issue(self, *, reserved: bool = False) -> int:
        """A free issue that nobody has named yet."""
        return next(number for number in self._issue if number % 2 == (not reserved))

    def thread(self, number: int) -> Thread:
        """An issue or pull request."""
        return self.story.thread(number)

    def login(self, kind: str, count: int) -> str:
        """Somebody who was never here."""
        return f"{kind.replace('_', '-')}-{count}"

    async def opens(self, who: str, words: str = "", *, keeps: bool, kind: str, **more: Any) -> Thread:
        """Somebody opens a pull request; what it costs to read is counted."""
        person = self.story.person(who)
        before = len(self.story.github.api.log)
        files = more.pop("files", CODE)
        number = await self.story.after(
            person.alone.opens_pull,
            REPO,
            "A change",
            more.pop("body", BODY.format(words=words)),
            files=files,
            **more,
        )
        self.pulls.append(Pull(kind, number, keeps))
        asked = [call for call in self.story.github.api.log[before:] if is_for_gate(call)]
        writes = sum(call.writes for call in asked)
        reads = len(asked) - writes
        is_one = not (keeps or self.has_paths or kind == "program")
        if max(reads, writes) > 1 or (is_one and reads + writes > 1):
            self.faults.dear.append(f"{kind} #{number}: {[call[:2] for call in asked]}")
        self.faults.happened[f"opened with {reads} + {writes} requests"] += 1
        self.faults.happened[f"{kind}: {reads} + {writes}"] += 1
        thread = self.story.thread(number)
        if not keeps and len(thread.words) != 1:
            self.faults.comments.append(f"{kind} #{number}: {thread.words}")
        return thread

    async def claims(self, who: str, on: Thread) -> None:
        """Somebody writes `/claim`."""
        await self.story.after(self.story.github.person(who).comments, REPO, on.number, "/claim")

    async def remedy(self, pull: Thread, act: Callable[[], Awaitable[Any]]) -> None:
        """Something happens that opens the gate, within the same second."""
        await self.story.advance("2 minutes")
        await act()
        self.faults.happened["remedies"] += 1
        if not any("nothing is missing any more" in words for words in pull.words):
            self.faults.late.append(f"#{pull.number}: {pull.words}")

    def _judge(self, pull: Pull) -> None:
        issue = self.story.github.state.issue(REPO, pull.number)
        assert issue is not None
        assert issue.pull is not None
        bot = self.story.github.state.app.bot.login
        comments = [one for one in issue.comments.values() if one.author and one.author.login == bot]
        words = [one.body for one in comments if not one.body.startswith(("`/", "@carol"))]
        reminders = [text for text in words if "something is missing" in text]
        gate = [text for text in words if text not in reminders]
        moved = [event for event in issue.timeline if event.actor and event.actor.login == bot]
        self.faults.happened[f"{pull.kind}: {issue.state}{' draft' if issue.pull.draft else ''}"] += 1
        self.faults.happened["reminders"] += len(reminders)
        if pull.keeps_rules:
            if words or any(event.event in ("convert_to_draft", "closed") for event in moved):
                self.faults.touched.append(f"{pull.kind} #{pull.number}: {words}")
            return
        closed = any(event.event == "closed" for event in moved)
        if len(gate) != 1 or len(reminders) != closed:
            self.faults.comments.append(f"{pull.kind} #{pull.number}: {words}")
        for event in moved:
            age = event.at - issue.created_at
            worked = HOURS.elapsed(issue.created_at, event.at)
            is_draft = event.event == "convert_to_draft"
            too_early = worked < HOURS.hours.length if is_draft else age < timedelta(days=14)
            if event.event in ("convert_to_draft", "closed") and too_early:
                self.faults.early.append(f"{pull.kind} #{pull.number}: {event.event} after {age}")


async def newcomer_with_claim(season: GateSeason, kind: str, count: int) -> None:
    """They claim, and then open it."""
    who, number = season.login(kind, count), season.issue(reserved=count % 2 == 0)
    await season.claims(who, season.thread(number))
    await season.story.advance("1 minute")
    await season.opens(who, f"Closes #{number}", keeps=True, kind=kind)


async def newcomer_claims_later(season: GateSeason, kind: str, count: int) -> None:
    """They write `/claim` on it."""
    who, number = season.login(kind, count), season.issue(reserved=count % 2 == 0)
    pull = await season.opens(who, f"Closes #{number}", keeps=False, kind=kind)
    await season.remedy(pull, lambda: season.claims(who, pull))


async def newcomer_links_later(season: GateSeason, kind: str, count: int) -> None:
    """They name their issue later."""
    who, number = season.login(kind, count), season.issue()
    await season.claims(who, season.thread(number))
    await season.story.advance("1 minute")
    pull = await season.opens(who, keeps=False, kind=kind)
    body = BODY.format(words=f"Closes #{number}")
    await season.remedy(pull, lambda: season.story.person(who).edits(pull, body=body))


async def accepted_later(season: GateSeason, kind: str, count: int) -> None:
    """A maintainer accepts their wish later."""
    who, dora = season.login(kind, count), season.story.person("dora")
    wish = await season.story.person(who).opens_issue("A wish")
    await season.story.advance("1 minute")
    pull = await season.opens(who, f"Closes #{wish.number}", keeps=False, kind=kind)
    await season.claims(who, wish)
    await season.remedy(pull, lambda: dora.labels(wish, "accepted"))


async def never_mended(season: GateSeason, kind: str, count: int) -> None:
    """Not a word more."""
    await season.opens(season.login(kind, count), keeps=False, kind=kind)


async def typo(season: GateSeason, kind: str, count: int) -> None:
    """Few lines, or documentation alone."""
    is_small = count % 2 or not season.has_paths
    files = ["a.py"] if is_small else ["docs/a.md", "docs/b.md", "docs/c.md", "docs/d.md"]
    await season.opens(season.login(kind, count), keeps=True, kind=kind, files=files)


async def of_cohort(season: GateSeason, kind: str, count: int) -> None:
    """Of the sprint."""
    await season.opens("cohort", keeps=True, kind=kind)


async def veteran(season: GateSeason, kind: str, count: int) -> None:
    """Three changes of theirs are merged."""
    await season.opens("veteran" if count % 2 else "elder", keeps=True, kind=kind)


async def maintainer(season: GateSeason, kind: str, count: int) -> None:
    """Of the team."""
    await season.opens("alice", keeps=True, kind=kind)


async def flood(season: GateSeason, kind: str, count: int) -> None:
    """One account, again and again."""
    await season.opens("flood", keeps=False, kind=kind)


async def program(season: GateSeason, kind: str, count: int) -> None:
    """A program: with an issue that is its own, or without."""
    number = season.issue()
    if count % 2:
        await season.opens("robot[bot]", f"Closes #{number}", keeps=False, kind=kind)
        return
    await season.story.person("dora").assigns(season.thread(number), "robot[bot]")
    await season.story.advance("1 minute")
    await season.opens("robot[bot]", f"Closes #{number}", keeps=True, kind=kind)


async def fork(season: GateSeason, kind: str, count: int) -> None:
    """It closes an issue of another repository."""
    await season.opens(season.login(kind, count), "Closes elsewhere/fork#7", keeps=False, kind=kind)


async def draft(season: GateSeason, kind: str, count: int) -> None:
    """Its author opens it as a draft."""
    await season.opens(season.login(kind, count), keeps=False, kind=kind, draft=True)


async def beside_a_claim(season: GateSeason, kind: str, count: int) -> None:
    """It comes first, a newcomer claims the issue, and the claim stays."""
    number, newcomer = season.issue(reserved=True), season.login("claimant", count)
    who = "veteran" if count % 2 else season.login(kind, count)
    await season.opens(who, f"Closes #{number}", keeps=False, kind=kind)
    await season.story.advance("2 minutes")
    if who == "veteran":
        await season.claims(who, season.thread(number))
        await season.story.advance("1 minute")
    await season.claims(newcomer, season.thread(number))
    await season.story.advance("1 minute")
    words = season.thread(number).words
    if not any(f"@{newcomer} has this" in text for text in words):
        season.faults.reserved.append(f"#{number}: {words}")


PLAYS: tuple[Play, ...] = (
    newcomer_with_claim, newcomer_claims_later, newcomer_links_later, accepted_later, never_mended, typo,
    of_cohort, veteran, maintainer, flood, program, fork, draft, beside_a_claim,
)  # fmt: skip
KINDS = {play.__name__: play for play in PLAYS}
"""The fourteen kinds of pull requests, by name."""


@dataclass(frozen=True)
class Played:
    """A season that was played, and which of its deliveries are decided otherwise when decided again."""

    faults: Faults
    different: tuple[str, ...]
    decided: int


async def play(count: int, mode: str = "act", *, has_paths: bool = True) -> Played:
    """Play a season of so many pull requests, in which files exempt some or only lines and people do."""
    season = GateSeason(count, has_paths=has_paths)
    file = CONFIG if has_paths else CONFIG.replace(PATHS, "")
    async with Story(file, mode=mode, world=season.world(), features=FEATURES, batches=True) as story:
        rights = dict.fromkeys(("checks", "contents", "issues", "pull_requests"), "write")
        story.github.person("acme").accepts_permissions("acme", {**rights, "members": "read"})
        await story.settles()
        story.github.api.log.clear()
        faults = await season.live(story)
        again = await stored_deliveries(story.database, (), MONDAY) if mode == "act" else []
        report = await replay(story.database, FEATURES, again)
    effects = [effect for one in report.different for effect in (*one.gone, *one.new)]
    different = tuple(f"{effect.subject} {effect.effect}: {effect.because}" for effect in effects)
    return Played(faults, different, len(report.replayed))
