"""In which language, and by whose clocks, people read what is said on a subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.context import Surroundings
from bot.core.markdown import Markdown, joined
from bot.core.messages import Language
from bot.services.spoken_days import spoken_day, spoken_time


@dataclass(frozen=True)
class Locale:
    """A language, a time zone, and the time it is there: a day of another year is said with its year."""

    now: datetime
    language: Language = "en"
    zone: str = "UTC"
    is_dated: bool = True
    """Whether people read until when something lasts: not in a quiet time, in which nothing ends."""

    @classmethod
    def of(cls, ctx: Surroundings, labels: Collection[str] | None = None) -> Locale:
        """Return that of the subject at hand, or of another one with these labels."""
        language = ctx.language if labels is None else ctx.repo.language_for(labels)
        return cls(ctx.now, language, ctx.repo.timezone, is_dated=not ctx.is_quiet)

    def day(self, moment: date | datetime) -> Markdown:
        """Return a day, or that of an instant, as people write it there."""
        return spoken_day(moment, self.zone, self.language, now=self.now)

    def time(self, moment: datetime) -> Markdown:
        """Return an instant as people write it there."""
        return spoken_time(moment, self.zone, self.language, now=self.now)

    def sentences(self, parts: Iterable[Markdown]) -> Markdown:
        """Return sentences in a row."""
        return joined(filter(None, parts), "" if self.language == "ja" else " ")
