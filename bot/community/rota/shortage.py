"""Whether a rota is short of people, by its open cases, and what of its file would help: counts, and no
names. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.community.cases import CaseState
from bot.community.rota.values import Rota
from bot.core.markdown import Markdown, code, joined, plain_title
from bot.core.messages import load
from bot.core.model import same

LEAST = 3
"""Fewer cases than these show nothing but a busy week."""

TEXT = load(__name__)


@dataclass(frozen=True)
class Shortage:
    """The open cases of a rota that nobody on duty has room for, and those that wait longer than its file
    says."""

    rota: Rota
    nobody: int
    late: int

    @classmethod
    def of(cls, rota: Rota, cases: Iterable[CaseState]) -> "Shortage":
        """Count among the cases of all rotas."""
        mine = [case for case in cases if case.is_open and same(case.rota, rota.name)]
        nobody = sum(case.steward is None for case in mine)
        late = sum(case.overdue and case.answered_at is None and case.steward is not None for case in mine)
        return cls(rota, nobody, late)

    @property
    def is_shown(self) -> bool:
        """Whether there are enough of them to say that more people are needed."""
        return self.nobody + self.late >= LEAST

    @property
    def sentence(self) -> Markdown:
        """How many they are."""
        name = TEXT.rota(name=plain_title(self.rota.name)) if self.rota.name else TEXT.support()
        counts = [TEXT.nobody(count=self.nobody)] if self.nobody else []
        counts += [TEXT.late(count=self.late)] if self.late else []
        return TEXT.short(rota=name, counts=joined(counts, "; "))

    @property
    def remedies(self) -> Markdown:
        """What to write into the file: the choices that this rota has."""
        config = self.rota.config
        choices = []
        if config.on_duty < len(config.people):
            choices.append(code(f"on_duty: {config.on_duty + 1}"))
        if self.nobody and any(person.max_open is not None for person in config.people):
            choices.append(TEXT.max_open())
        if config.otherwise is None:
            choices.append(TEXT.otherwise())
        if not choices[1:]:
            choices.append(TEXT.people())
        return joined([joined(choices[:-1]), choices[-1]], TEXT.or_next()) if choices[1:] else choices[0]
