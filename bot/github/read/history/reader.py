"""Reads the past of one repository, a request a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model import Repository
from bot.github.client import Client
from bot.github.limits import RateLimit
from bot.github.read.history import documents
from bot.github.read.history.answers import PageAnswer, RestsAnswer, ThreadLine
from bot.github.read.history.past import PastSubject, past_subject
from bot.github.routes import repo_route


class SubjectList(StrEnum):
    """The two lists of a repository."""

    ISSUES = "issues"
    PULLS = "pulls"


@dataclass(frozen=True)
class PastPage:
    """A page, the subjects that changed last first; `total` are in the whole list. `next`: the cursor of the
    page after it."""

    subjects: tuple[PastSubject, ...]
    total: int
    next: str | None


@dataclass(frozen=True)
class ThreadPart:
    """What followed in a thread; `next` as in `PastPage`."""

    lines: tuple[ThreadLine, ...]
    next: str | None


class HistoryReader:
    """The past of a repository. All methods raise a `GitHubError`."""

    def __init__(self, client: Client, repository: Repository) -> None:
        self._client, self.repository = client, repository

    @property
    def left(self) -> RateLimit | None:
        """What is left of the budget for GraphQL; None: all, as far as we know."""
        return self._client.connection.limits.running(self._client.auth.scope, "graphql")

    async def page(self, kind: SubjectList, size: int, after: str | None, since: datetime | None) -> PastPage:
        """Return a page of at most `size` subjects, with what happened on them from `since` on."""
        owner, _, name = self.repository.full_name.partition("/")
        question = {"owner": owner, "name": name, "first": size, "after": after, "since": _stamp(since)}
        pull = kind is SubjectList.PULLS
        document = documents.PULLS if pull else documents.ISSUES
        answer = (await self._client.graphql(document, PageAnswer, question)).repository.subjects
        subjects = tuple(past_subject(self.repository, node, pull=pull) for node in answer.nodes)
        return PastPage(subjects, answer.total, answer.page.next)

    async def threads(
        self, places: Sequence[tuple[str, str]], since: datetime | None
    ) -> tuple[ThreadPart, ...]:
        """Return what follows in some threads, each given by its node and a cursor."""
        question: dict[str, object] = {"since": _stamp(since)}
        for place, (node, cursor) in enumerate(places):
            question |= {f"id{place}": node, f"after{place}": cursor}
        answer = await self._client.graphql(documents.rests(len(places)), RestsAnswer, question)
        rests = (answer[f"t{place}"].thread for place in range(len(places)))
        return tuple(ThreadPart(rest.lines, rest.page.next) for rest in rests)


async def repository_as_it_is(client: Client, full_name: str) -> Repository:
    """Return what GitHub says of a repository, also under a name it once had."""
    return await client.get(repo_route(full_name), Repository)


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
