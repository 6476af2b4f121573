"""A repository that has asked the bot to be silent (`/bot pause`): what is remembered of it. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.core.model import Value

MEMORY = "pause"
"""Feature and key of the pause, in the repository's scope."""


class Pause(Value):
    """Since when, until when (None: until somebody resumes) and by whom the bot is silenced."""

    by: str
    since: datetime
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is not over yet."""
        return self.until is None or now < self.until


def pause_of(remembered: object, now: datetime) -> Pause | None:
    """The pause that holds now, from what was remembered; None when there is none."""
    pause = Pause.model_validate(remembered) if remembered else None
    return pause if pause is not None and pause.holds(now) else None
