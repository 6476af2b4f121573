"""Whether a comment may take something back: features that remember more than effects look after it."""

from bot.core.context import Surroundings
from bot.core.events import CommentEvent
from bot.core.markdown import command_lines


def may_undo(event: CommentEvent, ctx: Surroundings) -> bool:
    """Return whether a command in a comment may take something back: it is looked at just after."""
    return any("undo" in line.casefold() for line in command_lines(event.comment.body, ctx.me.login))
