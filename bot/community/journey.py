"""The journey of a newcomer: which stages an event reaches. Old hands have none."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.feature import Section

FIRST_CONTACT = "first_contact"
STAGES = (
    FIRST_CONTACT,
    "first_issue",
    "first_pull_request",
    "first_review_received",
    "first_merge",
    "second_merge",
)
"""All stages, in the order in which people usually reach them."""

_LEDGER = "stage:"


class NewcomersConfig(Section):
    """The section `newcomers`; what stands under it belongs to features of their own."""


def ledger_name(stage: str) -> str:
    """What a stage is called in the ledger."""
    return f"{_LEDGER}{stage}"


def is_stage(what: str) -> bool:
    """Whether a line of the ledger is a stage rather than a deed."""
    return what.startswith(_LEDGER)


def starts(event: str) -> bool:
    """Whether an event can be the beginning of a journey."""
    return event in ("issues.opened", "pull_request.opened")


def reached(event: str, *, merged: bool, had: Collection[str]) -> tuple[str, ...]:
    """The stages that an event brings the author of its subject, given those they `had`.

    A journey starts with an issue or a pull request of one's own; whoever has not started is an old hand
    (or a passer-by) and reaches nothing. Reviews count when somebody else gave them.
    """
    if FIRST_CONTACT not in had and not starts(event):
        return ()
    match event:
        case "issues.opened":
            candidates = [FIRST_CONTACT, "first_issue"]
        case "pull_request.opened":
            candidates = [FIRST_CONTACT, "first_pull_request"]
        case "pull_request_review.submitted":
            candidates = ["first_review_received"]
        case "pull_request.closed" if merged:
            candidates = ["second_merge" if "first_merge" in had else "first_merge"]
        case _:
            candidates = []
    return tuple(stage for stage in candidates if stage not in had)
