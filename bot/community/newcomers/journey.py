"""The journey of a newcomer: its stages, and which of them an event reaches. Old hands have none."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from bot.core.config.base import Section
from bot.core.events.keys import IssueKey, PullRequestKey
from bot.core.model import Value
from bot.core.ports.records import Deed
from bot.core.schedule import Duration


class Stage(StrEnum):
    """A stage of a journey, roughly in the order in which people reach them."""

    FIRST_CONTACT = "first_contact"
    """Their first issue, pull request or claim: the journey begins."""
    FIRST_ISSUE = "first_issue"
    """They opened their first issue."""
    FIRST_CLAIM = "first_claim"
    """They claimed their first issue."""
    FIRST_PULL_REQUEST = "first_pull_request"
    """They opened their first pull request."""
    FIRST_REVIEW_RECEIVED = "first_review_received"
    """Somebody else reviewed a pull request of theirs."""
    FIRST_MERGE = "first_merge"
    """Their first pull request was merged."""
    SECOND_MERGE = "second_merge"
    """Their second pull request was merged."""
    FIFTH_MERGE = "fifth_merge"
    """Their fifth pull request was merged."""
    TENTH_MERGE = "tenth_merge"
    """Their tenth pull request was merged."""
    FIRST_REVIEW_GIVEN = "first_review_given"
    """They reviewed a pull request of somebody else."""
    TRIAGER = "triager"
    """GitHub let them do what takes the triage role."""
    MAINTAINER = "maintainer"
    """GitHub let them merge."""
    DRIFTING = "drifting"
    """They were active and were not seen for a while; may come again."""
    RETURNED = "returned"
    """They came back after drifting; may come again."""


MERGES = {1: Stage.FIRST_MERGE, 2: Stage.SECOND_MERGE, 5: Stage.FIFTH_MERGE, 10: Stage.TENTH_MERGE}
"""Stages by the number of merged pull requests."""
TRIAGE_ACTS: tuple[IssueKey | PullRequestKey, ...] = (
    "issues.assigned",
    "issues.closed",
    "issues.labeled",
    "issues.locked",
    "issues.milestoned",
    "issues.unlabeled",
    "pull_request.assigned",
    "pull_request.closed",
    "pull_request.labeled",
    "pull_request.locked",
    "pull_request.milestoned",
    "pull_request.unlabeled",
)
"""What GitHub lets nobody do to other people's issues without the triage role."""

_LEDGER = "stage:"
ACTIVE_STAGES = frozenset(Stage) - {Stage.FIRST_CONTACT, Stage.FIRST_ISSUE, Stage.DRIFTING, Stage.RETURNED}
REPEATED_STAGES = frozenset({Stage.DRIFTING, Stage.RETURNED})


class NewcomersConfig(Section):
    """The section `newcomers`; what stands under it belongs to features of their own."""

    drift_after: Duration = Duration.parse("90d")
    """Somebody who was active and does nothing for so long is drifting, until they come back."""


class Journey(Value):
    """The stages somebody has passed with an owner; empty for old hands and passers-by."""

    stages: tuple[str, ...] = ()
    """Oldest first; `drifting` and `returned` may be there several times."""

    @property
    def has_begun(self) -> bool:
        """Whether their first contact was after the bot came."""
        return Stage.FIRST_CONTACT in self.stages

    @property
    def is_newcomer(self) -> bool:
        """Whether they have begun and nothing of theirs is merged yet."""
        return self.has_begun and Stage.FIRST_MERGE not in self.stages

    @property
    def was_active(self) -> bool:
        """Whether they did more than to open an issue."""
        return not ACTIVE_STAGES.isdisjoint(self.stages)

    @property
    def is_drifting(self) -> bool:
        """Whether they have not been seen since they drifted away."""
        return (
            next((stage for stage in reversed(self.stages) if stage in REPEATED_STAGES), "") == Stage.DRIFTING
        )


def ledger_name(stage: str) -> str:
    """Return what a stage is called in the ledger."""
    return f"{_LEDGER}{stage}"


def is_stage(what: str) -> bool:
    """Return whether a line of the ledger is a stage rather than a deed."""
    return what.startswith(_LEDGER)


def stages_in(deeds: Iterable[Deed]) -> tuple[str, ...]:
    """Return the stages among the lines of somebody's ledger, oldest first."""
    return tuple(deed.what.removeprefix(_LEDGER) for deed in deeds if is_stage(deed.what))


def starts_journey(event: str) -> bool:
    """Return whether an event can be the beginning of a journey."""
    return event in ("issues.opened", "pull_request.opened")


def author_stages(event: str, *, merges: int, had: Collection[str]) -> tuple[str, ...]:
    """Return the stages that an event brings the author of its subject, given those they `had`.

    `merges` counts the author's merged changes, this one included; 0 where this is no merge. A journey starts
    with an issue or a pull request of one's own, or with a claim; whoever has not started is an old hand (or
    a passer-by) and reaches nothing. Reviews count when somebody else gave them.
    """
    if Stage.FIRST_CONTACT not in had and not starts_journey(event):
        return ()
    match event:
        case "issues.opened":
            candidates = [Stage.FIRST_CONTACT, Stage.FIRST_ISSUE]
        case "pull_request.opened":
            candidates = [Stage.FIRST_CONTACT, Stage.FIRST_PULL_REQUEST]
        case "pull_request_review.submitted":
            candidates = [Stage.FIRST_REVIEW_RECEIVED]
        case "pull_request.closed" if merges:
            candidates = [stage for number, stage in MERGES.items() if number <= merges]
        case _:
            candidates = []
    return tuple(stage for stage in candidates if stage not in had)


def sender_stages(event: str, *, own: bool, merged: bool, had: Collection[str]) -> tuple[str, ...]:
    """Return the stages that whoever did something shows to have reached, given those they `had`.

    Reviews are for other people's changes. That GitHub let somebody label or close what is not theirs shows
    the triage role; that it let them merge, the right to write. `own`: they opened the subject themselves.
    """
    if Stage.FIRST_CONTACT not in had:
        return ()
    if event == "pull_request_review.submitted" and not own:
        candidates = [Stage.FIRST_REVIEW_GIVEN]
    elif event == "pull_request.closed" and merged:
        candidates = [Stage.TRIAGER, Stage.MAINTAINER]
    elif event in TRIAGE_ACTS and not own:
        candidates = [Stage.TRIAGER]
    else:
        candidates = []
    return tuple(stage for stage in candidates if stage not in had)
