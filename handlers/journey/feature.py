"""The declaration of the feature."""

from collections.abc import Iterator

from bot.community.channels import letter_channel
from bot.community.newcomers.journey import NewcomersConfig
from bot.community.suggestions import Suggestions
from bot.core.config.shared import Channels, Milestones
from bot.core.feature import ConfigWarning, Context, Feature, RepositoryConfig
from bot.core.messages import load
from bot.services.journey import FEATURE
from handlers.journey.criteria import Ladder

TEXT = load(f"{__package__}.messages")


def unheard(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    """Warn of a ladder that nobody hears of."""
    if repo.section("newcomers.ladder", Ladder) and not letter_channel(repo):
        yield ("newcomers", "ladder"), TEXT.ladder_unheard()


Ctx = Context[NewcomersConfig]

feature = Feature(
    FEATURE,
    section="newcomers",
    summary="Remembers how newcomers grow, names a next step, and tells them their record.",
    config=NewcomersConfig,
    also={
        "newcomers.suggestions": Suggestions,
        "newcomers.milestones": Milestones,
        "newcomers.ladder": Ladder,
        "notify": Channels,
    },
    config_warnings=unheard,
    needs={"issues": "write", "pull_requests": "read"},
    docs="""Stages are kept for people who first came after the bot did, once per person and owner. They
are shown to nobody but the person concerned, and counted for reports without names.

After each of somebody's first three merges here one next step is named: an issue in the area they know, one
with `help wanted` before one for first-timers. Where there is none, a later one is named on their merged pull
request, once. `newcomers.milestones` are counts of merged changes that get a word of thanks. Whoever was
active and is not seen for `newcomers.drift_after` counts as drifting; the maintainers' letter (`digest`)
names a free issue in their area, in a private channel alone; they themselves hear nothing.

A rung of `newcomers.ladder` counts kinds of work in this repository: `merged`, `pull_requests`, `reviews` and
`answers` (each once a subject of somebody else), `docs` (merged changes to the documentation, counted from
when a rung asks for them), `issues`, `comments`. Whoever reaches it is proposed once, to those whom `tell`
names, in the maintainers' letter (`digest`) in a private channel. Nothing is granted,
and nothing is said in public.""",
)
