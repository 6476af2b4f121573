"""The journey of a newcomer: which stages an event reaches. Old hands have none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from bot.community.claims.claim_state import hours_of
from bot.core.context import Context, Deed
from bot.core.effects import AnyEffect, Claim, Record, SetTimer
from bot.core.feature import Section
from bot.core.model import Value
from bot.core.schedule import Duration

FEATURE = "journey"
"""Under this name stages are kept, whoever brings them about."""
FIRST_CONTACT = "first_contact"
FIRST_CLAIM = "first_claim"
FIRST_MERGE = "first_merge"
DRIFTING, RETURNED = "drifting", "returned"
"""Not seen for a while after having been active, and back again: the only stages that may come again."""
TRIAGER, MAINTAINER = "triager", "maintainer"
DRIFT = "drift"
"""The timer of somebody's next look, `drift:<person id>`."""
MERGES = {1: FIRST_MERGE, 2: "second_merge", 5: "fifth_merge", 10: "tenth_merge"}
STAGES = (
    FIRST_CONTACT,
    "first_issue",
    FIRST_CLAIM,
    "first_pull_request",
    "first_review_received",
    *MERGES.values(),
    "first_review_given",
    TRIAGER,
    MAINTAINER,
    DRIFTING,
    RETURNED,
)
"""All stages, roughly in the order in which people reach them."""
TRIAGE_ACTS = frozenset(
    f"{kind}.{act}"
    for kind in ("issues", "pull_request")
    for act in ("labeled", "unlabeled", "assigned", "milestoned", "closed", "locked")
)
"""What GitHub lets nobody do to other people's issues without the triage role."""

_LEDGER = "stage:"
_ACTIVE = frozenset(STAGES) - {FIRST_CONTACT, "first_issue", DRIFTING, RETURNED}
_RETURNS = frozenset({DRIFTING, RETURNED})


class NewcomersConfig(Section):
    """The section `newcomers`; what stands under it belongs to features of their own."""

    drift_after: Duration = Duration.parse("90d")
    """Somebody who was active and does nothing for so long is drifting, until they come back."""


class Travelled(Value):
    """The stages somebody has passed with an owner; empty for old hands and passers-by."""

    stages: tuple[str, ...] = ()
    """Oldest first; `drifting` and `returned` may be there several times."""

    @property
    def has_begun(self) -> bool:
        """Whether their first contact was after the bot came."""
        return FIRST_CONTACT in self.stages

    @property
    def is_newcomer(self) -> bool:
        """Whether they have begun and nothing of theirs is merged yet."""
        return self.has_begun and FIRST_MERGE not in self.stages

    @property
    def was_active(self) -> bool:
        """Whether they did more than to open an issue."""
        return not _ACTIVE.isdisjoint(self.stages)

    @property
    def is_drifting(self) -> bool:
        """Whether they have not been seen since they drifted away."""
        return next((each for each in reversed(self.stages) if each in _RETURNS), "") == DRIFTING


def ledger_name(stage: str) -> str:
    """What a stage is called in the ledger."""
    return f"{_LEDGER}{stage}"


def is_stage(what: str) -> bool:
    """Whether a line of the ledger is a stage rather than a deed."""
    return what.startswith(_LEDGER)


def stages_in(deeds: Iterable[Deed]) -> tuple[str, ...]:
    """The stages among the lines of somebody's ledger, oldest first."""
    return tuple(deed.what.removeprefix(_LEDGER) for deed in deeds if is_stage(deed.what))


async def travelled(ctx: Context[Any], person_id: int) -> Travelled:
    """The stages somebody has passed with the owner of this repository."""
    names = [ledger_name(stage) for stage in STAGES]
    return Travelled(stages=stages_in(await ctx.records.deeds(person_id, what=names, everywhere=True)))


def entered(
    ctx: Context[Any],
    ref: str,
    person_id: int,
    login: str,
    stages: Collection[str],
    had: Travelled,
    *,
    at: datetime | None = None,
) -> list[AnyEffect]:
    """Keep that somebody has reached these stages: each once, but for leaving and coming back.

    With the first that shows them active it begins to be looked whether they drift away. `at`: not now.
    """
    effects: list[AnyEffect] = []
    if not had.was_active and not _ACTIVE.isdisjoint(stages):
        effects.append(looked_after(ctx, person_id, login, drifts_at(ctx, ctx.now)))
    for stage in stages:
        again = f":{had.stages.count(stage)}" if stage in _RETURNS else ""
        key = f"stage:{stage}:{person_id}{again}"
        effects += [
            Claim(subject=ref, feature=FEATURE, scope=ctx.owner_scope, key=key),
            Record(
                subject=ref,
                feature=FEATURE,
                what=ledger_name(stage),
                person_id=person_id,
                person=login,
                at=at,
            ),
        ]
    return effects


def looked_after(ctx: Context[Any], person_id: int, login: str, due: datetime) -> AnyEffect:
    """Look at `due` (UTC) whether somebody has drifted away, or is back."""
    where, key = ctx.repository.full_name, f"{DRIFT}:{person_id}"
    return SetTimer(subject=where, feature=FEATURE, key=key, due=max(due, ctx.now), data={"login": login})


def drifts_at(ctx: Context[Any], seen_at: datetime) -> datetime:
    """When somebody who is not seen again after `seen_at` counts as drifting."""
    config = ctx.repo.section("newcomers", NewcomersConfig) or NewcomersConfig()
    return hours_of(ctx.repo.timezone, ctx.repo.working_days).add(seen_at, config.drift_after)


def starts(event: str) -> bool:
    """Whether an event can be the beginning of a journey."""
    return event in ("issues.opened", "pull_request.opened")


def reached(event: str, *, merges: int, had: Collection[str]) -> tuple[str, ...]:
    """The stages that an event brings the author of its subject, given those they `had`.

    `merges` counts the author's merged changes, this one included; 0 where this is no merge. A journey starts
    with an issue or a pull request of one's own, or with a claim; whoever has not started is an old hand (or
    a passer-by) and reaches nothing. Reviews count when somebody else gave them.
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
        case "pull_request.closed" if merges:
            candidates = [stage for number, stage in MERGES.items() if number <= merges]
        case _:
            candidates = []
    return tuple(stage for stage in candidates if stage not in had)


def shown_by(event: str, *, own: bool, merged: bool, had: Collection[str]) -> tuple[str, ...]:
    """The stages that whoever did something shows to have reached, given those they `had`.

    Reviews are for other people's changes. That GitHub let somebody label or close what is not theirs shows
    the triage role; that it let them merge, the right to write. `own`: they opened the subject themselves.
    """
    if FIRST_CONTACT not in had:
        return ()
    if event == "pull_request_review.submitted" and not own:
        candidates = ["first_review_given"]
    elif event == "pull_request.closed" and merged:
        candidates = [TRIAGER, MAINTAINER]
    elif event in TRIAGE_ACTS and not own:
        candidates = [TRIAGER]
    else:
        candidates = []
    return tuple(stage for stage in candidates if stage not in had)
