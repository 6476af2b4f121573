"""The words of welcome, in every language: complete, short, and filled safely."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.core.markdown import Markdown, file_link
from bot.core.messages import Language, Template
from bot.services.spoken_days import spoken_day, spoken_time
from handlers.welcome.templates import GREETINGS

LANGUAGES: tuple[Language, ...] = get_args(Language)
MOMENTS = (
    "issue",
    "issue_short",
    "pull_request",
    "pull_request_short",
    "draft",
    "review",
    "first_merge",
    "first_merge_short",
)
WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)
FIRST_OF_APRIL = datetime(2026, 4, 1, 12, tzinfo=UTC)


def filled(language: Language, moment: str) -> str:
    """A text at its longest."""
    words = GREETINGS[language]
    text: Template = getattr(words, moment)
    until = spoken_day(WEDNESDAY, "UTC", language, now=WEDNESDAY)
    policy = file_link("https://github.com/acme/widget", "CONTRIBUTING.md#ai")
    return text.fill(
        {
            "author": Markdown("eve"),
            "title": Markdown("Clear error for a missing zarr store"),
            "duty": words.duty(steward=Markdown("alice"), until=until),
            "policy": words.policy(policy=policy),
            "label": words.label(),
        }
    )


def test_there_are_words_in_every_language_there_is() -> None:
    assert {"en", *GREETINGS.translations} == set(LANGUAGES)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_short_names_the_person_and_has_manners(language: Language, moment: str) -> None:
    text = filled(language, moment)
    assert len(text.replace("\u00a0", "").split()) < 60
    assert len(text) < 480
    assert "@eve" in text
    assert not {"!", "！"} & set(text)
    assert "  " not in text
    if not moment.startswith("first_merge"):
        assert "`/help`" in text


@pytest.mark.parametrize(
    ("language", "said", "first"),
    [
        ("en", "Wed 4 March", "Wed 1 April"),
        ("fr", "mercredi 4 mars", "mercredi 1er avril"),
        ("de", "Mittwoch, 4. März", "Mittwoch, 1. April"),
        ("es", "miércoles 4 de marzo", "miércoles 1 de abril"),
        ("pt", "quarta-feira, 4 de março", "quarta-feira, 1º de abril"),
        ("ja", "3月4日（水）", "4月1日（水）"),
    ],
)
def test_days_are_said_as_people_there_say_them(language: Language, said: str, first: str) -> None:
    assert spoken_day(WEDNESDAY, "Europe/Paris", language, now=WEDNESDAY) == said
    assert spoken_day(FIRST_OF_APRIL, "Europe/Paris", language, now=WEDNESDAY) == first
    assert spoken_time(FIRST_OF_APRIL, "Europe/Paris", language, now=WEDNESDAY).startswith(first)


def test_a_day_is_that_of_the_rota() -> None:
    late = datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert spoken_day(late, "Asia/Tokyo", "fr", now=WEDNESDAY) == "jeudi 5 mars"
