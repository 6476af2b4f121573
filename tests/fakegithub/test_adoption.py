"""A payload tells what happened in a world; the world tells the rest."""

from datetime import UTC, datetime
from typing import Any

from fakegithub import GitHub, adopt, apply, fill_payload, newest_time, state_from_payload
from fakegithub.model.records import Issue
from fakegithub.model.state import State
from tests.harness.in_process.fake_client import WORLD

REPO = {"full_name": "Acme/Widget"}
EVE = {"login": "EVE", "id": 4242}


def after(event: str, payload: dict[str, Any]) -> tuple[State, dict[str, Any]]:
    """The state after the event, and the payload filled up."""
    state = GitHub.of(WORLD).state
    apply(state, event, payload)
    assert not state.webhooks, "what the world was told already is not told again"
    return state, fill_payload(state, event, payload)


def issue(state: State, number: int = 7) -> Issue:
    found = state.issue("acme/widget", number)
    assert found is not None
    return found


def test_a_cut_down_comment_is_all_that_is_needed() -> None:
    payload = {
        "action": "created",
        "repository": REPO,
        "issue": {"number": 7},
        "comment": {"id": 99, "body": "/assign"},
        "sender": EVE,
    }
    state, full = after("issue_comment", payload)
    assert issue(state).comments[99].body == "/assign"
    assert issue(state).comments[99].author is state.user("eve")
    assert state.person("eve").id == 4242
    assert full["comment"]["user"] == full["sender"]
    assert (full["sender"]["login"], full["sender"]["type"]) == ("eve", "User"), "the world's spelling"
    assert (full["issue"]["title"], full["issue"]["user"]["login"]) == ("It fails", "eve")
    assert full["repository"]["full_name"] == "acme/widget"
    assert full["installation"]["id"] == state.installation("acme").id  # type: ignore[union-attr]
    assert full["organization"]["login"] == "acme"


def test_an_issue_the_world_does_not_know_comes_from_the_payload() -> None:
    payload = {
        "action": "opened",
        "repository": REPO,
        "issue": {
            "number": 70,
            "id": 5,
            "title": "New",
            "body": None,
            "labels": [{"name": "BUG"}],
            "user": EVE,
        },
        "sender": EVE,
    }
    state, full = after("issues", payload)
    opened = issue(state, 70)
    assert (opened.id, opened.title, opened.label_names, opened.is_open) == (5, "New", ("bug",), True)
    assert [each["name"] for each in full["issue"]["labels"]] == ["bug"]
    assert full["issue"]["assignees"] == []


def test_the_news_of_each_action() -> None:
    def told(action: str, **news: Any) -> Issue:
        payload = {"action": action, "repository": REPO, "issue": {"number": 7}, "sender": EVE, **news}
        return issue(after("issues", payload)[0])

    assert told("labeled", label={"name": "Bug"}).label_names == ("bug",)
    assert told("assigned", assignee={"login": "zed"}).assignee_logins == ("zed",)
    assert told("milestoned", milestone={"title": "V1.0"}).milestone.title == "v1.0"  # type: ignore[union-attr]
    assert told("closed").state == "closed"
    assert told("locked").locked
    assert told("pinned").pinned
    assert told("edited", issue={"number": 7, "title": "Other"}).title == "Other"


def test_what_goes_away_is_gone() -> None:
    payload = {"action": "deleted", "repository": REPO, "issue": {"number": 7}, "sender": EVE}
    assert after("issues", payload)[0].issue("acme/widget", 7) is None
    moved = {
        **payload,
        "action": "transferred",
        "changes": {"new_issue": {"number": 3}, "new_repository": {"full_name": "acme/other"}},
    }
    assert after("issues", moved)[0].issue("acme/other", 3).title == "It fails"  # type: ignore[union-attr]
    label = {"action": "deleted", "repository": REPO, "label": {"name": "BUG"}, "sender": EVE}
    assert "bug" not in issue(after("label", label)[0]).repository.labels
    renamed = {
        "action": "renamed",
        "repository": {"full_name": "acme/gadget"},
        "changes": {"repository": {"name": {"from": "widget"}}},
        "sender": EVE,
    }
    assert after("repository", renamed)[0].issue("acme/gadget", 7) is not None


