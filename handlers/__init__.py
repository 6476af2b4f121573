"""The bot's table of contents: every feature, in the order in which their words appear in a comment."""

from typing import Any

from bot.core.feature import Feature
from handlers import (
    assignment,
    calls,
    claims,
    cohorts,
    config_check,
    contributions,
    digest,
    help,
    journey,
    labels,
    lifecycle,
    mentors,
    reviews,
    steward,
    suggestions,
    triage,
    welcome,
)

FEATURES: tuple[Feature[Any], ...] = (
    welcome.feature,
    triage.feature,
    steward.feature,
    claims.feature,
    mentors.feature,
    contributions.feature,
    suggestions.feature,
    journey.feature,
    cohorts.feature,
    labels.feature,
    assignment.feature,
    lifecycle.feature,
    reviews.feature,
    digest.feature,
    config_check.feature,
    calls.feature,
    help.feature,
)
