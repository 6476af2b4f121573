"""Several effects of one subject as one GraphQL document, and its answer taken apart again, effect by effect.

Nothing is sent here. GitHub carries out the fields of a mutation one after the other, in their order, and one
that fails does not stop the next. Each bears its alias as `clientMutationId`, which GitHub repeats: only an
answer that does is this field's.

https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.effects import MinimizeComment, Pin, SetType, Transfer, Unpin, UnrequestReview
from bot.core.ports.writer import Place, Task
from bot.github.errors import GitHubError, Outage, RequestRefused
from bot.github.write.batch_answers import GraphQLAnswer, GraphQLError
from bot.github.write.batch_fields import Field, field_of, outcome_of
from bot.github.write.effects import WriteResult
from bot.github.write.rest import moves_away

MOST_FIELDS = 20
"""GitHub gives a document ten seconds."""
MOST_TEXT = 200_000
"""Characters of the texts in one document: three comments as long as GitHub takes them."""
REST_LACKS = (MinimizeComment, Pin, Transfer, Unpin)
"""Kinds that REST would have to look up first: worth a document of their own."""
ONLY_REST = (SetType, UnrequestReview)
"""Kinds that GraphQL does not have. They go first, so that they part no document."""
REFUSALS = frozenset({"NOT_FOUND", "FORBIDDEN", "UNPROCESSABLE", "INSUFFICIENT_SCOPES"})
"""Kinds of error by which GitHub says that a field did nothing. Of any other this is not known."""

Meaning = Callable[[GraphQLError], GitHubError]
FieldAnswer = WriteResult | GitHubError
"""What became of an effect, or the error that says what is to be done about it."""


@dataclass(frozen=True)
class BatchDocument:
    """The fields that go out together; their aliases are `e0`, `e1` …"""

    fields: tuple[Field, ...]

    @property
    def tasks(self) -> list[Task]:
        """Return the effects in it."""
        return [field.task for field in self.fields]

    @property
    def text(self) -> str:
        """Return the document. All that is foreign stands in its variables."""
        declared = " ".join(
            f"${alias}: {field.mutation[0].upper()}{field.mutation[1:]}Input!"
            for alias, field in self._named()
        )
        selected = " ".join(
            f"{alias}: {field.mutation}(input: ${alias}) {{ clientMutationId {field.selection} }}"
            for alias, field in self._named()
        )
        return f"mutation({declared}) {{ {selected} }}"

    @property
    def variables(self) -> dict[str, Any]:
        """Return the input of each field by its alias."""
        return {alias: {"clientMutationId": alias, **field.input} for alias, field in self._named()}

    @property
    def not_after(self) -> datetime | None:
        """Return the moment (UTC) after which it must not be sent; None where all may be sent twice."""
        return min((task.deadline for task in self.tasks if not task.effect.repeatable), default=None)

    def of(self, tasks: Sequence[Task]) -> BatchDocument:
        """Return the document with these tasks of it alone."""
        return BatchDocument(tuple(field for field in self.fields if field.task in tasks))

    def field_answers(self, answer: GraphQLAnswer, meaning: Meaning) -> list[FieldAnswer]:
        """Return what an answer says of each effect, in order.

        A `RequestRefused` (or `Gone`) says that nothing was done, and that REST may try: that includes what a
        repeatable effect's payload leaves open. All other errors hold the effect back.
        """
        data = answer.data or {}
        return [
            self._field_answer(alias, field, data.get(alias), answer, meaning)
            for alias, field in self._named()
        ]

    def _field_answer(
        self, alias: str, field: Field, payload: object, answer: GraphQLAnswer, meaning: Meaning
    ) -> FieldAnswer:
        if isinstance(payload, dict) and payload.get("clientMutationId") == alias:
            if (result := outcome_of(field, payload)) is not None:
                return result
            if field.task.effect.repeatable:
                return RequestRefused("GraphQL left it open")
        if payload is not None:
            return _unknown("an answer about something else")
        own = [error for error in answer.errors if error.alias == alias]
        if not own and answer.data is None:
            # Nothing was carried out of a document that GitHub does not even begin to execute.
            own = [error for error in answer.errors if error.alias not in dict(self._named())]
        if not own:
            return _unknown("GraphQL did not say what became of it")
        error = meaning(own[0])
        unread = answer.data is None and own[0].is_of_reading
        if isinstance(error, RequestRefused) and own[0].type not in REFUSALS and not unread:
            return _unknown(error.message)
        return error

    def _named(self) -> list[tuple[str, Field]]:
        return [(f"e{number}", field) for number, field in enumerate(self.fields)]


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks as they are best sent: what moves the subject away comes last."""
    return sorted(tasks, key=_turn)


def _turn(task: Task) -> int:
    return 0 if isinstance(task.effect, ONLY_REST) else 2 if moves_away(task) else 1


def _unknown(message: str) -> Outage:
    return Outage(message, status=200, maybe_applied=True)


def parts(
    tasks: Sequence[Task], place: Place, by_rest: Callable[[Task], bool], *, alone: bool = False
) -> list[BatchDocument | list[Task]]:
    """Return the tasks in order, in documents, and in lists what goes by REST; so does a field alone, unless
    what stands `alone` is to be a document too."""
    result: list[BatchDocument | list[Task]] = []
    for part in _runs(tasks, place, by_rest):
        better = isinstance(part, BatchDocument) and not alone and _is_better_by_rest(part)
        rest = part.tasks if isinstance(part, BatchDocument) and better else part
        before = result[-1] if result else None
        if isinstance(rest, list) and isinstance(before, list):
            before += rest
        else:
            result.append(rest)
    return result


def _runs(
    tasks: Sequence[Task], place: Place, by_rest: Callable[[Task], bool]
) -> Iterator[BatchDocument | list[Task]]:
    run: list[Field] = []
    for task in tasks:
        field = None if by_rest(task) else field_of(task, place)
        if run and (field is None or _is_full(run, field)):
            yield BatchDocument(tuple(run))
            run = []
        if field is None:
            yield [task]
        else:
            run.append(field)
    if run:
        yield BatchDocument(tuple(run))


def _is_full(run: Sequence[Field], more: Field) -> bool:
    return len(run) == MOST_FIELDS or sum(field.size for field in [*run, more]) > MOST_TEXT


def _is_better_by_rest(document: BatchDocument) -> bool:
    return len(document.fields) == 1 and not isinstance(document.tasks[0].effect, REST_LACKS)
