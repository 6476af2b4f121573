"""What stands in the way of a decision: the person who wrote, GitHub, or the installation."""

from datetime import datetime

from bot.core.markdown.quoting import Markdown


class Refusal(Exception):
    """A command cannot be carried out, and its author can fix that: the message is the reply, word for
    word."""

    def __init__(self, reply: Markdown) -> None:
        super().__init__(reply)
        self.reply = reply


class Mistake(ValueError):
    """A text that cannot be read; `sentence` says how to write it, without the full stop."""

    def __init__(self, sentence: Markdown) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Unreachable(Exception):
    """GitHub could not be asked just now; the delivery is decided again later, not before `until` (UTC)."""

    def __init__(self, reason: str = "", until: datetime | None = None) -> None:
        super().__init__(reason)
        self.until = until


class NoAccess(Exception):
    """A repository is closed to us for good: no installation, suspended, or out of our sight.

    What was to be done there ends as ignored, with `reason`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
