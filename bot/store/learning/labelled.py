"""Which labels people set on issues, or confirmed: what programs and forms put on teaches nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.core.keys import COMMANDED, LABEL_CONFIRMED
from bot.core.ports.guesses import FORM_TIME
from bot.store.sql.tables import ledger

_l = ledger.c
OPENED, LABELLED, UNLABELLED = "issues.opened", "issues.labeled", "issues.unlabeled"


def labels_by_people(conn: Connection, repo_id: int) -> dict[int, frozenset[str]]:
    """Return the labels (in lower case) that people set on issues and nobody took off, by number."""
    labels_by_number: dict[int, set[str]] = defaultdict(set)
    opened: dict[int, tuple[int, datetime]] = {}
    query = (
        select(_l.number, _l.at, _l.person_id, _l.what, _l.detail)
        .where(_l.repo_id == repo_id, _l.what.in_((OPENED, LABELLED, UNLABELLED, LABEL_CONFIRMED)))
        .order_by(_l.at, _l.id)
    )
    for number, at, person_id, what, detail in conn.execute(query):
        if what == OPENED:
            opened[number] = person_id, at
            continue
        label = str(detail.get("label", "")).casefold()
        if what == UNLABELLED:
            labels_by_number[number].discard(label)
        elif what == LABEL_CONFIRMED or _is_chosen(detail, person_id, at, opened.get(number)):
            labels_by_number[number].add(label)
    return {number: frozenset(labels) for number, labels in labels_by_number.items() if labels}


def _is_chosen(
    detail: Mapping[str, Any], person_id: int, at: datetime, opened: tuple[int, datetime] | None
) -> bool:
    """Whether a person chose a label: by hand, or by a command that we carried out."""
    if detail.get("bot"):
        return bool(detail.get(COMMANDED))
    return opened is None or opened[0] != person_id or at - opened[1] > FORM_TIME


def logins(conn: Connection, repo_id: int) -> frozenset[str]:
    """Return who was ever heard of in a repository, in lower case: names are no words to learn from."""
    return frozenset(
        login.lower() for login in conn.scalars(select(_l.person).where(_l.repo_id == repo_id).distinct())
    )
