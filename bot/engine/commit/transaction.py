"""The one short transaction: memory, ledger, mirror, timers, outbox and the end of the delivery, or nothing.

Runs inside `Database.write`, in the database's thread: plain data in, no network, no awaiting. A fact that
lost its race raises `Conflict`, the transaction rolls back, and the delivery is decided afresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core import effects as fx
from bot.core.effects.undo import OVERWRITTEN
from bot.core.events import CommentEvent, Event, IssueEvent, PageReplay, PullRequestEvent
from bot.core.keys import subject_scope
from bot.core.model import Repository, same
from bot.core.plan import Plan
from bot.core.states import EffectState, Mode, OutcomeKind
from bot.engine import installations, own_comments, own_writes
from bot.engine.commit import buttons
from bot.engine.commit.commanded import with_command
from bot.engine.commit.plain_lines import plain_lines
from bot.engine.github_refusals import correct_answer
from bot.engine.life import Life
from bot.store import inbox, ledger, memory, mirror, outbox, timers
from bot.store.database import Connection
from bot.store.lanes import lane
from bot.store.revision import journal, take_back

if TYPE_CHECKING:
    from bot.engine.decide.decision import Step
    from bot.engine.decide.outcome import Item, Outcome

NOT_WANTED = "decided afresh, and not wanted any more"
"""What `explain` says of an effect that waited too long, where nothing else is known."""


def commit(conn: Connection, item: Item, outcome: Outcome, *, now: datetime, life: Life) -> None:
    """Write everything an outcome entails."""
    if outcome.reads:
        memory.verify(conn, outcome.reads)
    if outcome.kind == OutcomeKind.OWN and outcome.event is not None:
        outcome = replace(outcome, plan=Plan(own_writes.recognize(conn, outcome.event, life, now)))
    with journal.opened() as notes:
        rows = _write(conn, item, outcome, now, life)
    if rows:
        timer = item.timer
        cause = (timer.repo_id, timer.number or 0, timer.feature, timer.key, timer.slot) if timer else None
        take_back.keep(conn, item.guid, rows, notes, cause=cause, since=item.received_at, now=now)


def _write(conn: Connection, item: Item, outcome: Outcome, now: datetime, life: Life) -> list[outbox.NewRow]:
    """Write all of it, and return the effects that are to be carried out, or only noted."""
    if not _close(conn, item, outcome, now):
        return []  # Somebody else has ended it meanwhile.
    event = outcome.event
    if event is not None and event.is_githubs:
        # What one repository's file says of an account is not what another may believe.
        mirror.apply(conn, outcome.raw or event, now)
        installations.follow(conn, event, now)
    again = item.is_again
    if again:
        take_back.explain(conn, item.guid, outcome.overtaken, outcome.reason or NOT_WANTED)
    if event is None or event.repository is None:
        return []
    if isinstance(event, buttons.PageEvent):
        ledger.add(conn, [buttons.line(event, item, outcome)], again=again)
    elif event.is_githubs:
        lines = plain_lines(event, item.received_at, item.guid)
        changed = event.label if isinstance(event, IssueEvent | PullRequestEvent) else None
        if changed and outcome.kind is OutcomeKind.OWN:
            lines = [with_command(conn, line) for line in lines]
        ledger.add(conn, lines, again=again)
    if isinstance(event, PageReplay):
        buttons.replay(conn, event, outcome, now)
    acting = outcome.mode == Mode.ACT
    if acting:
        _keep_overwritten(conn, outcome, event.repository, item, now)
        for effect in outcome.plan.inward:
            _remember(conn, effect, event, event.repository, item, now)
    rows = list(_rows(conn, item, outcome, event, event.repository, now, life))
    if again:
        rows = take_back.succeed(conn, rows)
    outbox.add(conn, rows)
    if again and acting:
        # What corrected an earlier answer was taken back with all that waited.
        answers = [row for row in rows if fx.is_answer(row.effect.effect, row.effect.feature)]
        for place in dict.fromkeys(row.lane for row in answers):
            correct_answer(conn, item.guid, place, life, now)
    return rows


def _close(conn: Connection, item: Item, outcome: Outcome, now: datetime) -> bool:
    if item.timer is not None:
        return timers.done(conn, item.timer)
    assert item.delivery is not None
    return inbox.done(conn, item.delivery.seq, outcome.kind, outcome.reason, _trace(outcome), now)


def _trace(outcome: Outcome) -> dict[str, object]:
    steps = outcome.decision.steps if outcome.decision else ()
    return {
        "mode": outcome.mode or "",
        "config": outcome.config,
        "steps": [_step(step) for step in steps],
        "planned": [effect.effect for effect in outcome.plan.outward],
        "answers": dict(outcome.answers),
    }


def _step(step: Step) -> dict[str, object]:
    """Return what one feature answered; most answer nothing, so what is empty is left out."""
    answer: dict[str, object] = {"feature": step.feature, "trigger": step.trigger, "outcome": step.outcome}
    if step.effects:
        answer["effects"] = [effect.effect for effect in step.effects]
        answer["because"] = list(dict.fromkeys(effect.because for effect in step.effects))
    if step.refused:
        answer["refused"] = [rejection.reason for rejection in step.refused]
    if step.problem:
        answer["problem"] = step.problem
    if step.withheld:
        answer["withheld"] = list(step.withheld)
    if step.overtaken:
        answer["overtaken"] = list(step.overtaken.values())
    return answer


def _keep_overwritten(
    conn: Connection, outcome: Outcome, repository: Repository, item: Item, now: datetime
) -> None:
    """Title, milestone and type as they were, where the plan overwrites them: `/undo` needs them."""
    subject = outcome.subject
    if subject is None or not any(isinstance(effect, fx.Overwrite) for effect in outcome.plan.outward):
        return
    is_nobodys = mirror.is_nobodys(conn, repository.id, subject.number)
    title = None if is_nobodys else subject.title
    was = {"title": title, "milestone": subject.milestone, "type": subject.type}
    scope = subject_scope(repository.id, subject.number)
    memory.put(conn, scope, OVERWRITTEN.feature, item.guid, was, now)


def _place(conn: Connection, subject: str, repository: Repository) -> tuple[int, str, int | None]:
    """(repository id, name, number) of an effect's subject; ValueError for a repository unknown to us."""
    name, _, number = subject.partition("#")
    if same(name, repository.full_name):
        return repository.id, repository.full_name, int(number) if number else None
    other = mirror.repository_named(conn, name)
    if other is None:
        raise ValueError(f"an effect names {name}, where the App is not installed")
    return other.id, other.full_name, int(number) if number else None


