"""The engine's memory of the bot's own comments that it may still edit."""

from typing import Any

from bot.core.effects import CommentSection
from bot.core.keys import Scope, SectionKey
from bot.core.memory import Memory
from bot.core.model import Value
from bot.core.ports.records import Records


class PostedComment(Value):
    """A comment of ours: GitHub's id (None while it is not accepted: then the once-only key of the effect
    that posts it is `pending`), the sections it was made of, and whether it was pinned once."""

    comment_id: int | None = None
    pending: str = ""
    sections: tuple[CommentSection, ...] = ()
    pinned: bool = False


POSTED = Memory("said", "", PostedComment)
"""In the subject's scope, by the comment's sticky key."""


class MissingFacts(Value):
    """The data of an `ADOPT` timer: what a comment of ours says, and what the feature remembered when it
    was read (None: nothing). If that is another by now, the facts are late."""

    facts: dict[str, Any]
    remembered: Any = None


async def stands(records: Records, scope: Scope, key: SectionKey) -> bool:
    """Return whether a section of that key stands in a lasting comment on a subject, whoever shares it."""
    posted = await POSTED.read_all(records, scope)
    return any(section.key == key for comment in posted.values() for section in comment.sections)
