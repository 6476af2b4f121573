"""States in which stored things are, and how work ended. The values stand in databases and in reports."""

from enum import IntEnum, StrEnum
from typing import Self


class OperatorMode(StrEnum):
    """What the operator lets be done."""

    ACT = "act"
    """What a repository's file allows."""
    OBSERVE = "observe"
    """Nothing."""
    PLAN = "plan"
    """All, because nothing real is behind it."""


class Mode(StrEnum):
    """What becomes of what is decided."""

    OBSERVE = "observe"
    """It is written down, and nothing is done or remembered."""
    ACT = "act"
    """It is done."""


class PlainWords(StrEnum):
    """What follows from what people say without a command."""

    OFF = "off"
    """Nothing is heard."""
    HINT = "hint"
    """Answers and hints, and acts on what is the writer's own: a claim, a report, a closed case."""
    ACT = "act"
    """An offer also claims."""


class CommandPreset(StrEnum):
    """Whose words and roles the slash commands of a repository have."""

    DEFAULT = "default"
    """Our own, which protect people from strangers."""
    PROW = "prow"
    """Those of Prow, Kubernetes' bot."""


class GateWord(StrEnum):
    """What a maintainer said of a pull request at the gate."""

    NONE = "none"
    """Nothing: the rules decide."""
    OPEN = "open"
    """It goes on, whatever it lacks."""
    CLOSE = "close"
    """It waits, even if it lacks nothing."""


class Closing(StrEnum):
    """How the gate takes it that a pull request is closed."""

    NONE = "none"
    """It is open."""
    OURS = "ours"
    """The gate closed it, and the remedy opens it again."""
    LEFT = "left"
    """A person closed it, or GitHub does not open it again: it stays so unless a person opens it."""


class IssueState(StrEnum):
    """Whether an issue, a pull request or a milestone can still be worked on."""

    OPEN = "open"
    """It can."""
    CLOSED = "closed"
    """It is done, merged or given up; so is whatever GitHub calls anything but open."""

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls(cls.CLOSED)


class DeliveryState(StrEnum):
    """Where a delivery stands in the inbox."""

    NEW = "new"
    """It is stored and not decided yet."""
    DONE = "done"
    """It was decided, and what follows is committed."""
    DEAD = "dead"
    """It failed too often, and nothing is decided."""


class OutcomeKind(StrEnum):
    """How a delivery or a timer that came due ended."""

    ACTED = "acted"
    """Effects were decided, and are carried out."""
    OBSERVED = "observed"
    """Effects were decided, and are only written down."""
    NOTHING = "nothing"
    """Features were asked, and none wants anything done."""
    IGNORED = "ignored"
    """No feature was asked; the reason says why."""
    OWN = "own"
    """The bot's own doing came back from GitHub."""
    INSTALLATION = "installation"
    """It tells of the App's own installations, which are followed."""
    SYNCED = "synced"
    """A repository's first sync is done."""
    DEAD = "dead"
    """It failed too often."""
    SET_ASIDE = "set aside"
    """The process died over it too often."""


class StepOutcome(StrEnum):
    """What one feature answered to one question."""

    WANTS = "wants"
    """It wants effects on GitHub."""
    REMEMBERS = "remembers"
    """It wants nothing on GitHub, and keeps something in mind."""
    NOTHING = "nothing"
    """It wants nothing."""
    REFUSED = "refused"
    """It told the person why not."""
    WITHHELD = "withheld"
    """All that it wants was taken back on this subject before."""
    FAILED = "failed"
    """It raised an error, which is in the log."""


class EffectState(StrEnum):
    """Where an effect stands in the outbox."""

    WAITING = "waiting"
    """It is to be carried out when it is due."""
    INTENT = "intent"
    """An executor has it; whether it was sent is known when the executor settles it, or its lease ends."""
    DONE = "done"
    """GitHub accepted it."""
    OBSERVED = "observed"
    """It would have been carried out in the mode `act`."""
    REFUSED = "refused"
    """GitHub did not accept it, or what it is about is gone."""
    SUPERSEDED = "superseded"
    """It waited so long that it was decided afresh, and is not wanted any more as it was."""
    DEAD = "dead"
    """It failed too often."""


UNSETTLED = (EffectState.WAITING, EffectState.INTENT)
"""States of an effect that is neither carried out nor given up."""


class TimerState(StrEnum):
    """Where a timer stands."""

    WAITING = "waiting"
    """It wakes its feature when it is due."""
    DONE = "done"
    """It has woken its feature."""
    DEAD = "dead"
    """It failed too often."""


class EffectRank(IntEnum):
    """What goes out first where not all can: an effect of a higher rank waits for those below."""

    CHANGE = 0
    """Labels, people, states."""
    CONTENT = 1
    """New words to people, and whatever else GitHub counts as creating content."""
    EDIT = 2
    """What was said is changed, folded or removed."""


class PauseKind(StrEnum):
    """Why an installation may not write for now; of each kind it has one pause."""

    PACE = "pace"
    """Much was said at once: GitHub bears no more new content for now."""
    FEW_REQUESTS = "few requests"
    """Few requests are left: nothing is edited."""
    FEWEST_REQUESTS = "fewest requests"
    """Very few requests are left: nothing is said either."""
    CORE = "core"
    """A limit of GitHub's is reached, or our credentials are not accepted."""
    AWAY = "away"
    """GitHub does not answer."""
    SUSPENDED = "suspended"
    """Its owner has suspended the App."""

    @property
    def holds(self) -> tuple[EffectRank, ...]:
        """Return which effects do not go out meanwhile."""
        return _HOLDS.get(self, tuple(EffectRank))


_HOLDS = {
    PauseKind.PACE: (EffectRank.CONTENT,),
    PauseKind.FEW_REQUESTS: (EffectRank.EDIT,),
    PauseKind.FEWEST_REQUESTS: (EffectRank.CONTENT, EffectRank.EDIT),
}


class ReceiptState(StrEnum):
    """What became of one attempt to carry out an effect."""

    DONE = "done"
    """It was accepted."""
    REFUSED = "refused"
    """It was not accepted, and never will be."""
    GONE = "gone"
    """What it is about is there no more."""
    RETRY = "retry"
    """There was no answer; a later attempt may get one."""
    LIMITED = "limited"
    """A rate limit is reached; the attempt does not count."""
    PAUSED = "paused"
    """Our credentials are not accepted; the attempt does not count."""
