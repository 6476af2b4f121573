"""What is said about a newcomer's journey; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.core.messages import DEFAULT, Messages, Template, load
from handlers.journey.criteria import Kind


class JourneyMessages(Messages):
    """The words of one language."""

    milestone_first: Template
    milestone: Template
    next_step: Template
    promise: Template
    came_up: Template
    inactive: Template
    proposal: Template
    proposal_private: Template
    and_: Annotated[str, Field(alias="and")]
    record: Template
    rest: Template
    nothing: Template
    line: Template
    stage: Template
    stage_at: Template
    evidence: dict[Kind, tuple[str, str]]
    work: dict[Kind, tuple[str, str]]
    stages: dict[str, str]


MESSAGES = load(JourneyMessages, __name__)
TEXT = MESSAGES[DEFAULT]