def test_pull_requests() -> None:
    payload = {
        "action": "closed",
        "repository": REPO,
        "pull_request": {
            "number": 8,
            "merged": True,
            "head": {"sha": "abc"},
            "requested_reviewers": [{"login": "bob"}],
        },
        "sender": EVE,
    }
    state, full = after("pull_request", payload)
    pull = issue(state, 8).pull
    assert pull is not None
    assert (pull.merged, pull.head_sha, [each.login for each in pull.reviewers]) == (True, "abc", ["bob"])
    assert (full["number"], full["pull_request"]["title"], full["pull_request"]["head"]["sha"]) == (
        8,
        "Fix it",
        "abc",
    )
    assert full["pull_request"]["base"]["ref"] == "main"
    submitted = {
        "action": "submitted",
        "repository": REPO,
        "pull_request": {"number": 8},
        "review": {"id": 6, "state": "approved", "body": "/lgtm"},
        "sender": {"login": "bob"},
    }
    state, full = after("pull_request_review", submitted)
    assert (full["review"]["state"], full["review"]["user"]["login"]) == ("approved", "bob")
    drafted = {"action": "converted_to_draft", "repository": REPO, "number": 8, "sender": EVE}
    assert issue(after("pull_request", drafted)[0], 8).pull.draft  # type: ignore[union-attr]


def test_roles_and_members() -> None:
    member = {
        "action": "added",
        "repository": REPO,
        "member": {"login": "eve"},
        "changes": {"permission": {"to": "write"}, "role_name": {"to": "maintain"}},
        "sender": EVE,
    }
    state, _ = after("member", member)
    assert issue(state).repository.roles["eve"] == "maintain"
    joined = {
        "action": "member_added",
        "membership": {"user": {"login": "eve"}},
        "organization": {"login": "acme"},
        "sender": EVE,
    }
    assert "eve" in after("organization", joined)[0].organizations["acme"].members


def test_without_a_world_the_payload_is_the_world() -> None:
    payload = {
        "action": "opened",
        "repository": {
            "id": 11,
            "name": "tool",
            "owner": {"login": "zed", "id": 12, "type": "Organization"},
            "private": True,
            "default_branch": "trunk",
        },
        "issue": {
            "number": 1,
            "title": "Hi",
            "user": None,
            "created_at": "2026-01-02T03:04:05Z",
            "labels": [{"name": "a"}],
        },
        "installation": {"id": 13},
        "sender": {"login": "eve", "id": 14},
    }
    state = state_from_payload("issues", payload, lambda: datetime(2026, 1, 3, tzinfo=UTC))
    where = state.repository("zed/tool")
    assert where is not None
    assert (where.id, where.private, where.default_branch, where.owner.type) == (
        11,
        True,
        "trunk",
        "Organization",
    )
    assert where.issues[1].author is None, "a deleted account stays deleted"
    assert state.installation("zed").id == 13  # type: ignore[union-attr]
    assert newest_time(payload) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert newest_time({"action": "x"}) is None


def test_ids_can_be_known_before_the_news() -> None:
    state = GitHub.of(WORLD).state
    renamed = {
        "action": "renamed",
        "repository": {"full_name": "acme/gadget", "id": 77},
        "changes": {"repository": {"name": {"from": "widget"}}},
        "installation": {"id": 78},
        "sender": EVE,
    }
    adopt(state, "repository", renamed)
    assert state.repository("acme/widget").id == 77  # type: ignore[union-attr]
    assert (state.person("eve").id, state.installations[78].account.login) == (4242, "acme")
    assert state.repository("acme/gadget") is None, "it has not happened yet"


def test_hostile_payloads_are_survived() -> None:
    odd: list[Any] = [
        None,
        [],
        "x",
        7,
        True,
        {"number": "7"},
        {"number": 7, "labels": [None, 3, {}], "user": 5},
    ]
    for value in odd:
        for event in (
            "issues",
            "issue_comment",
            "pull_request",
            "pull_request_review",
            "label",
            "push",
            "member",
        ):
            for action in ("created", "labeled", "assigned", "submitted", None):
                payload = {
                    "action": action,
                    "repository": REPO,
                    "sender": value,
                    "label": value,
                    "member": value,
                }
                payload |= {
                    "issue": value,
                    "pull_request": value,
                    "comment": value,
                    "review": value,
                    "changes": value,
                }
                after(event, payload)
    for repository in (None, {}, {"full_name": "no-slash"}, {"full_name": 3}, {"name": "x", "owner": None}):
        state = state_from_payload(
            "issues", {"action": "opened", "repository": repository}, lambda: datetime(2026, 1, 3, tzinfo=UTC)
        )
        assert not state.repositories


def test_the_author_of_a_deleted_comment_is_filled_up_too() -> None:
    payload = {
        "action": "deleted",
        "repository": {"full_name": "acme/widget"},
        "sender": {"login": "bob"},
        "issue": {"number": 7},
        "comment": {"id": 4, "body": "/close", "user": {"login": "bob"}},
    }
    state = state_from_payload("issue_comment", payload, lambda: datetime(2026, 3, 2, tzinfo=UTC))
    full = fill_payload(state, "issue_comment", payload)
    assert full["comment"]["user"]["id"] == state.person("bob").id
