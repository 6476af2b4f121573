"""Reduce: given what the features want and what holds, then this is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import effects as fx
from bot.core.effects.projection import project
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.model import Subject, User
from bot.core.plan import OwnComment, Plan, SubjectState, reduce

REF = "acme/widget#7"
FEATURES = ("triage", "steward", "welcome", "labels", "assignment", "help")


def subject(*, labels: tuple[str, ...] = (), assignees: tuple[str, ...] = (), **fields: object) -> Subject:
    people = tuple(User(id=place, login=login) for place, login in enumerate(assignees, 1))
    return Subject.model_validate({"number": 7, "labels": labels, "assignees": people, **fields})


def add(*labels: str, feature: str = "labels") -> fx.AddLabels:
    return fx.AddLabels(subject=REF, labels=labels, feature=feature)


def remove(*labels: str) -> fx.RemoveLabels:
    return fx.RemoveLabels(subject=REF, labels=labels, feature="labels")


def said(key: str, body: str, feature: str, *, sticky: bool = False) -> fx.PostComment:
    return fx.say(REF, SectionKey(key), Markdown(body), sticky=sticky).model_copy(update={"feature": feature})


def bodies(effects: list[fx.Outward]) -> list[str]:
    return [effect.body for effect in effects if isinstance(effect, fx.PostComment)]


def planned(*wanted: fx.AnyEffect, known: SubjectState | None = None) -> list[fx.Outward]:
    return list(reduce(wanted, {REF: known or SubjectState()}, FEATURES).outward)


def test_the_last_word_about_a_label_wins() -> None:
    assert planned(add("bug"), remove("bug")) == [remove("bug")]
    assert planned(remove("bug"), add("BUG")) == [add("BUG")]


def test_assigning_and_unassigning_alice_depends_on_whether_she_is_assigned() -> None:
    both = (
        fx.Assign(subject=REF, logins=("alice",), feature="assignment"),
        fx.Unassign(subject=REF, logins=("Alice",), feature="assignment"),
    )
    assert planned(*both, known=SubjectState(subject())) == []
    assert planned(*both, known=SubjectState(subject(assignees=("alice",)))) == [both[1]]


def test_one_effect_a_kind_is_left_sorted_and_signed_by_all_who_want_it() -> None:
    (effect,) = planned(add("zeta", feature="labels"), add("Alpha", feature="triage"))
    assert fx.public(effect) == {
        "effect": "add_labels",
        "subject": REF,
        "feature": "triage, labels",
        "because": "",
        "labels": ["Alpha", "zeta"],
    }


def test_what_holds_already_is_dropped_and_the_rest_stays() -> None:
    assert planned(add("bug", "docs"), known=SubjectState(subject(labels=("Bug",)))) == [add("docs")]
    assert planned(remove("bug"), known=SubjectState(subject())) == []
    closed = SubjectState(subject(state="closed", state_reason="completed"))
    assert planned(fx.Close(subject=REF, feature="lifecycle"), known=closed) == []
    assert planned(fx.Close(subject=REF, feature="lifecycle", reason="not_planned"), known=closed)


def test_the_table_gives_the_order_whatever_was_wanted_first() -> None:
    react = fx.React(subject=REF, content="+1", target="comment", target_id=1, feature="help")
    words = said("a", "hello", "welcome")
    close = fx.Close(subject=REF, feature="lifecycle")
    assert [e.effect for e in planned(react, words, close, remove("x"), add("y"))] == [
        "add_labels",
        "remove_labels",
        "close",
        "comment",
        "react",
    ]


def test_comments_of_a_subject_become_one_in_the_order_of_the_features() -> None:
    (comment,) = planned(
        said("hello", "Welcome.", "welcome"), said("case", "Alice has it.", "steward", sticky=True)
    )
    assert isinstance(comment, fx.PostComment)
    assert comment.body == "Alice has it.\n\nWelcome."
    assert comment.sticky == "case"
    assert [(s.key, s.feature) for s in comment.sections] == [("case", "steward"), ("hello", "welcome")]
    assert "body" not in fx.public(comment)["sections"][0]


STANDING = OwnComment(
    sticky=SectionKey("case"),
    comment_id=11,
    sections=(
        fx.CommentSection(key=SectionKey("case"), feature="steward", body=Markdown("Alice has it.")),
        fx.CommentSection(key=SectionKey("hello"), feature="welcome", body=Markdown("Welcome.")),
    ),
)


def test_a_section_that_stands_is_edited_where_it_stands() -> None:
    (edit,) = planned(
        said("case", "Bob has it.", "steward", sticky=True), known=SubjectState(comments=(STANDING,))
    )
    assert isinstance(edit, fx.PostComment)
    assert (edit.sticky, edit.body) == ("case", "Bob has it.\n\nWelcome.")


def test_saying_the_same_again_says_nothing() -> None:
    assert not planned(
        said("case", "Alice has it.", "steward", sticky=True), known=SubjectState(comments=(STANDING,))
    )


def test_taking_back_one_section_leaves_the_other_and_taking_back_the_last_deletes() -> None:
    gone = fx.DeleteComment(subject=REF, sticky=SectionKey("case"), feature="steward")
    (edit,) = planned(gone, known=SubjectState(comments=(STANDING,)))
    assert isinstance(edit, fx.PostComment)
    assert edit.body == "Welcome."
    alone = OwnComment(SectionKey("case"), 11, STANDING.sections[:1])
    assert planned(gone, known=SubjectState(comments=(alone,))) == [gone]
    assert planned(gone) == []


def test_a_newer_comment_of_its_kind_folds_the_older_one_away() -> None:
    change = fx.say(
        REF, SectionKey("hands"), Markdown("Bob has it now."), outdates=SectionKey("hands")
    ).model_copy(update={"feature": "steward"})
    comment, fold = planned(change, known=SubjectState(comments=(OwnComment(SectionKey("hands"), 12, ()),)))
    assert comment.effect == "comment"
    assert isinstance(fold, fx.MinimizeComment)
    assert (fold.comment_id, fold.reason) == (12, "outdated")


def test_what_is_decided_but_not_yet_carried_out_counts_as_done() -> None:
    later = project(subject(labels=("bug",)), [remove("bug"), add("docs"), fx.Close(subject=REF)])
    assert later.labels == ("docs",)
    assert not later.is_open


LABELS = st.sampled_from(["a", "A", "b", "c"])
LOGINS = st.sampled_from(["eve", "Eve", "dan"])


def test_a_text_ends_where_github_takes_no_more() -> None:
    long = "One more line.\n" * 3_000
    (comment,) = planned(said("a", long, "help"), said("b", long, "claims"))
    assert isinstance(comment, fx.PostComment)
    assert 64_900 < len(comment.body) <= fx.LONGEST_BODY
    assert comment.body.endswith("One more line.\n\n…")
    assert fx.parse(fx.public(comment)).model_dump()["body"] == comment.body


def test_what_github_has_no_room_for_is_left_out() -> None:
    full = SubjectState(subject(labels=tuple(f"l{n}" for n in range(99))))
    assert planned(add("b", "a", "l7"), known=full) == [add("b")]
    (assign,) = planned(
        fx.Assign(subject=REF, logins=tuple(f"p{n}" for n in range(12))), known=SubjectState(subject())
    )
    assert isinstance(assign, fx.Assign)
    assert len(assign.logins) == 10


WANTED = st.lists(
    st.one_of(
        st.builds(add, LABELS),
        st.builds(remove, LABELS),
        st.builds(lambda x: fx.Assign(subject=REF, logins=(x,), feature="assignment"), LOGINS),
        st.builds(lambda x: fx.Unassign(subject=REF, logins=(x,), feature="assignment"), LOGINS),
        st.builds(lambda x: said("k", x, "help", sticky=True), LABELS),
        st.builds(lambda x: said("w", x, "welcome"), LABELS),
        st.just(fx.Close(subject=REF, feature="lifecycle")),
        st.just(fx.Reopen(subject=REF, feature="lifecycle")),
    ),
    max_size=12,
)
HOLDS = st.builds(
    lambda labels, people, state: SubjectState(
        subject(labels=tuple(labels), assignees=tuple(people), state=state)
    ),
    st.sets(st.sampled_from(["a", "b"])),
    st.sets(st.sampled_from(["eve"])),
    st.sampled_from(["open", "closed"]),
)


@pytest.mark.slow
@given(WANTED, HOLDS)
def test_reducing_a_plan_again_changes_nothing(wanted: list[fx.AnyEffect], known: SubjectState) -> None:
    once = reduce(wanted, {REF: known}, FEATURES)
    again = reduce(once.outward, {REF: known}, FEATURES)
    assert again == Plan(once.outward, ())


@pytest.mark.slow
@given(WANTED, HOLDS)
def test_at_most_one_effect_of_a_kind_is_left(wanted: list[fx.AnyEffect], known: SubjectState) -> None:
    kinds = [effect.effect for effect in reduce(wanted, {REF: known}, FEATURES).outward]
    assert len(kinds) == len(set(kinds))


@pytest.mark.slow
@given(WANTED, HOLDS)
def test_a_plan_carried_out_leaves_nothing_to_do(wanted: list[fx.AnyEffect], known: SubjectState) -> None:
    plan = reduce(wanted, {REF: known}, FEATURES)
    assert known.subject is not None
    after = SubjectState(project(known.subject, plan.outward))
    state = [e for e in wanted if e.effect != "comment"]
    assert not reduce(state, {REF: after}, FEATURES).outward


def test_a_reply_is_a_comment_of_its_own() -> None:
    lasting = said("case", "bob has it.", "steward", sticky=True)
    reply = said("reply-comment-5", "> /close\n\nNot done.", "help", sticky=True)
    effects = planned(lasting, said("welcome", "Welcome.", "welcome"), reply)
    assert bodies(effects) == [
        "bob has it.\n\nWelcome.",
        "> /close\n\nNot done.",
    ]
    assert planned(*effects) == effects


def test_a_notice_stands_beside_what_lasts_and_joins_what_does_not() -> None:
    welcome, turn = said("welcome", "Welcome.", "welcome"), SectionKey("turn")
    notice = said("turn", "@bob, this waits.", "steward").model_copy(update={"outdates": turn})
    lasting = said("board", "Free: 3", "claims", sticky=True)
    assert bodies(planned(welcome, notice)) == ["@bob, this waits.\n\nWelcome."]
    effects = planned(welcome, notice, lasting)
    assert bodies(effects) == ["Welcome.\n\nFree: 3", "@bob, this waits."]
    assert planned(*effects) == effects


def test_a_lasting_comment_that_says_something_else_folds_the_notice_before_it() -> None:
    sticky = OwnComment(
        SectionKey("case"),
        5,
        (fx.CommentSection(key=SectionKey("case"), feature="steward", body=Markdown("bob has it.")),),
    )
    notice = OwnComment(SectionKey("turn"), 6, ())
    known = SubjectState(subject(), (sticky, notice))

    def says(body: str) -> list[fx.Outward]:
        post = said("case", body, "steward", sticky=True)
        return planned(post.model_copy(update={"outdates": SectionKey("turn")}), known=known)

    assert says("bob has it.") == []
    edit, fold = says("Answered by bob.")
    assert isinstance(edit, fx.PostComment)
    assert edit.edits
    assert isinstance(fold, fx.MinimizeComment)
    assert fold.comment_id == 6


def test_a_notice_that_stands_in_a_lasting_comment_is_not_folded_with_it() -> None:
    sections = (fx.CommentSection(key=SectionKey("case"), feature="steward", body=Markdown("bob has it.")),)
    both = (OwnComment(SectionKey("case"), 5, sections), OwnComment(SectionKey("turn"), 5, ()))
    post = said("case", "Answered by bob.", "steward", sticky=True)
    post = post.model_copy(update={"outdates": SectionKey("turn")})
    (edit,) = planned(post, known=SubjectState(subject(), both))
    assert isinstance(edit, fx.PostComment)
