"""What is said about mentors; the words stand in `messages.<language>.toml` beside this.

What happens in a private repository is not told in a channel: no name of a newcomer, no number, no link.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bot.community.newcomers.stuck_signs import Reason
from bot.core.messages import DEFAULT, Messages, Template, load


class MentorMessages(Messages):
    """The words of one language."""

    introduced: Template
    stands_by: Template
    stand_by: Template
    and_: Annotated[str, Field(alias="and")]
    thanks: Template
    joined: Template
    joined_private: Template
    stuck: Template
    stuck_private: Template
    question: Template
    checks: Template
    quiet: Template
    away: Template
    complete: Template
    complete_private: Template
    ended: Template
    ended_private: Template
    is_away: Template
    no_account: Template
    is_full: Template
    instead: Template
    not_offered: Template
    one_mentor: Template
    not_yourself: Template
    subject_closed: Template
    no_newcomer: Template
    usage: Template
    day_past: Template
    absent_until: Template
    absent: Template


MESSAGES = load(MentorMessages, __name__)
TEXT = MESSAGES[DEFAULT]


def mentor_sentence(mentors: Sequence[str]) -> str:
    """Return who stands by as a mentor, for the comment that shows who has an issue."""
    who = TEXT.and_.join(f"@{mentor}" for mentor in mentors)
    return (TEXT.stands_by if len(mentors) == 1 else TEXT.stand_by)(mentors=who)


def joined(mentor: str, newcomer: str, ref: str, *, private: bool) -> str:
    """Return what a mentor hears who has a newcomer from now on."""
    return (
        TEXT.joined_private(mentor=mentor)
        if private
        else TEXT.joined(mentor=mentor, newcomer=newcomer, ref=ref)
    )


def stuck(
    mentor: str, newcomer: str, ref: str, reason: Reason, detail: str, absence: str | None, *, private: bool
) -> str:
    """Return what a mentor hears when a newcomer may need a hand; `detail`: since when, or which checks."""
    away = TEXT.away(mentor=mentor, absence=absence) if absence else ""
    if private:
        return TEXT.stuck_private(mentor=mentor, away=away)
    because = {Reason.QUESTION: TEXT.question, Reason.CHECKS: TEXT.checks, Reason.QUIET: TEXT.quiet}[reason]
    why = because(newcomer=newcomer, detail=detail)
    return TEXT.stuck(mentor=mentor, ref=ref, why=why, newcomer=newcomer, away=away)


def complete(mentor: str, newcomer: str, ref: str, *, private: bool) -> str:
    """Return what a mentor hears when the newcomer's first change is merged."""
    if private:
        return TEXT.complete_private(mentor=mentor)
    return TEXT.complete(mentor=mentor, newcomer=newcomer, ref=ref)


def ended(mentor: str, newcomer: str, *, private: bool) -> str:
    """Return what a mentor hears when the newcomer's account is gone."""
    return TEXT.ended_private(mentor=mentor) if private else TEXT.ended(mentor=mentor, newcomer=newcomer)
