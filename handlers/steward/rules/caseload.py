"""The caseload of a rota: which cases are open and with whom, so that work is shared out evenly. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from pydantic import Field

from bot.community.rota import Rota
from bot.community.steward import FEATURE
from bot.core.memory import Memory
from bot.core.model import Value, contains, same

REMEMBERED = 12
"""So many of the latest cases are looked at, lest they go to the same person many times in a row."""


class Caseload(Value):
    """What is kept of a rota's open cases.

    `open` maps `<repository id>#<number>` to who has the case (empty: nobody yet). `answered` are the keys of
    those that wait on their reporter: they fill nobody's hands, and stay where they are. `recent` are those
    who got the latest cases, the newest last. `nudged` is the day (by the repository's zone) on which
    somebody was last reminded. `closed` counts the cases that were closed while somebody had them, since
    their latest hand-over.
    """

    open: dict[str, str] = Field(default_factory=dict)
    answered: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    nudged: dict[str, date] = Field(default_factory=dict)
    closed: dict[str, int] = Field(default_factory=dict)

    def load(self, login: str) -> int:
        """Return how many open cases somebody has that are not answered."""
        mine = (key for key, holder in self.open.items() if same(holder, login))
        return sum(key not in self.answered for key in mine)

    def full(self, rota: Rota) -> tuple[str, ...]:
        """Return those people of the rota who have as many open cases as they take at a time."""
        limits = ((person.login, person.max_open) for person in rota.config.people)
        return tuple(login for login, most in limits if most is not None and self.load(login) >= most)

    def evenly(self, people: Sequence[str]) -> list[str]:
        """Return the people in the order in which they are asked: fewest open, fewest lately, then as
        given."""
        lately = {login: sum(same(holder, login) for holder in self.recent) for login in people}
        return sorted(people, key=lambda login: (self.load(login), lately[login]))

    def of(self, repo_id: int, people: Collection[str] | None = None) -> list[int]:
        """Return numbers of the open cases of one repository; or of those alone that these people have and
        that are not answered."""
        mine = f"{repo_id}#"
        return sorted(
            int(key.removeprefix(mine))
            for key, login in self.open.items()
            if key.startswith(mine)
            and (people is None or (contains(people, login) and key not in self.answered))
        )

    def holding(self, key: str, login: str | None, *, answered: bool = False) -> Caseload:
        """Return the caseload once a case is open and with `login` (None: with nobody yet)."""
        before = self.open.get(key)
        recent = self.recent
        if login and (before is None or not same(before, login)):
            recent = (*recent, login)[-REMEMBERED:]
        cases = {**self.open, key: login or ""}
        others = tuple(other for other in self.answered if other != key)
        settled = (*others, key) if answered else others
        return self.model_copy(update={"open": cases, "answered": settled, "recent": recent})

    def closing(self, key: str) -> Caseload:
        """Return the caseload once a case is closed; it counts for whoever had it."""
        had = self.open.get(key, "").casefold()
        closed = {**self.closed, had: self.closed.get(had, 0) + 1} if had else self.closed
        return self.without(key).model_copy(update={"closed": closed})

    def closed_by(self, login: str) -> int:
        """Return how many cases were closed while this person had them, since their latest hand-over."""
        return self.closed.get(login.casefold(), 0)

    def handed(self, people: Collection[str]) -> Caseload:
        """Return the caseload after a hand-over by these people: their counts begin anew."""
        counts = {who: count for who, count in self.closed.items() if not contains(people, who)}
        return self.model_copy(update={"closed": counts})

    def without(self, key: str) -> Caseload:
        """Return the caseload once a case is none of its any more."""
        cases = {other: login for other, login in self.open.items() if other != key}
        answered = tuple(other for other in self.answered if other != key)
        return self.model_copy(update={"open": cases, "answered": answered})

    def was_nudged(self, login: str, day: date) -> bool:
        """Return whether somebody was reminded on this day already."""
        return self.nudged.get(login.casefold()) == day

    def nudging(self, login: str, day: date) -> Caseload:
        """Return the caseload once somebody was reminded; older days are forgotten."""
        same_day = {who: on for who, on in self.nudged.items() if on == day}
        return self.model_copy(update={"nudged": {**same_day, login.casefold(): day}})


CASELOAD = Memory(FEATURE, "desk:", Caseload)
"""In the scope of the rotas, by the rota's name in lower case."""
