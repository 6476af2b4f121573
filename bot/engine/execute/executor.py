"""The executor: the only room from which anything is written to GitHub.

Intent → deadline → marked write → receipt. A lane's effects go out together and in order, as far as the
budget reaches: where one waits, those behind it wait. Limits become pauses (rows), cost no attempt and
survive a restart. What GitHub does not answer waits however long; what has waited longer than
`Timeouts.stale` is taken back and decided afresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from bot.core import effects as fx
from bot.core.ports.clock import Clock
from bot.core.ports.writer import Receipt, Task, Writer, marker
from bot.core.states import EffectState, PauseKind, ReceiptState
from bot.engine import comment_facts, own_comments
from bot.engine.execute.budget import WriteBudget
from bot.engine.execute.place import place_of
from bot.engine.github_refusals import correct_answer, note_of, settled_answer
from bot.engine.life import Life
from bot.engine.timeouts import MAX_ATTEMPTS, OUTAGE_WAIT, Timeouts
from bot.store import dead_work, mirror, outbox, pauses
from bot.store.database import Connection, Database, Unavailable
from bot.store.outbox import queue
from bot.store.outbox.queue import LOOKS
from bot.store.panics import in_words, panics_as_failures
from bot.store.revision import take_back
from bot.store.sql.in_hand import InHand

log = structlog.get_logger()

CREDENTIALS_REST = timedelta(minutes=10)
"""How long an installation rests whose credentials do not open it, before it is tried again."""
AWAY_LANES = 3
"""So many subjects without an answer, and none with one between them: GitHub is away, the others rest too."""
SETTLED = {
    ReceiptState.DONE: EffectState.DONE,
    ReceiptState.REFUSED: EffectState.REFUSED,
    ReceiptState.GONE: EffectState.REFUSED,
}


class Executor:
    """Carries out what the outbox holds."""

    def __init__(
        self,
        db: Database,
        writer: Writer,
        budget: WriteBudget,
        clock: Clock,
        times: Timeouts,
        life: Life,
        in_hand: InHand | None = None,
        *,
        batches: bool = False,
    ) -> None:
        self._batches = batches
        self._db = db
        self._writer = writer
        self._budget = budget
        self._in_hand = in_hand or InHand(None)
        self._clock = clock
        self._times = times
        self._life = life
        self._failing: dict[int, dict[str, datetime]] = {}
        """By installation the lanes that got no answer since one last did, and since when each waits."""

    async def lanes(self, limit: int = 100) -> list[str]:
        """Return lanes with something to write now."""
        now = self._clock.now()
        return await self._db.lookup(lambda conn: queue.due_lanes(conn, now, limit))

    async def carry_out(self, lane: str) -> bool:
        """Carry out what waits in one lane; False when there was nothing to do.

        What fails in a way that nobody foresaw, or kills the process, is tried so often and then dead.
        """
        now = self._clock.now()
        deadline = now + timedelta(seconds=self._times.deadline)
        work = f"claim {lane}"
        try:
            with panics_as_failures():
                rows = await self._db.write(lambda conn: self._claim(conn, lane, now, deadline), brief=True)
                if not rows:
                    return False
                self._in_hand.forget(work)
                work = rows[0][0].key
                async with self._in_hand.hold(work) as deaths:
                    if deaths >= MAX_ATTEMPTS:
                        reason = f"the process died {deaths} times while it was being sent"
                        await self._fail(lane, reason, None)
                    else:
                        await self._send(rows, now)
        except Unavailable:
            raise  # The database's trouble, which is nobody's attempt.
        except Exception as failure:
            log.exception("effect failed", lane=lane)
            self._db.failures["write"] += 1
            attempt = self._in_hand.failed(work)
            wait = max(self._times.backoff(attempt, 0.5), self._times.grace)
            due = self._clock.now() + timedelta(seconds=wait) if attempt < MAX_ATTEMPTS else None
            await self._fail(lane, in_words(failure), due)
            if due is None:
                self._in_hand.forget(work)
        return True

    async def _fail(self, lane: str, reason: str, due: datetime | None) -> None:
        """Put the lane's first effect back until `due`, or end it dead."""
        now = self._clock.now()
        guid = await self._db.write(lambda conn: dead_work.fail_effect(conn, lane, reason, now, due))
        if due is None:
            log.error("effect dead", delivery=guid, lane=lane, note=reason)

    async def _send(self, rows: Sequence[tuple[outbox.Row, Task]], claimed_at: datetime) -> None:
        tasks = [task for _, task in rows]
        first = rows[0][0]
        age, fresh = self._clock.now() - first.created_at, timedelta(seconds=self._times.fresh)
        place = await self._db.lookup(lambda conn: place_of(conn, first, tasks, age, fresh))
        receipts = await self._writer.apply(place, tasks)
        for (row, _), receipt in zip(rows, receipts, strict=True):
            whose = {"subject": row.effect.subject, "feature": row.effect.feature}
            how = {"kind": row.kind, "state": receipt.state, "note": receipt.note}
            log.info("effect", delivery=row.guid, **whose, **how)
        await self._db.write(lambda conn: self._settle(conn, rows, receipts, claimed_at), brief=True)

    def _claim(
        self, conn: Connection, lane: str, now: datetime, deadline: datetime
    ) -> list[tuple[outbox.Row, Task]]:
        stale, fresh = (timedelta(seconds=seconds) for seconds in (self._times.stale, self._times.fresh))
        if take_back.is_old(conn, lane, now, stale, fresh):
            take_back.take_back(conn, lane, now)
        lease = now + timedelta(seconds=self._times.lease)
        # What it takes is noted now, not once GitHub has answered: lanes claimed meanwhile have to see it.
        may_go = self._budget.in_transaction(conn, now).may_go
        claimed = queue.claim(conn, lane, now, deadline, lease, may_go, along=self._batches)
        if not claimed:
            return []
        answers = [row for row in claimed if fx.is_answer(row.kind, row.feature)]
        if answers:
            claimed = [*claimed[: -len(answers)], *settled_answer(conn, answers, self._life, now)]
        claimed = [own_comments.placed(conn, row) for row in claimed]
        return [(row, self._task(conn, row, deadline)) for row in claimed]

    def _task(self, conn: Connection, row: outbox.Row, deadline: datetime) -> Task:
        effect = row.effect
        comment_id = effect.comment_id if isinstance(effect, fx.DeleteComment | fx.CommentPin) else None
        if isinstance(effect, fx.PostComment | fx.DeleteComment | fx.CommentPin) and effect.sticky:
            comment_id = own_comments.comment_id(conn, row.repo_id, row.number, effect.sticky)
        place = comment_facts.place_of(row.repo_id, row.number)
        facts = comment_facts.sealed(self._life, place, effect, row.created_at)
        return Task(
            key=row.key,
            former_keys=() if effect.repeatable else self._life.former_keys(row.guid, effect),
            effect=effect,
            deadline=deadline,
            adopt=not row.effect.repeatable and comment_id is None and (row.attempts > 1 or row.looks > 0),
            send=row.looks < 2,
            comment_id=comment_id,
            marker=marker(row.key, self._life.name, facts),
            since=row.look_from or row.created_at,
        )

    def _settle(
        self,
        conn: Connection,
        rows: Sequence[tuple[outbox.Row, Task]],
        receipts: Sequence[Receipt],
        claimed_at: datetime,
    ) -> None:
        now = self._clock.now()
        # What may have been applied is looked for after the grace, and nothing of its lane overtakes it.
        unsure = timedelta(seconds=self._times.grace if any(receipt.uncertain for receipt in receipts) else 0)
        waits_until: datetime | None = None
        for (row, task), receipt in zip(rows, receipts, strict=True):
            if receipt.is_untried:
                self._budget.give_back(conn, row, claimed_at)
            if receipt.state in SETTLED:
                # Also behind one that waits: what GitHub has done is never sent again.
                self._failing.pop(row.installation_id, None)
                settled = queue.settle(
                    conn,
                    row.id,
                    row.fence,
                    SETTLED[receipt.state],
                    remote_id=receipt.remote_id,
                    note=note_of(receipt),
                    now=now,
                )
                if settled and receipt.state == ReceiptState.DONE:
                    self._accepted(conn, row, task.effect, receipt, now)
            elif waits_until is not None and not receipt.uncertain:
                # It waits for the one before it, and goes out together with that.
                was_tried = receipt.state == ReceiptState.RETRY and not receipt.unsent
                put_back = queue.retry if was_tried else queue.postpone
                put_back(conn, row.id, row.fence, waits_until, note_of(receipt))
            elif receipt.withheld:
                queue.postpone(conn, row.id, row.fence, now, note_of(receipt))
            elif receipt.state == ReceiptState.RETRY:
                due = self._retry(conn, row, receipt, now, unsure)
                waits_until = max(due, waits_until or due)
            else:
                lease = timedelta(seconds=self._times.lease)
                waits_until = receipt.retry_at or now + (
                    CREDENTIALS_REST if receipt.state == ReceiptState.PAUSED else lease
                )
                reason = receipt.note or receipt.state
                if not self._goes_on_without(receipt.resource):
                    pauses.pause(conn, row.installation_id, PauseKind.CORE, waits_until, reason)
                queue.postpone(conn, row.id, row.fence, waits_until, reason)
        if any(receipt.is_short for receipt in receipts):
            correct_answer(conn, rows[0][0].guid, rows[0][0].lane, self._life, now)
        take_back.forget_settled(conn, rows[0][0].guid, rows[0][0].lane)

    def _goes_on_without(self, resource: str) -> bool:
        """Whether other effects do not need the one of GitHub's budgets that is used up: they go by the other
        one of the two. Empty: there is no other."""
        return resource == "graphql" or (resource == "core" and self._batches)

    def _retry(
        self, conn: Connection, row: outbox.Row, receipt: Receipt, now: datetime, at_least: timedelta
    ) -> datetime:
        """Put an effect back, however often that was done before; when those behind it may go on."""
        jitter = int.from_bytes(blake2b(f"{row.key}{row.attempts}".encode(), digest_size=2).digest()) / 65535
        wait = min(OUTAGE_WAIT, self._times.backoff(min(row.attempts, MAX_ATTEMPTS), jitter))
        if receipt.absent:
            wait = self._times.grace
        due = max(now + timedelta(seconds=wait), now + at_least, receipt.retry_at or now)
        looks = LOOKS if receipt.uncertain else row.looks - 1 if receipt.absent else None
        queue.retry(conn, row.id, row.fence, due, receipt.note, looks)
        if receipt.absent:  # GitHub answered: it is not away.
            self._failing.pop(row.installation_id, None)
            return due
        if receipt.unsent:  # We were late, which says nothing of GitHub.
            return due
        failing = self._failing.setdefault(row.installation_id, {})
        failing.setdefault(row.lane, now)
        if len(failing) >= AWAY_LANES:
            rest = min(timedelta(seconds=OUTAGE_WAIT), (now - min(failing.values())) / 4)
            pauses.pause(conn, row.installation_id, PauseKind.AWAY, max(due, now + rest), receipt.note)
        return due

    def _accepted(
        self, conn: Connection, row: outbox.Row, effect: fx.Outward, receipt: Receipt, now: datetime
    ) -> None:
        if isinstance(effect, fx.PostComment):
            own_comments.note_posted(conn, effect, row, receipt.remote_id, now)
            if receipt.remote_id is not None:
                mirror.put_comment_node(conn, row.repo_id, "comment", receipt.remote_id, receipt.node_id, now)
        elif isinstance(effect, fx.DeleteComment) and effect.sticky:
            own_comments.note_deleted(conn, row.repo_id, row.number, effect.sticky, now)
