"""Who does what in which week: the season, drawn from a seed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot.core.schedule import WorkingHours
from bot.demo import issues, pulls
from bot.demo.community import BEGIN, LEILA, LIBRARY, OSKAR, PRIYA, texts
from bot.demo.scene import Scene, SceneContext

DOCATHON = (date(2026, 3, 26), date(2026, 3, 27))
"""Two days at which both institutions write documentation together."""
WEEKS = 8


def season(context: SceneContext, seed: int) -> list[Scene]:
    """All scenes of a season. The same seed gives the same season, to the letter.

    Each scene draws from a chance of its own, so that a change in one leaves the others as they are.
    """
    return list(_scenes(context, _Draw(seed)))


class _Draw:
    """The season's chance."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._scenes = 0
        self.order = Random(f"{seed}:order")  # noqa: S311  a story, no secret

    def own(self) -> Random:
        """The chance of the next scene."""
        self._scenes += 1
        return Random(f"{self._seed}:scene:{self._scenes}")  # noqa: S311  a story, no secret

    def some(self, many: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return the same things in an order of this season's own."""
        return self.order.sample(many, len(many))

    def moment(self, first_week: int = 0, last_week: int = WEEKS - 2) -> datetime:
        """Return an instant of a working day, in European daylight mostly."""
        day = BEGIN + timedelta(weeks=self.order.randint(first_week, last_week), days=self.order.randrange(5))
        begin = WorkingHours(zone="Europe/London").next_start(day.replace(hour=0))
        return begin + timedelta(minutes=self.order.randrange(-60, 9 * 60))


def _scenes(context: SceneContext, draw: _Draw) -> Iterator[Scene]:
    newcomers = texts("newcomers")
    new = iter(draw.order.sample(newcomers, len(newcomers)))
    library, hub, pull = texts("library"), texts("hub"), texts("pulls")
    kinds = {
        kind: draw.some([text for text in library if text["kind"] == kind])
        for kind in ("bug", "thin-bug", "feature", "docs", "question", "bare")
    }
    reporters: list[str] = []
    questions = draw.some(hub)
    silent_week = _at(draw, date(2026, 3, 30), 9, 16)
    for place, text in enumerate(questions[:10]):
        at = silent_week if place == 0 else draw.moment()
        yield issues.question(context, draw.own(), at, next(new), text)
    for text in kinds["question"][:2]:
        yield issues.question(context, draw.own(), draw.moment(), next(new), text, LIBRARY)
    for text in (*kinds["bug"][:5], *kinds["thin-bug"], *kinds["feature"][:2], *kinds["bare"]):
        reporters.append(next(new))
        yield issues.report(context, draw.own(), draw.moment(), reporters[-1], text)
    wish, *docs = sorted(kinds["docs"], key=lambda text: not text["title"].startswith("Docs: a map"))
    yield issues.report(context, draw.own(), draw.moment(), next(new), docs[0])
    yield issues.humans_win(context, draw.own(), draw.moment(), next(new), wish)
    yield issues.stranger(context, draw.own(), draw.moment(), next(new), LEILA, kinds["bug"][5])
    yield issues.not_a_question(context, draw.own(), draw.moment(), next(new))
    yield issues.elsewhere(context, draw.own(), draw.moment(0, 2), next(new))
    yield pulls.wants(context, draw.own(), draw.moment(0, 1), next(new))
    lapse = _at(draw, date(2026, 3, 10), 9, 15)
    yield pulls.lapses(context, draw.own(), lapse, reporters[-1], reporters[-2])
    code = draw.order.sample(pull["code"], len(pull["code"]))
    yield pulls.first_pull(context, draw.own(), draw.moment(0, 4), next(new), code[0])
    yield pulls.first_pull(context, draw.own(), draw.moment(1, 5), next(new), code[1])
    yield pulls.prepare(context, draw.own(), _at(draw, date(2026, 3, 23), 10, 12))
    guests = list(new)
    for place, who in enumerate(guests):
        day = DOCATHON[place * 2 // len(guests)]
        issue = place % len(pull["good_first_issues"])
        yield pulls.docathon(context, draw.own(), _at(draw, day, 9, 15), who, issue)
    for what, who in zip(code[2:], reporters, strict=False):
        yield pulls.first_pull(context, draw.own(), draw.moment(5, 6), who, what)
    back = draw.order.sample(guests, min(len(guests), len(pull["seconds"]) - 1))
    for what, who in zip(draw.some(pull["seconds"]), back, strict=False):
        yield pulls.returns(context, draw.own(), draw.moment(5, 6), who, what)
    yield from _regulars(context, draw, kinds, questions[10:])


def _regulars(
    context: SceneContext,
    draw: _Draw,
    kinds: dict[str, list[dict[str, str]]],
    questions: list[dict[str, str]],
) -> Iterator[Scene]:
    """People and programs that are known here."""
    for text in questions:
        yield issues.question(context, draw.own(), draw.moment(1), PRIYA, text)
    yield issues.question(context, draw.own(), draw.moment(), OSKAR, kinds["question"][2], LIBRARY)
    for who, text in zip((OSKAR, LEILA, PRIYA), (kinds["bug"][6], *kinds["feature"][2:]), strict=True):
        yield issues.report(context, draw.own(), draw.moment(), who, text)
    for who, title, path in (
        (PRIYA, "Lazy weights for regrid", "estuary/grid/weights.py"),
        (OSKAR, "Read bounds of ROMS grids", "estuary/io/roms.py"),
        (LEILA, "Fewer ticks on sections", "estuary/plot/ticks.py"),
    ):
        yield pulls.known(context, draw.own(), draw.moment(), who, title, path)
    for week, (package, version) in enumerate((("xarray", "2026.3"), ("numpy", "2.5"), ("dask", "2026.4"))):
        yield pulls.update(context, draw.own(), draw.moment(week * 2, week * 2 + 1), package, version)
    yield issues.chatter(context, draw.own(), draw.moment(1, 2))
    yield issues.broken_file(context, draw.own(), _at(draw, date(2026, 4, 14), 9, 11))


def _at(draw: _Draw, day: date, first_hour: int, last_hour: int) -> datetime:
    minutes = draw.order.randrange(first_hour * 60, last_hour * 60)
    return datetime.combine(day, time(tzinfo=UTC)) + timedelta(minutes=minutes)
