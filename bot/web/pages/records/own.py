"""`/me`: one's own record, what one waits for, and whether one is named in reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from bot.queries.credits import is_credited, wish_credit
from bot.queries.newcomers import Party, Stage
from bot.queries.own_record import OwnPlace, OwnRecord, OwnRepository, own_places, own_record
from bot.store.database import Connection
from bot.web.pages.records.words import length, moment
from bot.web.visits.page import Elsewhere, Page, Shown
from bot.web.visits.visit import Filters, Visit

PRIVATE_AT_MOST = 20
"""So many private repositories are asked about, the latest first: each may be a question to GitHub."""
PARTY_WORDS = {
    Party.REVIEW: "waits for a review",
    Party.ANSWER: "waits for an answer",
    Party.APPROVAL: "waits for the checks to be allowed",
    Party.REPORTER: "waits for its reporter",
    Party.NEWCOMER: "it is your move",
}
STAGE_WORDS = {
    Stage.FIRST_CONTACT: "your first contact",
    Stage.FIRST_ISSUE: "your first issue",
    Stage.FIRST_CLAIM: "your first claim",
    Stage.FIRST_PULL_REQUEST: "your first pull request",
    Stage.FIRST_REVIEW_RECEIVED: "your first review by others",
    Stage.FIRST_MERGE: "your first merged change",
    Stage.SECOND_MERGE: "your second merged change",
    Stage.FIFTH_MERGE: "your fifth merged change",
    Stage.TENTH_MERGE: "your tenth merged change",
    Stage.FIRST_REVIEW_GIVEN: "your first review of others’ work",
    Stage.TRIAGER: "you triaged for the first time",
    Stage.MAINTAINER: "you merged for the first time",
}
"""Stages as one reads of them oneself; those of going away and coming back are not among them."""


@dataclass(frozen=True)
class OwnLine:
    """An issue or pull request, and how it stands."""

    number: int
    address: str
    title: str
    state: str


@dataclass(frozen=True)
class OwnSection:
    """One's record in one repository."""

    repository: str
    counts: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    claims: tuple[OwnLine, ...]
    waiting: tuple[OwnLine, ...]
    moves: tuple[OwnLine, ...]
    wait: str


@dataclass(frozen=True)
class OwnView:
    """The page of one person."""

    login: str
    is_credited: bool
    sections: tuple[OwnSection, ...]
    is_cut: bool


async def _answer(visit: Visit) -> Shown:
    store, now, person = visit.store, visit.now, visit.visitor
    assert person is not None, "the page is personal"
    places = await store.read(partial(own_places, person_id=person.account_id))
    mine = await _visible(visit, places)

    def read(conn: Connection) -> tuple[OwnRecord, bool]:
        record = own_record(conn, store.features, person.account_id, mine, now)
        return record, is_credited(conn, person_id=person.account_id)

    record, named = await store.read(read)
    sections = tuple(_section(visit, one) for one in record.repositories)
    return Shown("me.html", OwnView(person.login, named, sections, record.is_cut))


async def _visible(visit: Visit, places: Iterable[OwnPlace]) -> list[OwnPlace]:
    """Return the repositories that this visitor may see now: who has left a private one is not told of it."""
    visible: list[OwnPlace] = []
    left = PRIVATE_AT_MOST
    for place in places:
        if place[0].private:
            left -= 1
            if left < 0 or await visit.sight_into(place[0].full_name) is None:
                continue
        visible.append(place)
    return visible


def _section(visit: Visit, record: OwnRepository) -> OwnSection:
    place = record.repository

    def line(number: int, title: str, state: str) -> OwnLine:
        return OwnLine(number, visit.store.on_github(place, number), title, state)

    claims = (
        line(claim.number, claim.title, f"yours until {moment(claim.until)}" if claim.until else "yours")
        for claim in record.claims
    )
    subjects = [
        (one.party, line(one.number, one.title, _state(PARTY_WORDS[one.party], one.case)))
        for one in record.subjects
    ]
    wait = record.wait
    return OwnSection(
        place.full_name,
        tuple((words, f"{count:,}") for words, count in record.counts),
        tuple((STAGE_WORDS[stage], moment(at)) for stage, at in record.stages if stage in STAGE_WORDS),
        tuple(claims),
        tuple(shown for party, shown in subjects if party is not Party.NEWCOMER),
        tuple(shown for party, shown in subjects if party is Party.NEWCOMER),
        f"between {length(wait[0])} and {length(wait[1])}" if wait else "",
    )


def _state(words: str, case: str) -> str:
    return f"a question: {case}" if case else words


class CreditForm(Filters):
    """Whether one wishes to be named."""

    named: bool = False


async def _answer_credit(visit: Visit) -> Elsewhere:
    form, _ = visit.filters(CreditForm)
    assert visit.visitor is not None, "the page is personal"
    await visit.store.db.write(
        partial(wish_credit, person_id=visit.visitor.account_id, named=form.named, now=visit.now)
    )
    return Elsewhere("/me")


page = Page("me", path="/me", title="Your own record", answer=_answer, personal=True, menu="You")
credit = Page(
    "credit",
    path="/me/credit",
    title="Being named",
    answer=_answer_credit,
    personal=True,
    method="POST",
)
