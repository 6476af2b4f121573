"""Who wishes to be named in reports and behind links. Nobody else is, and the wish can be taken back."""

from datetime import datetime

from bot.core.keys import PERSONS, person_scope
from bot.core.memory import Memory, Moment
from bot.core.model import Value
from bot.store import memory
from bot.store.database import Connection
from bot.store.mirror.people import login_of


class Credit(Value):
    """Somebody wishes to be named."""

    since: Moment


CREDIT = Memory("credit", "named", Credit)
"""In the person's scope."""


def is_credited(conn: Connection, person_id: int) -> bool:
    """Return whether somebody wishes to be named."""
    return memory.read(conn, person_scope(person_id), CREDIT.feature, CREDIT.key).value is not None


def wish_credit(conn: Connection, person_id: int, *, named: bool, now: datetime) -> None:
    """Keep that somebody wishes to be named, or not any more."""
    value = CREDIT.dump(Credit(since=now)) if named else None
    memory.put(conn, person_scope(person_id), CREDIT.feature, CREDIT.key, value, now)


def credited_people(conn: Connection) -> dict[int, str]:
    """Return all who wish to be named, by id, as they are called now."""
    wishes = memory.scan_scopes(conn, PERSONS, CREDIT.feature, CREDIT.key)
    people = {id: login_of(conn, id) for id in (int(scope.removeprefix(PERSONS)) for scope in wishes)}
    return {id: login for id, login in people.items() if login is not None}
