"""From one stored delivery, or due timer, to one outcome: steps 4 to 8 of a delivery. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from pydantic import BaseModel

from bot.core import plan as reducer
from bot.core.config.conventions import as_agreed
from bot.core.errors import NoAccess
from bot.core.events import (
    Event,
    InstallationEvent,
    PageReplay,
    RepositoriesChanged,
    SubjectEvent,
    Unknown,
    Wake,
)
from bot.core.events.webhooks import MalformedPayload, read
from bot.core.feature import Feature
from bot.core.keys import repository_scope
from bot.core.model import GITHUB_WEB, Repository, Subject, User
from bot.core.pause import PAUSE
from bot.core.ports.clock import Clock
from bot.core.ports.guesses import no_guess
from bot.core.ports.reader import Reader
from bot.core.ports.similar import NO_INDEX
from bot.core.states import Mode, OperatorMode, OutcomeKind
from bot.engine import installations
from bot.engine.decide import dispatch, registry
from bot.engine.decide.awaiting.granted_rights import GrantedRights
from bot.engine.decide.awaiting.waking import woken
from bot.engine.decide.cached_reader import CachedReader
from bot.engine.decide.commands.buttons import replay_by_button
from bot.engine.decide.decision import Decision
from bot.engine.decide.late import later_changes, reasons
from bot.engine.decide.outcome import Item, Outcome, say_in_log
from bot.engine.decide.repository_configs import RepositoryConfigs
from bot.engine.decide.situation import Situation
from bot.engine.decide.subject_state import current_subject, known_issue, known_states, subject_of
from bot.engine.decide.undo_filter import without_taken_back
from bot.engine.ports import GitHub, Guesses, Preview, Similar, no_preview
from bot.engine.timeouts import Timeouts
from bot.store import mirror, timers
from bot.store.config_store import InForce
from bot.store.database import Database
from bot.store.records import StoreRecords


class Decider:
    """Decides deliveries and due timers.

    `mode` is the operator's; without `forget_key` nobody can be forgotten; `preview` tries a file that is
    not in force yet; `public_url` is where the bot's own pages begin, and `web_url` where GitHub's do;
    `guesses` by what was learnt, if anything may be; `similar` finds issues that are alike.
    """

    def __init__(
        self,
        db: Database,
        github: GitHub,
        features: Sequence[Feature[BaseModel]],
        clock: Clock,
        *,
        mode: OperatorMode = OperatorMode.ACT,
        times: Timeouts | None = None,
        forget_key: bytes | None = None,
        preview: Preview = no_preview,
        looks_up_accounts: bool = True,
        public_url: str | None = None,
        web_url: str = GITHUB_WEB,
        guesses: Guesses | None = None,
        similar: Similar | None = None,
    ) -> None:
        self._db = db
        self._github = github
        self._features = tuple(features)
        self._clock = clock
        self._forget_key = forget_key
        self._preview = preview
        self._guesses, self._similar = guesses, similar
        self._public_url = public_url
        self._web_url = web_url
        self._mode = mode
        self._times = times or Timeouts()
        self._rights = GrantedRights(db, github, features, clock)
        self._configs = RepositoryConfigs(
            db, github, features, clock, looks_up=looks_up_accounts and mode is not OperatorMode.PLAN
        )

    async def decide(self, item: Item) -> Outcome:
        """Return what to do about a delivery. Raise `Unreachable` (later), `Conflict` never."""
        event = await self._read(item)
        if isinstance(event, Outcome):
            return event
        say_in_log(event)
        if isinstance(event, InstallationEvent | RepositoriesChanged):
            self._github.forget_installation(event.installation.id)
            self._rights.forget(event.installation.id)
            return Outcome(OutcomeKind.INSTALLATION, event.action, event)
        repository = event.repository
        if repository is None:
            self._forget(event)
            return Outcome(OutcomeKind.IGNORED, "it concerns no repository", event)
        installation_id = event.installation_id or await self._db.lookup(
            lambda conn: mirror.installation_of(conn, repository.id)
        )
        if installation_id is None:
            return Outcome(OutcomeKind.IGNORED, "the App is not installed there", event)
        try:
            outcome = await self._decide(item, event, repository, installation_id)
            return outcome if outcome.event is event else replace(outcome, raw=event)
        except NoAccess as reason:
            return Outcome(OutcomeKind.IGNORED, str(reason), event)

    async def _read(self, item: Item) -> Event | Outcome:
        if item.timer is not None:
            now = self._clock.now()
            return await woken(item.timer, self._db, self._github, self._rights, now)
        arrival = item.arrival
        assert arrival is not None
        try:
            event = read(arrival.event, arrival.payload)
        except MalformedPayload as reason:
            return Outcome(OutcomeKind.IGNORED, f"cannot be read: {reason}"[:300], unreadable=True)
        if isinstance(event, Unknown):
            return Outcome(OutcomeKind.IGNORED, f"nothing here listens to {event.key}", event)
        return event

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
    ) -> Outcome:
        me = await self._github.me(installation_id)
        self._forget(event)
        if event.sender.id == me.id and event.is_githubs:
            return Outcome(OutcomeKind.OWN, "our own doing", event, mode=Mode.ACT)
        if repository.archived:
            return Outcome(OutcomeKind.IGNORED, "the repository is archived", event)
        if isinstance(event, Wake) and event.feature == installations.FEATURE:
            came = event.data.get(timers.CAME)
            await self.sync(installation_id, repository, datetime.fromisoformat(came) if came else None)
            return Outcome(OutcomeKind.SYNCED, "first sync", event)
        if isinstance(event, PageReplay):
            return await replay_by_button(event, self._github.reader(installation_id, repository))
        has_text = isinstance(event, SubjectEvent) and event.written() is not None
        if not has_text and not registry.is_heard(self._features, event):
            return Outcome(OutcomeKind.NOTHING, "no feature listens", event)
        reader = await self._reader(event, repository, installation_id)
        in_force = await self._configs.of(installation_id, repository)
        event = as_agreed(event, in_force.config)
        on = registry.on_in(self._features, in_force.config)
        if not has_text and not registry.match(on, event):
            nothing = Outcome(OutcomeKind.NOTHING, "no feature that is on listens", event)
            return replace(nothing, config=in_force.config.source, config_error=in_force.error)
        if isinstance(event, Wake) and event.subject_number:
            subject = await subject_of(reader, self._db, repository, event.subject_number)
            if subject is None:
                return Outcome(OutcomeKind.IGNORED, "the subject is gone", event)
            event = event.model_copy(update={"subject": as_agreed(subject, in_force.config)})
        return await self._ask(item, event, repository, installation_id, reader, me, in_force, on)

    async def _reader(self, event: Event, repository: Repository, installation_id: int) -> Reader:
        """Return what reads GitHub for a decision. What is needed for sure it has asked in one question: the
        issue of a timer that looks at what people wrote, and the accounts that are looked up today."""
        logins = self._configs.due_logins(repository)
        on_thread = registry.reads_thread(self._features, event)
        number = await known_issue(self._db, repository, event.number) if on_thread else None
        if number is None and not logins:
            return self._github.reader(installation_id, repository)
        return await self._github.survey(installation_id, repository, number, logins)

    async def sync(self, installation_id: int, repository: Repository, came: datetime | None = None) -> None:
        """Read a repository for the first time, its file too: it is the last good one from now on, and jobs
        can begin. `came` as for `lifecycle.sync`. Raise `Unreachable` and `NoAccess`."""
        now = self._clock.now()
        await installations.sync(self._db, self._github, installation_id, repository, now, came)
        await self._configs.of(installation_id, repository)

    def _commands_page(self, repository: Repository) -> str:
        """Return the address of a page that strangers can open: it shows no private repository."""
        return "" if repository.private else self._page(repository, "/commands")

    def _page(self, repository: Repository, path: str = "") -> str:
        return f"{self._public_url.rstrip('/')}/r/{repository.full_name}{path}" if self._public_url else ""

    async def _ask(
        self,
        item: Item,
        event: Event,
        repository: Repository,
        installation_id: int,
        source: Reader,
        me: User,
        in_force: InForce,
        on: registry.FeaturesOn,
    ) -> Outcome:
        rights = await self._rights.of(installation_id)
        records = StoreRecords(self._db, repository, forget_key=self._forget_key, repo=in_force.config)
        config, acts = in_force.config, self._mode is not OperatorMode.PLAN
        reader = CachedReader(source, self._db, repository, config, event, acts=acts)
        subject = await current_subject(
            self._db,
            reader,
            event,
            repository,
            self._clock.now() - timedelta(seconds=self._times.fresh),
            item.received_at,
            waits=acts,
        )
        late = None
        if subject is not None and self._is_late(item):
            late = await later_changes(self._db, records, item, repository, subject, config)
        situation = Situation(
            event=event,
            now=self._clock.now(),
            me=me,
            repo=config,
            config_error=in_force.error,
            repository=repository,
            subject=late.as_before if late else subject,
            github=reader,
            records=records,
            pause=await PAUSE.read(records, repository_scope(repository.id)),
            guid=item.guid,
            features=self._features,
            commands=on.commands,
            awaited=rights.awaited,
            awaited_to_speak=rights.awaited_to_speak(subject),
            web_url=self._web_url,
            commands_page=self._commands_page(repository),
            waiting_page=self._page(repository),
            template_files=on.template_files,
            preview_config=partial(self._preview, repository, reader),
            guess_kind=partial(self._guesses.guess, repository) if self._guesses else no_guess,
            similar=self._similar.reader(repository) if self._similar else NO_INDEX,
        )
        decision = await without_taken_back(await dispatch.decide(situation), records, repository)
        if late:
            decision = late.applied(decision, repository.ref_of(late.subject.number))
        return await self._planned(decision, event, repository, subject, in_force, reader, records)

    def _is_late(self, item: Item) -> bool:
        return self._clock.now() - item.received_at > timedelta(seconds=self._times.stale)

    async def _planned(
        self,
        decision: Decision,
        event: Event,
        repository: Repository,
        subject: Subject | None,
        in_force: InForce,
        reader: CachedReader,
        records: StoreRecords,
    ) -> Outcome:
        """Return the outcome of a decision: its effects as one plan, in the mode that holds there."""
        config, effects = in_force.config, decision.effects
        states = await known_states(self._db, repository, subject, {effect.subject for effect in effects})
        plan = reducer.reduce(effects, states, [feature.name for feature in self._features])
        by_operator = {OperatorMode.PLAN: Mode.ACT, OperatorMode.OBSERVE: Mode.OBSERVE}
        mode = by_operator.get(self._mode, config.mode)
        acted = OutcomeKind.ACTED if mode == Mode.ACT else OutcomeKind.OBSERVED
        return Outcome(
            acted if plan.outward else OutcomeKind.NOTHING,
            "",
            event,
            decision,
            plan,
            mode=mode,
            config=config.source,
            config_error=in_force.error,
            creates_labels=config.creates_labels,
            subject=subject,
            answers=reader.answers,
            overtaken=reasons(decision.steps),
            reads=records.reads,
        )
