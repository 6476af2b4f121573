"""The language of the scenarios: given a world and a history, when something happens, then the bot does this.

Two styles. A *plan* asks what would be done about one delivery::

    found = await plan("issues", opened("How do I open a store on S3?"), config=TRIAGE)
    assert found.labels == {"support"}

A *story* is a conversation in the simulated GitHub, on a clock of its own::

    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.assignees == ["alice"]
    await story.advance("2 days")

Nothing of ours is imitated: parser, features, store, executor and writer are the real ones. `plan` and `tell`
are fixtures; when a scenario fails they print what each feature was asked, what it wanted and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.bootstrap import Bot
from bot.cli.inspect.explain import lines as explained_lines
from bot.core import effects as fx
from bot.core.feature import Feature
from bot.core.model import GITHUB_WEB, SubjectRef
from bot.core.ports.writer import Writer
from bot.core.schedule import Duration
from bot.core.states import OperatorMode
from bot.notify.hooks import Message
from bot.notify.writer import NotifyingWriter
from bot.operations.explain import story_of
from bot.simulation.batch import PlanAnswer, PlanQuestion, answer
from bot.simulation.simulation import IN_MEMORY, Simulation
from bot.store import inbox, ledger, outbox
from bot.store.database import Connection, Database
from bot.store.upkeep import retention
from fakegithub import GitHub
from fakegithub.model.records import Issue, Reaction
from fakegithub.people.person import Person
from handlers import FEATURES
from tests.harness.wall_clock import WallClock
from tests.harness.worlds import WIDGET, acme

T = TypeVar("T")

REPO = WIDGET
OTHER = "acme/gadget"
CONFIG_PATH = ".github/stewardbot.yml"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When every story begins: a Monday, two days before a change of the rota below."""

LABELS = (
    "bug", "enhancement", "support", "documentation", "good first issue", "help wanted", "area/cloud",
    "kind/bug",
)  # fmt: skip
TRIAGE = "triage: {labels: {support: support}}"
STEWARD = """
steward:
  people: [alice, bob, carol]
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
  answer_within: 2 working days
  otherwise: dora
"""
"""From Wednesday 25 February 2026 bob is on duty, then carol, then alice."""
WELCOME = "newcomers: {welcome: {}}"


def world(*, labels: Sequence[str] = LABELS, **repository: Any) -> dict[str, Any]:
    """An organization with a small team, and two repositories of it; `repository` adds to the first."""
    team = {"alice": "write", "bob": "write", "carol": "triage", "dora": "admin"}
    return acme(
        {"name": REPO, "collaborators": team, "labels": list(labels), **repository},
        {"name": OTHER, "collaborators": team, "labels": list(labels)},
        now=MONDAY,
        members=["mia"],
        users=[{"login": "dependabot[bot]", "type": "Bot"}],
    )


def config(*sections: str, mode: str = "act") -> str:
    """A repository's file of these sections."""
    return "\n".join([f"mode: {mode}", *sections])


# What GitHub tells, cut down to what matters.


def _told(action: str, by: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "action": action,
        "repository": {"id": 12, "full_name": REPO, "owner": {"login": "acme", "type": "Organization"}},
        "sender": {"id": sum(by.encode()), "login": by, "type": "Bot" if by.endswith("[bot]") else "User"},
        **more,
    }


def _issue(number: int, title: str, body: str, by: str, **more: Any) -> dict[str, Any]:
    author = {"id": sum(by.encode()), "login": by, "type": "Bot" if by.endswith("[bot]") else "User"}
    return {"number": number, "title": title, "body": body, "user": author, "state": "open", **more}


def opened(title: str, body: str = "", *, by: str = "eve", number: int = 7, **issue: Any) -> dict[str, Any]:
    """The payload of `issues.opened`."""
    return _told("opened", by, number, issue=_issue(number, title, body, by, **issue))


def commented(body: str, *, by: str = "bob", author: str = "eve", number: int = 7) -> dict[str, Any]:
    """The payload of `issue_comment.created` on somebody's issue."""
    comment = {"id": 501, "body": body, "user": {"id": sum(by.encode()), "login": by, "type": "User"}}
    return _told("created", by, number, issue=_issue(number, "", "", author), comment=comment)


# Style one: what would be done about one delivery.


