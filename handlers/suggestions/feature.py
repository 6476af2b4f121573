"""The declaration of the feature."""

from bot.community.newcomers.journey import NewcomersConfig
from bot.community.suggestions import Suggestions
from bot.core.config.shared import Digest
from bot.core.feature import Context, Feature
from bot.core.messages import load

TEXT = load(f"{__package__}.messages")


Ctx = Context[NewcomersConfig]

feature = Feature(
    "suggestions",
    section="newcomers",
    turned_on_by="newcomers.suggestions",
    summary="Names issues that may suit somebody and are free, and learns from what people take.",
    config=NewcomersConfig,
    hears_commands=True,
    also={"newcomers.suggestions": Suggestions, "digest": Digest},
    needs={"issues": "write", "pull_requests": "read"},
    docs="""`/suggest` names issues with one of `newcomers.suggestions.labels` that are open, unassigned,
unclaimed, without an open pull request, not blocked, waiting or stale (`lifecycle.stale_after`), kept for
nobody else, and not offered to somebody else within a day. A mark counts when somebody with the triage role
put it on, by hand or by command. Issues whose description says what is to be reached, where in the code, and
how to test it come first; the others only where those are too few, with a word of what to ask there
(`described_only: true` leaves them out). Among them the nearest come first: by paths, labels, languages and
words of what the person worked on, and small ones where it is known how long issues like them took.

What each of these counts is learnt, within bounds: from how much more often issues that people claimed have
it than those that were free for them.

When fewer than `low` (else `count`) are free, the maintainers' letter (`digest`) says so: which marked issues
lack what, which could become good first issues, and what was learnt. Once 8 marked issues and 8 others are
known, what marked ones have oftener than others (folders, labels, words, a short text; one that was claimed
or done counts twice) chooses which: described, short, at most three a week, each told once. One that nobody
heeds, that somebody turned down (a button on the page, or `/remove-good-first-issue` there), or whose mark
was taken off, is not proposed again. Nothing is said on the issues.""",
)
