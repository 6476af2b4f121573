"""What a route gets to see of a request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode

from fakegithub.http.auth import Caller, Tokens
from fakegithub.http.rate_limits import Limits
from fakegithub.http.reply import Refusal, Reply, answer, invalid, not_found
from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State

Item = TypeVar("Item")


@dataclass
class Call:
    """One request on its way through a route."""

    state: State
    tokens: Tokens
    limits: Limits
    caller: Caller
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    parts: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """A named part of the path."""
        return self.parts[name]

    @property
    def actor(self) -> User:
        """Return who makes the request. Raise Refusal 401 without credentials."""
        if self.caller.user is None:
            raise Refusal(401, "Requires authentication")
        return self.caller.user

    def json(self) -> dict[str, Any]:
        """The body as an object; empty when there is none. Refusal 400 for what is not JSON."""
        if not self.body:
            return {}
        try:
            value = json.loads(self.body)
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None
        if not isinstance(value, dict):
            raise Refusal(400, "Body should be a JSON object")
        return value

    def text(self, name: str, resource: str = "Issue", longest: int = 65_536) -> str:
        """A field of the body that must be text and not empty."""
        value = self.json().get(name)
        if value is None or value == "":
            invalid(resource, name, "missing_field")
        if not isinstance(value, str):
            raise Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {value!r} is not a string.")
        if len(value) > longest:
            invalid(resource, name, "custom", message=f"{name} is too long (maximum is {longest} characters)")
        return value

    def names(self, name: str, *, required: bool = True) -> list[str]:
        """A field of the body that is a list of strings (or, for labels, of objects with a name)."""
        value: Any = self.json().get(name, None if required else [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            raise Refusal(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
        candidates = [item.get("name") if isinstance(item, dict) else item for item in value]
        names = [item for item in candidates if isinstance(item, str)]
        if len(names) != len(candidates):
            raise Refusal(422, f"Invalid request.\n\nFor 'items', {value!r} is not a string.")
        return names

    def repository(self) -> Repository:
        """The repository the path names. Refusal 404 when the caller may not know of it."""
        full_name = f"{self['owner']}/{self['repo']}"
        repo = self.state.repository(full_name)
        if repo is None:
            self._redirect_if_renamed(full_name)
        if repo is None or not self.caller.sees(self.state, repo):
            not_found()
        if repo.archived and self.method != "GET":
            raise Refusal(403, "Repository was archived so is read-only.")
        return repo

    def _redirect_if_renamed(self, full_name: str) -> None:
        # A repository that moved answers with its lasting address: 301 for reading, 307 for writing.
        id_ = self.state.moved.get(full_name.casefold())
        moved = self.state.repository_by_id(id_) if id_ is not None else None
        if moved is not None and self.caller.sees(self.state, moved):
            self._redirect(moved, self.path.split("/")[4:])

    def _redirect(self, repo: Repository, tail: list[str]) -> NoReturn:
        query = f"?{urlencode(self.query)}" if self.query else ""
        place = "/".join([self.state.api_url, "repositories", str(repo.id), *tail])
        status, words = (301, "Moved Permanently") if self.method == "GET" else (307, "Temporary Redirect")
        raise Refusal(status, words, location=f"{place}{query}")

    def issue(self) -> Issue:
        """The issue or pull request the path names. One that was transferred leads to where it is now (301,
        307); of one that was deleted GitHub says so (410)."""
        repo = self.repository()
        number = self.number("number")
        if (issue := repo.issues.get(number)) is not None:
            return issue
        if number in repo.deleted:
            raise Refusal(410, "This issue was deleted")
        moved = repo.moved.get(number)
        if moved is not None and self.caller.sees(self.state, moved.repository):
            steps = self.path.split("/")
            self._redirect(moved.repository, [steps[4], str(moved.number), *steps[6:]])
        return not_found()

    def page(
        self, items: Sequence[Item], show: Callable[[Item], Any], /, key: str = "", **more: Any
    ) -> Reply:
        """Return one page of a list, with GitHub's Link header: bare, or under `key` of an object that bears
        the total count and `more`."""
        size = min(max(self.integer("per_page", 30), 1), 100)
        number = max(self.integer("page", 1), 1)
        last = max(-(-len(items) // size), 1)
        value: Any = [show(item) for item in items[(number - 1) * size : number * size]]
        if key:
            value = {"total_count": len(items), **more, key: value}
        places: dict[str, int] = {}
        if number > 1:
            places |= {"prev": min(number - 1, last), "first": 1}
        if number < last:
            places |= {"next": number + 1, "last": last}
        link = ", ".join(f'<{self._page_url(at)}>; rel="{name}"' for name, at in places.items())
        return answer(value, 200, **({"link": link} if link else {}))

    def _page_url(self, page: int) -> str:
        return f"{self.state.api_url}{self.path}?{urlencode({**self.query, 'page': page})}"

    def number(self, name: str = "id") -> int:
        """A named part of the path as a whole number; 0, which nothing has, when it is none."""
        return int(self[name]) if self[name].isdecimal() else 0

    def pick(self, records: Iterable[Item], name: str = "id", attribute: str = "id") -> Item:
        """The record whose number the path names. Refusal 404 without one."""
        number = self.number(name)
        return (
            next((record for record in records if getattr(record, attribute) == number), None) or not_found()
        )

    def integer(self, name: str, otherwise: int) -> int:
        """A whole number of the query."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 10 else otherwise
