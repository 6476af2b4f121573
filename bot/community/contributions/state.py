"""What is remembered of the gate: how it stands for a pull request, who is vouched for, what files say."""

from bot.community.contributions.config import FEATURE
from bot.community.contributions.rules import Unmet
from bot.core.memory import Memory, Moment
from bot.core.model import Value
from bot.core.states import Closing, GateWord

MOST_REOPENED = 2
"""So often the gate opens a pull request again that it closed."""


class GateState(Value):
    """How the gate stands for a pull request that lacked something once, or that a maintainer spoke about.

    `unmet` is empty once the gate is open; of people it names but who holds an issue.
    """

    unmet: tuple[Unmet, ...] = ()
    since: Moment
    """Since when it lacks something, or has passed."""
    word: GateWord = GateWord.NONE
    """What a maintainer said by `/gate`, or by a review."""
    may_draft: bool = False
    """Whether it may be made a draft: once, and never the first pull request of its author."""
    drafted: bool = False
    """Whether the gate made it a draft."""
    reminded_at: Moment | None = None
    """When its author was reminded, once, that it is to be closed."""
    closing: Closing = Closing.NONE
    reopened: int = 0
    """How often the gate opened it again."""
    asked_at: Moment | None = None
    """Since when GitHub's word on our draft or reopening is waited for."""

    @property
    def waits(self) -> bool:
        """Whether it lacks something now."""
        return bool(self.unmet) and self.closing is not Closing.LEFT

    @property
    def issues(self) -> tuple[int, ...]:
        """The issues that it lacks something on."""
        return tuple(unmet.issue for unmet in self.unmet if unmet.issue)


class GateFiles(Value):
    """What files of the default branch say: who is vouched for (logins in lower case), and the headings of
    each pull request template, by their keys."""

    vouched: tuple[str, ...] = ()
    templates: tuple[tuple[str, ...], ...] = ()


class DraftsRefused(Value):
    """When GitHub last took no draft of ours, and when it first did: the maintainers hear of that once."""

    at: Moment
    first_at: Moment


GATE = Memory(FEATURE, "gate:", GateState)
"""In the repository's scope, by number."""
SINCE = Memory(FEATURE, "since", Moment)
"""In the repository's scope: since when pull requests are looked at. Those opened before are left alone."""
VOUCHED = Memory(FEATURE, "vouched:", bool)
"""In the repository's scope, by a person's id: a maintainer vouches for them, or no longer does."""
FILES = Memory(FEATURE, "files", GateFiles)
"""In the repository's scope."""
DRAFTS_REFUSED = Memory(FEATURE, "drafts-refused", DraftsRefused)
"""In the repository's scope."""
