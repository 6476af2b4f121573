"""The declaration of the feature."""

from __future__ import annotations

from bot.community.journey import NewcomersConfig
from bot.community.ladder import Ladder
from bot.community.suggestions import Suggestions
from bot.core.config.later import Notify
from bot.core.feature import Feature

CHANNEL = "newcomers"
"""The key of `notify` that names the private channel for what concerns newcomers."""

feature = Feature(
    "journey",
    section="newcomers",
    summary="Remembers how newcomers grow, suggests what may suit them, and tells them their record.",
    config=NewcomersConfig,
    also={"newcomers.suggestions": Suggestions, "newcomers.ladder": Ladder, "notify": Notify},
    needs={"issues": "write", "pull_requests": "read"},
    docs="""Stages are kept for people who first came after the bot did, once per person and owner. They
are shown to nobody but the person concerned, and counted for reports without names.

`/suggest` names issues with one of `newcomers.suggestions.labels` that are open, unassigned, unclaimed,
without an open pull request, not blocked or stale, and not offered to somebody else within a day; nearest
first to what the person worked on. Once a week the private channel `notify.newcomers`, where there is one,
hears when fewer are free than are offered at once.

A rung of `newcomers.ladder` counts kinds of work in this repository (`merged`, `pull_requests`, `reviews`,
`issues`, `comments`). Whoever reaches it is proposed once, in that private channel, to those whom `tell`
names. Nothing is granted, and nothing is said in public.""",
)
