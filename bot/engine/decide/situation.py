"""What one event is decided on: the same for every feature and every command."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.core.context import Context, Surroundings
from bot.core.events import Event
from bot.core.feature import Feature

C = TypeVar("C", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Situation(Surroundings):
    """An event, what surrounds it, and the features that may be asked about it."""

    event: Event
    config_error: str = ""
    """Why the repository's newest file is not in force (empty: it is)."""
    features: tuple[Feature[Any], ...] = ()
    """All features of the bot, whether they are on or off here."""

    @property
    def features_on(self) -> tuple[tuple[Feature[Any], BaseModel], ...]:
        """The features that are on here, in their order, each with its section."""
        sections = ((feature, feature.config_in(self.repo)) for feature in self.features)
        return tuple((feature, section) for feature, section in sections if section is not None)

    def context(self, feature: Feature[Any], section: C) -> Context[C]:
        """Return the situation as one feature sees it."""
        common = {field.name: getattr(self, field.name) for field in fields(Surroundings)}
        return Context(**common, config=section)
