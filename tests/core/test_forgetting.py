"""Whom a name means, and what stands in their place once they are forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.erasure import ErasedPerson, mark
from bot.core.markdown import escape

EVE = ErasedPerson(
    4711, frozenset({"Eve", "eve-old"}), frozenset({"Crash: `open()` of “ä”", "Crash", "Bug on *save*"})
)


@pytest.mark.parametrize(
    "text",
    ["eve", "@Eve, hello", "first issue of eve-old.", '{"id": 4711, "x": 1}', "greeted:4711", "(EVE)"],
)
def test_they_are_named_by_login_in_any_case_and_by_id(text: str) -> None:
    assert EVE.named_in(text)


@pytest.mark.parametrize("text", ["every", "evelyn", "eve-new", "my_eve", "eve_", "14711", "47110", ""])
def test_somebody_else_is_not_they(text: str) -> None:
    assert not EVE.named_in(text)
    assert EVE.struck(text) == text


def test_in_other_peoples_words_only_a_mention_is_struck() -> None:
    assert EVE.unmentioned("On the eve of the release @eve wrote") == "On the eve of the release @ghost wrote"


@pytest.mark.parametrize("key", ["greeted:4711", "4711", "stage:merged:4711", "desk:Eve"])
def test_keys_tell_them(key: str) -> None:
    assert EVE.in_key(key)
    assert not EVE.in_key("greeted:47110")


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ({"holders": [{"id": 4711, "login": "eve"}], "n": 4711}, {"holders": [], "n": 4711}),
        ({"turn": {"id": 4711, "login": "renamed", "until": "x"}}, {"turn": None}),
        ({"asked": ["eve", "bob"], "counts": {"eve": 3, "bob": 1}}, {"asked": ["bob"], "counts": {"bob": 1}}),
        ({"reporter": "eve", "reporter_id": 4711}, {"reporter": "ghost", "reporter_id": 10137}),
        (
            {"comment_id": 4711, "body": "`eve` cannot be assigned"},
            {"comment_id": 4711, "body": "`ghost` cannot be assigned"},
        ),
    ],
)
def test_they_go_out_of_what_is_remembered(value: Any, left: Any) -> None:
    assert EVE.erased(value, gone=True) == left


def test_in_a_subject_as_it_was_told_the_words_are_its_authors() -> None:
    words = {"title": "On the eve of it", "body": "@eve, on the eve"}
    bobs = {"author": {"id": 12, "login": "bob"}}
    assert EVE.erased(words | bobs, gone=True, theirs=True) == bobs | {
        "title": "On the eve of it",
        "body": "@ghost, on the eve",
    }
    theirs = words | {"author": {"id": 4711, "login": "eve"}}
    assert EVE.erased(theirs, gone=True, theirs=True) == {"title": "", "body": "", "author": None}


@pytest.mark.parametrize(
    "quoted", ["Bug on *save*", escape("Bug on *save*", 80), escape("Crash: `open()` of “ä”", 120)]
)
def test_our_own_texts_quote_their_titles_no_more(quoted: str) -> None:
    assert EVE.struck(f"Merged: “{quoted}”.") == "Merged: “…”."
    for plain in (True, False):
        assert EVE.named_in(json.dumps({"message": f"{quoted} (#7)"}, ensure_ascii=plain))


def test_a_title_of_one_word_is_anybodys_word_but_where_a_title_stands() -> None:
    done = {"label": "Crash", "title": "Crash", "body": "A Crash."}
    assert EVE.erased(done, gone=False) == {"label": "Crash", "title": "…", "body": "A Crash."}


def test_what_was_done_keeps_its_form() -> None:
    done = {"effect": "assign", "logins": ["bob", "eve"], "because": "eve wrote /claim"}
    kept = {"effect": "assign", "logins": ["bob", "ghost"], "because": "ghost wrote /claim"}
    assert EVE.erased(done, gone=False) == kept


def test_without_a_login_the_id_is_enough() -> None:
    nobody = ErasedPerson(4711, frozenset())
    assert not nobody.named_in("anything at all")
    assert nobody.in_key("greeted:4711")


def test_a_mark_depends_on_person_and_key_and_shows_neither() -> None:
    assert mark(4711, b"key") == mark(4711, b"key")
    assert len({mark(4711, b"key"), mark(4712, b"key"), mark(4711, b"other"), mark(4711, b"k" * 200)}) == 4
    assert "4711" not in mark(4711, b"key")