@dataclass(frozen=True)
class Planned:
    """What would be done."""

    answer: PlanAnswer

    def only(self, kind: str) -> Any:
        """The one effect of a kind; None when there is none."""
        found = [effect for effect in self.answer.effects if effect.effect == kind]
        assert len(found) <= 1, f"{len(found)} effects of kind {kind}"
        return found[0] if found else None

    @property
    def kinds(self) -> list[str]:
        """The kinds of all effects, in order."""
        return [effect.effect for effect in self.answer.effects]

    @property
    def labels(self) -> set[str]:
        """Labels to be set."""
        return set(found.labels) if (found := self.only("add_labels")) else set()

    @property
    def assigned(self) -> list[str]:
        """People to be assigned."""
        return list(found.logins) if (found := self.only("assign")) else []

    @property
    def comment(self) -> str:
        """The words to be said."""
        return found.body if (found := self.only("comment")) else ""

    def __str__(self) -> str:
        """The plan with its reasons, to be read by whoever must find out why a scenario failed."""
        outcome = self.answer.outcome
        lines = [f"plan: {outcome.kind} {outcome.reason} {outcome.config_error}".rstrip()]
        for step in outcome.decision.steps if outcome.decision else ():
            why = [*(each.reason for each in step.refused), *(each.because for each in step.effects)]
            told = "; ".join(dict.fromkeys(filter(None, [step.problem, *why])))
            lines.append(f"  {step.feature}: {step.trigger}  {step.outcome}  ({told})")
        lines += [f"  -> {fx.public(effect)}" for effect in self.answer.effects]
        return "\n".join(lines)


async def planned(
    event: str,
    payload: dict[str, Any],
    *,
    config: str | None = None,
    world: Mapping[str, Any] | None = None,
    history: Iterable[tuple[str, dict[str, Any], str]] = (),
    now: str | None = None,
) -> Planned:
    """Given a world, a config and a history of (event, payload, time), when `event` arrives at `now`."""
    past = [{"event": name, "payload": told, "now": at} for name, told, at in history]
    line = {"event": event, "payload": payload, "config": config, "world": world, "history": past, "now": now}
    return Planned(await answer(PlanQuestion.read(line)))


# Style two: a conversation in the simulated GitHub.


class Thread:
    """An issue or pull request as everybody sees it."""

    def __init__(self, issue: Issue, bot: str) -> None:
        self._issue, self._bot = issue, bot
        self.number = issue.number

    @property
    def labels(self) -> set[str]:
        """Its labels."""
        return set(self._issue.label_names)

    @property
    def assignees(self) -> list[str]:
        """Who is assigned."""
        return list(self._issue.assignee_logins)

    @property
    def reviewers(self) -> set[str]:
        """Who is asked for a review of a pull request."""
        pull = self._issue.pull
        return {reviewer.login for reviewer in pull.reviewers} if pull else set()

    @property
    def state(self) -> str:
        """`open` or `closed`."""
        return self._issue.state

    @property
    def words(self) -> list[str]:
        """The bot's comments that are not folded away, oldest first, without their hidden marker."""
        return [
            _visible(each.body)
            for each in self._issue.comments.values()
            if each.author is not None and each.author.login == self._bot and each.minimized is None
        ]

    @property
    def folded(self) -> int:
        """How many comments are folded away."""
        return sum(each.minimized is not None for each in self._issue.comments.values())

    @property
    def reactions(self) -> list[str]:
        """What the bot reacted with, to the issue itself and to its comments."""
        given: list[Reaction] = [*self._issue.reactions]
        for comment in self._issue.comments.values():
            given += comment.reactions
        return [each.content for each in given if each.user.login == self._bot]

    @property
    def comment_id(self) -> int:
        """The id of the bot's first comment."""
        return next(c.id for c in self._issue.comments.values() if c.author and c.author.login == self._bot)

    @property
    def is_untouched(self) -> bool:
        """Whether the bot has left no trace on it."""
        moved = any(moment.actor and moment.actor.login == self._bot for moment in self._issue.timeline)
        return not (moved or self.words or self.reactions or self.folded)

    def __repr__(self) -> str:
        return f"#{self.number} {self.state} {sorted(self.labels)} {self.assignees} {self.words}"


def _visible(body: str) -> str:
    return re.sub(r"\s*<!-- stewardbot:.*?-->\s*", "", body)


