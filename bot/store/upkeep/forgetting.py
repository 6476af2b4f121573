"""Erasing a person from every table. What stays is a keyed hash, so that nobody is greeted again as new.

What GitHub tells about them afterwards is new, and kept like everything else; but what they wrote before is
not taken in again: not by the mirror, and payloads that repeat it are emptied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    delete,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.core.effects.undo import OVERWRITTEN
from bot.core.erasure import FORGOTTEN, MARKS, NOBODY, WISH, ErasedPerson, mark
from bot.core.keys import GUESS_KEY, PERSONS, UNLABELLED, person_scope, subject_scope
from bot.core.model import GHOST
from bot.core.states import UNSETTLED, DeliveryState
from bot.store import memory, similar
from bot.store.database import Database
from bot.store.learning.models import drop_taught_by
from bot.store.sql.tables import (
    decisions,
    deliveries,
    ledger,
    mirror_former_names,
    mirror_people,
    mirror_repositories,
    mirror_subjects,
    outbox,
    sessions,
    timers,
)
from bot.store.sql.tables import memory as memories
from bot.store.upkeep import remains

AT_ONCE = 200
"""Deliveries and effects that a transaction looks through at most: a writer must not be kept waiting."""
TITLES = OVERWRITTEN.feature
"""Where other people's words stand in memories: titles."""
REST = timedelta(minutes=10)
"""A wish rests so long before it is carried out: the answer to it, and GitHub's echo, name the person too."""


class Owner(ValueError):
    """An account that owns a repository the App is installed on cannot be erased; str() is a sentence."""


def people(conn: Connection, login: str) -> list[ErasedPerson]:
    """Everybody who goes, or else once went, by a login here."""
    now_called = select(mirror_people.c.person_id).where(func.lower(mirror_people.c.login) == login.lower())
    ids = set(conn.scalars(now_called)) or set(
        conn.scalars(select(ledger.c.person_id).where(func.lower(ledger.c.person) == login.lower()))
    )
    visitors = select(sessions.c.account_id).where(func.lower(sessions.c.login) == login.lower())
    ids |= set(conn.scalars(visitors))
    return [person(conn, person_id) for person_id in sorted(ids - {GHOST.id, NOBODY.id})]


def person(conn: Connection, person_id: int) -> ErasedPerson:
    """Somebody by id, with all titles they wrote and all logins they went by; one that is another's by now is
    not theirs."""
    theirs = select(mirror_people.c.login).where(mirror_people.c.person_id == person_id)
    once = select(ledger.c.person).where(ledger.c.person_id == person_id).distinct()
    logins = {*conn.scalars(theirs), *conn.scalars(once)}
    others = select(func.lower(mirror_people.c.login)).where(
        func.lower(mirror_people.c.login).in_([login.lower() for login in logins]),
        mirror_people.c.person_id != person_id,
    )
    taken = set(conn.scalars(others))
    return ErasedPerson(
        person_id,
        frozenset(login for login in logins if login and login.lower() not in taken),
        frozenset(filter(None, _titles(conn, person_id))),
    )


def _titles(conn: Connection, person_id: int) -> Iterator[str | None]:
    """Return the titles of what somebody opened, also those that were written over."""
    c, scopes = memories.c, _own_scopes(conn, person_id)
    yield from conn.scalars(select(mirror_subjects.c.title).where(mirror_subjects.c.author_id == person_id))
    for row in conn.execute(select(c.scope, c.value).where(c.feature == TITLES, c.value.is_not(None))):
        if row.scope in scopes:
            yield row.value.get("title")


def _own_scopes(conn: Connection, person_id: int) -> set[str]:
    """Return the scopes of what somebody opened."""
    c = mirror_subjects.c
    rows = conn.execute(select(c.repo_id, c.number).where(c.author_id == person_id))
    return {subject_scope(row.repo_id, row.number) for row in rows}


def wishes(conn: Connection, now: datetime) -> list[ErasedPerson]:
    """Return those who asked to be forgotten, long enough ago."""
    c = memories.c
    wishes = select(c.scope).where(c.feature == WISH.feature, c.key == WISH.key, c.value.is_not(None))
    wishes = wishes.where(c.scope.startswith(PERSONS, autoescape=True), c.updated_at <= now - REST)
    return [
        person(conn, int(scope.removeprefix(PERSONS))) for scope in conn.scalars(wishes.order_by(c.scope))
    ]


