"""What a timer's decision is made on, in one question: an issue, what people wrote there and how they
reacted, the sha of the repository's file, and whose accounts some logins are.

Only GraphQL answers that; what it does not hold whole is left to REST.

https://docs.github.com/en/graphql/reference/objects#issue
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cachetools import TTLCache
from pydantic import ValidationError

from bot.core.config.repository_config import CONFIG_PATH
from bot.core.model import GHOST, Repository, Subject, User
from bot.core.ports.clock import Clock
from bot.github.client import Client
from bot.github.errors import GitHubError, Gone, RequestRefused
from bot.github.read.history.answers import SubjectNode
from bot.github.read.history.documents import SUBJECT
from bot.github.read.people.people import BY_REST_FOR
from bot.github.read.thread.conversation import NOTHING_TOLD, THREAD, Conversation, read_conversation
from bot.github.shapes import inner

Json = dict[str, Any]


@dataclass(frozen=True)
class Survey:
    """The answer. `subject`: an issue as far as GraphQL tells it, or None; `file_sha` of the file on the
    default branch (empty: not told); `people` by the login that was asked for."""

    subject: Subject | None = None
    conversation: Conversation = NOTHING_TOLD
    file_sha: str = ""
    people: Mapping[str, User] = field(default_factory=dict)


UNTOLD = Survey()


class Surveys:
    """Asks where GraphQL is spoken (`by_graphql`), and no more for an hour where an installation refuses."""

    def __init__(self, clock: Clock, *, by_graphql: bool) -> None:
        self._by_graphql = by_graphql
        self._refusing: TTLCache[str, bool] = TTLCache(10_000, BY_REST_FOR, timer=clock.monotonic)

    async def of(
        self, client: Client, repository: Repository, number: int | None, logins: Sequence[str]
    ) -> Survey:
        """Return what one question tells; nothing where it gets no answer: then each is asked by itself."""
        scope = client.auth.scope
        if not self._by_graphql or scope in self._refusing:
            return UNTOLD
        try:
            return await ask(client, repository, number, logins)
        except GitHubError as error:
            if isinstance(error, Gone | RequestRefused):
                self._refusing[scope] = True
            return UNTOLD


def survey_query(logins: int, *, on_issue: bool) -> str:
    """Return the document that asks about so many logins: `$login0`, `$login1` …; and of an issue (`$number`)
    where `on_issue`."""
    issue = f"issue(number: $number) {{ {SUBJECT} stateReason(enableDuplicate: true) {THREAD} }}"
    number = "$number: Int!" if on_issue else ""
    variables = " ".join(f"$login{n}: String!" for n in range(logins))
    people = " ".join(f"user{n}: user(login: $login{n}) {{ id databaseId login }}" for n in range(logins))
    return " ".join(
        [
            f"query($owner: String!, $name: String!, $file: String! {number} {variables})",
            "{ repository(owner: $owner, name: $name) { databaseId",
            "file: object(expression: $file) { ... on Blob { oid } }",
            f"{issue if on_issue else ''} }}",
            f"{people} }}",
        ]
    )


async def ask(client: Client, repository: Repository, number: int | None, logins: Sequence[str]) -> Survey:
    """Return the answer. Raise a `GitHubError` where nothing of it is answered."""
    variables = {
        "owner": repository.owner,
        "name": repository.name,
        "file": f"HEAD:{CONFIG_PATH}",
        **({} if number is None else {"number": number}),
        **{f"login{n}": login for n, login in enumerate(logins)},
    }
    fields = await client.fields(survey_query(len(logins), on_issue=number is not None), variables)
    place = fields.get("repository", {})
    people = {login: fields[f"user{n}"] for n, login in enumerate(logins) if f"user{n}" in fields}
    known = {login: account for login, node in people.items() for account in _accounts(node)}
    if place.get("databaseId") != repository.id:  # Another one bears the name by now.
        return Survey(people=known)
    issue = inner(place, "issue")
    subject = _subject(issue)
    return Survey(
        subject,
        NOTHING_TOLD if subject is None else _conversation(issue),
        str(inner(place, "file").get("oid") or ""),
        known,
    )


def _subject(issue: Json) -> Subject | None:
    """Return the issue; None where it is not told whole: GraphQL has no number for some accounts."""
    try:
        subject = SubjectNode.model_validate(issue).subject(pull=False)
    except ValidationError:
        return None
    return None if GHOST in (subject.author, *subject.assignees) else subject


def _conversation(issue: Json) -> Conversation:
    try:
        return read_conversation(issue)
    except ValueError:
        return NOTHING_TOLD


def _accounts(node: Json) -> Iterator[User]:
    number = node.get("databaseId")
    if isinstance(number, int):
        yield User(id=number, login=str(node.get("login")), node_id=str(node.get("id")))