class Someone:
    """A person of the story: what they do, the bot answers before the next line of the scenario."""

    def __init__(self, story: Story, login: str, repo: str) -> None:
        self._story, self._repo = story, repo
        self.alone: Person = story.github.person(login)
        """The same person with all they can do, unheard until `story.settles()`."""

    async def opens_issue(self, title: str, body: str = "", labels: Iterable[str] = ()) -> Thread:
        """Open an issue."""
        return self._thread(await self._story.after(self.alone.opens_issue, self._repo, title, body, labels))

    async def opens_pull(self, title: str, body: str = "", files: Iterable[str] = ("a.py",)) -> Thread:
        """Open a pull request."""
        return self._thread(
            await self._story.after(self.alone.opens_pull, self._repo, title, body, files=files)
        )

    async def comments(self, on: Thread, body: str) -> int:
        """Write a comment; its id."""
        return await self._story.after(self.alone.comments, self._repo, on.number, body)

    async def reviews(self, on: Thread, verdict: str = "approved") -> None:
        """Submit a review."""
        await self._story.after(self.alone.reviews, self._repo, on.number, verdict)

    async def merges(self, pull: Thread) -> None:
        """Merge."""
        await self._story.after(self.alone.merges, self._repo, pull.number)

    async def closes(self, on: Thread) -> None:
        """Close."""
        await self._story.after(self.alone.closes, self._repo, on.number)

    async def reopens(self, on: Thread) -> None:
        """Open again."""
        await self._story.after(self.alone.reopens, self._repo, on.number)

    async def edits(self, on: Thread, title: str | None = None, body: str | None = None) -> None:
        """Change title or body."""
        await self._story.after(self.alone.edits, self._repo, on.number, title=title, body=body)

    async def labels(self, on: Thread, *names: str) -> None:
        """Put labels on."""
        await self._story.after(self.alone.labels, self._repo, on.number, *names)

    async def unlabels(self, on: Thread, *names: str) -> None:
        """Take labels off."""
        await self._story.after(self.alone.unlabels, self._repo, on.number, *names)

    async def assigns(self, on: Thread, *logins: str) -> None:
        """Assign people."""
        await self._story.after(self.alone.assigns, self._repo, on.number, *logins)

    async def unassigns(self, on: Thread, *logins: str) -> None:
        """Take people off."""
        await self._story.after(self.alone.unassigns, self._repo, on.number, *logins)

    async def reacts(self, on: Thread, content: str, comment: int | None = None) -> None:
        """React; GitHub tells nobody."""
        await self._story.after(self.alone.reacts, self._repo, on.number, content, comment)

    async def pushes(self, path: str, text: str | None) -> None:
        """Commit one file to the default branch."""
        await self._story.after(self.alone.pushes, self._repo, {path: text})

    def _thread(self, number: int) -> Thread:
        return self._story.thread(number, self._repo)