def under_way(conn: Connection, who: ErasedPerson) -> int:
    """Return how many deliveries and effects that name them are not ended: those must come first."""
    effects = select(cast(outbox.c.effect, Text)).where(outbox.c.state.in_(UNSETTLED))
    count = sum(who.named_in(text) for text in conn.scalars(effects))
    arrived = select(deliveries.c.payload).where(deliveries.c.state == DeliveryState.NEW)
    return count + sum(who.named_in(payload.decode("utf-8", "replace")) for payload in conn.scalars(arrived))


async def forget(db: Database, who: ErasedPerson, key: bytes, now: datetime) -> int:
    """Erase a person everywhere, and return how many rows that changed. Raise `Owner`.

    It can be broken off at any time and begun again: the mark comes first, their titles and name last.
    """
    await db.read(partial(_check_owner, who=who))
    await db.write(lambda conn: _begin(conn, mark(who.id, key), now))
    rows = 0
    for step in (_deliveries, _outbox):
        last: int | None = 0
        while last is not None:
            last, changed = await db.write(partial(step, who=who, last=last))
            rows += changed
    for small in (_ledger, _timers, _memories, _decisions, drop_taught_by, _subjects, _people):
        rows += await db.write(partial(small, who=who))
    await db.write(similar.purge)
    await db.write(partial(remains.owe, now=now))  # Again, lest the file was written anew halfway.
    return rows


def _begin(conn: Connection, marked: str, now: datetime) -> None:
    memory.put(conn, MARKS, FORGOTTEN.feature, marked, True, now)
    remains.owe(conn, now)


def _check_owner(conn: Connection, who: ErasedPerson) -> None:
    for name in conn.scalars(select(mirror_repositories.c.full_name)):
        if name.partition("/")[0].casefold() in who.words:
            raise Owner(f"{name} is theirs and Stewardbot knows it: uninstall the App there first")


def _names(who: ErasedPerson, *columns: ColumnElement[object]) -> ColumnElement[bool]:
    """A first sieve by the database; what is really meant is looked at afterwards."""
    texts = [func.lower(cast(column, Text)) for column in columns]
    return or_(*(text.contains(word, autoescape=True) for text in texts for word in who.words))


def retold(conn: Connection) -> list[int]:
    """Ended deliveries whose payload repeats what somebody wrote who was forgotten: GitHub tells a subject
    whole whatever happens to it. What may still be decided again is left."""
    d, s = deliveries.c, mirror_subjects.c
    # Written out as the partial index has it: only then it is used.
    full = (d.state != literal_column("'new'")) & (func.length(d.payload) > literal_column("0"))
    theirs = (s.repo_id == d.repo_id) & (s.number == d.number) & (s.author_id == NOBODY.id)
    undecided = select(decisions.c.guid).where(decisions.c.guid == d.guid)
    query = select(d.seq).join(mirror_subjects, theirs).where(full, ~undecided.exists())
    return list(conn.scalars(query.limit(AT_ONCE)))


def empty(conn: Connection, seqs: Sequence[int], now: datetime) -> int:
    """Empty the payloads of these deliveries, so that the file must be written anew; return how many."""
    remains.owe(conn, now)
    emptied = update(deliveries).where(deliveries.c.seq.in_(seqs), deliveries.c.state != DeliveryState.NEW)
    return conn.execute(emptied.values(payload=b"")).rowcount


def _deliveries(conn: Connection, who: ErasedPerson, last: int) -> tuple[int | None, int]:
    """The payload goes, the trace is struck through; the delivery itself stays: nothing comes
    twice."""
    c = deliveries.c
    query = select(c.seq, c.payload, c.trace, c.reason).where(c.seq > last, c.state != DeliveryState.NEW)
    rows = conn.execute(query.order_by(c.seq).limit(AT_ONCE)).all()
    changed = 0
    for row in rows:
        values = {
            "payload": b"" if who.named_in(row.payload.decode("utf-8", "replace")) else row.payload,
            "trace": who.erased(row.trace, gone=False),
            "reason": row.reason and who.struck(row.reason),
        }
        changed += _changed(conn, deliveries, c.seq == row.seq, row, values)
    return (rows[-1].seq if rows else None), changed


def _outbox(conn: Connection, who: ErasedPerson, last: int) -> tuple[int | None, int]:
    c = outbox.c
    query = select(c.id, c.effect, c.because, c.note, c.facts).where(c.id > last, c.state.not_in(UNSETTLED))
    rows = conn.execute(query.order_by(c.id).limit(AT_ONCE)).all()
    changed = 0
    for row in rows:
        values = {
            "effect": who.erased(row.effect, gone=False),
            "because": who.struck(row.because),
            "note": who.struck(row.note),
            "facts": [fact for fact in row.facts if not any(who.in_key(part) for part in fact)],
        }
        changed += _changed(conn, outbox, c.id == row.id, row, values)
    return (rows[-1].id if rows else None), changed


