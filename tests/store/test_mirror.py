"""The mirror follows GitHub's events, and never back in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.events.webhooks import MalformedPayload, parse
from bot.core.model import LabelInfo, Repository, Subject, User
from bot.core.ports.reader import MilestoneInfo
from bot.store import mirror, timers
from bot.store.database import Database
from bot.store.mirror.links import closed_issues
from bot.store.mirror.people import put_people
from bot.store.timers import NewTimer
from bot.store.upkeep import forgetting
from tests.store.conftest import NOW

HOUR = timedelta(hours=1)
ACME = {"id": 1, "login": "acme", "type": "Organization"}
EVE = {"id": 42, "login": "eve", "type": "User"}
WIDGET = {
    "id": 12,
    "full_name": "acme/widget",
    "private": False,
    "archived": False,
    "default_branch": "main",
    "owner": ACME,
}


def issue(number: int = 7, *, at: datetime = NOW, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": "Broken",
        "body": "It is.",
        "user": EVE,
        "state": "open",
        "labels": [],
        "assignees": [],
        "milestone": None,
        "updated_at": at.isoformat(),
    } | more


def pull(number: int = 8, **more: Any) -> dict[str, Any]:
    ends = {"head": {"sha": "abc", "ref": "fix"}, "base": {"ref": "main"}, "draft": True}
    return issue(number) | ends | more


async def tell(db: Database, name: str, action: str, **payload: Any) -> None:
    common = {"action": action, "sender": EVE, "installation": {"id": 5}, "repository": WIDGET}
    event = parse(name, common | payload)
    await db.write(lambda conn: mirror.apply(conn, event, NOW))


async def subject(db: Database, number: int = 7) -> Subject:
    found = await db.read(lambda conn: mirror.subject(conn, 12, number))
    assert found is not None
    return found


async def numbers(db: Database, label: str | None = None) -> list[int]:
    return [each.number for each in await db.read(lambda conn: mirror.open_subjects(conn, 12, label))]


async def repository(db: Database, name: str = "acme/widget") -> Repository | None:
    return await db.read(lambda conn: mirror.repository_named(conn, name))


async def sync(db: Database, *subjects: dict[str, Any], labels: tuple[str, ...] = ()) -> None:
    widget = Repository.model_validate(WIDGET)
    told = [Subject.model_validate(each) for each in subjects]
    bob = User(id=43, login="bob")
    await db.write(lambda conn: mirror.put_subjects(conn, widget, told, [bob], NOW))
    await db.write(lambda conn: mirror.put_labels(conn, 12, [LabelInfo(name=each) for each in labels]))
    await db.write(lambda conn: mirror.end_sync(conn, widget, NOW, 5))


async def test_an_event_brings_its_subject_repository_and_people(db: Database) -> None:
    await tell(db, "issues", "opened", issue=issue(labels=[{"name": "bug"}]))
    told = await subject(db)
    assert (told.title, told.labels, told.author.login) == ("Broken", ("bug",), "eve")
    assert await repository(db, "ACME/Widget") == Repository.model_validate(WIDGET)
    assert await db.read(lambda conn: mirror.installation_of(conn, 12)) == 5


async def test_a_late_event_changes_nothing(db: Database) -> None:
    await tell(db, "issues", "closed", issue=issue(state="closed", at=NOW + HOUR))
    renamed = WIDGET | {"full_name": "acme/old-name"}
    await tell(db, "issues", "opened", issue=issue(title="Old"), repository=renamed)
    told = await subject(db)
    assert (told.state, told.title) == ("closed", "Broken")
    assert await repository(db, "acme/old-name") is None


async def test_an_event_of_the_same_moment_counts(db: Database) -> None:
    await tell(db, "issues", "opened", issue=issue())
    await tell(db, "issues", "labeled", issue=issue(labels=[{"name": "bug"}]))
    assert (await subject(db)).labels == ("bug",)


async def test_null_clears_and_silence_keeps(db: Database) -> None:
    await tell(db, "issues", "milestoned", issue=issue(milestone={"title": "v1"}, labels=[{"name": "bug"}]))
    cut_down = {"number": 7, "title": "New", "milestone": None}
    await tell(db, "issues", "edited", issue=cut_down)
    told = await subject(db)
    assert (told.title, told.milestone, told.labels, told.updated_at) == ("New", None, ("bug",), NOW)
    await tell(db, "issues", "edited", issue=issue(title="Newer", at=NOW + HOUR))
    assert (await subject(db)).title == "Newer"


async def test_a_subject_is_kept_whose_author_once_had_the_login_of_somebody_forgotten(db: Database) -> None:
    await tell(db, "issues", "opened", issue=issue())
    renamed, newcomer = User(id=42, login="eve2"), User(id=9, login="eve")
    await db.write(lambda conn: put_people(conn, [renamed, newcomer]))
    who = await db.read(lambda conn: forgetting.person(conn, newcomer.id))
    await forgetting.forget(db, who, b"a-key-kept-elsewhere", NOW)
    author = {"id": 42, "login": "eve2", "type": "User"}
    await tell(db, "issues", "edited", issue=issue(title="Newer", at=NOW + HOUR, user=author))
    told = await subject(db)
    assert (told.title, told.author) == ("Newer", renamed)


async def test_a_comment_knows_no_head_and_forgets_none(db: Database) -> None:
    await tell(db, "pull_request", "opened", pull_request=pull())
    as_issue = issue(8, at=NOW + HOUR, title="Better", pull_request={"url": "x"})
    comment = {"id": 1, "body": "hi", "user": EVE}
    await tell(db, "issue_comment", "created", issue=as_issue, comment=comment)
    told = await subject(db, 8)
    assert (told.title, told.head_sha, told.base_ref, told.draft, told.is_pull_request) == (
        "Better",
        "abc",
        "main",
        True,
        True,
    )


async def test_a_long_body_is_cut_but_read_to_its_end_for_links(db: Database) -> None:
    await tell(db, "pull_request", "opened", pull_request=pull(body="x" * 60_000 + "\nFixes #7"))
    assert len((await subject(db, 8)).body) == 10_000
    assert await db.read(lambda conn: mirror.linked_pulls(conn, 12, 7)) == (8,)


async def test_links_follow_the_pull_request(db: Database) -> None:
    async def linked() -> tuple[int, ...]:
        return await db.read(lambda conn: mirror.linked_pulls(conn, 12, 7))

    await tell(db, "pull_request", "opened", pull_request=pull(body="Closes #7"))
    assert await linked() == (8,)
    await tell(db, "pull_request", "edited", pull_request=pull(body="Closes #9"))
    assert await linked() == ()
    await tell(db, "pull_request", "edited", pull_request=pull(body="Closes #7"))
    await tell(db, "pull_request", "closed", pull_request=pull(body="Closes #7", state="closed"))
    assert await linked() == ()
    await tell(db, "pull_request", "reopened", pull_request=pull(body="Closes #7"))
    assert await linked() == (8,)


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        ("close #1, Closes #2; CLOSED: #3", (1, 2, 3)),
        ("fix #1 fixes #2 fixed #3", (1, 2, 3)),
        ("resolve #1 resolves #2 resolved #3", (1, 2, 3)),
        ("fixes acme/widget#4 and closes https://github.com/Acme/Widget/issues/5", (4, 5)),
        ("fixes other/thing#4, see #5, prefixes #6, fixes 7", ()),
        ("<!-- e.g. fixes #1 --> fixes #2 <!-- fixes #3", (2,)),
        ("", ()),
    ],
)
def test_what_a_pull_request_says_it_closes(body: str, closed: tuple[int, ...]) -> None:
    assert closed_issues(body, "acme/widget") == closed


async def test_open_subjects_by_label_in_any_spelling(db: Database) -> None:
    await sync(
        db,
        issue(3, labels=[{"name": "Good First Issue"}]),
        issue(1, labels=[{"name": "good first issue"}, {"name": "bug"}]),
        issue(2, labels=[{"name": "not a good first issue"}]),
        issue(4, state="closed", labels=[{"name": "good first issue"}]),
        issue(5, labels=[{"name": 'häßlich "%_'}]),
    )
    assert await numbers(db) == [1, 2, 3, 5]
    assert await numbers(db, "GOOD first issue") == [1, 3]
    assert await numbers(db, 'HÄSSLICH "%_') == [5]
    assert await numbers(db, "g%d first issue") == []


async def test_what_is_open_with_somebody_is_what_they_opened_and_what_they_are_assigned_to(
    db: Database,
) -> None:
    bob, ann = ({"id": 43, "login": "bob", "type": "User"}, {"id": 44, "login": "ann", "type": "User"})
    await sync(
        db,
        issue(1, assignees=[bob]),
        issue(2, user=bob),
        issue(3, user=bob, assignees=[bob, ann]),
        issue(4, state="closed", user=bob, assignees=[bob]),
        issue(5, assignees=[ann]),
        issue(6),
    )

    async def open_with(*people: int, most: int = 10) -> list[int]:
        found = await db.read(lambda conn: mirror.open_with(conn, 12, people, most))
        return [each.number for each in found]

    assert await open_with(43) == [3, 2, 1]
    assert await open_with(43, most=2) == [3, 2]
    assert await open_with(43, 44) == [5, 3, 2, 1]
    assert await open_with(45) == []
    assert await open_with() == []


async def test_what_somebody_opened_is_told_from_the_newest(db: Database) -> None:
    await sync(db, *(issue(number, state="closed") for number in range(1, 13)), issue(13))
    latest = await db.read(lambda conn: mirror.subjects_by(conn, 12, 42))
    assert [each.number for each in latest] == [13, *range(12, 3, -1)]


async def test_labels_are_known_once_synced_and_then_followed(db: Database) -> None:
    async def names() -> list[str] | None:
        found = await db.read(lambda conn: mirror.labels(conn, 12))
        return None if found is None else [each.name for each in found]

    await tell(db, "label", "created", label={"name": "early"})
    assert await names() is None
    await sync(db, issue(labels=[{"name": "bug"}, {"name": "docs"}]), labels=("bug", "docs"))
    assert await names() == ["bug", "docs"]
    await tell(db, "label", "created", label={"name": "area/io"})
    await tell(db, "label", "edited", label={"name": "kind/bug"}, changes={"name": {"from": "bug"}})
    await tell(db, "label", "deleted", label={"name": "docs"})
    assert await names() == ["area/io", "kind/bug"]
    assert (await subject(db)).labels == ("kind/bug",)


async def test_milestones_are_known_once_synced_and_then_followed(db: Database) -> None:
    async def open_now() -> dict[str, str] | None:
        found = await db.read(lambda conn: mirror.milestones(conn, 12))
        return None if found is None else {each.title: each.node_id for each in found}

    def told(number: int, title: str, state: str = "open") -> dict[str, Any]:
        return {"number": number, "title": title, "state": state, "node_id": f"MI_{number}"}

    await tell(db, "milestone", "created", milestone=told(1, "early"))
    assert await open_now() is None
    synced = [MilestoneInfo.model_validate(told(2, "v1.0")), MilestoneInfo.model_validate(told(10, "v2.0"))]
    await db.write(lambda conn: mirror.put_milestones(conn, 12, synced, NOW))
    assert await open_now() == {"v1.0": "MI_2", "v2.0": "MI_10"}
    await tell(db, "milestone", "created", milestone=told(11, "v3.0"))
    await tell(db, "milestone", "edited", milestone=told(2, "v1.1"), changes={"title": {"from": "v1.0"}})
    await tell(db, "milestone", "closed", milestone=told(10, "v2.0", "closed"))
    assert await open_now() == {"v1.1": "MI_2", "v3.0": "MI_11"}
    await tell(db, "milestone", "opened", milestone=told(10, "v2.0"))
    await tell(db, "milestone", "deleted", milestone=told(2, "v1.1"))
    assert await open_now() == {"v2.0": "MI_10", "v3.0": "MI_11"}


async def test_who_is_at_home_is_known_by_a_login_that_nobody_else_bore(db: Database) -> None:
    async def at_home(login: str) -> int | None:
        found = await db.read(lambda conn: mirror.person_at_home(conn, 1, login))
        return found.id if found else None

    await sync(db, issue())
    assert (await at_home("BOB"), await at_home("eve"), await at_home("nobody")) == (43, None, None)
    assert await db.read(lambda conn: mirror.person_at_home(conn, 2, "bob")) is None, "with another owner"
    await tell(db, "issues", "opened", issue=issue(9, user={"id": 99, "login": "bob", "type": "User"}))
    assert await at_home("bob") is None


async def test_a_sync_makes_old_hands_and_keeps_its_first_date(db: Database) -> None:
    await sync(db, issue())
    assert await db.read(lambda conn: mirror.known_people(conn, 1)) == {42, 43}
    assert await db.read(lambda conn: mirror.synced_at(conn, 12)) == NOW
    assert await db.read(mirror.unsynced) == []
    await tell(db, "issues", "opened", issue=issue(9, user={"id": 99, "login": "new", "type": "User"}))
    assert await db.read(lambda conn: mirror.known_people(conn, 1)) == {42, 43}


async def test_a_sync_does_not_undo_a_newer_event(db: Database) -> None:
    await tell(db, "issues", "closed", issue=issue(state="closed", at=NOW + HOUR))
    await sync(db, issue())
    assert (await subject(db)).state == "closed"


async def test_a_repository_is_followed_through_rename_transfer_and_privacy(db: Database) -> None:
    await tell(db, "issues", "opened", issue=issue())
    changed = WIDGET | {
        "full_name": "corp/gadget",
        "private": True,
        "archived": True,
        "owner": {"id": 2, "login": "corp", "type": "Organization"},
    }
    await tell(db, "repository", "transferred", repository=changed)
    assert await repository(db) is None
    found = await repository(db, "corp/gadget")
    assert found is not None
    assert (found.id, found.owner_id, found.private, found.archived) == (12, 2, True, True)


async def test_a_cut_down_payload_makes_no_private_repository_public(db: Database) -> None:
    await tell(db, "issues", "opened", issue=issue(), repository=WIDGET | {"private": True})
    await tell(db, "issues", "edited", issue=issue(), repository={"id": 12, "full_name": "acme/widget"})
    found = await repository(db)
    assert found is not None
    assert (found.private, found.owner_id) == (True, 1)


async def test_an_issue_that_is_gone_is_forgotten(db: Database) -> None:
    await tell(db, "issues", "opened", issue=issue(7))
    await tell(db, "issues", "opened", issue=issue(8))
    await tell(db, "issues", "deleted", issue=issue(7))
    moved = {"new_repository": {"full_name": "acme/other"}}
    await tell(db, "issues", "transferred", issue=issue(8), changes=moved)
    assert await numbers(db) == []


async def test_an_installation_comes_rests_and_goes(db: Database) -> None:
    told: dict[str, Any] = {"id": 5, "account": ACME}
    listed = [{"id": 12, "full_name": "acme/widget", "private": True}]

    async def state() -> mirror.InstallationRecord:
        found = await db.read(lambda conn: mirror.installation(conn, 5))
        assert found is not None
        return found

    await tell(db, "installation", "created", installation=told, repositories=listed, repository=None)
    (waiting,) = await db.read(mirror.unsynced)
    assert (waiting.full_name, waiting.private, waiting.owner_id) == ("acme/widget", True, 1)
    await tell(db, "installation", "suspend", installation=told, repository=None)
    assert (await state()).suspended_at == NOW
    await tell(db, "installation", "unsuspend", installation=told, repository=None)
    assert (await state()).suspended_at is None

    nudge = NewTimer(12, 1, 5, 7, "steward", "nudge", NOW)
    await db.write(lambda conn: timers.set(conn, nudge))
    await tell(db, "installation", "deleted", installation=told, repositories=listed, repository=None)
    assert (await state()).removed_at == NOW
    assert await db.read(mirror.repositories) == []
    assert await db.read(lambda conn: timers.due(conn, NOW, 10)) == []


async def test_repositories_are_added_to_and_taken_from_an_installation(db: Database) -> None:
    told = {"id": 5, "account": ACME}
    one = {"id": 13, "full_name": "acme/one", "private": False}
    await tell(
        db, "installation_repositories", "added", installation=told, repositories_added=[one], repository=None
    )
    assert [each.id for each in await db.read(mirror.repositories)] == [13]
    await tell(
        db,
        "installation_repositories",
        "removed",
        installation=told,
        repositories_removed=[one],
        repository=None,
    )
    assert await db.read(mirror.repositories) == []


async def test_hostile_numbers_are_left_aside(db: Database) -> None:
    with pytest.raises(MalformedPayload):
        await tell(db, "issues", "opened", issue=issue(2**70))
    await tell(db, "issues", "opened", issue=issue(), repository=WIDGET | {"id": 2**70})
    await tell(db, "issues", "opened", issue=issue(9, user=EVE | {"id": 2**70}))
    assert await numbers(db) == [9]
    assert await db.read(lambda conn: mirror.subjects_by(conn, 12, 1)) == ()


async def test_the_last_good_file_stays(db: Database) -> None:
    async def read_at(text: str, error: str) -> None:
        await db.write(
            lambda conn: mirror.put_config(
                conn, 12, text=text, sha=text, source=f"at {text}", error=error, now=NOW
            )
        )

    await read_at("good", "")
    await read_at("bad", "line 3: unknown key")
    kept = await db.read(lambda conn: mirror.config(conn, 12))
    assert kept is not None
    assert (kept.text, kept.error) == ("bad", "line 3: unknown key")
    assert (kept.good_text, kept.good_source) == ("good", "at good")