def _remember(
    conn: Connection, effect: fx.Inward, event: Event, repository: Repository, item: Item, now: datetime
) -> None:
    match effect:
        case fx.Remember():
            # In a journal of its own, which nobody keeps, it is not put back with the rest.
            with journal.opened() if effect.stays else nullcontext():
                memory.remember(conn, effect.scope, effect.feature, effect.key, effect.value, None, now)
        case fx.Claim():
            memory.claim(conn, effect.scope, effect.feature, effect.key, effect.value, now)
        case fx.Record():
            ledger.add(conn, [_entry(conn, effect, repository, item)], again=item.is_again)
        case fx.SetTimer():
            timers.set(conn, _timer(conn, effect, event, repository))
        case fx.CancelTimer():
            repo_id, _, number = _place(conn, effect.subject, repository)
            timers.cancel(conn, repo_id, number, effect.feature, effect.key)


def _entry(conn: Connection, effect: fx.Record, repository: Repository, item: Item) -> ledger.Entry:
    repo_id, _, number = _place(conn, effect.subject, repository)
    return ledger.Entry(
        at=effect.at or item.received_at,
        repo_id=repo_id,
        owner_id=repository.owner_id,
        number=number,
        person_id=effect.person_id,
        person=effect.person,
        what=effect.what,
        detail=effect.detail,
        guid=item.guid,
    )


def _timer(conn: Connection, effect: fx.SetTimer, event: Event, repository: Repository) -> timers.NewTimer:
    repo_id, _, number = _place(conn, effect.subject, repository)
    return timers.NewTimer(
        repo_id=repo_id,
        owner_id=repository.owner_id,
        installation_id=event.installation_id or mirror.installation_of(conn, repo_id) or 0,
        number=number,
        feature=effect.feature,
        key=effect.key,
        due_at=effect.due,
        data=effect.data,
    )


def _permitted(effect: fx.Outward, outcome: Outcome) -> fx.Outward:
    """Return the effect with what the repository's file allows it."""
    if isinstance(effect, fx.AddLabels) and outcome.creates_labels:
        return effect.model_copy(update={"create": True})
    return effect


def _rows(
    conn: Connection,
    item: Item,
    outcome: Outcome,
    event: Event,
    repository: Repository,
    now: datetime,
    life: Life,
) -> Iterator[outbox.NewRow]:
    acting = outcome.mode == Mode.ACT
    # An answer says what was done, so it comes after that.
    order = sorted(outcome.plan.outward, key=lambda effect: fx.is_answer(effect.effect, effect.feature))
    for ordinal, planned in enumerate(order):
        effect = _permitted(planned, outcome)
        repo_id, name, number = _place(conn, effect.subject, repository)
        installation_id = event.installation_id if repo_id == repository.id else None
        group = effect.head_sha if isinstance(effect, fx.Check) and number is None else ""
        key = life.key(conn, item.guid, effect)
        if acting and number is not None:
            own_comments.note_decided(conn, repo_id, number, effect, key, now)
            _note_target(conn, event, effect, now)
        yield outbox.NewRow(
            key=key,
            guid=item.guid,
            lane=lane(repo_id, number, merge_group=group),
            ordinal=ordinal,
            installation_id=installation_id or mirror.installation_of(conn, repo_id) or 0,
            repo_id=repo_id,
            repository=name,
            number=number or 0,
            effect=effect,
            state=EffectState.WAITING if acting else EffectState.OBSERVED,
            due_at=now,
            created_at=now,
            look_from=_look_from(effect, item, now, life),
            facts=_released_if_dead(effect, outcome) if acting else [],
        )


def _note_target(conn: Connection, event: Event, effect: fx.Outward, now: datetime) -> None:
    """Note the comment that a reaction goes to, as its event tells it."""
    if not isinstance(event, CommentEvent) or not isinstance(effect, fx.ReactionEffect):
        return
    if (effect.target, effect.target_id) == (event.target, event.comment.id):
        node_id = event.comment.node_id
        mirror.put_comment_node(conn, event.repository.id, event.target, event.comment.id, node_id, now)


def _look_from(effect: fx.Outward, item: Item, now: datetime, life: Life) -> datetime | None:
    """Return since when GitHub is looked at for the effect before it is sent; None if two do no harm."""
    if effect.repeatable:
        return None
    seq = item.delivery.seq if item.delivery else None
    return life.look_from(seq, item.received_at, now, is_moved=item.attempts > 0)


def _released_if_dead(effect: fx.Outward, outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return the facts that fall if the effect ends dead: those of the features that speak in it."""
    speakers = () if effect.repeatable else effect.feature.split(", ")
    inward = outcome.plan.inward
    claims = [claim for claim in inward if isinstance(claim, fx.Claim) and claim.release_if_dead]
    return [(claim.scope, claim.feature, claim.key) for claim in claims if claim.feature in speakers]
