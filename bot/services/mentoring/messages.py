"""What is said about mentors: in public once, when somebody stands by; everything else privately.

What happens in a private repository is not told in a channel: no name of a newcomer, no number, no link.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.community.newcomers.stuck_signs import Reason
from bot.core.markdown import code

_ELSEWHERE = "GitHub's notifications have the thread."


def introduced(mentor: str, newcomer: str) -> str:
    """To a newcomer, on their pull request."""
    return (
        f"@{newcomer}, @{mentor} stands by you here as a mentor: ask anything, also what seems small. "
        "There is no hurry."
    )


def beside(mentors: Sequence[str]) -> str:
    """In the comment that says who has an issue."""
    who = " and ".join(f"@{each}" for each in mentors)
    verb = "stands" if len(mentors) == 1 else "stand"
    return f"{who} {verb} by as a mentor: ask anything here, also what seems small."


def joined(mentor: str, newcomer: str, ref: str, *, private: bool) -> str:
    """To a mentor, who has a newcomer from now on."""
    if private:
        return f"{mentor}: you stand by one more newcomer as a mentor. {_ELSEWHERE}"
    return (
        f"{mentor}: you stand by {newcomer} at {ref} as a mentor. There is nothing to do now; you hear here "
        "when they may need a hand."
    )


def stuck(
    mentor: str, newcomer: str, ref: str, reason: Reason, detail: str, absent: str | None, *, private: bool
) -> str:
    """To a mentor, when a newcomer may need a hand. `detail`: since when, or which checks."""
    away = f" {mentor} {absent}: somebody else may step in." if absent else ""
    if private:
        return f"{mentor}: somebody you stand by as a mentor may need a hand. {_ELSEWHERE}{away}"
    why = {
        Reason.QUESTION: f"a question of {newcomer} has no answer since {detail}",
        Reason.CHECKS: f"checks are red since {newcomer}'s last commit: {detail}",
        Reason.QUIET: f"no word or commit of {newcomer} since {detail}",
    }[reason]
    return f"{mentor}: {ref}, {why}. A word there may help; nothing was said to {newcomer}.{away}"


def thanks(mentor: str, newcomer: str) -> str:
    """In public, when the newcomer's first change is merged."""
    return f"Thank you, @{mentor}, for standing by @{newcomer}. This mentoring is complete."


def complete(mentor: str, newcomer: str, ref: str, *, private: bool) -> str:
    """To a mentor, when the newcomer's first change is merged."""
    if private:
        return (
            f"{mentor}: a change of a newcomer you stood by is merged. Thank you; that place is free again."
        )
    return f"{mentor}: {ref} of {newcomer} is merged. Thank you for standing by; that place is free again."


def ended(mentor: str, newcomer: str, *, private: bool) -> str:
    """To a mentor, when the newcomer's account is gone."""
    who = "a newcomer you stood by" if private else newcomer
    return f"{mentor}: the account of {who} is gone; that place is free again."


def instead(login: str, why: str) -> str:
    """Why somebody cannot be put beside a newcomer by hand."""
    return f"{code(login)} {why}. `/mentor` with another login asks somebody else."
