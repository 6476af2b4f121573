"""The simulated GitHub's memory: who exists, what there is, and the webhooks sent to the App.

`State` finds and makes things; `fakegithub.changes` does what people and programs do to them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from fakegithub.model.ids import FIRST_RUNTIME_ID, commit_sha, delivery_guid, node_id, stable_id
from fakegithub.model.records import App, Installation, Issue, Label, Organization, Repository, User
from fakegithub.webhooks.deliveries import Deliveries
from fakegithub.webhooks.webhook import Webhook

Clock = Callable[[], datetime]
GHOST_ID = 10137
FIRST_SMALL_ID = 300_000_000


class State:
    """Everything the simulated GitHub knows. `clock` gives the instant of whatever happens now."""

    def __init__(self, bot_login: str, clock: Clock, app_id: int | None = None) -> None:
        self._clock = clock
        self._next_id = FIRST_RUNTIME_ID
        self._next_small_id = FIRST_SMALL_ID
        self._delivered = 0
        self._quiet = False
        self._subscribers: list[Callable[[Webhook], None]] = []
        self.api_url = "https://api.github.com"
        self.web_url = "https://github.com"
        self.webhooks: deque[Webhook] = deque()
        self.deliveries = Deliveries(self.webhooks)
        self.users: dict[str, User] = {}
        self.organizations: dict[str, Organization] = {}
        self.repositories: dict[str, Repository] = {}
        self.installations: dict[int, Installation] = {}
        self.person_tokens: dict[str, tuple[User, datetime]] = {}
        """Tokens that people gave the App, with the instant each expires."""
        self.moved: dict[str, int] = {}
        """Folded names that repositories once had, with the id of the repository that had it."""
        self.spent_ids: set[int] = set()
        """Ids of accounts that have left their login, which somebody else may take."""
        self.custom_roles: dict[str, str] = {}
        """Roles an organization invented, with the role each is based on."""
        bot = self.person(bot_login)
        bot.type = "Bot"
        slug = bot_login.removesuffix("[bot]")
        self.users[f"{slug}[bot]".casefold()] = bot  # how clients look for it, whatever a world calls it
        self.app = App(
            app_id or stable_id("app", slug), slug, slug, bot, self.person(f"{slug}-owner"),
            client_secret=commit_sha("client secret", slug),
        )  # fmt: skip

    def now(self) -> datetime:
        """The instant, in UTC, to the second: GitHub shows no more."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def new_id(self) -> int:
        """An id for something written just now."""
        self._next_id += 1
        return self._next_id

    def new_small_id(self) -> int:
        """An id for what GitHub has not yet made two billions of (reactions): GraphQL's Int can hold it."""
        self._next_small_id += 1
        return self._next_small_id

    # Who there is

    def user(self, login: str) -> User | None:
        """The account with this login, in any spelling."""
        return self.users.get(login.casefold())

    def person(self, login: str) -> User:
        """The account with this login; it comes into being with its first mention."""
        user = self.users.get(login.casefold())
        if user is None:
            kind = "Bot" if login.endswith("[bot]") or login.casefold() == "copilot" else "User"
            id_ = GHOST_ID if login.casefold() == "ghost" else stable_id("user", login)
            id_ = self.new_id() if id_ in self.spent_ids else id_
            user = self.users[login.casefold()] = User(id_, login, kind)
        return user

    def organization(self, login: str) -> Organization | None:
        """The organization with this login; None also when it is a person."""
        return self.organizations.get(login.casefold())

    def make_organization(self, login: str) -> Organization:
        """The organization with this login, newly made of the account if need be."""
        account = self.person(login)
        account.type = "Organization"
        return self.organizations.setdefault(account.key, Organization(account))

    def adopt_user(self, login: str, id_: int | None, type_: str | None = None) -> User:
        """The account with this login, under the id that GitHub gave it (None if unknown)."""
        user = self.person(login)
        user.id = id_ or user.id
        if type_ == "Organization":
            self.make_organization(login)
        elif type_ in ("Bot", "Mannequin"):
            user.type = type_
        return user

    # What there is

    def repository(self, full_name: str) -> Repository | None:
        """The repository of this name, in any spelling, unless it has moved away."""
        return self.repositories.get(full_name.casefold())

    def repository_by_id(self, id_: int) -> Repository | None:
        """The repository with this id."""
        return next((repo for repo in self.repositories.values() if repo.id == id_), None)

    def make_repository(self, full_name: str, *, private: bool = False) -> Repository:
        """The repository of this name, newly made if need be; the App is installed on it."""
        key = full_name.casefold()
        if (repo := self.repositories.get(key)) is not None:
            return repo
        owner = self.person(full_name.partition("/")[0])
        now = self.now()
        repo = Repository(stable_id("repository", key), full_name, owner, now, now, private=private)
        self.repositories[key] = repo
        self.make_installation(owner)
        return repo

    def issue(self, full_name: str, number: int) -> Issue | None:
        """The issue or pull request of this number."""
        repo = self.repository(full_name)
        return repo.issues.get(number) if repo else None

    def make_label(self, repo: Repository, name: str) -> Label:
        """The repository's label of this name in the repository's spelling, newly made if need be."""
        label = repo.labels.get(name.casefold())
        if label is None:
            id_ = stable_id("label", f"{repo.full_name}:{name}")
            label = repo.labels[name.casefold()] = Label(id_, name)
        return label

    # The App

    def installation(self, owner: str) -> Installation | None:
        """The App's installation on an owner's repositories."""
        user = self.user(owner)
        return next(
            (installation for installation in self.installations.values() if installation.account is user),
            None,
        )

    def make_installation(self, owner: User) -> Installation:
        """The App's installation on an owner, newly made if need be."""
        installation = self.installation(owner.login)
        if installation is None:
            installation = Installation(stable_id("installation", owner.login), owner, self.now())
            self.installations[installation.id] = installation
        return installation

    def adopt_installation(self, owner: User, id_: int) -> Installation:
        """The App's installation on an owner, under the id that GitHub gave it."""
        installation = self.make_installation(owner)
        del self.installations[installation.id]
        installation.id = id_
        self.installations[id_] = installation
        return installation

    # Webhooks

    def subscribe(self, callback: Callable[[Webhook], None]) -> None:
        """Call back with every webhook when it is queued."""
        self._subscribers.append(callback)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Changes made inside send no webhooks: for what happened before our story begins."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    @property
    def is_quiet(self) -> bool:
        """Return whether webhooks are off at the moment (then payloads need not be rendered)."""
        return self._quiet

    def send(self, event: str, installation: Installation | None, payload: dict[str, Any]) -> None:
        """Queue a webhook; nothing is sent where the App is not installed or is suspended."""
        if self._quiet or installation is None:
            return
        if installation.suspended_at and event != "installation":
            return
        ids = {"id": installation.id, "node_id": node_id("IntegrationInstallation", installation.id)}
        self._delivered += 1
        guid = delivery_guid(self.app.slug, self._delivered)
        webhook = Webhook(guid, event, {"installation": ids, **payload})
        self.webhooks.append(webhook)
        for callback in self._subscribers:
            callback(webhook)
