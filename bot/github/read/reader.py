"""GitHub as handlers read it: one repository, through its installation, nothing of HTTP to be seen.

https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
https://docs.github.com/en/rest/repos/contents#get-repository-content
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.errors import NoAccess
from bot.core.model import Comment, LabelInfo, Repository, Subject, User, same
from bot.core.permissions import Role, allows
from bot.core.ports.reader import LinkedPull, PullDetails, WaitingRun
from bot.github.errors import Gone, RequestRefused
from bot.github.read.asking import answer_or, asking
from bot.github.read.checks import failing_checks, waiting_runs
from bot.github.read.details import pull_details
from bot.github.read.links import linked_pulls
from bot.github.read.reader_caches import Contents, ReaderCaches
from bot.github.read.thread.conversation import Conversations
from bot.github.read.thread.survey import Survey
from bot.github.routes import repo_route
from bot.github.shapes import CONTENTS, NOTHING, ChangedFile, Content, LocatedSubject, Reaction

T = TypeVar("T")
U = TypeVar("U")
RECENTLY = timedelta(days=1)
"""Where nobody says since when we see everything, what is younger than this is left to the ledger."""


class Readers(ReaderCaches):
    """Makes readers, which share its caches."""

    def reader(
        self, installation_id: int, repository: Repository, seen_since: datetime | None = None
    ) -> RepositoryReader:
        """Return a reader of `repository`. `seen_since` (UTC): what is younger, the ledger knows."""
        self.names[repository.id] = repository.full_name
        return RepositoryReader(self, installation_id, repository, seen_since)


class RepositoryReader:
    """`bot.core.context.Reader` over the real API."""

    def __init__(
        self, shared: Readers, installation_id: int, repository: Repository, seen_since: datetime | None
    ) -> None:
        self._shared, self.repository = shared, repository
        self._installation_id, self._client = installation_id, shared.tokens.client(installation_id)
        self._seen_since = seen_since
        self._conversations = Conversations(self._client, repository, by_graphql=shared.by_graphql)
        self._surveyed: dict[int, Subject] = {}

    async def survey(self, number: int | None, logins: Sequence[str]) -> Survey:
        """Ask in one question for an issue with its conversation, and these accounts, so that none of it is
        asked for later; return what came of it. What is not answered is asked for when it is needed."""
        shared = self._shared
        result = await shared.surveys.of(self._client, self.repository, number, logins)
        shared.people.note_users(result.people)
        if result.subject is not None:
            number = result.subject.number
            self._surveyed[number] = result.subject
            self._conversations.note(number, result.conversation)
        return result

    async def role_of(self, person: User) -> Role:
        """See `Reader`."""
        with asking():
            return await self._shared.people.role(self._client, self.repository, person)

    async def is_member(self, person: User) -> bool:
        """See `Reader`."""
        with asking():
            return await self._shared.people.is_member(self._client, self.repository, person)

    async def team(self, slug: str) -> tuple[User, ...] | None:
        """See `Reader`."""
        with asking():
            return await self._shared.people.team(self._client, self.repository, slug)

    async def user(self, login: str, *, or_told: bool = False) -> User | None:
        """See `Reader`."""
        with asking():
            return await self._shared.people.user(self._client, login)

    async def can_be_assigned(self, login: str, number: int, *, or_told: bool = False) -> bool:
        """See `Reader`. Asked of the subject, since its author and commenters count; then of the repository,
        for servers that do not know the first question."""

        async def ask() -> bool:
            return await self._is_there("issues", number, "assignees", login) or await self._is_there(
                "assignees", login
            )

        with asking():
            key = (self.repository.id, number, login.casefold())
            return await self._shared.assignable.get(key, ask)

    async def labels(self) -> tuple[LabelInfo, ...]:
        """See `Reader`."""
        with asking():
            catalog = self._shared.catalog
            return await self._if_there(catalog.labels(self._client, self.repository.full_name), ())

    async def milestones(self) -> tuple[str, ...]:
        """See `Reader`."""
        with asking():
            catalog = self._shared.catalog
            name = self.repository.full_name
            milestones = await self._if_there(catalog.milestones(self._client, name), ())
            return tuple(milestone.title for milestone in milestones)

    async def issue_types(self) -> tuple[str, ...]:
        """See `Reader`."""
        with asking():
            name = self.repository.full_name
            return await self._if_there(self._shared.catalog.issue_types(self._client, name), ())

    async def blockers(self, number: int) -> tuple[str, ...]:
        """See `Reader`; the first hundred."""
        return tuple(issue.ref for issue in await self._open_issues(number, "dependencies", "blocked_by"))

    async def sub_issues(self, number: int) -> tuple[str, ...]:
        """See `Reader`; GitHub allows a hundred."""
        issues = await self._open_issues(number, "sub_issues")
        return tuple(issue.ref for issue in issues if not issue.subject.assignees)

    async def _open_issues(self, number: int, *parts: str) -> list[LocatedSubject]:
        issues = await self._list(LocatedSubject, "issues", number, *parts, most_pages=1)
        return [issue for issue in issues if issue.subject.is_open]

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """See `Reader`."""
        contents = await self._contents(path, ref)
        return contents.text if isinstance(contents, Content) else None

    async def files(self, folder: str) -> tuple[str, ...]:
        """See `Reader`."""
        contents = await self._contents(folder)
        if not isinstance(contents, list):
            return ()
        ends = {"file": "", "dir": "/"}
        return tuple(entry.path + ends[entry.type] for entry in contents if entry.type in ends)

    async def subject(self, number: int) -> Subject | None:
        """See `Reader`. What moved to another repository is gone from this one."""
        if number in self._surveyed:
            return self._surveyed[number]
        with asking():
            question = self._client.get(self._route("issues", number), LocatedSubject)
            issue = await self._if_there(question, None)
            if issue is None or not await self._is_here(issue, number):
                return None
            if not issue.subject.is_pull_request:
                return issue.subject
            return await answer_or(self._client.get(self._route("pulls", number), Subject), issue.subject)

    async def linked_pulls(self, number: int) -> tuple[LinkedPull, ...]:
        """See `Reader`."""
        with asking():
            return await linked_pulls(self._client, self.repository, number)

    async def changed_files(self, number: int) -> tuple[str, ...]:
        """See `Reader`; the first 3,000: GitHub lists no more."""
        files = await self._list(ChangedFile, "pulls", number, "files", most_pages=30)
        return tuple(file.filename for file in files)

    async def pull_details(self, number: int) -> PullDetails:
        """See `Reader`."""
        return (await self.details_of([number])).get(number, PullDetails())

    async def details_of(self, numbers: Collection[int]) -> Mapping[int, PullDetails]:
        """See `Reader`."""
        with asking():
            return await pull_details(self._client, self.repository, numbers)

    async def may(self, permission: str, level: str) -> bool:
        """See `Reader`; it comes with the installation's token."""
        with asking():
            granted = await self._shared.tokens.permissions(self._installation_id)
            return allows(granted, permission, level)

    async def failing_checks(self, sha: str) -> tuple[str, ...]:
        """See `Reader`; check runs and statuses, the latest hundred of each."""
        with asking():
            return await failing_checks(self._client, self.repository.full_name, sha)

    async def waiting_runs(self) -> tuple[WaitingRun, ...]:
        """See `Reader`."""
        with asking():
            return await waiting_runs(self._client, self.repository.full_name) or ()

    async def comments(self, number: int) -> tuple[Comment, ...]:
        """See `Reader`; the reactions come along, where GraphQL is spoken."""
        comments = await self._conversations.comments(number)
        whole = await self._list(Comment, "issues", number, "comments") if comments is None else comments
        return tuple(whole)

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        """See `Reader`."""
        if (known := self._conversations.reactions(number, comment_id)) is not None:
            return known
        where = ("issues", number) if comment_id is None else ("issues", "comments", comment_id)
        reactions = await self._list(Reaction, *where, "reactions")
        return tuple((reaction.content, reaction.user) for reaction in reactions if reaction.user)

    async def has_contributed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        with asking():
            limit, people = self._limit(before), self._shared.people
            return await people.contributed(self._client, self.repository, login, apart_from, limit)

    async def has_proposed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """See `Reader`."""
        with asking():
            limit, people = self._limit(before), self._shared.people
            return await people.proposed(self._client, self.repository, login, apart_from, limit)

    def _limit(self, before: datetime | None) -> datetime:
        return before or self._seen_since or self._shared.clock.now() - RECENTLY

    async def can_see(self, repository: str) -> bool:
        """See `Reader`."""

        async def ask() -> bool:
            return await answer_or(self._shared.tokens.installation_for(repository), None) is not None

        with asking():
            return await self._shared.installed.get(repository.casefold(), ask)

    def _route(self, *parts: str | int) -> str:
        return repo_route(self.repository.full_name, *parts)

    async def _contents(self, path: str, ref: str | None = None) -> Contents:
        async def ask() -> Contents:
            parts = [part for part in path.split("/") if part]
            params = {"ref": ref} if ref else None
            return await answer_or(self._client.get(self._route("contents", *parts), CONTENTS, params), None)

        with asking():
            try:
                if ref:
                    return await ask()  # Heads of pull requests move, and nobody tells this room.
                return await self._shared.contents.get((self.repository.id, path, ref or ""), ask)
            except Gone:  # a path that leads out of the repository
                return None

    async def _list(self, shape: type[T], *parts: str | int, most_pages: int = 100) -> list[T]:
        async def ask() -> list[T]:
            items = self._client.items(self._route(*parts), shape, most_pages=most_pages)
            return [item async for item in items]

        with asking():
            return await self._if_there(ask(), [])

    async def _is_there(self, *parts: str | int) -> bool:
        return await answer_or(self._client.get(self._route(*parts), NOTHING), False) is None

    async def _if_there(self, question: Awaitable[T], otherwise: U) -> T | U:
        """Return the answer, or `otherwise` where it is gone; `NoAccess` when it is the repository that
        is gone."""
        try:
            return await question
        except (Gone, RequestRefused):
            pass
        try:
            await self._shared.tokens.look(self._client, self.repository.full_name)
            return otherwise
        except (Gone, RequestRefused) as error:
            raise NoAccess("the App cannot see this repository") from error

    async def _is_here(self, issue: LocatedSubject, number: int) -> bool:
        """Return whether an issue's answer is about this repository: redirects lead to transferred issues
        too."""
        if issue.subject.number != number:
            return False
        if not issue.repository_url or same(issue.repository, self.repository.full_name):
            return True
        there = await answer_or(self._client.get(repo_route(issue.repository), Repository), None)
        return there is not None and there.id == self.repository.id
