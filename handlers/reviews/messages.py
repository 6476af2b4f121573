"""Reminders about reviews; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.messages import load
from bot.core.schedule import spoken_day
from handlers.reviews.pending import ReviewRequest

TEXT = load(__name__)


def reminder(late: Sequence[ReviewRequest], owner: str, zone: str) -> str:
    """Return the comment, where there is no private channel."""
    return TEXT.reminder(people=", ".join(request.mention(owner) for request in late), day=_day(late, zone))


def private_reminder(late: Sequence[ReviewRequest], ref: str, zone: str, *, private: bool) -> str:
    """Return the message for a private channel; of a `private` repository it names nothing."""
    people = ", ".join(request.login for request in late)
    if private:
        return TEXT.private_hint(people=people)
    return TEXT.private_reminder(people=people, ref=ref, day=_day(late, zone))


def _day(late: Sequence[ReviewRequest], zone: str) -> str:
    return spoken_day(min(request.since for request in late), zone)
