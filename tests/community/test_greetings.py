"""The words of welcome, in every language: complete, short, and filled safely."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.core.markdown import Markdown, code
from bot.core.messages import Language, Template
from handlers.welcome.templates import GREETINGS, spoken_day_in

LANGUAGES: tuple[Language, ...] = get_args(Language)
MOMENTS = ("issue", "short", "pull_request", "review", "first_merge")
WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


def filled(language: Language, moment: str) -> str:
    """A text at its longest."""
    words = GREETINGS[language]
    text: Template = getattr(words, moment)
    until = spoken_day_in(words, WEDNESDAY, "UTC")
    return text.fill(
        {
            "author": Markdown("eve"),
            "title": Markdown("Clear error for a missing zarr store"),
            "duty": words.duty(steward=Markdown("alice"), until=until),
            "policy": words.policy(policy=code("CONTRIBUTING.md#ai")),
        }
    )


def test_there_are_words_in_every_language_there_is() -> None:
    assert {"en", *GREETINGS.translations} == set(LANGUAGES)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_short_names_the_person_and_has_manners(language: Language, moment: str) -> None:
    text = filled(language, moment)
    assert len(text.split()) < 60
    assert len(text) < 400
    assert "@eve" in text
    assert not {"!", "！"} & set(text)
    assert "  " not in text
    if moment != "first_merge":
        assert "`/help`" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Wed 4 March"),
        ("fr", "mer. 4 mars"),
        ("de", "Mi., 4. März"),
        ("es", "mié. 4 de marzo"),
        ("pt", "qua., 4 de março"),
        ("ja", "3月4日(水)"),
    ],
)
def test_days_are_said_as_people_there_say_them(language: Language, said: str) -> None:
    assert spoken_day_in(GREETINGS[language], WEDNESDAY, "Europe/Paris") == said


def test_a_day_is_that_of_the_rota() -> None:
    late = datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert spoken_day_in(GREETINGS["fr"], late, "Asia/Tokyo") == "jeu. 5 mars"
