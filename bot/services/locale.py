"""In which language, and by whose clocks, people read what is said on a subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import Languages
from bot.core.context import Surroundings
from bot.core.markdown import Markdown, joined
from bot.core.messages import Language
from bot.core.model import contains
from bot.services.spoken_days import spoken_day


def language_of(repo: RepositoryConfig, labels: Collection[str]) -> Language:
    """Return the repository's language, or the one that a label of a subject tells. Nobody's is guessed."""
    config = repo.section("newcomers.welcome", Languages)
    labelled = config.languages.items() if config else ()
    return next((language for label, language in labelled if contains(labels, label)), repo.language)


@dataclass(frozen=True)
class Locale:
    """A language, and a time zone."""

    language: Language = "en"
    zone: str = "UTC"

    @classmethod
    def of(cls, ctx: Surroundings, labels: Collection[str] | None = None) -> Locale:
        """Return that of the subject at hand, or of another one with these labels."""
        own = ctx.subject.labels if ctx.subject else ()
        return cls(language_of(ctx.repo, own if labels is None else labels), ctx.repo.timezone)

    def day(self, moment: date | datetime) -> Markdown:
        """Return a day, or that of an instant, as people write it there."""
        return spoken_day(moment, self.zone, self.language)

    def sentences(self, parts: Iterable[Markdown]) -> Markdown:
        """Return sentences in a row."""
        return joined(filter(None, parts), "" if self.language == "ja" else " ")


ENGLISH = Locale()