class Story:
    """A bot installed in a simulated GitHub, on one virtual clock. Use as an async context manager."""

    def __init__(
        self,
        *sections: str,
        mode: str = "act",
        world: Mapping[str, Any],
        features: Sequence[Feature[Any]] = FEATURES,
        everywhere: bool = False,
        public_url: str | None = None,
        web_url: str = GITHUB_WEB,
        batches: bool = False,
        database_url: str = IN_MEMORY,
    ) -> None:
        self.clock = WallClock(datetime.fromisoformat(world["now"]))
        self._began = self.clock.now()
        self.github = GitHub.of(world, clock=self.clock.now)
        self.told: list[str] = []
        """What was said in the private channel `chat`."""
        self._simulation = Simulation(
            self.github,
            self.clock,
            mode=OperatorMode.ACT,
            features=features,
            around_writer=self._listening,
            public_url=public_url,
            web_url=web_url,
            batches=batches,
            database_url=database_url,
        )
        self._bot = self.github.state.app.bot.login
        self._sections, self._mode = sections, mode
        self._places = (REPO, OTHER) if everywhere else (REPO,)
        self._open = AsyncExitStack()
        self.logged: Sequence[Mapping[str, Any]] = ()
        self.expected_trouble = False

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self._simulation)
        with self.github.state.quiet():
            for place in self._places:
                self.github.person("dora").pushes(
                    place, {CONFIG_PATH: config(*self._sections, mode=self._mode)}
                )
        await self._simulation.install()
        await self.settles()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def person(self, login: str, repo: str = REPO) -> Someone:
        """Somebody, who acts in `repo`."""
        return Someone(self, login, repo)

    def thread(self, number: int, repo: str = REPO) -> Thread:
        """An issue or pull request."""
        found = self.github.state.issue(repo, number)
        assert found is not None, f"there is no {repo}#{number}"
        return Thread(found, self._bot)

    async def after(self, act: Callable[..., T], *args: Any, **named: Any) -> T:
        """What an act gives, once the bot has heard of it and done all it wants."""
        given = act(*args, **named)
        await self.settles()
        return given

    def _listening(self, writer: Writer) -> Writer:
        async def send(message: Message) -> int:
            self.told.append(json.loads(message.body)["text"])
            return 200

        return NotifyingWriter(writer, {"chat": "https://chat.example.org/hooks/one"}, send)

    async def settles(self) -> None:
        """Let the bot hear what is waiting, and do all that is due now."""
        await self._simulation.until(self.clock.now())

    async def hears(self, event: str, payload: Mapping[str, Any]) -> None:
        """A webhook as somebody (GitHub, or whoever knows its secret) sends it."""
        await self._simulation.deliver(event, payload)

    async def hears_at_once(self) -> None:
        """Let the bot hear all that is waiting in the same second, subjects side by side."""
        waiting = [*self.github.webhooks]
        self.github.webhooks.clear()
        for each in waiting:
            await self.bot.inbox.put(self._simulation.arrival(each.event, each.payload))
        await self.bot.runner.drain(lanes_at_once=8)
        await self.settles()

    async def advance(self, length: str) -> None:
        """Let time pass: `2 days`, `90 minutes`."""
        await self._simulation.until(self.clock.now() + Duration.parse(length).calendar)

    async def until(self, when: str) -> None:
        """Let time pass until an instant in UTC: `2026-03-04 10:00`."""
        await self._simulation.until(datetime.fromisoformat(when).replace(tzinfo=UTC))

    async def configures(self, *sections: str, mode: str = "act", repo: str = REPO) -> None:
        """A maintainer changes the repository's file."""
        await self.person("dora", repo).pushes(CONFIG_PATH, config(*sections, mode=mode))

    @property
    def database(self) -> Database:
        """The bot's own store."""
        return self._simulation.bot.db

    @property
    def bot(self) -> Bot:
        """The bot's parts, for what stands beside its road."""
        return self._simulation.bot

    def loses_the_news(self) -> None:
        """What GitHub has to tell never reaches the bot."""
        self.github.webhooks.clear()

    async def thins_out(self) -> None:
        """What is old goes out of the store."""
        now = self.clock.now()
        while await self.database.write(lambda conn: retention.thin_out(conn, now)):
            pass

    async def stages(self, login: str) -> list[str]:
        """The stages of somebody's journey, in order."""
        person = self.github.state.person(login)
        owner = self.github.state.person("acme")
        deeds = await self._simulation.bot.db.read(
            lambda conn: ledger.deeds(conn, person_id=person.id, owner_id=owner.id)
        )
        return [deed.what.removeprefix("stage:") for deed in deeds if deed.what.startswith("stage:")]

    async def deeds(self, login: str) -> list[tuple[datetime, str]]:
        """What the ledger has of somebody: when, and what; oldest first."""
        person = self.github.state.person(login)
        found = await self._simulation.bot.db.read(lambda conn: ledger.deeds(conn, person_id=person.id))
        return [(deed.at, deed.what) for deed in found]

    async def ends(self) -> list[tuple[str, str]]:
        """(state, outcome) of every delivery so far, in order of arrival."""

        rows = await self._simulation.bot.db.read(lambda conn: inbox.since(conn, self._began))
        return [(row.state, row.outcome or "") for row in rows]

    @property
    def trouble(self) -> list[Mapping[str, Any]]:
        """What was logged as an error that the scenario does not expect."""
        return [] if self.expected_trouble else [each for each in self.logged if each["log_level"] == "error"]

    async def transcript(self) -> str:
        """What came in on each subject, what each feature made of it and why, and what became of it."""

        def read(conn: Connection) -> list[str]:
            told = []
            for repository in self.github.state.repositories.values():
                for number in sorted(repository.issues):
                    ref = SubjectRef(repository=repository.full_name, number=number)
                    deliveries = inbox.of_subject(conn, repository.id, number)
                    effects = outbox.of_subject(conn, repository.id, number)
                    if deliveries or effects:
                        told += [str(line) for line in explained_lines(story_of(ref, deliveries, effects))]
                        told.append("")
            return told

        lines = await self._simulation.bot.db.read(read)
        return "\n".join([f"It is {self.clock.now():%A %d %B %Y, %H:%M} UTC.", "", *lines])
