"""What is decided long after its cause: what people did since stands, and what the bot did of it is known.

A delivery or timer is late while GitHub was away, or because its decision was taken back (`take_back`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core import effects as fx
from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.effects.projection import holds, project
from bot.core.effects.undo import OVERWRITTEN, Circumstances, reverse
from bot.core.events import IssueEvent, PullRequestEvent
from bot.core.events.webhooks import read_stored
from bot.core.keys import ENGINE, subject_scope
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
class LaterChanges:
    """What happened on a subject since the cause of a late decision.

    `deeds`: by slot of an effect what a person did. `inverses`: what takes back that part of the first
    decision that was carried out; decided again, it stands, else it goes. `done`: what commands got of it.
    """

    subject: Subject
    deeds: Mapping[Slot, str]
    inverses: tuple[fx.Outward, ...] = ()
    done: frozenset[tuple[str, Slot]] = frozenset()

    @property
    def as_before(self) -> Subject:
        """The subject as it would be had the bot done nothing of the first decision."""
        return project(self.subject, self.inverses)

    def applied(self, decision: Decision, ref: str) -> Decision:
        """Return the decision without what people did otherwise meanwhile."""
        first = [Step(ENGINE, "decided afresh", self.inverses)] if self.inverses else []
        steps = [self._step(step, ref) for step in (*first, *decision.steps)]
        overtaken = list(self._overtaken(decision.steps, ref))
        lost = {command: deed for command, deed, was_done in overtaken if not was_done}
        undone = {command: deed for command, deed, _ in overtaken if command not in lost}
        for at, step in enumerate(steps):
            if step.is_answer:
                effects = command_answers.undone_since(step.effects, undone)
                steps[at] = replace(step, effects=command_answers.left_alone(effects, lost))
        return Decision(steps)

    def _overtaken(self, steps: Iterable[Step], ref: str) -> Iterator[tuple[str, str, bool]]:
        """Return each command that a person overtook, so that it is otherwise now, with what they did, and
        whether it had been carried out before."""
        for step in steps:
            for effect in step.effects:
                if not isinstance(effect, fx.Outward) or effect.subject != ref:
                    continue
                for part in effect.parts():
                    if part.slot in self.deeds and not holds(part, self.subject):
                        for command in part.commands:
                            yield command, self.deeds[part.slot], (command, part.slot) in self.done

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


async def later_changes(
    db: Database,
    records: StoreRecords,
    item: Item,
    repository: Repository,
    subject: Subject,
    config: RepositoryConfig,
) -> LaterChanges:
    """Return what happened on a subject since `item` came in."""

    def stored(conn: Connection) -> tuple[list[inbox.Delivery], list[outbox.Row]]:
        return inbox.of_subject(conn, repository.id, subject.number), outbox.of_guid(conn, item.guid)

    deliveries, rows = await db.read(stored)
    events = (
        (delivery, event)
        for delivery in deliveries
        if delivery.received_at >= item.received_at and delivery.guid != item.guid
        if (event := as_agreed(read_stored(delivery.event, delivery.payload), config)) is not None
        if isinstance(event, IssueEvent | PullRequestEvent) and not event.sender.is_bot
    )
    deeds = {
        deed.slot: f"{event.sender.login} {_described(deed)} on {at}"
        for delivery, event in events
        for at in [human_time(delivery.received_at, config.timezone, now=item.received_at)]
        for deed in _deeds(event)
    }
    if all(row.state != EffectState.SUPERSEDED for row in rows):
        return LaterChanges(subject, deeds)
    done = [row for row in rows if row.state == EffectState.DONE and row.number == subject.number]
    scope = subject_scope(repository.id, subject.number)
    before = await OVERWRITTEN.of(item.guid).read(records, scope) if done else None
    inverses = tuple(_inverses(done, Circumstances(subject=subject, before=before)))
    parts = [part for row in done for part in row.effect.parts()]
    by_command = frozenset((command, part.slot) for part in parts for command in part.commands)
    return LaterChanges(subject, deeds, inverses, by_command)


def _inverses(done: Sequence[outbox.Row], then: Circumstances) -> Iterator[fx.Outward]:
    """Return what takes back effects that were carried out, the latest first; words stay."""
    for row in reversed(done):
        if not row.effect.is_speech:
            for effect in stamped(reverse(row.effect, then).effects, row.feature, "decided afresh"):
                if isinstance(effect, fx.Outward):
                    yield effect


def _deeds(event: IssueEvent | PullRequestEvent) -> Iterator[fx.Outward]:
    """Return what a person did by hand, as the effect that would do the same."""
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
        case "converted_to_draft":
            yield fx.ConvertToDraft(subject=ref)
        case "ready_for_review":
            yield fx.MarkReady(subject=ref)
        case "edited" if event.title_from is not None:
            yield fx.Retitle(subject=ref, title=subject.title)


def _described(deed: fx.Outward) -> str:
    """Return what was done, such as `removed bug`."""
    fields = {
        name: ", ".join(value) if isinstance(value, tuple) else str(value or "none") for name, value in deed
    }
    return deed.words.format_map(fields)


def reasons(steps: Iterable[Step]) -> dict[str, str]:
    """Return by kind of effect what a person did instead, over all steps."""
    return {kind: reason for step in steps for kind, reason in step.overtaken.items()}
