"""Who was on duty when in the season, and the support cases of each."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from ruamel.yaml import YAML

from bot.community.rota import Rota, RotaConfig, shifts
from bot.demo.community import BEGIN, CALEB, END, HANA, HUB, INES, LIBRARY, config
from bot.demo.season import DOCATHON
from bot.insight.charts.chart import Chart
from bot.insight.charts.support import DutyCase, DutyShift, duty
from bot.insight.charts.time_marks import MarkKind, TimeMark
from fakegithub.model.records import Issue
from fakegithub.model.state import State

PEOPLE = (INES, CALEB, HANA)


def docathon() -> TimeMark:
    """Return the one thing that happened in the season beside its weeks."""
    begin = datetime.combine(DOCATHON[0], time(), UTC)
    return TimeMark(begin, MarkKind.COHORT, "docathon", begin + timedelta(days=len(DOCATHON)))


def chart(state: State) -> Chart:
    """Return shifts as the rota has them, and cases in the row of whoever had them in the end."""
    return duty(
        sorted(_shifts(), key=lambda shift: PEOPLE.index(shift.steward)), list(_cases(state)), [docathon()]
    )


def _shifts() -> Iterator[DutyShift]:
    file = YAML(typ="safe", pure=True).load(config("hub"))
    rota = Rota(RotaConfig.model_validate(file["steward"]), file["timezone"])
    for shift in shifts(rota, BEGIN, END):
        if shift.person is not None:
            yield DutyShift(shift.person, max(shift.starts_at, BEGIN), min(shift.ends_at, END))


def _cases(state: State) -> Iterator[DutyCase]:
    for issue in _issues(state):
        steward = next((who for who in issue.assignee_logins if who in PEOPLE), None)
        if steward is not None:
            name = f"{issue.repository.name}#{issue.number}: {issue.title}"
            yield DutyCase(steward, issue.created_at, name)


def _issues(state: State) -> Iterator[Issue]:
    for name in (LIBRARY, HUB):
        repository = state.repository(name)
        for issue in repository.issues.values() if repository else ():
            if issue.pull is None and {"support", "question"} & set(issue.label_names):
                yield issue
