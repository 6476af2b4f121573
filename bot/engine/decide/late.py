"""What is decided long after its cause: what people did since stands, and what the bot did of it is known.

A delivery or timer is late while GitHub was away, or because its decision was taken back (`take_back`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.core import effects as fx
from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.effects.projection import holds, project
from bot.core.effects.undo import OVERWRITTEN, Circumstances, reverse
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.events.webhooks import MalformedPayload, parse
from bot.core.keys import ENGINE, subject_scope
from bot.core.markdown import joined
from bot.core.model import Repository, Subject
from bot.core.schedule import human_time
from bot.core.states import EffectState
from bot.engine import command_answers
from bot.engine.decide.decision import Decision, Step, stamped
from bot.engine.decide.outcome import Item
from bot.store import inbox, outbox
from bot.store.database import Connection, Database
from bot.store.records import StoreRecords

Slot = tuple[str, ...]


@dataclass(frozen=True)
class Since:
    """What happened on a subject since the cause of a late decision.

    `deeds`: by slot of an effect what a person did. `inverses`: what takes back that part of the first
    decision that was carried out; decided again, it stands, else it goes.
    """

    subject: Subject
    deeds: Mapping[Slot, str]
    inverses: tuple[fx.Outward, ...] = ()

    @property
    def as_before(self) -> Subject:
        """The subject as it would be had the bot done nothing of the first decision."""
        return project(self.subject, self.inverses)

    def applied(self, decision: Decision, ref: str) -> Decision:
        """Return the decision without what people did otherwise meanwhile."""
        first = [Step(ENGINE, "decided afresh", self.inverses)] if self.inverses else []
        steps = [self._step(step, ref) for step in (*first, *decision.steps)]
        lost = dict(self._lost(decision.steps, ref))
        if not lost:
            return Decision(steps)
        words = joined((command_answers.left_alone(command, deed) for command, deed in lost.items()), " ")
        for at, step in enumerate(steps):
            if step.is_answer:
                effects = command_answers.overtaken(step.effects, lost, words)
                steps[at] = replace(step, effects=effects)
        return Decision(steps)

    def _lost(self, steps: Iterable[Step], ref: str) -> Iterator[tuple[str, str]]:
        """Commands that a person overtook, so that it is otherwise now, each with what they did."""
        for step in steps:
            for effect in step.effects:
                if not isinstance(effect, fx.Outward) or effect.subject != ref:
                    continue
                for part in effect.parts():
                    if part.slot in self.deeds and not holds(part, self.subject):
                        yield from ((command, self.deeds[part.slot]) for command in part.commands)

    def _step(self, step: Step, ref: str) -> Step:
        effects: list[fx.AnyEffect] = []
        overtaken: dict[str, str] = {}
        for effect in step.effects:
            if not isinstance(effect, fx.Outward) or effect.subject != ref:
                effects.append(effect)
                continue
            left = []
            for part in effect.parts():
                if part.slot in self.deeds:
                    overtaken[effect.effect] = self.deeds[part.slot]
                else:
                    left.append(part)
            effects += left[0].joined(left[1:], {}) if left else ()
        return replace(step, effects=tuple(effects), overtaken=overtaken) if overtaken else step


async def since(
    db: Database,
    records: StoreRecords,
    item: Item,
    repository: Repository,
    subject: Subject,
    config: RepositoryConfig,
) -> Since:
    """Return what happened on a subject since `item` came in."""
    number = subject.number

    def read(conn: Connection) -> tuple[list[inbox.Delivery], list[outbox.Row]]:
        later = inbox.of_subject(conn, repository.id, number)
        return later, outbox.of_guid(conn, item.guid)

    stored, rows = await db.read(read)
    events = (
        (delivery, event)
        for delivery in stored
        if delivery.received_at >= item.received_at and delivery.guid != item.guid
        if (event := as_agreed(_event(delivery), config)) is not None and not event.sender.is_bot
    )
    deeds = {
        deed.slot: f"{event.sender.login} {_words(deed)} on {at}"
        for delivery, event in events
        for at in [human_time(delivery.received_at, config.timezone, now=item.received_at)]
        for deed in _deeds(event)
    }
    done: list[outbox.Row] = []
    if any(row.state == EffectState.SUPERSEDED for row in rows):
        done = [row for row in rows if row.state == EffectState.DONE and row.number == number]
    scope = subject_scope(repository.id, number)
    before = await OVERWRITTEN.of(item.guid).read(records, scope) if done else None
    then = Circumstances(subject=subject, before=before)
    inverses = [
        inverse
        for row in reversed(done)
        if not row.effect.is_speech
        for inverse in stamped(reverse(row.effect, then).effects, row.feature, "decided afresh")
    ]
    return Since(subject, deeds, tuple(effect for effect in inverses if isinstance(effect, fx.Outward)))


def _event(delivery: inbox.Delivery) -> SubjectEvent | None:
    try:
        event = parse(delivery.event, json.loads(delivery.payload))
    except (MalformedPayload, ValueError, RecursionError):
        return None
    return event if isinstance(event, SubjectEvent) else None


def _deeds(event: SubjectEvent) -> Iterator[fx.Outward]:
    """Return what a person did by hand, as the effect that would do the same."""
    if not isinstance(event, IssueEvent | PullRequestEvent):
        return
    ref, subject = event.ref, event.subject
    match event.action:
        case "labeled" if event.label:
            yield fx.AddLabels(subject=ref, labels=(event.label,))
        case "unlabeled" if event.label:
            yield fx.RemoveLabels(subject=ref, labels=(event.label,))
        case "assigned" if event.assignee:
            yield fx.Assign(subject=ref, logins=(event.assignee.login,))
        case "unassigned" if event.assignee:
            yield fx.Unassign(subject=ref, logins=(event.assignee.login,))
        case "closed":
            yield fx.Close(subject=ref)
        case "reopened":
            yield fx.Reopen(subject=ref)
        case "locked":
            yield fx.Lock(subject=ref)
        case "unlocked":
            yield fx.Unlock(subject=ref)
        case "milestoned" | "demilestoned":
            yield fx.SetMilestone(subject=ref, title=subject.milestone)
        case "typed" | "untyped":
            yield fx.SetType(subject=ref, type=subject.type)
        case "edited" if event.title_from is not None:
            yield fx.Retitle(subject=ref, title=subject.title)


def _words(deed: fx.Outward) -> str:
    """`removed bug`."""
    fields = {
        name: ", ".join(value) if isinstance(value, tuple) else str(value or "none") for name, value in deed
    }
    return deed.words.format_map(fields)


def reasons(steps: Iterable[Step]) -> dict[str, str]:
    """Return by kind of effect what a person did instead, over all steps."""
    return {kind: reason for step in steps for kind, reason in step.overtaken.items()}
