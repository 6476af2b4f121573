"""What a command answers to the person who gave it: all answers to one comment become one reply."""

from __future__ import annotations

from typing import TypeGuard

from bot.core.commands.command import Invocation
from bot.core.effects import AnyEffect, PostComment, say
from bot.core.keys import SectionKey

ANSWER = SectionKey("answer")


def answer(call: Invocation, text: str) -> PostComment:
    """Return words for the reply to the comment that bears the command."""
    return say(call.ref, ANSWER, text)


def is_answer(effect: AnyEffect) -> TypeGuard[PostComment]:
    """Return whether an effect is words for the reply."""
    return isinstance(effect, PostComment) and len(effect.sections) == 1 and effect.sections[0].key == ANSWER
