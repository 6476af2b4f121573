"""The past is read to its end whatever comes between, each deed once, and what is newer stays."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.github.errors import Outage
from bot.github.transport import Answer, Transport
from bot.operations.backfill import BackfillProgress, NothingToRead
from bot.store import ledger, mirror, snapshot
from bot.store import lines as stored_lines
from bot.store.database import Conflict, Connection, Database
from fakegithub import Fault
from tests.backfill.conftest import DAY, Builds, Town, issue, talk
from tests.harness.in_process.client import NOON
from tests.harness.worlds import WIDGET

PULL: dict[str, Any] = {
    "number": 500,
    "title": "A fix",
    "author": "reporter-1",
    "pull_request": True,
    "created_at": (NOON - 90 * DAY).isoformat(),
    "closed_at": (NOON - 80 * DAY).isoformat(),
    "state": "closed",
    "merged": True,
    "reviews": [
        {"author": "carol", "state": "APPROVED", "submitted_at": (NOON - 85 * DAY).isoformat()},
    ],
    "timeline": [{"actor": "bob", "merged": True, "at": (NOON - 80 * DAY).isoformat()}],
}
MANY = [*(issue(number) for number in range(1, 121)), issue(121, comments=talk(250)), PULL]
"""Two pages of issues, one of pull requests, and a thread that takes three pieces."""


async def lines(town: Town) -> list[tuple[int | None, str, str]]:
    repository = town.it.repository()
    deeds = await town.db.read(lambda conn: ledger.deeds(conn, repo_id=repository.id))
    return [(deed.number, deed.what, deed.person) for deed in deeds]


async def test_what_happened_becomes_the_lines_that_webhooks_would_have_left(town: Builds) -> None:
    place = await town(issue(1), PULL)
    done = await place.reads()
    assert (done.subjects, done.long) == (2, 0)
    assert await lines(place) == [
        (1, "issues.opened", "reporter-1"),
        (1, "issue_comment.created", "bob"),
        (1, "issues.labeled", "bob"),
        (500, "pull_request.opened", "reporter-1"),
        (500, "pull_request_review.submitted", "carol"),
        (500, "pull_request.merged", "reporter-1"),
    ]
    repository = place.it.repository()
    known = await place.db.read(lambda conn: mirror.known_people(conn, repository.owner_id))
    people = {login: place.it.github.state.person(login).id for login in ("reporter-1", "bob", "carol")}
    assert known == set(people.values())
    stored = await place.db.read(lambda conn: mirror.subject(conn, repository.id, 500))
    assert stored is not None
    assert (stored.merged, stored.title, stored.state) == (True, "A fix", "closed")


class Killed(Exception):
    """The process ends."""


class Mortal(Database):
    """A database whose process is killed at the end of its n-th transaction, before it is committed."""

    def __init__(self, db: Database, dies_at: int) -> None:
        self._db, self._left = db, dies_at
        self.clock = db.clock

    async def read(self, fn: Any) -> Any:
        """Read as ever."""
        return await self._db.read(fn)

    async def write(self, fn: Any, *, brief: bool = False) -> Any:
        """Write, or die."""
        self._left -= 1

        def dying(conn: Connection) -> Any:
            answer = fn(conn)
            if self._left == 0:
                raise Killed
            return answer

        return await self._db.write(dying, brief=brief)


class Cut:
    """A wire on which the process is killed while it waits for its n-th answer."""

    def __init__(self, wire: Transport, dies_at: int) -> None:
        self._wire, self._left = wire, dies_at

    async def send(self, method: str, url: str, *rest: Any) -> Any:
        """Send, or die."""
        self._left -= url.endswith("/graphql")
        if self._left < 0:
            raise Killed
        return await self._wire.send(method, url, *rest)


async def lives(place: Town, pages: int, when: str) -> bool:
    """Read so many pages and die over the next one; whether the end was reached instead."""
    left, wire = pages, place.it.connection.transport

    def shows(_: BackfillProgress) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    try:
        match when:
            case "before the answer":
                place.it.connection.transport = Cut(wire, pages)
                await place.reads()
            case "in the transaction":
                await place.reads(db=Mortal(place.db, pages + 1))
            case _:
                await place.reads(shows=shows)
    except Killed:
        return False
    except NothingToRead:  # the last transaction was committed
        return True
    finally:
        place.it.connection.transport = wire
    return True


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before the answer", "in the transaction", "after it"])
async def test_killed_at_any_page_and_begun_again_nothing_comes_twice(town: Builds, when: str) -> None:
    whole = await town(*MANY)
    requests = (await whole.reads()).requests
    expected = await whole.rows()
    assert requests == 7, "two pages of issues, one of pull requests, the look at what changed, two pieces"
    assert len(expected["ledger"]) == 120 * 3 + 1 + 250 + 1 + 3
    place = await town(*MANY)
    deaths = 0
    while not await lives(place, 1, when):
        deaths += 1
    assert deaths >= requests - 1
    assert await place.rows() == expected


@pytest.mark.slow
async def test_read_again_from_earlier_only_what_is_new_comes(town: Builds) -> None:
    place, all_at_once = await town(*MANY), await town(*MANY)
    await all_at_once.reads()
    await place.reads(NOON - 60 * DAY)
    some = await lines(place)
    assert {what for _, what, _ in some} == {"issue_comment.created"}
    with pytest.raises(NothingToRead, match="all of it since 2026-01-01 has been read already"):
        await place.begins(NOON - 59 * DAY)
    await place.reads(NOON - 99 * DAY)
    await place.reads()
    assert sorted(await lines(place), key=str) == sorted(await lines(all_at_once), key=str)
    with pytest.raises(NothingToRead, match="all of it from the first day on has been read already"):
        await place.begins()


@pytest.mark.slow
async def test_what_github_tells_by_itself_is_not_asked_for(town: Builds) -> None:
    place = await town(issue(1), PULL)
    repository = place.it.repository()
    came = NOON - 84 * DAY

    def told(conn: Connection) -> None:
        mirror.end_sync(conn, repository, came + DAY, place.it.installation)
        line = ledger.Entry(came, repository.id, repository.owner_id, 500, 7, "bob", "issues.labeled")
        ledger.add(conn, [line])

    await place.db.write(told)
    await place.reads()
    assert [what for number, what, _ in await lines(place) if number == 500] == [
        "pull_request.opened",
        "pull_request_review.submitted",
        "issues.labeled",
    ], "the merge came as a webhook, or will"
    with pytest.raises(
        NothingToRead, match="told Stewardbot of all that happened since 2025-12-08 11:59 UTC"
    ):
        await place.begins(NOON - DAY)


@pytest.mark.slow
async def test_while_the_past_has_gaps_nobody_is_told_that_it_is_known(town: Builds) -> None:
    place = await town(*MANY)
    repository = place.it.repository()

    async def known_since() -> datetime | None:
        kinds = ["issues.opened", "issue_comment.created"]
        return await place.db.read(lambda conn: stored_lines.known_since(conn, repository.id, kinds))

    assert not await lives(place, 1, "after it")
    assert await known_since() == NOON
    await place.reads()
    assert await known_since() == NOON - 100 * DAY + timedelta(minutes=1)


@pytest.mark.slow
async def test_a_replay_begins_without_what_was_read_of_the_past_since(town: Builds) -> None:
    place = await town(issue(1))
    repository = place.it.repository()

    async def before(moment: datetime) -> list[str]:
        there = await place.db.read(lambda conn: snapshot.take(conn, moment, {repository.id}))
        return [row["what"] for row in there.rows["ledger"]]

    def heard(conn: Connection, what: str, days: int) -> None:
        at = NOON + days * DAY
        ledger.add(conn, [ledger.Entry(at, repository.id, repository.owner_id, 1, 7, "bob", what, guid="g")])

    await place.db.write(lambda conn: heard(conn, "issues.closed", 0))
    await place.db.write(lambda conn: heard(conn, "issues.reopened", 1))
    await place.reads()
    await place.db.write(lambda conn: heard(conn, "issues.closed", 2))
    assert await before(NOON + DAY) == ["issues.closed"]
    assert len(await before(NOON + 2 * DAY)) == 2 + 3


@pytest.mark.slow
async def test_the_mirror_keeps_what_a_webhook_told_meanwhile(town: Builds) -> None:
    place = await town(issue(1))
    repository = place.it.repository()
    await place.reads()
    stored = await place.db.read(lambda conn: mirror.subject(conn, repository.id, 1))
    assert stored is not None
    newer = stored.model_copy(
        update={"title": "Better", "updated_at": stored.updated_at + timedelta(hours=1)}
    )
    again = await town(issue(1))
    await again.db.write(lambda conn: mirror.put_subjects(conn, repository, [newer], (), NOON))
    await again.reads()
    kept = await again.db.read(lambda conn: mirror.subject(conn, repository.id, 1))
    assert kept is not None
    assert kept.title == "Better"


@pytest.mark.slow
async def test_a_body_that_was_cut_shorter_once_becomes_longer(town: Builds) -> None:
    place = await town(issue(1, body="long " * 3_000))
    repository = place.it.repository()
    await place.reads()
    stored = await place.db.read(lambda conn: mirror.subject(conn, repository.id, 1))
    assert stored is not None
    assert len(stored.body) == 10_000
    again = await town(issue(1, body="long " * 3_000))
    short = stored.model_copy(update={"body": stored.body[:4_000], "title": "As it was told"})
    await again.db.write(lambda conn: mirror.put_subjects(conn, repository, [short], (), NOON))
    await again.reads()
    kept = await again.db.read(lambda conn: mirror.subject(conn, repository.id, 1))
    assert kept is not None
    assert (len(kept.body), kept.title) == (10_000, "As it was told")


@pytest.mark.slow
async def test_what_changes_while_it_is_read_is_neither_missed_nor_read_twice(town: Builds) -> None:
    place = await town(*(issue(number) for number in range(1, 121)))
    seen: list[int] = []

    def shows(progress: BackfillProgress) -> None:
        if not seen:  # the first page is in: the oldest jumps before it, and one that was on it changes
            place.it.clock.advance(60)
            for number in (1, 120):
                place.it.github.person("bob").comments(WIDGET, number, "Once more.")
        seen.append(progress.subjects)

    assert (await place.reads(shows=shows)).subjects == 119 + 2
    assert len(await lines(place)) == 120 * 3
    assert {number for number, _, _ in await lines(place)} == set(range(1, 121))


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.LOST_ANSWER])
async def test_where_github_times_out_pages_halve_and_grow_again(town: Builds, fault: Fault) -> None:
    place = await town(*(issue(number) for number in range(1, 121)))
    place.it.github.faults.next("POST", "graphql", fault, times=2)
    done = await place.reads()
    assert len(await lines(place)) == 120 * 3
    assert done.requests == 2 + 5 + 1 + 2, "five pages of 25, the last of them half as full"


@pytest.mark.slow
async def test_a_question_too_large_for_github_is_asked_in_halves(town: Builds) -> None:
    """GitHub answers so with a part of what was asked for, which is no answer."""
    place = await town(*(issue(number) for number in range(1, 51)))
    wire = place.it.connection.transport
    error = {"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits for this query exceeded."}
    answer = json.dumps({"data": {"repository": None}, "errors": [error]}).encode()

    class Overburdened:
        """The first question is too large."""

        async def send(self, method: str, url: str, *rest: Any) -> Answer:
            """Answer it with an error."""
            if not url.endswith("/graphql"):
                return await wire.send(method, url, *rest)
            place.it.connection.transport = wire
            return Answer(200, {"content-type": "application/json; charset=utf-8"}, answer)

    place.it.connection.transport = Overburdened()
    await place.reads()
    assert len(await lines(place)) == 50 * 3


@pytest.mark.slow
async def test_a_github_out_of_reach_ends_it_and_what_was_read_is_kept(town: Builds) -> None:
    place = await town(*MANY)
    place.it.github.faults.next("POST", "graphql", Fault.BAD_GATEWAY, times=60, after=1)
    with pytest.raises(Outage):
        await place.reads()
    place.it.github.faults.clear()
    assert len(await lines(place)) == 99 * 3 + 1 + 100, "of the newest hundred"
    done = await place.reads()
    assert done.subjects == 22


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Fault.PRIMARY_LIMIT, Fault.SECONDARY_LIMIT, Fault.TOO_MANY])
async def test_at_a_limit_it_waits_and_goes_on(town: Builds, fault: Fault) -> None:
    place = await town(issue(1), PULL)
    place.it.github.faults.next("POST", "graphql", fault, after=1)
    waits: list[datetime] = []
    await place.reads(waits=waits.append)
    assert waits
    assert waits[0] > NOON
    assert len(await lines(place)) == 6


@pytest.mark.slow
async def test_a_tenth_of_the_hour_is_left_to_the_server(town: Builds) -> None:
    place = await town(issue(1), PULL)
    window = place.it.github.api.limits.window(f"installation {place.it.installation}", "graphql", NOON)
    waits: list[datetime] = []
    window.used = window.limit - 501
    await place.reads(waits=waits.append)
    assert waits == [NOON + timedelta(hours=1)]


@pytest.mark.slow
async def test_what_was_deleted_in_the_midst_of_its_thread_ends_there(town: Builds) -> None:
    place = await town(issue(1, comments=talk(150)), issue(2, comments=talk(150)))

    def shows(progress: BackfillProgress) -> None:
        repository = place.it.github.state.repository(WIDGET)
        assert repository is not None
        repository.issues.pop(1, None)

    await place.reads(shows=shows)
    kinds = [number for number, what, _ in await lines(place) if what == "issue_comment.created"]
    assert (kinds.count(1), kinds.count(2)) == (99, 150)


@pytest.mark.slow
async def test_a_second_backfill_of_the_same_repository_stops(town: Builds) -> None:
    place = await town(*MANY)
    ended = await asyncio.gather(place.reads(), place.reads(), return_exceptions=True)
    assert [str(error) for error in ended if isinstance(error, Conflict)] == [
        "another backfill of this repository is under way"
    ]
    assert len(await lines(place)) == 120 * 3 + 1 + 250 + 1 + 3


@pytest.mark.slow
async def test_lines_that_would_go_at_once_are_not_read(town: Builds) -> None:
    place = await town(issue(1))
    run = await place.begins(keep=99 * DAY)
    assert run.since == NOON - 99 * DAY
    with pytest.raises(NothingToRead, match="finish it first, without --since"):
        await place.begins(NOON - DAY)
