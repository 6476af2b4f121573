"""A world is written by hand: it says what it means, or where it does not."""

from datetime import UTC, datetime

import pytest

from fakegithub import GitHub, World, WorldError, assignable, role

WORLD = """
now: 2026-03-02T09:00:00Z
bot: stewardbot[bot]
users: [{login: "dependabot[bot]", type: Bot}]
organizations: [{login: acme, members: [alice], teams: {triage: [alice]}}]
repositories:
  - name: acme/widget
    private: false
    collaborators: {alice: admin, bob: write, carol: triage, dan: read}
    assignable: [alice, bob]
    labels: [bug, support, kind/bug, {name: docs, color: '#00ff00', description: Words}]
    milestones: [v1.0, {title: v0.9, state: closed}]
    files: {.github/stewardbot.yml: "mode: act", CONTRIBUTING.md: "Hello"}
    issues:
      - {number: 7, title: T, body: B, author: eve, state: open, state_reason: null, labels: [BUG],
         assignees: [no], assignable: [grace], milestone: null, locked: false, pinned: false,
         pull_request: false, draft: false, merged: false, files: [], head_files: {},
         requested_reviewers: [], reviews: [], closes: [],
         created_at: 2026-03-01T09:00:00Z, closed_at: null,
         comments: [{id: 1, author: bob, body: hi, created_at: 2026-03-01T10:00:00Z}],
         timeline: [{actor: bob, labeled: bug, at: 2026-03-01T10:00:00Z}]}
"""


def test_every_key_of_a_world_is_read() -> None:
    github = GitHub.of(WORLD)
    issue = github.state.issue("Acme/Widget", 7)
    assert issue is not None
    assert github.state.now() == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert issue.label_names == ("bug",), "the repository's spelling wins"
    assert issue.assignee_logins == ("no",), "YAML 1.2: a login may be called no"
    assert issue.comments[1].body == "hi"
    assert issue.timeline[0].label is issue.labels[0]
    assert issue.repository.labels["docs"].color == "00ff00"
    assert [each.state for each in issue.repository.milestones] == ["open", "closed"]
    assert github.state.user("DEPENDABOT[bot]").type == "Bot"  # type: ignore[union-attr]


def test_the_same_world_gives_the_same_ids_and_others_differ() -> None:
    one, two = GitHub.of(WORLD), GitHub.of(WORLD)
    assert [user.id for user in one.state.users.values()] == [user.id for user in two.state.users.values()]
    assert len({user.id for user in one.state.users.values()}) == len(set(one.state.users.values()))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "repositories: [{name: acme/widget, lables: [bug]}]",
            "unknown key `lables`; did you mean `labels`?",
        ),
        ("repositories: [{name: widget}]", "repositories[0].name"),
        ("repositories: [{name: a/b, issues: [{number: 1}, {number: 1}]}]", "two issues number 1"),
        ("repositories: [{name: a/b, collaborators: {eve: king}}]", "repositories[0].collaborators.eve"),
        ("repositories: [", "line 1"),
        ("[]", "the world"),
        ("now: soon", "now"),
        (
            "repositories: [{name: a/b, issues: [{number: 1, timeline: [{actor: eve}]}]}]",
            "names exactly one event",
        ),
    ],
)
def test_a_wrong_world_says_where(text: str, complaint: str) -> None:
    with pytest.raises(WorldError) as caught:
        World.load(text)
    assert complaint in str(caught.value)


def test_json_is_a_world_too_and_an_empty_one_is_fine() -> None:
    assert World.load('{"repositories": [{"name": "a/b"}]}').repositories[0].name == "a/b"
    assert World.load("").repositories == []


def test_what_a_world_implies_is_filled_in() -> None:
    github = GitHub.of(
        {
            "repositories": [
                {"name": "a/b", "issues": [{"number": 1, "merged": True, "author": "eve", "labels": ["x"]}]}
            ]
        }
    )
    issue = github.state.issue("a/b", 1)
    assert issue is not None
    assert issue.pull is not None
    assert (issue.state, issue.pull.merged) == ("closed", True)
    assert "x" in issue.repository.labels
    assert github.state.installation("a") is not None


def test_who_can_be_assigned() -> None:
    listed = GitHub.of(WORLD).state
    issue = listed.issue("acme/widget", 7)
    assert issue is not None
    where = issue.repository
    able = [
        name
        for name in ("alice", "bob", "carol", "grace")
        if assignable(listed, where, issue, listed.person(name))
    ]
    assert able == ["alice", "bob", "grace"], "the repository's list, and the issue's own"

    unlisted = GitHub.of(WORLD.replace("    assignable: [alice, bob]\n", "")).state
    issue = unlisted.issue("acme/widget", 7)
    assert issue is not None
    names = ("alice", "bob", "carol", "dan", "eve", "grace")
    able = [name for name in names if assignable(unlisted, issue.repository, issue, unlisted.person(name))]
    assert able == ["alice", "bob", "carol", "grace"], "read alone is not enough, nor having opened it"


def test_roles() -> None:
    state = GitHub.of(WORLD.replace("private: false", "private: true")).state
    where = state.repository("acme/widget")
    assert where is not None
    assert [role(state, where, state.person(name)) for name in ("alice", "carol", "eve", "acme")] == [
        "admin",
        "triage",
        "none",
        "admin",
    ]
