"""Whom the comments on a case are for: their language, their clocks, and who may be called at this hour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.community.rota import Rota, begins_work, working_hours
from bot.core.context import Surroundings
from bot.core.markdown import Markdown, bare, mention
from bot.core.messages import Language
from bot.core.states import PlainWords
from bot.services.spoken_days import spoken_day, spoken_time


@dataclass(frozen=True)
class Listener:
    """The reporter of a case (empty: a bot opened it) who reads something now."""

    rota: Rota
    now: datetime
    reporter: str = ""
    zone: str = "UTC"
    page: str = ""
    """The whole address of the repository."""
    language: Language = "en"
    hears_words: bool = True
    """Whether plain words are heard here."""
    may_close: bool = False
    """Whether they may close it by `/close`."""
    is_quiet: bool = False
    """Whether it is a quiet time: nobody is called, and no date is given."""

    @classmethod
    def of(cls, ctx: Surroundings, rota: Rota, reporter: str, language: Language) -> Listener:
        """Return the reporter of a case: by their own clocks where the file knows them."""
        person, repo = rota.config.person(reporter), ctx.repo
        return cls(
            rota,
            ctx.now,
            reporter,
            zone=(person.timezone if person else None) or repo.timezone,
            page=ctx.page,
            language=language,
            hears_words=repo.plain_words is not PlainWords.OFF,
            may_close="lifecycle" in repo.sections,
            is_quiet=ctx.is_quiet,
        )

    @property
    def is_dated(self) -> bool:
        """Whether a date is given: where the file names when an answer is due, and while dates run."""
        return self.rota.config.promises and not self.is_quiet

    @property
    def is_at_work(self) -> bool:
        """Whether the reporter may be called now."""
        hours = replace(working_hours(self.rota, self.reporter), zone=self.zone, away=())
        return not self.is_quiet and hours.next_start(self.now) == self.now

    def day(self, moment: datetime) -> Markdown:
        """Return the day of an instant, as they write it."""
        return spoken_day(moment, self.zone, self.language, now=self.now)

    def time(self, moment: datetime) -> Markdown:
        """Return an instant by their clocks."""
        return spoken_time(moment, self.zone, self.language, now=self.now)

    def call(self, login: str | None) -> Markdown:
        """Return a steward's name: a call where they are at work now."""
        at_work = login is not None and begins_work(self.rota, login, self.now) == self.now
        return mention(login) if login and at_work and not self.is_quiet else bare(login)
