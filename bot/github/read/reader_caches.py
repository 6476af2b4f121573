"""What all readers share: the caches, and the ways to drop what they hold."""

from __future__ import annotations

from bot.github.connection import Connection
from bot.github.read.people.people import TRUSTED, People
from bot.github.read.repo_config import LIFETIME, TOLD_LIFETIME
from bot.github.read.repo_labels import SHORTLY, Catalog
from bot.github.read.thread.survey import Surveys
from bot.github.shapes import Content
from bot.github.single_flight_cache import Memo
from bot.github.tokens import Tokens

Contents = Content | list[Content] | None


class ReaderCaches:
    """By repository, by person and by path."""

    def __init__(
        self, connection: Connection, tokens: Tokens, *, by_graphql: bool = False, hears_pushes: bool = False
    ) -> None:
        self.tokens, self.clock, self.by_graphql = tokens, connection.clock, by_graphql
        self.catalog = Catalog(connection.clock)
        self.people = People(connection.clock, by_graphql=by_graphql)
        lasts = TOLD_LIFETIME if hears_pushes else LIFETIME
        self.contents: Memo[tuple[int, str, str], Contents] = Memo(connection.clock, lasts, size=2_000)
        self.assignable: Memo[tuple[int, int, str], bool] = Memo(connection.clock, SHORTLY)
        self.installed: Memo[str, bool] = Memo(connection.clock, TRUSTED)
        self.surveys = Surveys(connection.clock, by_graphql=by_graphql)
        self.names: dict[int, str] = {}

    def forget_people(self, owner: str) -> None:
        """Somebody's role, membership or team may have changed."""
        self.people.forget(owner)
        self.assignable.forget(lambda key: True)

    def forget_repository(self, repo_id: int) -> None:
        """Labels, milestones, files or the name of a repository may have changed."""
        self.contents.forget(lambda key: key[0] == repo_id)
        self.assignable.forget(lambda key: key[0] == repo_id)
        if name := self.names.pop(repo_id, None):
            self.catalog.forget(name)