def _ledger(conn: Connection, who: ErasedPerson) -> int:
    c, theirs = ledger.c, ledger.c.person_id == who.id
    nobody = update(ledger).values(person_id=NOBODY.id, person=NOBODY.login)
    changed = conn.execute(nobody.where(theirs, c.what.in_(UNLABELLED))).rowcount
    changed += conn.execute(delete(ledger).where(theirs)).rowcount
    for row in conn.execute(select(c.id, c.detail).where(_names(who, c.detail))).all():
        changed += _changed(conn, ledger, c.id == row.id, row, {"detail": who.erased(row.detail, gone=False)})
    return changed


def _timers(conn: Connection, who: ErasedPerson) -> int:
    c, changed = timers.c, 0
    for row in conn.execute(select(c.id, c.key, c.data).where(_names(who, c.key, c.data))).all():
        if who.in_key(row.key):
            changed += conn.execute(delete(timers).where(c.id == row.id)).rowcount
        else:
            values = {"data": who.erased(row.data, gone=True)}
            changed += _changed(conn, timers, c.id == row.id, row, values)
    return changed


def _subjects(conn: Connection, who: ErasedPerson) -> int:
    c, changed = mirror_subjects.c, 0
    query = select(c.repo_id, c.number, c.title, c.author_id, c.assignees, c.snapshot)
    named = or_(c.author_id == who.id, _names(who, c.snapshot, c.assignees))
    for row in conn.execute(query.where(named)).all():
        is_theirs = row.author_id == who.id
        values = {
            "title": "" if is_theirs else who.unmentioned(row.title),
            "author_id": NOBODY.id if is_theirs else row.author_id,
            "assignees": [assignee for assignee in row.assignees if assignee != who.id],
            "snapshot": who.erased(row.snapshot, gone=True, theirs=True)
            | ({"author": NOBODY.model_dump(mode="json")} if is_theirs else {}),
        }
        place = (c.repo_id == row.repo_id) & (c.number == row.number)
        if _changed(conn, mirror_subjects, place, row, values):
            changed += 1
            similar.put_anew(conn, row.repo_id, row.number)
    return changed


def _memories(conn: Connection, who: ErasedPerson) -> int:
    c, changed = memories.c, 0
    own = _own_scopes(conn, who.id)
    # Titles stand in JSON in more than one spelling, so that no sieve of the database finds them.
    query = select(c.feature, c.scope, c.key, c.value)
    for row in conn.execute(query if who.titles else query.where(_names(who, c.scope, c.key, c.value))).all():
        place = (c.feature == row.feature) & (c.scope == row.scope) & (c.key == row.key)
        guessed = row.key == GUESS_KEY and row.scope in own
        if row.scope == person_scope(who.id) or who.in_key(row.key) or guessed:
            changed += conn.execute(delete(memories).where(place)).rowcount
            continue
        value = who.erased(row.value, gone=True, theirs=row.feature == TITLES)
        if value and row.feature == TITLES and row.scope in own:
            value |= {"title": None}
        if value != row.value:
            statement = update(memories).where(place).values(value=value, version=c.version + 1)
            changed += conn.execute(statement).rowcount
    return changed


def _decisions(conn: Connection, who: ErasedPerson) -> int:
    """Erase what a dead decision wrote over, as a whole: it can no longer be taken back."""
    c, changed = decisions.c, 0
    for row in conn.execute(select(c.guid, c.lane, cast(c.before, Text).label("before"))).all():
        if who.named_in(row.before):
            place = (c.guid == row.guid) & (c.lane == row.lane)
            changed += conn.execute(delete(decisions).where(place)).rowcount
    return changed


def _people(conn: Connection, who: ErasedPerson) -> int:
    names = mirror_former_names.c.name_key
    theirs = or_(false(), *(names.startswith(f"{word}/", autoescape=True) for word in who.words))
    conn.execute(delete(mirror_former_names).where(theirs))
    ended = conn.execute(delete(sessions).where(sessions.c.account_id == who.id)).rowcount
    return ended + conn.execute(delete(mirror_people).where(mirror_people.c.person_id == who.id)).rowcount


def _changed(
    conn: Connection, table: Table, place: ColumnElement[bool], row: Any, values: dict[str, object]
) -> int:
    if all(getattr(row, name) == value for name, value in values.items()):
        return 0
    return conn.execute(update(table).where(place).values(**values)).rowcount
