"""Why a subject's effects wait: what an error of GitHub's means for the effect, and for those behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.effects import Outward
from bot.core.ports.writer import Receipt, Task
from bot.core.states import ReceiptState
from bot.github.errors import Absent, GitHubError, Limited, Outage, TooLate, Unauthorized

UNFORESEEN = "an unforeseen failure"


def is_withheld(task: Task, before: Iterable[tuple[Task, Receipt]]) -> bool:
    """Return whether a task answers what was not done as it says."""
    return task.is_answer and any(receipt.is_short for earlier, receipt in before if not earlier.is_answer)


@dataclass(frozen=True)
class Hold:
    """The receipt of the first effect that waits, and its kind."""

    first: Receipt
    kind: str

    @classmethod
    def of(cls, error: GitHubError, effect: Outward) -> Hold:
        """Return the hold that an error means, which settles nothing."""
        match error:
            case Limited():
                first = Receipt(
                    "",
                    ReceiptState.LIMITED,
                    note=error.message,
                    retry_at=error.until,
                    resource=error.resource,
                )
            case Unauthorized():
                first = Receipt("", ReceiptState.PAUSED, note=error.message)
            case Absent():
                first = Receipt("", ReceiptState.RETRY, note=error.message, absent=True)
            case TooLate():
                first = Receipt("", ReceiptState.RETRY, note="deadline passed", unsent=True)
            case _:
                uncertain = error.maybe_applied and not effect.repeatable
                until = error.until if isinstance(error, Outage) else None
                first = Receipt(
                    "", ReceiptState.RETRY, note=error.message, retry_at=until, uncertain=uncertain
                )
        return cls(first, effect.effect)

    @classmethod
    def unforeseen(cls, group: Sequence[Task]) -> Hold:
        """Return the hold where something failed that nobody foresaw: it may have been sent."""
        uncertain = any(not task.effect.repeatable for task in group)
        first = Receipt("", ReceiptState.RETRY, note=UNFORESEEN, uncertain=uncertain)
        return cls(first, group[0].effect.effect)

    @classmethod
    def withheld(cls, task: Task) -> Hold:
        """Return the hold on an answer to what was not done as it says: it is to be put in other words."""
        first = Receipt("", ReceiptState.RETRY, note="what it answers was refused", withheld=True)
        return cls(first, task.effect.effect)

    def on(self, task: Task) -> Receipt:
        """Return the receipt of the task that it came of."""
        return replace(self.first, key=task.key)

    def behind(self, task: Task) -> Receipt:
        """Return the receipt of a task that was not attempted."""
        note = f"waits behind {self.kind}"
        return replace(
            self.first, key=task.key, note=note, uncertain=False, absent=False, unsent=True, withheld=False
        )
