"""What is said about mentors; the words stand in `messages.<language>.toml` beside this.

What happens in a private repository is not told in a channel: no name of a newcomer, no number, no link.
"""

from collections.abc import Sequence

from bot.community.newcomers.stuck_signs import Reason
from bot.core.messages import load

TEXT = load(__name__)


def mentor_sentence(mentors: Sequence[str]) -> str:
    """Return who stands by as a mentor, for the comment that shows who has an issue."""
    who = TEXT.and_next().join(f"@{mentor}" for mentor in mentors)
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
