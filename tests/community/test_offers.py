"""Who offers in plain words to take an issue on, and who tells of something else."""

from __future__ import annotations

import pytest

from bot.community.newcomers.offers import offers_help, takes


@pytest.mark.parametrize(
    "text",
    [
        "Can I take this?",
        "Hi! Can I please work on this issue?",
        "May I pick this up as my first issue",
        "Could I be assigned to this?",
        "Can I be assigned?",
        "can i have this one?",
        "can i try this",
        "I'd like to work on this.",
        "I\u2019d love to tackle this good first issue!",
        "I would like to take it if nobody else does",
        "I would be happy to help with this, thanks.",
        "I would like to contribute.",
        "I want to fix this bug",
        "I'll take that one :)",
        "I will work on this this week",
        "I can open a PR for this.",
        "please assign me",
        "Please assign this issue to me!",
        "assign it to me please",
        "I'm working on this.",
        "I am interested in working on this, could you help me begin?",
        "First line.\nI am working on it\nLast line.",
    ],
)
def test_an_offer_is_heard(text: str) -> None:
    assert offers_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can you take this?",
        "I took this bug home.",
        "Nobody works on it.",
        "I'm working on this notebook all day and the kernel dies each time.",
        "I would like to do a groupby over two dimensions.",
        "I'd like to try the nightly build as well, where do I get it?",
        "I would like to take this opportunity to thank you.",
        "I'll take this into account.",
        "I'll take this to the forum.",
        "Can I take this approach?",
        "How can I do this?",
        "How can I fix this?",
        "Can I do this with dask?",
        "Can I have this in version 2?",
        "Could I take this as input?",
        "Can I fix this by upgrading?",
        "I am working on it in #15.",
        "I'd like to work on #12.",
        "Please assign me a reviewer.",
        "I want to fix this dimension to zero.",
        "I can take this array and it works.",
        "I don't want to take this.",
        "I'll try that, thanks.",
        "I would like to contribute to the wiki.",
        "I'm working on this for two years now and it never failed.",
    ],
)
def test_what_is_about_something_else_is_none(text: str) -> None:
    assert not offers_help(text)


@pytest.mark.parametrize(("text", "taken"), [
    ("take", True),
    ("Take.", True),
    ("Hello\ntake\nThanks", True),
    ("take it", False),
    ("Please take", False),
    ("take two", False),
    ("mistake", False),
    ("\ntake\n", True),
    ("", False),
])  # fmt: skip
def test_the_bare_word_stands_alone_on_its_line(text: str, taken: bool) -> None:
    assert takes(text) is taken
