"""What is said about cohorts; the words stand in `messages.<language>.toml` beside this."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.community.newcomers.cohort import Cohort
from bot.core.commands import nearest
from bot.core.markdown import NOTHING, Markdown, bare, code, joined, mention
from bot.core.messages import load
from bot.core.schedule import human_day

MOST_NAMED = 5

TEXT = load(__name__)


def days_of(cohort: Cohort, today: date) -> dict[str, Markdown]:
    """Return the first and the last day of a cohort."""
    return {"since": human_day(cohort.since, now=today), "until": human_day(cohort.until, now=today)}


def soon(name: str, cohort: Cohort, reserved: int, today: date) -> Markdown:
    """Return what the host hears before it begins; `reserved` issues are kept for its people."""
    days = days_of(cohort, today)
    if reserved:
        template = TEXT.soon_reserved if today < cohort.since else TEXT.began_reserved
        return template(cohort=code(name), count=reserved, **days)
    return (TEXT.soon if today < cohort.since else TEXT.began)(cohort=code(name), **days)


def report_soon(name: str, days: int | None, today: date) -> Markdown:
    """Return what the host hears the day before a report."""
    day = human_day(today + timedelta(days=1), now=today)
    if days:
        return TEXT.count_soon(cohort=code(name), days=days, day=day)
    return TEXT.report_soon(cohort=code(name), day=day)


def member(people: Sequence[Markdown], name: str, cohort: Cohort, today: date, *, call: bool) -> Markdown:
    """Return until when people are part of it, and who hosts; `call` calls the host."""
    values = {
        "cohort": code(name),
        **days_of(cohort, today),
        "host": mention(cohort.host) if call else bare(cohort.host),
    }
    if not people:
        return TEXT.you(**values)
    return (TEXT.one if len(people) == 1 else TEXT.many)(people=joined(people), **values)


def unknown(requested: str, cohorts: Iterable[str], open_now: Iterable[str]) -> Markdown:
    """Return what somebody hears who names a cohort that is not there."""
    near = nearest(requested, cohorts, 1) if requested else []
    names = list(open_now)
    named = joined(code(name) for name in names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        named = TEXT.more(cohorts=named, count=len(names) - MOST_NAMED)
    about = TEXT.unknown(cohort=code(requested, 60)) if requested else NOTHING
    hint = TEXT.near(cohort=code(near[0])) if near else NOTHING
    return joined([about, hint, TEXT.name_one(cohorts=named) if named else TEXT.none_now()], "")
