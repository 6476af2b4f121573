"""Whom the repository's file names. A login can be given up and taken over; an account stays.

A field that holds a login is a `Login` or `LoginOrTeam`: reading the file collects them. Where an account is
known to be called otherwise by now, its present login is read instead. Where only its old login is known, it
is read as a name nobody on GitHub can have: nobody is assigned or called for it, and it gives no right.
"""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from bot.core.config.names.references import Names, Thing
from bot.core.markdown.quoting import Markdown, code
from bot.core.memory import Memory, Moment
from bot.core.messages import load
from bot.core.model import EPOCH, Value
from bot.core.permissions import Role

TEXT = load(f"{__package__}.messages")
GONE = "__gave_up_this_login"
"""What is added to a login that its account gave up: no login that anybody can register has an underscore."""


def is_vacant_login(login: str) -> bool:
    """Return whether a login of the file means an account of which only the old login is known."""
    return login.endswith(GONE)


class NamedAccount(Value):
    """The account that had a login when the file first named it: its `id` (None: there was none, or a team),
    and what it is called now (None: still so; empty: nobody knows); last looked at `looked_at`."""

    id: int | None
    now_called: str | None = None
    looked_at: Moment = EPOCH


class NamedAccounts(Value):
    """The accounts that a repository's file names, by login in lower case."""

    accounts: dict[str, NamedAccount]

    def names(self) -> dict[str, str]:
        """Return by which name a login of the file is to be read, where that is another."""
        others = {login: account.now_called for login, account in self.accounts.items()}
        taken = {*others}
        return {
            login: f"{login}{GONE}" if not now or now.casefold() in taken else now
            for login, now in others.items()
            if now is not None
        }


NAMED = Memory("accounts", "named", NamedAccounts)
"""In the repository's scope."""


class FileNames:
    """The logins of one file: which stand in it, and which of them are read as `others`."""

    def __init__(self, names: Mapping[str, str] | None = None, apart_from: Collection[str] = ()) -> None:
        self.logins: set[str] = set()
        self.others: dict[str, str] = {}
        self._names = names or {}
        self.apart_from = frozenset(name.casefold() for name in apart_from)

    def read(self, name: str) -> str:
        """Return a login as it is to be read. A team is none, nor is the name of a rota."""
        login = name.strip().casefold()
        if "/" in login or login in self.apart_from:
            return name
        self.logins.add(login)
        other = self._names.get(login)
        if other is not None:
            self.others[login] = other
        return other or name


def _read(name: str, info: ValidationInfo) -> str:
    return info.context.read(name) if isinstance(info.context, FileNames) else name


def is_role(name: str) -> bool:
    """Return whether a name of the file means a role, or whoever has it by writing, and no account."""
    return name in ("anyone", "author") or Role.parse(name) is not Role.NONE


def _read_unless_role(name: str, info: ValidationInfo) -> str:
    return name if is_role(name) else _read(name, info)


IsLogin = AfterValidator(_read)
_LOGIN = r"@?[A-Za-z0-9][A-Za-z0-9_-]*"
LOGIN_SHAPE = Field(json_schema_extra={"pattern": rf"^{_LOGIN}(\[bot\])?$"})
"""How a login looks, for editors that check what one types."""
LOGIN_OR_TEAM_SHAPE = Field(json_schema_extra={"pattern": rf"^{_LOGIN}(/[A-Za-z0-9_.-]+|\[bot\])?$"})
Login = Annotated[str, Field(min_length=1, max_length=100), LOGIN_SHAPE, IsLogin, Names(Thing.ACCOUNT)]
LoginOrTeam = Annotated[str, LOGIN_OR_TEAM_SHAPE, IsLogin, Names(Thing.ACCOUNT)]
"""A login, or a team with its owner; an @ before a login may mean a team as well."""
RoleLoginOrTeam = Annotated[str, LOGIN_OR_TEAM_SHAPE, AfterValidator(_read_unless_role), Names(Thing.ACCOUNT)]


def account_warnings(read_as: Mapping[str, str]) -> list[Markdown]:
    """Return what the maintainers are told of the logins of a file that are read otherwise."""
    return [
        TEXT.gave_up_login(login=code(login, 60))
        if is_vacant_login(name)
        else TEXT.renamed_account(login=code(login, 60), name=code(name, 60))
        for login, name in sorted(read_as.items())
    ]
