"""A feature that opens an issue for each that somebody opens."""

from bot.core import effects as fx
from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from bot.core.markdown import Markdown
from tests.harness.over_http.town import REPO, world

feature: Feature[Section] = Feature(
    "welcome", section="newcomers.welcome", summary="Opens an issue.", config=Section, docs="Opens one."
)
WORLD = world("mode: act\nnewcomers: {welcome: {}}\n")
"""A world in which it is on."""


@feature.on("issues.opened")
async def opens(event: IssueEvent, ctx: Context[Section]) -> Effects:
    """Open the board."""
    return [fx.OpenIssue(subject=REPO, title=Markdown("A board"), body=Markdown("For all."))]
