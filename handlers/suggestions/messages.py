"""What is said about suggestions; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.core.messages import DEFAULT, Messages, Template, load


class SuggestionMessages(Messages):
    """The words of one language."""

    offers: Template
    none: Template
    none_about: Template
    no_person: Template
    free_one: Template
    free_many: Template
    unknown_labels: Template
    not_ready: Template
    candidates: Template
    needs: Template
    more: Template
    and_: Annotated[str, Field(alias="and")]
    or_: Annotated[str, Field(alias="or")]
    label: Template
    label_by_others: Template


MESSAGES = load(SuggestionMessages, __name__)
TEXT = MESSAGES[DEFAULT]
