"""A town on paper: handlers, dispatch and reduce are the real ones; GitHub and the store are a few dicts.

For what takes too long on the whole road, such as a year of thousands of cases. What the road adds (safety,
once-only, limits) has its own tests; here every decision is committed and carried out at once.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.config.loader import load
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import CommentEvent, Event, IssueEvent, Wake
from bot.core.feature import Feature
from bot.core.keys import CASE_MEMORY, Scope, SectionKey, TimerKey, number_in
from bot.core.model import Comment, LabelInfo, Repository, Subject, User, contains
from bot.core.permissions import Role
from bot.core.plan import OwnComment, SubjectState, reduce
from bot.core.ports.reader import Reader
from bot.core.ports.records import Deed, Records
from bot.engine.decide import dispatch, registry
from bot.engine.decide.situation import Situation
from bot.simulation.passing_time import pass_time

REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2, owner_type="Organization")
ME = User(id=3, login="stewardbot[bot]", type="Bot")


class Town:
    """One repository, its people, and the bot; `told` hears what is said in the private channel."""

    def __init__(
        self,
        config: str,
        features: tuple[Feature[Any], ...],
        roles: dict[str, Role],
        start: datetime,
        told: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.config: RepositoryConfig = load(config, features, "acme/widget@1:.github/stewardbot.yml")
        self.clock = VirtualClock(start)
        self.subjects: dict[int, Subject] = {}
        self.open: dict[int, Subject] = {}
        self.words: dict[int, list[str]] = {}
        self.cases: dict[int, dict[str, Any]] = {}
        self._start, self._told = start, told
        self._features, self._roles = features, roles
        self._order = [feature.name for feature in features]
        self._memory: dict[tuple[str, str, str], Any] = {}
        self._said: dict[int, dict[SectionKey, tuple[fx.CommentSection, ...]]] = {}
        self._reactions: dict[int, list[tuple[str, User]]] = {}
        self._timers: dict[tuple[int | None, str, str], tuple[datetime, dict[str, Any]]] = {}
        self._queue: list[tuple[datetime, int, tuple[int | None, str, str]]] = []
        self._count = itertools.count(1)
        self._commands = registry.FeaturesOn.of(features, self.config).commands
        for feature in features:
            for job in feature.jobs:
                self._plan_job(feature, job.name)

    # What people do

    async def opens(self, login: str, title: str, labels: Sequence[str] = ()) -> int:
        """Open an issue, with labels where its author may set them; its number."""
        number = next(self._count)
        author = self._user(login)
        await self._happens(
            "opened",
            Subject(number=number, title=title, user=author, created_at=self.now, labels=tuple(labels)),
            author,
        )
        return number

    async def comments(self, login: str, number: int, body: str) -> None:
        """Write a comment."""
        subject, author = self.subjects[number], self._user(login)
        comment = Comment(id=next(self._count), body=body, user=author, created_at=self.now)
        event = CommentEvent(
            name="issue_comment",
            action="created",
            sender=author,
            repository=REPOSITORY,
            subject=subject,
            comment=comment,
        )
        await self._decide(event)

    async def closes(self, login: str, number: int) -> None:
        """Close an issue."""
        await self._happens(
            "closed", self.subjects[number].model_copy(update={"state": "closed"}), self._user(login)
        )

    def reacts(self, login: str, number: int) -> None:
        """React to an issue; nobody is told."""
        self._reactions.setdefault(number, []).append(("eyes", self._user(login)))

    @property
    def now(self) -> datetime:
        """The present in UTC."""
        return self.clock.now()

    async def until(self, moment: datetime) -> None:
        """Let time pass, with all that comes due on the way."""
        await pass_time(self.clock, moment, settle=self._wake, next_due=self._next_due)

    async def _next_due(self) -> datetime | None:
        return self._queue[0][0] if self._queue else None

    async def _wake(self) -> None:
        """Do what is due now."""
        while self._queue and self._queue[0][0] <= self.now:
            due, _, key = heapq.heappop(self._queue)
            number, feature, timer = key
            if self._timers.get(key, (None,))[0] != due:
                continue  # Set anew or cancelled meanwhile.
            _, data = self._timers.pop(key)
            self._plan_job(next(each for each in self._features if each.name == feature), timer)
            wake = Wake(
                feature=feature,
                timer=TimerKey(timer),
                data=data,
                repository=REPOSITORY,
                subject=self.subjects[number] if number else None,
                subject_number=number,
            )
            await self._decide(wake)

    def recall(self, scope: str, feature: str, key: str) -> Any:
        """What the bot remembers."""
        return self._memory.get((scope, feature, key))

    # The road, in a few lines

    async def _happens(self, action: str, subject: Subject, sender: User) -> None:
        self._put(subject)
        await self._decide(
            IssueEvent(name="issues", action=action, sender=sender, repository=REPOSITORY, subject=subject)
        )

    async def _decide(self, event: Event) -> None:
        subject = self.subjects.get(event.number) if event.number else None
        decision = await dispatch.decide(self._situation(event, subject))
        assert not decision.problems, decision.problems
        wanted = decision.effects
        known = {each: self._known(each) for each in {effect.subject for effect in wanted}}
        plan = reduce(wanted, known, self._order)
        for inward in plan.inward:
            self._remember(inward)
        for outward in plan.outward:
            self._carry_out(outward)

    def _situation(self, event: Event, subject: Subject | None) -> Situation:
        return Situation(
            event=event,
            now=self.now,
            me=ME,
            repo=self.config,
            repository=REPOSITORY,
            subject=subject,
            github=cast("Reader", _Reader(self, self._roles, self._reactions)),
            records=cast("Records", _Records(self, self._memory, self._said, "", self._start)),
            features=self._features,
            commands=self._commands,
        )

    def _known(self, ref: str) -> SubjectState:
        number = _number(ref)
        if number is None:
            return SubjectState()
        said = tuple(OwnComment(key, 1, sections) for key, sections in self._said.get(number, {}).items())
        return SubjectState(self.subjects.get(number), said)

    def _remember(self, effect: fx.Inward) -> None:
        number = _number(effect.subject)
        match effect:
            case fx.Remember() | fx.Claim():
                self._memory[effect.scope, effect.feature, effect.key] = effect.value
                if (effect.feature, effect.key) == CASE_MEMORY:
                    self.cases.pop(number_in(effect.scope), None)
                    self.cases |= {number_in(effect.scope): effect.value} if effect.value is not None else {}
            case fx.SetTimer():
                self._set((number, effect.feature, effect.key), effect.due, effect.data)
            case fx.CancelTimer():
                self._timers.pop((number, effect.feature, effect.key), None)
            case _:
                pass

    def _carry_out(self, effect: fx.Outward) -> None:
        number = _number(effect.subject)
        if isinstance(effect, fx.Notify):
            self._told(effect.text)
        elif isinstance(effect, fx.OpenIssue):
            new = next(self._count)
            self._put(Subject(number=new, title=effect.title, body=effect.body, user=ME, created_at=self.now))
        elif number is not None:
            self._change(effect, number)

    def _change(self, effect: fx.Outward, number: int) -> None:
        subject = self.subjects[number]
        change: dict[str, Any] = {}
        match effect:
            case fx.AddLabels():
                change = {"labels": (*subject.labels, *effect.labels)}
            case fx.RemoveLabels():
                change = {"labels": tuple(each for each in subject.labels if each not in effect.labels)}
            case fx.Assign():
                change = {"assignees": (*subject.assignees, *map(self._user, effect.logins))}
            case fx.Unassign():
                kept = (user for user in subject.assignees if not contains(effect.logins, user.login))
                change = {"assignees": tuple(kept)}
            case fx.PostComment():
                self.words.setdefault(number, []).append(effect.body)
                if effect.sticky:
                    self._said.setdefault(number, {})[effect.sticky] = effect.sections
            case fx.Close():
                change = {"state": "closed"}
            case _:
                pass
        self._put(subject.model_copy(update=change))

    def _put(self, subject: Subject) -> None:
        self.subjects[subject.number] = subject
        self.open.pop(subject.number, None)
        if subject.is_open:
            self.open[subject.number] = subject

    def _set(self, key: tuple[int | None, str, str], due: datetime, data: dict[str, Any]) -> None:
        self._timers[key] = (due, data)
        heapq.heappush(self._queue, (due, next(self._count), key))

    def _plan_job(self, feature: Feature[Any], name: str) -> None:
        section = feature.config_in(self.config)
        job = next((each for each in feature.jobs if each.name == name), None)
        schedule = job.schedule_for(section) if job is not None and section is not None else None
        if schedule is not None:
            self._set((None, feature.name, name), schedule.next_after(self.now, self.config.timezone), {})

    def _user(self, login: str) -> User:
        return User(id=10_000 + sum(ord(sign) << (at % 16) for at, sign in enumerate(login)), login=login)


class _Reader:
    def __init__(
        self, town: Town, roles: dict[str, Role], reactions: dict[int, list[tuple[str, User]]]
    ) -> None:
        self._town, self._roles, self._reactions = town, roles, reactions

    async def role_of(self, person: User) -> Role:
        return self._roles.get(person.login, Role.READ)

    async def labels(self) -> tuple[LabelInfo, ...]:
        return (LabelInfo(name="support"),)

    async def comments(self, number: int) -> tuple[Comment, ...]:
        return ()  # Every word of the town has arrived: none is found in the thread alone.

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        return tuple(self._reactions.get(number, ()))


class _Records:
    def __init__(
        self,
        town: Town,
        memory: dict[tuple[str, str, str], Any],
        said: dict[int, dict[SectionKey, tuple[fx.CommentSection, ...]]],
        feature: str,
        start: datetime,
    ) -> None:
        self._town, self._memory, self._said = town, memory, said
        self._feature, self._start = feature, start

    async def recall(self, scope: Scope, feature: str, key: str) -> Any:
        return self._memory.get((scope, feature, key))

    async def recall_all(self, scope: Scope, feature: str, prefix: str) -> dict[str, Any]:
        return {
            key: value
            for (where, owner, key), value in self._memory.items()
            if where == scope and owner == feature and key.startswith(prefix) and value is not None
        }

    async def cases(self) -> dict[int, dict[str, Any]]:
        return self._town.cases

    async def deeds_on(
        self, numbers: Collection[int], *, what: Sequence[str] = ()
    ) -> Mapping[int, tuple[Deed, ...]]:
        return {}

    async def open_subjects(self, *, label: str | None = None) -> tuple[Subject, ...]:
        return tuple(self._town.open.values())

    async def done_on(self, ref: str) -> tuple[Any, ...]:
        return ()

    async def installed_at(self) -> datetime | None:
        return self._start


def _number(ref: str) -> int | None:
    tail = ref.partition("#")[2]
    return int(tail) if tail else None
