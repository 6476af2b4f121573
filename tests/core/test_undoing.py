"""Taking back: every kind of effect has a reversal or a reason why it stays, and is learnt from."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core.effects import KINDS, say
from bot.core.effects.undo import Circumstances, Overwritten, reverse, without_undone
from bot.core.keys import Scope, SectionKey
from bot.core.markdown import Markdown
from bot.core.model import Subject

REF = "acme/widget#7"
NOW = Subject(number=7, title="New", milestone="v2", type="Bug")
FIELDS = {
    "labels": ["bug"],
    "logins": ["alice"],
    "teams": ["core"],
    "title": "New",
    "to": "acme/docs",
    "name": "config",
    "head_sha": "1",
    "conclusion": "success",
    "summary": "",
    "body": "Hello",
    "sticky": "case",
    "comment_id": 3,
    "content": "eyes",
    "target": "issue",
    "target_id": 7,
    "channel": "ops",
    "text": "hello",
    "type": "Bug",
}


def an(kind: str) -> fx.Outward:
    """Some effect of a kind."""
    model = KINDS[kind]
    fields = {name: FIELDS[name] for name in model.model_fields if name in FIELDS}
    if kind == "set_milestone":
        fields["title"] = "v2"
    return fx.parse({"effect": kind, "subject": REF, **fields})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_reversed_or_says_why_it_stays(kind: str) -> None:
    effect = an(kind)
    if isinstance(effect, fx.PostComment):
        effect = say(REF, SectionKey("case"), Markdown("Hello"), sticky=True)
    found = reverse(effect, Circumstances(NOW, Overwritten(title="Old", milestone=None, type=None)))
    assert bool(found.effects) is not bool(found.stays)
    assert all(each.subject == REF and each.effect != kind for each in found.effects) or kind in (
        "set_milestone",
        "set_type",
        "retitle",
    )


@pytest.mark.parametrize(
    "kind",
    sorted(
        set(KINDS)
        - {"transfer", "check", "open_issue", "minimize_comment", "notify", "comment", "delete_comment"}
    ),
)
def test_to_reverse_twice_is_to_do_it_again(kind: str) -> None:
    effect = an(kind)
    (back,) = reverse(effect, Circumstances(NOW, Overwritten(title="Old", milestone=None, type=None))).effects
    then = NOW.model_copy(update={"title": "Old", "milestone": None, "type": None})
    assert reverse(
        back, Circumstances(then, Overwritten(title="New", milestone="v2", type="Bug"))
    ).effects == (effect,)


def test_a_comment_edited_in_place_says_again_what_it_said_before() -> None:
    was = fx.CommentSection(key=SectionKey("case"), feature="steward", body=Markdown("alice has it"))
    now = say(REF, SectionKey("case"), Markdown("bob has it"), sticky=True)
    now = now.model_copy(
        update={
            "sections": (
                fx.CommentSection(key=SectionKey("case"), feature="steward", body=Markdown("bob has it")),
            )
        }
    )
    (back,) = reverse(now, Circumstances(NOW, sections_before={("steward", "case"): was})).effects
    assert isinstance(back, fx.PostComment)
    assert (back.feature, back.sticky, back.body) == ("steward", "case", "alice has it")
    (gone,) = reverse(now, Circumstances(NOW)).effects
    assert gone == fx.DeleteComment(subject=REF, feature="steward", sticky=SectionKey("case"))


def test_a_comment_that_called_somebody_is_folded() -> None:
    call = say(REF, SectionKey("turn"), Markdown("@bob, it is yours"))
    assert reverse(call, Circumstances(NOW, remote_id=9)).effects == (
        fx.MinimizeComment(subject=REF, comment_id=9),
    )
    assert "not on GitHub yet" in reverse(call, Circumstances(NOW)).stays


def test_a_title_changed_since_stays() -> None:
    assert (
        "changed since"
        in reverse(fx.Retitle(subject=REF, title="Other"), Circumstances(NOW, Overwritten())).stays
    )


def test_what_was_learnt_takes_out_only_its_part() -> None:
    learnt = set(fx.AddLabels(subject=REF, labels=("Bug",)).undo_keys)
    both = fx.AddLabels(subject=REF, labels=("bug", "docs"))
    assert without_undone([both], learnt) == (fx.AddLabels(subject=REF, labels=("docs",)),)
    assert without_undone([fx.AddLabels(subject=REF, labels=("bug",))], learnt) == ()
    assert without_undone([fx.RemoveLabels(subject=REF, labels=("bug",))], learnt) != ()
    asked = fx.RequestReview(subject=REF, logins=("alice", "bob"), teams=("core",))
    left = without_undone([asked], {"request_review:alice", "request_review:team core"})
    assert left == (fx.RequestReview(subject=REF, logins=("bob",)),)
    memory = fx.Remember(subject=REF, scope=Scope("s"), key="k", value=1)
    assert without_undone([memory], {"comment:x.y"}) == (memory,)
