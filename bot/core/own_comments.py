"""The engine's memory of the bot's own comments that it may still edit."""

from bot.core.effects import CommentSection
from bot.core.memory import Memory
from bot.core.model import Value


class PostedComment(Value):
    """A comment of ours: GitHub's id (None while it is not accepted), the sections it was made of, and
    whether it was pinned once."""

    comment_id: int | None = None
    sections: tuple[CommentSection, ...] = ()
    pinned: bool = False


POSTED = Memory("said", "", PostedComment)
"""In the subject's scope, by the comment's sticky key."""
