"""In which order effects go out: what GraphQL does not have first, what moves the issue away last."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core.keys import COMMANDS
from fakegithub.http.faults import Fault
from tests.github.test_batch import GRAPHQL, ON, apply, issue, knowing, writes
from tests.harness.in_process.acquaintance import acquainted
from tests.harness.in_process.client import Rig, rig


def thumb(it: Rig, comment: int) -> fx.React:
    """The answer to a comment with commands."""
    return fx.React(subject=ON, content="+1", target="comment", target_id=comment, feature=COMMANDS)


def command(it: Rig) -> int:
    return it.github.person("alice").comments("acme/widget", 7, "/do it")


async def test_a_transfer_takes_its_thumb_along() -> None:
    it = knowing()
    comment = command(it)
    move = fx.Transfer(subject=ON, to="acme/secret")
    receipts = await apply(it, it.task(move), it.task(thumb(it, comment)))
    assert [(receipt.key, receipt.state) for receipt in receipts] == [("transfer", "done"), ("react", "done")]
    assert writes(it) == [("GET", "/repos/acme/secret"), GRAPHQL]
    secret = it.github.state.repository("acme/secret")
    assert secret is not None
    (moved,) = secret.issues.values()
    assert [reaction.content for said in moved.comments.values() for reaction in said.reactions] == ["+1"]


async def test_where_an_issue_moves_to_is_looked_up_once_in_five_minutes() -> None:
    it = knowing()
    for number, lookups in ((7, 1), (1, 1)):
        move = fx.Transfer(subject=f"acme/widget#{number}", to="acme/secret")
        (receipt,) = await apply(it, it.task(move), number=number)
        assert (receipt.state, it.spent("GET", "/repos/acme/secret")) == ("done", lookups)


@pytest.mark.parametrize("batches", [True, False], ids=["graphql", "rest"])
async def test_a_transfer_without_an_answer_is_found_where_it_went(*, batches: bool) -> None:
    it = knowing() if batches else rig()
    before = acquainted(it.place(), it.github)
    it.github.faults.next("POST", "/graphql", Fault.LOST_ANSWER)
    move = it.task(fx.Transfer(subject=ON, to="Acme/Secret"))
    for state in ("retry", "done"):
        (receipt,) = await it.service.writer.apply(before, [move])
        assert receipt.state == state
    assert writes(it).count(GRAPHQL) == 1


@pytest.mark.parametrize(("to", "why"), [("acme/widget", "already"), ("acme/nowhere", "not to be seen")])
async def test_a_transfer_that_is_refused_says_why_and_stays(to: str, why: str) -> None:
    it = knowing()
    comment = command(it)
    move = fx.Transfer(subject=ON, to=to)
    moved, answer = await apply(it, it.task(move), it.task(thumb(it, comment)))
    assert (moved.state, why in moved.note, answer.state) == ("refused", True, "done")
    assert issue(it).repository.full_name == "acme/widget"


async def test_a_type_goes_by_rest_before_one_document_with_all_else() -> None:
    it = knowing()
    comment = command(it)
    receipts = await apply(
        it,
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
        it.task(fx.SetType(subject=ON, type="Bug")),
        it.task(thumb(it, comment)),
    )
    assert [receipt.key for receipt in receipts] == ["add_labels", "set_type", "react"]
    assert [receipt.state for receipt in receipts] == ["done"] * 3
    assert writes(it) == [("PATCH", "/issues/7"), GRAPHQL]


async def test_what_was_refused_before_the_document_keeps_the_thumb_back() -> None:
    it = knowing()
    comment = command(it)
    label, kind, answer = await apply(
        it,
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
        it.task(fx.SetType(subject=ON, type="Nonsense")),
        it.task(thumb(it, comment)),
    )
    assert (label.state, kind.state) == ("done", "refused")
    assert (answer.withheld, issue(it).comments[comment].reactions) == (True, [])
