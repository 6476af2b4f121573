"""Who was on duty when, as a picture: a ribbon a person, and each support case as a dot."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape

from ruamel.yaml import YAML

from bot.community.rota import Rota, RotaConfig, shifts
from bot.demo.community import BEGIN, CALEB, END, HANA, HUB, INES, LIBRARY, ZONES, config
from bot.demo.season import DOCATHON, WEEKS
from bot.demo.threads import LONDON
from bot.insight.charts import COLOURS
from fakegithub.model.records import Issue
from fakegithub.model.state import State

PEOPLE = (INES, CALEB, HANA)
WIDTH, LEFT, TOP, ROW = 760, 170, 46, 44
HEIGHT = TOP + ROW * len(PEOPLE) + 26


def picture(state: State) -> str:
    """Return the SVG: shifts as the rota has them, cases in the row of whoever had them in the end."""
    parts = [*_weeks(), *_docathon(), *_ribbons(), *_cases(state), *_names()]
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="shifts-t shifts-d"'
        ' font-family="system-ui, sans-serif" font-size="12" fill="currentColor">'
        '<title id="shifts-t">Who was on support duty, and the cases</title>'
        '<desc id="shifts-d">A ribbon for each of the three stewards shows the weeks on duty; a dot is a '
        f"support case, in the row of the person who had it in the end.</desc>{''.join(parts)}</svg>"
    )


def _x(at: datetime) -> float:
    return LEFT + (at - BEGIN) / (END - BEGIN) * (WIDTH - LEFT - 8)


def _y(person: str) -> float:
    return TOP + PEOPLE.index(person) * ROW


def _weeks() -> Iterator[str]:
    for week in range(WEEKS):
        at = BEGIN + timedelta(weeks=week)
        day = at.astimezone(LONDON)
        yield (
            f'<line x1="{_x(at):.1f}" x2="{_x(at):.1f}" y1="{TOP - 8}" y2="{HEIGHT - 22}" '
            'stroke="currentColor" stroke-opacity="0.15"/>'
            f'<text class="date" x="{_x(at):.1f}" y="{HEIGHT - 6}">{day.day} {day:%b}</text>'
        )


def _docathon() -> Iterator[str]:
    begin = BEGIN + timedelta(days=(DOCATHON[0] - BEGIN.date()).days)
    end = begin + timedelta(days=len(DOCATHON))
    yield (
        f'<rect x="{_x(begin):.1f}" width="{_x(end) - _x(begin):.1f}" y="{TOP - 8}" '
        f'height="{HEIGHT - TOP - 14}" style="fill:var(--chart-5,{COLOURS[4]})" fill-opacity="0.28"/>'
        f'<text x="{(_x(begin) + _x(end)) / 2:.1f}" y="{TOP - 14}" text-anchor="middle">docathon</text>'
    )


def _ribbons() -> Iterator[str]:
    file = YAML(typ="safe", pure=True).load(config("hub"))
    rota = Rota(RotaConfig.model_validate(file["steward"]), file["timezone"])
    for shift in shifts(rota, BEGIN, END):
        if shift.person is not None:
            left, right = _x(max(shift.starts_at, BEGIN)), _x(min(shift.ends_at, END))
            yield (
                f'<rect x="{left + 1:.1f}" width="{right - left - 2:.1f}" y="{_y(shift.person) + 4}" '
                f'height="30" rx="5" style="fill:var(--chart-1,{COLOURS[0]})" fill-opacity="0.22"/>'
            )


def _cases(state: State) -> Iterator[str]:
    for issue in _issues(state):
        steward = next((who for who in issue.assignee_logins if who in PEOPLE), None)
        if steward is not None:
            name = f"{issue.repository.name}#{issue.number}: {issue.title}"
            yield (
                f'<circle cx="{_x(issue.created_at):.1f}" cy="{_y(steward) + 19}" r="5" style="fill:'
                f'var(--chart-2,{COLOURS[1]})"><title class="date">{escape(name)}</title></circle>'
            )


def _issues(state: State) -> Iterator[Issue]:
    for name in (LIBRARY, HUB):
        repository = state.repository(name)
        for issue in repository.issues.values() if repository else ():
            if issue.pull is None and {"support", "question"} & set(issue.label_names):
                yield issue


def _names() -> Iterator[str]:
    for person in PEOPLE:
        city = ZONES[person].rpartition("/")[2].replace("_", " ")
        yield f'<text x="4" y="{_y(person) + 17}" font-weight="600">{escape(person)}</text>'
        yield f'<text x="4" y="{_y(person) + 33}" fill-opacity="0.75">{escape(city)} time</text>'
