"""The writer that puts all effects of a subject into one GraphQL document, as far as GraphQL can do them.

What it cannot do, refuses or has not been told the ids for goes by REST, in the same order; so does all where
an installation refuses GraphQL, or has used up its points. A document's answer settles each effect for
itself; what it leaves unknown is held back, and then goes by REST, which looks first whether it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Literal

from cachetools import TTLCache

from bot.core.effects import PostComment, Transfer
from bot.core.ports.writer import Place, Receipt, Task
from bot.core.states import ReceiptState
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import GitHubError, Gone, Limited, Outage, RequestRefused
from bot.github.read.people.people import TRUSTED
from bot.github.responses import graphql_error
from bot.github.routes import repo_route
from bot.github.shapes import Node
from bot.github.single_flight_cache import Memo
from bot.github.tokens import Tokens
from bot.github.write.batch_answers import GraphQLAnswer, GraphQLError
from bot.github.write.batch_document import REST_LACKS, BatchDocument, FieldAnswer, in_order, parts
from bot.github.write.comments import marked
from bot.github.write.effects import WriteResult
from bot.github.write.hold import Hold, is_withheld
from bot.github.write.rest import RestWriter, on_new_comment, posted_by, receipt_of

REST_FOR = 3600.0
"""Seconds for which an installation that refuses GraphQL is not asked again, and an effect whose document got
no clear answer goes by REST."""
ABSENT: Literal["absent"] = "absent"
SETTLED = (ReceiptState.DONE, ReceiptState.REFUSED, ReceiptState.GONE)


class BatchWriter:
    """`bot.core.ports.writer.Writer` over GraphQL, before a `RestWriter`; what stands `alone` is a document
    too, or goes by REST, which takes as many requests."""

    def __init__(
        self, connection: Connection, tokens: Tokens, rest: RestWriter, *, alone: bool = False
    ) -> None:
        self._connection, self._tokens, self._rest, self._alone = connection, tokens, rest, alone
        timer = connection.clock.monotonic
        self._refusing: TTLCache[int, bool] = TTLCache(10_000, REST_FOR, timer=timer)
        self._by_rest: TTLCache[str, bool] = TTLCache(10_000, REST_FOR, timer=timer)
        self._homes: Memo[tuple[str, str], str] = Memo(connection.clock, TRUSTED)
        """Ids of repositories that issues move to."""

    def writes_with(self, installation_id: int) -> tuple[str, ...]:
        """See `RestWriter`."""
        return ("core",) if installation_id in self._refusing else ("graphql", "core")

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """See `Writer`."""
        had_requests = not self._is_used_up(place, "core")
        receipts = await self._by_either(place, tasks)
        if place.installation_id in self._refusing:
            # Nothing goes on without requests there: all of the installation rests.
            return [replace(one, resource="") if one.resource == "core" else one for one in receipts]
        other = self._other_chance(place, had_requests=had_requests)
        return [_no_later(one, other) for one in receipts] if other is not None else receipts

    def _other_chance(self, place: Place, *, had_requests: bool) -> datetime | None:
        """Return when what found no requests left may go by GraphQL; None where it cannot."""
        points = self._connection.limits.running(self._scope(place), "graphql")
        if points is not None and points.remaining <= 0:
            return points.reset
        # What goes by REST only because it stands alone: at once, now that this is known.
        return self._connection.clock.now() if had_requests and self._is_used_up(place, "core") else None

    async def _by_either(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        if place.installation_id in self._refusing or self._is_used_up(place, "graphql"):
            return await self._rest.apply(place, tasks)
        earlier = {task.key: await self._earlier(place, task) for task in tasks} if len(tasks) > 1 else {}
        adopted = {key: receipt for key, receipt in earlier.items() if isinstance(receipt, Receipt)}
        left = [replace(task, adopt=task.adopt and earlier.get(task.key) is not ABSENT) for task in tasks]
        place = await self._acquainted(place, tasks)
        posted = posted_by(
            [task for task in tasks if task.key in adopted],
            [adopted[task.key] for task in tasks if task.key in adopted],
        )
        left = [task for task in left if task.key not in adopted]
        receipts = await self._apply(place, in_order(left), posted)
        return [adopted.get(task.key) or receipts[task.key] for task in tasks]

    async def _earlier(self, place: Place, task: Task) -> Receipt | Literal["absent"] | None:
        """Return the comment that an earlier attempt wrote, if it says what this one does; None where REST is
        to find that out in its turn."""
        if not (task.adopt and task.send and isinstance(task.effect, PostComment) and place.nodes.subject):
            return None
        try:
            earlier = await self._rest.earlier(place, task)
        except GitHubError:
            return None
        if earlier is None:
            return ABSENT
        if earlier.body != marked(task.effect.body, task):
            return None
        return receipt_of(task, WriteResult(earlier.id, node_id=earlier.node_id))

    async def _apply(self, place: Place, tasks: Sequence[Task], posted: dict[str, int]) -> dict[str, Receipt]:
        """Return the receipts by the keys of the tasks; `posted` as `posted_by`."""
        receipts: dict[str, Receipt] = {}
        waiting: Hold | None = None
        alone = self._alone or self._is_used_up(place, "core")
        for part in parts(tasks, place, self._goes_by_rest, alone=alone):
            members = part.tasks if isinstance(part, BatchDocument) else part
            if waiting is not None:
                receipts |= {task.key: waiting.behind(task) for task in members}
                continue
            before = [(task, receipts[task.key]) for task in tasks if task.key in receipts]
            withheld = [task for task in members if is_withheld(task, before)]
            sent = [task for task in members if task not in withheld]
            try:
                done = await self._carry_out(place, part, sent, posted) if sent else []
            except Exception:
                if not receipts:
                    raise
                done = [Hold.unforeseen([task]).on(task) for task in sent]
            receipts |= {receipt.key: receipt for receipt in done}
            posted |= posted_by(sent, done)
            waiting = _hold(sent, done)
            if withheld and waiting is None:
                waiting = Hold.withheld(withheld[0])
                receipts |= {task.key: waiting.on(task) for task in withheld}
            elif waiting is not None:
                receipts |= {task.key: waiting.behind(task) for task in withheld}
        return receipts

    async def _acquainted(self, place: Place, tasks: Sequence[Task]) -> Place:
        """Return the place with the ids of repositories that its issue moves to: no webhook tells them."""
        client = self._tokens.client(place.installation_id)
        known: dict[str, str] = {}
        for task in tasks:
            if isinstance(task.effect, Transfer) and place.nodes.subject:
                name = task.effect.to.casefold()
                with suppress(GitHubError):  # REST finds out why.
                    known[name] = await self._homes.get(
                        (client.auth.scope, name), partial(_node_of, client, name)
                    )
        return replace(place, nodes=replace(place.nodes, by_repository=known)) if known else place

    def _goes_by_rest(self, task: Task) -> bool:
        return task.key in self._by_rest

    def _is_used_up(self, place: Place, resource: str) -> bool:
        """Whether the installation has used up its points of this hour, or its requests: each is apart."""
        return self._connection.limits.is_used_up(self._scope(place), resource)

    def _scope(self, place: Place) -> str:
        return self._tokens.client(place.installation_id).auth.scope

    async def _carry_out(
        self, place: Place, part: BatchDocument | list[Task], tasks: list[Task], posted: dict[str, int]
    ) -> list[Receipt]:
        """Carry out these tasks of a part."""
        if isinstance(part, BatchDocument):
            return await self._send(place, part.of(tasks))
        return await self._rest.apply(place, [on_new_comment(task, posted) for task in tasks])

    async def _send(self, place: Place, document: BatchDocument) -> list[Receipt]:
        client = self._tokens.client(place.installation_id)
        try:
            answer = await client.document(
                document.text, GraphQLAnswer, document.variables, not_after=document.not_after
            )
        except (Gone, RequestRefused):
            self._refusing[place.installation_id] = True
            return await self._rest.apply(place, document.tasks)
        except GitHubError as error:
            if isinstance(error, Limited) and self._is_used_up(place, "graphql"):
                return await self._rest.apply(place, document.tasks)
            return self._held_back(document, [error] * len(document.fields))
        field_answers = document.field_answers(answer, lambda error: _meaning(client, error))
        if answer.data is None and all(map(_is_refused, field_answers)):
            self._refusing[place.installation_id] = True
        if not self._is_used_up(place, "graphql"):
            return await self._settled(place, document, field_answers)
        # What had no points any more was not done.
        spent = {
            task.key
            for task, given in zip(document.tasks, field_answers, strict=True)
            if isinstance(given, Limited) and not isinstance(task.effect, REST_LACKS)
        }
        field_answers = [
            RequestRefused(given.message) if isinstance(given, Limited) and task.key in spent else given
            for task, given in zip(document.tasks, field_answers, strict=True)
        ]
        receipts = await self._settled(place, document, field_answers)
        for key in spent:  # Once there are points again, GraphQL has it.
            self._by_rest.pop(key, None)
        return receipts

    async def _settled(
        self, place: Place, document: BatchDocument, field_answers: Sequence[FieldAnswer]
    ) -> list[Receipt]:
        """Return what became of each effect; REST tries what GraphQL refused, unless something waits."""
        refused = [
            task
            for task, given in zip(document.tasks, field_answers, strict=True)
            if isinstance(given, Gone) or (_is_refused(given) and not isinstance(task.effect, REST_LACKS))
        ]
        receipts = [
            Receipt(receipt.key, ReceiptState.REFUSED, note=given.message)
            if isinstance(given, RequestRefused) and isinstance(task.effect, REST_LACKS)
            else receipt
            for task, given, receipt in zip(
                document.tasks, field_answers, self._held_back(document, field_answers), strict=True
            )
        ]
        if not refused or any(
            isinstance(given, GitHubError) and not _is_refused(given) for given in field_answers
        ):
            return receipts
        tried = {receipt.key: receipt for receipt in await self._rest.apply(place, refused)}
        return [tried.get(receipt.key, receipt) for receipt in receipts]

    def _held_back(self, document: BatchDocument, field_answers: Sequence[FieldAnswer]) -> list[Receipt]:
        """Return the receipts of what is done, and of what waits."""
        receipts = []
        for task, given in zip(document.tasks, field_answers, strict=True):
            if isinstance(given, WriteResult):
                receipts.append(receipt_of(task, given))
                continue
            if isinstance(given, Outage) or _is_refused(given):
                self._by_rest[task.key] = True
            receipts.append(Hold.of(given, task.effect).on(task))
        return receipts


def _no_later(receipt: Receipt, reset: datetime) -> Receipt:
    """Return the receipt of what waits for requests, to be tried again by then at the latest."""
    if receipt.resource != "core" or receipt.retry_at is None:
        return receipt
    return replace(receipt, retry_at=min(receipt.retry_at, reset))


async def _node_of(client: Client, repository: str) -> str:
    return (await client.get(repo_route(repository), Node)).node_id


def _meaning(client: Client, error: GraphQLError) -> GitHubError:
    sent = {"type": error.type, "message": error.message}
    return graphql_error([sent], client.connection.limits, client.auth.scope)


def _is_refused(given: FieldAnswer) -> bool:
    """Whether GraphQL has surely done nothing, and would not if it were asked again."""
    return isinstance(given, Gone | RequestRefused)


def _hold(tasks: Sequence[Task], receipts: Sequence[Receipt]) -> Hold | None:
    """Return what the effects behind these wait for."""
    for task, receipt in zip(tasks, receipts, strict=True):
        if receipt.state not in SETTLED:
            return Hold(receipt, task.effect.effect)
    return None
