"""What one event is decided on: the same for every feature and every command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel

from bot.core.context import Context, Surroundings
from bot.core.errors import NoAccess, Unreachable
from bot.core.events import Event
from bot.core.feature import Feature
from bot.core.permissions import off_until
from bot.core.ports.letter import LetterPart
from bot.engine.decide.registry import on_in
from bot.store.database import Unavailable

log = structlog.get_logger()

C = TypeVar("C", bound=BaseModel)

_SURROUNDINGS = tuple(one.name for one in fields(Surroundings))
_surroundings_of = attrgetter(*_SURROUNDINGS)


@dataclass(frozen=True, kw_only=True)
class Situation(Surroundings):
    """An event, what surrounds it, and the features that may be asked about it."""

    event: Event
    config_error: str = ""
    """Why the repository's newest file is not in force (empty: it is)."""
    features: tuple[Feature[Any], ...] = ()
    """All features of the bot, whether they are on or off here."""
    awaited: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By name of a feature the permissions (`checks: write`) for which it waits, and is off meanwhile."""
    awaited_to_speak: Sequence[str] = ()
    """The permission without which nothing can be answered here."""

    @property
    def features_on(self) -> tuple[tuple[Feature[Any], BaseModel], ...]:
        """The features that are on here, in their order, each with its section."""
        on = on_in(self.features, self.repo).features
        return tuple(pair for pair in on if pair[0].name not in self.awaited)

    def off_until(self, rights: Sequence[str]) -> str:
        """Return the reason why what needs these permissions is not done."""
        return off_until(self.repository.owner, rights)

    def context(self, section: C) -> Context[C]:
        """Return the situation as the feature of a section sees it."""
        # Made a dozen times a delivery: setting its thirty fields one by one would cost most of it.
        context = object.__new__(Context)
        vars(context).update(self._common, config=section)
        return context

    @cached_property
    def _common(self) -> dict[str, Any]:
        """What the context of every feature has."""
        common = dict(zip(_SURROUNDINGS, _surroundings_of(self), strict=True))
        common["letter_parts"] = self._letter_parts
        if self.awaited:
            common["commands"] = tuple(one for one in self.commands if one.feature not in self.awaited)
        return common

    async def _letter_parts(self, since: datetime) -> Sequence[LetterPart]:
        """Ask each feature behind its own error boundary; one that fails tells nothing."""
        parts: list[LetterPart] = []
        for feature, section in self.features_on:
            if feature.letter_news is None:
                continue
            try:
                part = await feature.letter_news(self.context(section), since)
            except (Unreachable, NoAccess, Unavailable):
                raise
            except Exception:
                log.exception("feature failed", feature=feature.name, trigger="letter")
                continue
            parts += [part] if part is not None and part.news else []
        return parts
