"""The feature and its config."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.core.commands.command import Invocation
from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.errors import Refusal
from bot.core.feature import Feature
from bot.core.schedule import Duration
from bot.services.label_permission import label_refusal


class WaitingOn(Section):
    """Labels that say whose turn it is; one left out is looked for by its usual names."""

    review: str | None = None
    author: str | None = None
    blocked: str | None = None


class LifecycleConfig(Section):
    """Who may close, and how long is too long."""

    close: Literal["anyone", "read", "triage", "write", "maintain", "admin"] = "triage"
    """The role that `/close` takes; the author may always."""
    stale_after: Duration | None = None
    """How long without a word makes an issue stale."""
    waiting_on: WaitingOn = WaitingOn()
    """Labels of `/ready`, `/author` and `/blocked`."""


feature = Feature(
    "lifecycle",
    summary="Opens, closes and sorts issues and pull requests by command.",
    config=LifecycleConfig,
    needs={"issues": "write", "pull_requests": "write"},
    docs="""What already is as a command wants it counts as done.

`/ready`, `/author` and `/blocked` set one of three labels and take the other two off. Unless
`waiting_on` names them, they are found by their usual names, such as `waiting on review`,
`S-waiting-on-author` and `status: blocked`.""",
)


async def permitted(labels: Sequence[str], call: Invocation, ctx: Context[LifecycleConfig]) -> None:
    """Refuse what `labels.restricted` keeps from this person: all of the labels, or none is touched."""
    for label in labels:
        if refusal := await label_refusal(label, call, ctx):
            raise Refusal(refusal.reason)
