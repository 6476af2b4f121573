"""What was read of the past, as mirror and ledger take it in: the lines that webhooks would have left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.community.newcomers.journey import TRIAGE_ACTS
from bot.core.events import SubjectEvent
from bot.core.model import Repository, Subject, User
from bot.engine.commit.plain_lines import plain_lines
from bot.github.read.history import PastEvent, PastSubject
from bot.operations.backfill.forgotten import Forgotten
from bot.store import backfill


class PageSource(NamedTuple):
    """A repository, and the installation that lets us read it."""

    repository: Repository
    installation_id: int


def page_of(
    place: PageSource, run: backfill.Run, subjects: Sequence[PastSubject], forgotten: Forgotten
) -> backfill.PageRows:
    """Return a page of subjects and what happened on them."""
    events = [event for subject in subjects for event in subject.events]
    rests = [
        backfill.ThreadRest(past.subject.number, past.subject.node_id, past.rest)
        for past in subjects
        if past.rest is not None
    ]
    return _page(place, run, [past.subject for past in subjects], events, rests, forgotten)


def page_of_rests(
    place: PageSource, run: backfill.Run, events: Sequence[PastEvent], forgotten: Forgotten
) -> backfill.PageRows:
    """Return what followed in some threads, whose subjects are there already."""
    return _page(place, run, (), events, (), forgotten)


def _page(
    place: PageSource,
    run: backfill.Run,
    subjects: Sequence[Subject],
    events: Sequence[PastEvent],
    rests: Sequence[backfill.ThreadRest],
    forgotten: Forgotten,
) -> backfill.PageRows:
    everybody = list({person.id: person for person in _people(subjects, events)}.values())
    gone = forgotten.erased(everybody)
    lines = (line for past in events for line in plain_lines(past.event, past.at, run.guid))
    return backfill.PageRows(
        repository=place.repository,
        installation_id=place.installation_id,
        subjects=[forgotten.subject(subject, gone) for subject in subjects],
        people=forgotten.remaining(everybody),
        old_hands=forgotten.remaining(person for past in events for person in _old_hands(past.event)),
        entries=list(forgotten.lines(lines, gone)),
        rests=rests,
    )


def _people(subjects: Iterable[Subject], events: Iterable[PastEvent]) -> Iterator[User]:
    for subject in subjects:
        yield from (subject.author, *subject.assignees)
    yield from (past.event.sender for past in events)


def _old_hands(event: SubjectEvent) -> Iterator[User]:
    """Return who is no newcomer for it: had a change merged, reviewed, or did what takes a role. Who only
    reported or commented may still come with their first change."""
    author, sender = event.subject.author, event.sender
    merged = event.key == "pull_request.closed" and event.subject.merged
    others = sender.id != author.id and (
        event.key in TRIAGE_ACTS or event.key == "pull_request_review.submitted"
    )
    people = [*([author, sender] if merged else []), *([sender] if others else [])]
    yield from (person for person in people if person.is_person)
