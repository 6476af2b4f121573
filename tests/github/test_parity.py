"""What GraphQL does is what REST does: the same state on GitHub, the same receipts, the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.ports.writer import Receipt
from bot.github.service import GitHubService
from bot.github.write.batch_fields import field_of
from fakegithub.model.records import Issue, Reaction
from tests.harness.in_process.acquaintance import acquainted
from tests.harness.in_process.client import WORLD, Rig, rig

ISSUE, PULL = "acme/widget#7", "acme/widget#8"
Before = Callable[[Rig], object]


def nothing(it: Rig) -> None:
    """All is as it was."""


def full(it: Rig) -> None:
    """Issue and pull request have something of everything."""
    alice = it.github.person("alice")
    for number in (7, 8):
        alice.labels("acme/widget", number, "bug")
        alice.assigns("acme/widget", number, "bob")
    alice.closes("acme/widget", 7)
    alice.pins("acme/widget", 7)
    repository = it.github.state.repository("acme/widget")
    assert repository is not None
    for number in (7, 8):
        issue = repository.issues[number]
        issue.milestone, issue.locked, issue.lock_reason = repository.milestones[0], True, "spam"


def three_pins(it: Rig) -> None:
    repository = it.github.state.repository("acme/widget")
    assert repository is not None
    for number in range(20, 23):
        it.github.person("eve").opens_issue("acme/widget", f"Pin {number}")
    for issue in [*repository.issues.values()][-3:]:
        issue.pinned = True


def archived(it: Rig) -> None:
    repository = it.github.state.repository("acme/widget")
    assert repository is not None
    repository.archived = True


def drafts(it: Rig) -> None:
    it.github.person("acme").accepts_permissions("acme", {"contents": "write"})


def a_draft(it: Rig) -> None:
    drafts(it)
    repository = it.github.state.repository("acme/widget")
    assert repository is not None
    pull = repository.issues[8].pull
    assert pull is not None
    pull.draft = True


def fewer_rights(it: Rig) -> None:
    """The App may read, and no more."""
    rights = {"issues": "read", "pull_requests": "read", "checks": "read", "metadata": "read"}
    installation = it.github.state.installation("acme")
    assert installation is not None
    installation.permissions = rights


CASES: list[tuple[fx.Outward, Before]] = [
    (fx.AddLabels(subject=ISSUE, labels=("bug", "kind/docs")), nothing),
    (fx.AddLabels(subject=PULL, labels=("bug",)), full),
    (fx.AddLabels(subject=ISSUE, labels=("bug", "nonsense")), nothing),
    (fx.AddLabels(subject=ISSUE, labels=("nonsense",)), nothing),
    (fx.AddLabels(subject=ISSUE, labels=("bug",)), archived),
    (fx.AddLabels(subject=ISSUE, labels=("bug",)), fewer_rights),
    (fx.RemoveLabels(subject=ISSUE, labels=("bug",)), full),
    (fx.RemoveLabels(subject=ISSUE, labels=("BUG", "kind/docs")), full),
    (fx.RemoveLabels(subject=PULL, labels=("nonsense",)), full),
    (fx.RemoveLabels(subject=PULL, labels=("bug",)), fewer_rights),
    (fx.Assign(subject=ISSUE, logins=("alice", "BOB")), nothing),
    (fx.Assign(subject=PULL, logins=("alice", "zed")), nothing),
    (fx.Assign(subject=ISSUE, logins=("zed",)), nothing),
    (fx.Assign(subject=ISSUE, logins=("alice",)), fewer_rights),
    (fx.Unassign(subject=ISSUE, logins=("bob", "alice")), full),
    (fx.Unassign(subject=PULL, logins=("nobody-at-all",)), full),
    (fx.RequestReview(subject=PULL, logins=("carol", "alice")), nothing),
    (fx.RequestReview(subject=PULL, logins=("carol", "zed")), nothing),
    (fx.RequestReview(subject=PULL, logins=("eve",)), nothing),
    (fx.RequestReview(subject=PULL, teams=("triage",)), nothing),
    (fx.RequestReview(subject=PULL, logins=("carol",)), fewer_rights),
    (fx.UnrequestReview(subject=PULL, logins=("bob",)), nothing),
    (fx.SetMilestone(subject=ISSUE, title="V1.0"), nothing),
    (fx.SetMilestone(subject=PULL, title=None), full),
    (fx.SetMilestone(subject=ISSUE, title="v9"), nothing),
    (fx.SetMilestone(subject=PULL, title="v1.0"), fewer_rights),
    (fx.Retitle(subject=ISSUE, title="A better title"), nothing),
    (fx.Retitle(subject=PULL, title="A better title"), full),
    (fx.Retitle(subject=ISSUE, title="x" * 257), nothing),
    (fx.Retitle(subject=PULL, title=" "), nothing),
    (fx.Retitle(subject=ISSUE, title="A better title"), archived),
    (fx.Close(subject=ISSUE), nothing),
    (fx.Close(subject=ISSUE, reason="not_planned"), full),
    (fx.Close(subject=ISSUE, reason="duplicate", duplicate_of=1), nothing),
    (fx.Close(subject=ISSUE, reason="duplicate", duplicate_of=99), nothing),
    (fx.Close(subject=PULL, reason="not_planned"), nothing),
    (fx.Close(subject=PULL), fewer_rights),
    (fx.Reopen(subject=ISSUE), full),
    (fx.Reopen(subject=ISSUE), nothing),
    (fx.Lock(subject=ISSUE), nothing),
    (fx.Lock(subject=PULL, reason="too heated"), nothing),
    (fx.Lock(subject=ISSUE, reason="resolved"), full),
    (fx.Lock(subject=ISSUE, reason="boredom"), nothing),
    (fx.Lock(subject=ISSUE), fewer_rights),
    (fx.Unlock(subject=ISSUE), full),
    (fx.Unlock(subject=PULL), nothing),
    (fx.Pin(subject=ISSUE), nothing),
    (fx.Pin(subject=ISSUE), full),
    (fx.Pin(subject=ISSUE), three_pins),
    (fx.Pin(subject=PULL), nothing),
    (fx.Unpin(subject=ISSUE), full),
    (fx.Unpin(subject=ISSUE), nothing),
    (fx.Transfer(subject=ISSUE, to="acme/secret"), full),
    (fx.Transfer(subject=ISSUE, to="acme/nowhere"), nothing),
    (fx.Transfer(subject=ISSUE, to="acme/widget"), nothing),
    (fx.Transfer(subject=ISSUE, to="acme/secret"), fewer_rights),
    (fx.SetType(subject=ISSUE, type="Bug"), nothing),
    (fx.SetType(subject=ISSUE, type="Nonsense"), nothing),
    (
        fx.Check(subject=PULL, name="gate", head_sha="a1", conclusion="failure", summary=Markdown("No.")),
        nothing,
    ),
    (fx.PostComment(subject=ISSUE, body=Markdown("Hello, @eve.")), nothing),
    (fx.PostComment(subject=PULL, body=Markdown("\U0001f600" * 30_000)), full),
    (fx.PostComment(subject=ISSUE, body=Markdown("Hello.")), archived),
    (fx.PostComment(subject=ISSUE, body=Markdown("Hello.")), fewer_rights),
    (fx.DeleteComment(subject=ISSUE, sticky=SectionKey("board")), nothing),
    (fx.MinimizeComment(subject=ISSUE, comment_id=12), nothing),
    (fx.React(subject=ISSUE, content="+1", target="issue", target_id=7), full),
    (fx.React(subject=PULL, content="eyes", target="issue", target_id=8), nothing),
    (fx.React(subject=ISSUE, content="shrug", target="issue", target_id=7), nothing),
    (fx.React(subject=ISSUE, content="+1", target="comment", target_id=12), nothing),
    (fx.React(subject=ISSUE, content="+1", target="issue", target_id=7), archived),
    (fx.Unreact(subject=ISSUE, content="+1", target="issue", target_id=7), nothing),
    (fx.ConvertToDraft(subject=PULL), drafts),
    (fx.ConvertToDraft(subject=PULL), a_draft),
    (fx.ConvertToDraft(subject=PULL), nothing),
    (fx.MarkReady(subject=PULL), a_draft),
    (fx.MarkReady(subject=PULL), drafts),
]
BY_THEMSELVES = {"notify", "open_issue", "pin_comment", "unpin_comment"}
"""Kinds that belong to no subject, or that REST alone has: `test_writer` tries them."""


def _reactions(reactions: list[Reaction]) -> list[tuple[str, str]]:
    return [(each.user.login, each.content) for each in reactions]


def state_of(issue: Issue) -> dict[str, Any]:
    """All that people see of an issue or pull request."""
    pull = issue.pull
    return {
        "at": (issue.repository.full_name, issue.number),
        "labels": issue.label_names,
        "people": issue.assignee_logins,
        "text": (issue.title, issue.body),
        "state": (issue.state, issue.state_reason, issue.locked, issue.lock_reason, issue.pinned),
        "milestone": issue.milestone and issue.milestone.title,
        "type": issue.type and issue.type.name,
        "reactions": _reactions(issue.reactions),
        "comments": [
            (said.body, said.minimized, _reactions(said.reactions)) for said in issue.comments.values()
        ],
        "pull": pull
        and (pull.draft, [one.login for one in pull.reviewers], [one.slug for one in pull.teams]),
        "checks": [
            (run.name, run.head_sha, run.conclusion, run.title, run.summary)
            for run in issue.repository.check_runs.values()
        ],
    }


async def carried_out(effect: fx.Outward, before: Before, *, batches: bool) -> tuple[Receipt, list[Any]]:
    """Return the receipt, and what people see afterwards."""
    it = rig(WORLD, batches=batches)
    for login in ("zed", "nobody-at-all"):
        it.github.person(login)
    number = int(effect.subject.partition("#")[2])
    said = it.github.person("eve").comments("acme/widget", number, "Please look.")
    before(it)
    for field in ("comment_id", "target_id"):
        if getattr(effect, field, None) == 12:
            effect = effect.model_copy(update={field: said})
    service = GitHubService(it.connection, it.tokens, batches=True, alone=True) if batches else it.service
    place = acquainted(it.place(number), it.github) if batches else it.place(number)
    task = it.task(effect)
    (receipt,) = await service.writer.apply(place, [task])
    if field_of(task, place) is not None:
        assert it.spent("POST", "/graphql") > 0
    everywhere = [*it.github.state.repositories.values()]
    return receipt, [state_of(issue) for repository in everywhere for issue in repository.issues.values()]


@pytest.mark.parametrize(
    ("effect", "before"), CASES, ids=[f"{effect.effect}-{before.__name__}" for effect, before in CASES]
)
async def test_an_effect_ends_alike_by_graphql_and_by_rest(effect: fx.Outward, before: Before) -> None:
    by_rest, there = await carried_out(effect, before, batches=False)
    by_graphql, here = await carried_out(effect, before, batches=True)
    assert here == there
    assert (by_graphql.state, by_graphql.dropped) == (by_rest.state, by_rest.dropped)
    if by_rest.is_short:
        assert by_graphql.note == by_rest.note


def test_every_kind_of_effect_is_tried() -> None:
    assert {effect.effect for effect, _ in CASES} | BY_THEMSELVES == set(fx.KINDS)
