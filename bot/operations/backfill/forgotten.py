"""Who asked to be forgotten stays so when the past is read: nothing of theirs is taken in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.erasure import NOBODY, ErasedPerson, mark
from bot.core.model import GHOST, Subject, User, same
from bot.store.ledger import Entry


class Forgotten:
    """Recognises them by their marks, which only the operator's key can tell."""

    def __init__(self, marks: frozenset[str], key: bytes | None) -> None:
        self._marks, self._key = marks, key
        self._known: dict[int, bool] = {}

    def __contains__(self, person: User) -> bool:
        if self._key is None or not self._marks:
            return False
        if person.id not in self._known:
            self._known[person.id] = mark(person.id, self._key) in self._marks
        return self._known[person.id]

    def remaining(self, people: Iterable[User]) -> list[User]:
        """Return the others."""
        return [person for person in people if person not in self]

    def subject(self, subject: Subject, gone: Iterable[ErasedPerson]) -> Subject:
        """Return it without them: nobody wrote theirs, and `gone` are not mentioned in what others wrote."""
        assignees = tuple(self.remaining(subject.assignees))
        if subject.author in self:
            return subject.model_copy(
                update={"author": NOBODY, "title": "", "body": "", "assignees": assignees}
            )
        title, body = subject.title, subject.body
        for person in gone:
            title, body = person.unmentioned(title), person.unmentioned(body)
        return subject.model_copy(update={"title": title, "body": body, "assignees": assignees})

    def erased(self, people: Iterable[User]) -> list[ErasedPerson]:
        """Return those of some people who were forgotten, by the login they have now."""
        return [ErasedPerson(person.id, frozenset({person.login})) for person in people if person in self]

    def lines(self, entries: Iterable[Entry], gone: Iterable[ErasedPerson]) -> Iterator[Entry]:
        """Return the lines of others, in which `gone` did nothing."""
        logins = [login for person in gone for login in person.logins]
        for entry in entries:
            if User(id=entry.person_id, login=entry.person) in self:
                continue
            if any(same(str(entry.detail.get("by", "")), login) for login in logins):
                yield replace(entry, detail={**entry.detail, "by": GHOST.login})
            else:
                yield entry
