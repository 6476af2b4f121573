"""What waits, open cases and marks, read from either kind of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.community.cases import CASE, CaseState
from bot.community.newcomers.claim_state import ISSUE_CLAIMS, ClaimState, Holder
from bot.core.keys import CASE_MEMORY, subject_scope
from bot.core.model import Repository, Subject, User
from bot.core.states import IssueState
from bot.queries.desk.cases import CaseTurn, OpenCases, open_cases
from bot.queries.desk.waiting import SHOWN, waiting_list
from bot.store import ledger, memory, mirror
from bot.store.database import Database
from bot.store.mirror import unsettled
from handlers import FEATURES

HERE = Repository(id=1, full_name="acme/widget", owner_id=2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVE, BOB = User(id=5, login="eve"), User(id=6, login="bob")
BOT = User(id=9, login="helper[bot]", type="Bot")


def issue(number: int, author: User = EVE, **more: object) -> Subject:
    at = NOW - (100 - number) * HOUR
    return Subject.model_validate(
        {
            "number": number,
            "title": f"T{number}",
            "author": author,
            "created_at": at,
            "updated_at": at,
            **more,
        }
    )


def deed(number: int, person: User, what: str, **detail: object) -> ledger.Entry:
    return ledger.Entry(NOW, 1, 2, number, person.id, person.login, what, detail)


def fill(conn: Connection, *subjects: Subject) -> None:
    mirror.put_subjects(conn, HERE, subjects, (), NOW)


async def numbers(db: Database) -> tuple[list[int], bool]:
    listed = await db.read(lambda conn: waiting_list(conn, FEATURES, HERE, NOW))
    return [one.number for one in listed.unanswered], listed.more_unanswered


async def test_only_a_persons_words_are_an_answer(db: Database) -> None:
    def write(conn: Connection) -> None:
        fill(
            conn,
            *(issue(number) for number in range(1, 7)),
            issue(7, state=IssueState.CLOSED),
            issue(8, BOT),
            issue(9, is_pull_request=True, draft=True),
            issue(10, comments=3),  # Before us: who knows who answered.
        )
        ledger.add(conn, [deed(number, EVE, "issues.opened") for number in range(1, 9)])
        ledger.add(
            conn,
            [
                deed(1, BOB, "issue_comment.created"),
                deed(2, EVE, "issue_comment.created"),
                deed(3, BOT, "issue_comment.created", bot=True),
                deed(4, BOB, "issue_comment.created", wordless=True),
                deed(5, BOB, "issues.labeled"),
                deed(6, BOB, "pull_request_review_comment.created"),
            ],
        )

    await db.write(write)
    assert await numbers(db) == ([2, 3, 4, 5], False)


async def test_of_many_the_oldest_are_shown(db: Database) -> None:
    await db.write(lambda conn: fill(conn, *(issue(number) for number in range(1, SHOWN + 5))))
    assert await numbers(db) == (list(range(1, SHOWN + 1)), True)


async def test_a_review_waits_while_github_lists_whose_it_is(db: Database) -> None:
    def write(conn: Connection) -> None:
        fill(
            conn,
            issue(1, is_pull_request=True, reviewers=(BOB,)),
            issue(2, is_pull_request=True, teams=("core",)),
            issue(3, is_pull_request=True),
            issue(4, is_pull_request=True, reviewers=(BOB,), draft=True),
        )
        ledger.add(conn, [deed(number, EVE, "pull_request.opened") for number in (2, 3, 4)])
        ledger.add(conn, [deed(number, EVE, "pull_request.review_requested") for number in (2, 3, 4)])

    await db.write(write)
    listed = await db.read(lambda conn: waiting_list(conn, FEATURES, HERE, NOW))
    assert [(one.number, one.on) for one in listed.reviews] == [(1, ("bob",)), (2, ("core (team)",))]


async def test_claims_that_end_within_a_week_are_shown_the_next_first(db: Database) -> None:
    def write(conn: Connection) -> None:
        fill(conn, *(issue(number) for number in (1, 2, 3)))
        for number, days in ((1, 5), (2, 2), (3, 9)):
            holder = Holder(id=5, login="eve", since=NOW, until=NOW + timedelta(days=days))
            value = ISSUE_CLAIMS.dump(ClaimState(holders=(holder,)))
            scope = subject_scope(1, number)
            memory.put(conn, scope, ISSUE_CLAIMS.feature, ISSUE_CLAIMS.key, value, NOW)

    await db.write(write)
    listed = await db.read(lambda conn: waiting_list(conn, FEATURES, HERE, NOW))
    assert [one.number for one in listed.claims] == [2, 1]


def _cases(conn: Connection) -> None:
    fill(conn, *(issue(number) for number in range(1, 6)))
    common = {"opened_at": NOW - 9 * HOUR, "reporter": "eve", "reporter_id": 5, "steward": "Alice"}
    clocks: dict[int, dict[str, object]] = {
        1: {"answer_by": NOW + HOUR, "acknowledged_at": NOW},
        2: {"ack_by": NOW - HOUR},
        3: {"resolved_at": NOW},
        4: {"steward": None},
        5: {"paused_at": NOW, "rota": "cloud"},
    }
    for number, more in clocks.items():
        case = CaseState.model_validate({**common, **more})
        memory.put(conn, subject_scope(1, number), *CASE_MEMORY, CASE.dump(case), NOW)


async def test_cases_are_in_the_order_of_their_clocks(db: Database) -> None:
    await db.write(_cases)
    listed = await db.read(lambda conn: open_cases(conn, HERE, frozenset()))
    assert [(case.number, case.turn, case.steward) for case in listed.cases] == [
        (2, CaseTurn.STEWARD, ""),
        (1, CaseTurn.STEWARD, ""),
        (4, CaseTurn.NOBODY, ""),
        (5, CaseTurn.REPORTER, ""),
    ]


async def test_my_cases_come_first_however_many_there_are(db: Database) -> None:
    await db.write(_cases)

    def read(conn: Connection) -> OpenCases:
        return open_cases(conn, HERE, frozenset({""}), "ALICE", most=1)

    listed = await db.read(read)
    assert [(case.number, case.is_mine) for case in listed.cases] == [(2, True), (1, True), (5, False)]
    assert listed.more
    assert [case.steward for case in listed.cases] == ["Alice", "Alice", ""], "it is another rota's"


async def test_mine_are_those_of_open_issues_here(db: Database) -> None:
    def write(conn: Connection) -> None:
        _cases(conn)
        fill(conn, issue(6, state=IssueState.CLOSED), issue(7, is_pull_request=True))
        case = CaseState(opened_at=NOW, reporter="eve", reporter_id=5, steward="ALICE")
        for repo_id, number in ((1, 6), (1, 7), (11, 1), (2, 2)):
            memory.put(conn, subject_scope(repo_id, number), *CASE_MEMORY, CASE.dump(case), NOW)

    await db.write(write)
    theirs = await db.read(lambda conn: unsettled.cases_of(conn, HERE.id, "alice", 5))
    assert list(theirs) == [1, 2, 5]
    assert [title for title, _ in theirs.values()] == ["T1", "T2", "T5"]
    assert not await db.read(lambda conn: unsettled.cases_of(conn, HERE.id, "bob", 5))
