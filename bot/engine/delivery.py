"""From one stored delivery (or due timer) to one committed decision: steps 4 to 9 of the road.

Nothing here writes to GitHub, and nothing is remembered except in the one transaction of `commit`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from pydantic import BaseModel

from bot.core import plan as reducer
from bot.core.clock import Clock
from bot.core.context import Context, Unreachable
from bot.core.events import (
    Event,
    InstallationEvent,
    Malformed,
    RepositoriesChanged,
    SubjectEvent,
    Unknown,
    Wake,
    parse,
)
from bot.core.feature import Feature
from bot.core.foresight import foresee
from bot.core.github import NoAccess
from bot.core.model import Repository, Subject, SubjectRef, User
from bot.core.trial import Trial
from bot.engine import commit, dispatch, lifecycle, obeying, registry, said, twins
from bot.engine.answers import KeepingReader
from bot.engine.configs import Configs, InForce
from bot.engine.lessons import heeded
from bot.engine.ports import GitHub
from bot.engine.reading import MirroredReader
from bot.engine.times import TRIES, Times
from bot.engine.verdict import Item, Verdict
from bot.store import inbox, mirror, timers
from bot.store.database import Conflict, Connection, Database
from bot.store.records import StoreRecords
from bot.store.standing import standing

log = structlog.get_logger()

OUTAGE_WAIT = 600.0
"""Seconds between two tries at most while GitHub cannot be asked; the longer it lasts, the rarer."""
DECISIONS_MOST = 5
"""How often a delivery is decided afresh after losing a race for a fact."""


class Decider:
    """Decides deliveries, one at a time per lane."""

    def __init__(
        self,
        db: Database,
        github: GitHub,
        features: Sequence[Feature[BaseModel]],
        clock: Clock,
        *,
        secret: bytes,
        mode: str = "act",
        times: Times | None = None,
        forget_key: bytes | None = None,
    ) -> None:
        self._db = db
        self._github = github
        self._features = features
        self._clock = clock
        self._secret = secret
        self._forget_key = forget_key
        self._mode = mode
        self._times = times or Times()
        self._configs = Configs(db, github, features, clock)

    async def take(self, lane: str) -> bool:
        """Decide what comes next in a lane; False when nothing's turn it is."""
        now = self._clock.now()
        stored = await self._db.glance(lambda conn: inbox.next_in_lane(conn, lane, now))
        if stored is None:
            return False
        item = Item.of(stored)
        with structlog.contextvars.bound_contextvars(delivery=item.guid):
            await self._settle(item)
        return True

    async def _settle(self, item: Item) -> None:
        for _ in range(DECISIONS_MOST):
            try:
                verdict = await self.decide(item)
                await self._db.write(partial(self._commit, item=item, verdict=verdict))
            except Conflict as race:
                log.info("decided afresh", conflict=str(race))
                continue
            except Unreachable as reason:
                log.info("decided later", reason=str(reason))
                return await self._later(item, str(reason), give_up=False, not_before=reason.until)
            except Exception as failure:
                log.exception("delivery failed")
                return await self._later(item, f"{type(failure).__name__}: {failure}"[:300], give_up=True)
            log.info("decided", outcome=verdict.outcome, reason=verdict.reason)
            return None
        return await self._later(item, "lost five races for a fact", give_up=True)

    async def _later(
        self, item: Item, reason: str, *, give_up: bool, not_before: datetime | None = None
    ) -> None:
        now = self._clock.now()
        dead = give_up and item.attempts + 1 >= TRIES
        # An outage is nobody's fault: it slows the tries down, but does not use them up.
        attempts = item.attempts + 1 if give_up else max(item.attempts, min(item.attempts + 1, TRIES // 2))
        wait = self._times.backoff(min(item.attempts + 1, TRIES), 0.5)
        if not give_up:
            age = (now - item.received_at).total_seconds()
            wait = max(wait, min(OUTAGE_WAIT, age / 4))
        # GitHub's own word counts for more than our guess, in both directions.
        next_at = not_before or now + timedelta(seconds=wait)
        if dead:
            log.error("delivery dead", reason=reason)

        def write(conn: Connection) -> None:
            if item.delivery is not None:
                inbox.failed(conn, item.delivery.seq, reason, next_at, dead, now, attempts=attempts)
            elif item.timer is not None:
                timers.failed(conn, item.timer, next_at, dead)

        await self._db.write(write)

    def _commit(self, conn: Connection, item: Item, verdict: Verdict) -> None:
        commit.commit(conn, item, verdict, now=self._clock.now(), secret=self._secret)

    async def decide(self, item: Item) -> Verdict:
        """What to do about a delivery. Raises `Unreachable` (later), `Conflict` never."""
        event = await self._read(item)
        if isinstance(event, Verdict):
            return event
        if isinstance(event, InstallationEvent | RepositoriesChanged):
            self._github.forget_installation(event.installation.id)
            return Verdict("installation", event.action, event)
        repository = event.repository
        if repository is None:
            self._forget(event)
            return Verdict("ignored", "it concerns no repository", event)
        installation_id = event.installation_id or await self._db.glance(
            lambda conn: mirror.installation_of(conn, repository.id)
        )
        if installation_id is None:
            return Verdict("ignored", "the App is not installed there", event)
        try:
            return await self._decide(item, event, repository, installation_id)
        except NoAccess as reason:
            return Verdict("ignored", str(reason), event)

    async def _read(self, item: Item) -> Event | Verdict:
        if item.timer is not None:
            return await self._wake(item.timer)
        arrival = item.arrival
        assert arrival is not None
        try:
            event = parse(arrival.event, json.loads(arrival.payload))
        except (Malformed, ValueError, RecursionError) as reason:
            return Verdict("ignored", f"cannot be read: {reason}"[:300], unreadable=True)
        if isinstance(event, Unknown):
            return Verdict("ignored", f"nothing here listens to {event.key}", event)
        return event

    async def _wake(self, timer: timers.Timer) -> Event | Verdict:
        repository = await self._db.glance(lambda conn: mirror.repository(conn, timer.repo_id))
        if repository is None:
            return Verdict("ignored", "the repository is gone")
        subject: Subject | None = None
        if timer.number and timer.installation_id:
            subject = await self._github.reader(timer.installation_id, repository).subject(timer.number)
            if subject is None:
                return Verdict("ignored", "the subject is gone")
        return Wake(
            feature=timer.feature,
            timer=timer.key,
            data=timer.data,
            subject=subject,
            subject_number=timer.number,
            repository=repository,
            installation_id=timer.installation_id,
        )

    def _forget(self, event: Event) -> None:
        """Drop what we hold in caches and an event may have made untrue."""
        if event.name in ("member", "membership", "team", "organization"):
            owner = event.repository.owner if event.repository else event.organization
            if owner:
                self._github.forget_people(owner)
        if event.repository is not None and event.name in ("push", "label", "milestone", "repository"):
            self._github.forget_repository(event.repository.id)
        if event.repository is not None and event.name in ("push", "repository"):
            self._github.forget_config(event.repository)

    async def _decide(
        self, item: Item, event: Event, repository: Repository, installation_id: int
    ) -> Verdict:
        me = await self._github.me(installation_id)
        self._forget(event)
        if event.sender.id == me.id and not isinstance(event, Wake):
            twin = await self._db.glance(partial(twins.undoubled, event=event))
            return Verdict("own", "our own doing", event, plan=reducer.Plan(outward=twin), mode="act")
        if repository.archived:
            return Verdict("ignored", "the repository is archived", event)
        if isinstance(event, Wake) and event.feature == lifecycle.FEATURE:
            await self.sync(installation_id, repository)
            return Verdict("synced", "first sync", event)
        in_force = await self._configs.of(installation_id, repository)
        if not self._concerns(event, in_force):
            return Verdict(
                "nothing",
                "no feature that is on listens",
                event,
                config=in_force.config.source,
                config_error=in_force.error,
            )
        return await self._ask(item, event, repository, installation_id, me, in_force)

    async def sync(self, installation_id: int, repository: Repository) -> None:
        """Read a repository for the first time, its file too: it is the last good one from now on, and jobs
        can begin. Raises `Unreachable` and `NoAccess`."""
        await lifecycle.sync(self._db, self._github, installation_id, repository, self._clock.now())
        await self._configs.of(installation_id, repository)

    def _concerns(self, event: Event, in_force: InForce) -> bool:
        if isinstance(event, SubjectEvent) and event.written() is not None:
            return True
        return next(registry.match(self._features, event, in_force.config), None) is not None

    async def _ask(
        self,
        item: Item,
        event: Event,
        repository: Repository,
        installation_id: int,
        me: User,
        in_force: InForce,
    ) -> Verdict:
        records = StoreRecords(self._db, repository, "help", forget_key=self._forget_key)
        keeping = KeepingReader(self._github.reader(installation_id, repository))
        reader = MirroredReader(keeping, self._db, repository.id)
        subject = await self._present(item, event, repository, reader)
        config = in_force.config
        commands = registry.commands_in(self._features, config)

        async def rehearse(text: str) -> Trial:
            from bot.engine.trial import of_mirror  # noqa: PLC0415  it decides on a road like this one

            return await of_mirror(self._db, self._features, repository, text)

        def context(feature: Feature[BaseModel], section: BaseModel) -> Context[BaseModel]:
            return Context(
                now=self._clock.now(),
                me=me,
                config=section,
                repo=config,
                repository=repository,
                subject=subject,
                github=reader,
                records=records.for_feature(feature.name),
                guid=item.guid,
                commands=commands,
                rehearse=rehearse,
            )

        decision = await dispatch.decide(event, self._features, config, context, in_force.error)
        decision = await heeded(decision, records, repository)
        wanted = decision.wanted
        known = await self._known({effect.subject for effect in wanted}, repository, event, subject)
        order = [feature.name for feature in self._features]
        plan = reducer.reduce(wanted, known, order)
        mode = "observe" if "observe" in (self._mode, config.mode) else "act"
        if self._mode == "plan":
            mode = "act"
        outcome = ("acted" if mode == "act" else "observed") if plan.outward else "nothing"
        return Verdict(
            outcome,
            "",
            event,
            decision,
            plan,
            mode=mode,
            config=config.source,
            config_error=in_force.error,
            creates_labels=config.creates_labels,
            subject=subject,
            answers=keeping.answers,
            reads=dict(records.reads),
        )

    async def _present(
        self, item: Item, event: Event, repository: Repository, reader: MirroredReader
    ) -> Subject | None:
        """The subject as it is now: the event's word if that is fresh, else GitHub's, read once.

        What we have decided but not yet carried out counts as done.
        """
        if not isinstance(event, Wake | SubjectEvent) or event.subject is None:
            return None
        subject, number = event.subject, event.subject.number
        told_at, pending = await self._db.glance(lambda conn: standing(conn, repository.id, number))
        old = self._clock.now() - item.received_at > timedelta(seconds=self._times.fresh)
        overtaken = told_at is not None and told_at > subject.updated_at
        if isinstance(event, SubjectEvent) and (old or overtaken or _is_partial(event)):
            subject = await reader.subject(number) or subject
        return foresee(subject, pending)

    async def _known(
        self, subjects: set[str], repository: Repository, event: Event, subject: Subject | None
    ) -> dict[str, reducer.Known]:
        known: dict[str, reducer.Known] = {}
        for name in subjects:
            if "#" not in name:
                continue
            ref = SubjectRef.parse(name)
            own = subject is not None and ref.number == subject.number
            words = await self._db.glance(partial(said.of, repo_id=repository.id, number=ref.number))
            known[name] = reducer.Known(subject=subject if own else None, said=words)
        return known


def _is_partial(event: SubjectEvent) -> bool:
    """Whether a pull request comes without what only it has, and somebody may command about that."""
    return (
        event.name == "issue_comment" and event.subject.is_pull_request and obeying.may_hold_commands(event)
    )
