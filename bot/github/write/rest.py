"""Effects carried out through the REST API: one request an effect, fewer where GitHub allows.

The effects of one subject are carried out in order and stay together: when one has to wait, those behind it
wait too, so that nobody sees a label without the comment that explains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.core.effects import Close, CommentPin, PostComment, Reopen, Retitle, SetMilestone, Transfer
from bot.core.model import Comment
from bot.core.ports.writer import Place, Receipt, Task
from bot.core.states import ReceiptState
from bot.github.connection import Connection
from bot.github.errors import GitHubError, Gone, RequestRefused
from bot.github.read.repo_labels import Catalog
from bot.github.tokens import Tokens
from bot.github.write.comments import CommentWrites
from bot.github.write.effects import WriteResult, Writes
from bot.github.write.hold import Hold, is_withheld

STATE_OF_ISSUE = (SetMilestone, Retitle, Close, Reopen)
"""Kinds that are fields of one and the same request."""


class RestWriter:
    """`bot.core.ports.writer.Writer` over REST, with single GraphQL calls for what REST does not have."""

    def __init__(self, connection: Connection, tokens: Tokens, catalog: Catalog | None = None) -> None:
        self._connection, self._tokens = connection, tokens
        self._catalog = catalog or Catalog(connection.clock)

    def writes_with(self, installation_id: int) -> tuple[str, ...]:
        """Return the budgets of requests that an installation's writes are taken from: either will do."""
        return ("core",)

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """See `Writer`."""
        client = self._tokens.client(place.installation_id)
        writes = Writes(client, self._catalog, self._tokens, place)
        receipts: list[Receipt] = []
        posted: dict[str, int] = {}
        hold: Hold | None = None
        in_order = sorted(tasks, key=moves_away)
        for group in _together(in_order):
            if hold is None and is_withheld(group[0], zip(in_order, receipts, strict=False)):
                hold = Hold.withheld(group[0])
                receipts += [hold.on(task) for task in group]
            elif hold is None:
                try:
                    done, hold = await self._carry_out(
                        writes, [on_new_comment(task, posted) for task in group]
                    )
                except Exception:
                    if not receipts:
                        raise
                    # What is done is settled first. Next time this comes first, and its failure is seen.
                    hold = Hold.unforeseen(group)
                    done = [hold.on(task) for task in group]
                receipts += done
                posted |= posted_by(group, done)
            else:
                receipts += [hold.behind(task) for task in group]
        by_key = {receipt.key: receipt for receipt in receipts}
        return [by_key[task.key] for task in tasks]

    async def earlier(self, place: Place, task: Task) -> Comment | None:
        """Return the comment that an earlier attempt at the task wrote. Raise a `GitHubError`."""
        client = self._tokens.client(place.installation_id)
        return await CommentWrites(client, self._tokens, place).earlier(task)

    async def _carry_out(self, writes: Writes, group: list[Task]) -> tuple[list[Receipt], Hold | None]:
        try:
            outcomes = await self._attempt(writes, group)
        except (Gone, RequestRefused) as error:
            if len(group) > 1:  # one of them spoilt the request: each for itself
                return await self._singly(writes, group)
            state = ReceiptState.GONE if isinstance(error, Gone) else ReceiptState.REFUSED
            return [Receipt(group[0].key, state, note=error.message)], None
        except GitHubError as error:
            hold = Hold.of(error, group[0].effect)
            return [hold.on(group[0]), *(hold.behind(task) for task in group[1:])], hold
        return [receipt_of(task, outcome) for task, outcome in zip(group, outcomes, strict=True)], None

    async def _attempt(self, writes: Writes, group: list[Task]) -> list[WriteResult]:
        try:
            return [await writes.one(group[0])] if len(group) == 1 else await writes.several(group)
        except Gone:
            await writes.look()
            raise

    async def _singly(self, writes: Writes, group: list[Task]) -> tuple[list[Receipt], Hold | None]:
        receipts: list[Receipt] = []
        for at, task in enumerate(group):
            done, hold = await self._carry_out(writes, [task])
            receipts += done
            if hold is not None:
                return [*receipts, *(hold.behind(later) for later in group[at + 1 :])], hold
        return receipts, None


def moves_away(task: Task) -> bool:
    """Return whether a task moves the subject away: it comes last, even after the answer that is on it."""
    return isinstance(task.effect, Transfer)


def _together(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Return the tasks in order, those side by side that make one request joined."""
    for joined, run in groupby(tasks, key=lambda task: isinstance(task.effect, STATE_OF_ISSUE)):
        if joined:
            yield list(run)
        else:
            yield from ([task] for task in run)


def posted_by(tasks: Sequence[Task], receipts: Sequence[Receipt]) -> dict[str, int]:
    """Return the comments that were just posted or edited: GitHub's id by sticky key."""
    return {
        task.effect.sticky: receipt.remote_id
        for task, receipt in zip(tasks, receipts, strict=True)
        if isinstance(task.effect, PostComment) and task.effect.sticky and receipt.remote_id
    }


def on_new_comment(task: Task, posted: Mapping[str, int]) -> Task:
    """Return the task with the id of the comment it is about, where that was posted a moment ago."""
    effect = task.effect
    if isinstance(effect, CommentPin) and effect.sticky and effect.sticky in posted:
        return replace(task, comment_id=posted[effect.sticky])
    return task


def receipt_of(task: Task, outcome: WriteResult) -> Receipt:
    """Return the receipt of an effect that GitHub answered."""
    return Receipt(
        task.key,
        ReceiptState.REFUSED if outcome.refused else ReceiptState.DONE,
        remote_id=outcome.remote_id,
        note=outcome.note,
        dropped=outcome.dropped,
        node_id=outcome.node_id,
    )
