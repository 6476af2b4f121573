"""Who wishes to be named in reports and behind links. Nobody else is, and the wish can be taken back."""

from datetime import datetime

from bot.core.keys import PERSONS, person_scope
from bot.core.memory import Memory, Moment
from bot.core.model import Value, same
from bot.insight.history import Period
from bot.insight.lines import MERGE, OPENED, REVIEW
from bot.queries.history import read_cases
from bot.store import ledger, memory
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


def credited_in_community(conn: Connection, repo_id: int, community: str, period: Period) -> tuple[str, ...]:
    """Return those who contributed to a community's work in a period, or had a case of it, of those who wish
    to be named; by login."""
    wishes = credited_people(conn)
    if not wishes:
        return ()
    cases = [case for case in read_cases(conn, repo_id).values() if same(case.community or "", community)]
    members = {case.reporter_id for case in cases}
    stewards = {(case.steward or "").casefold() for case in cases if case.opened_at in period}
    named = (
        login
        for id, login in wishes.items()
        if login.casefold() in stewards or (id in members and _contributed(conn, repo_id, id, period))
    )
    return tuple(sorted(named, key=str.casefold))


def _contributed(conn: Connection, repo_id: int, person_id: int, period: Period) -> bool:
    what = (*OPENED, MERGE, REVIEW)
    deeds = ledger.deeds(conn, person_id=person_id, repo_id=repo_id, what=what)
    return any(deed.at in period for deed in deeds)
