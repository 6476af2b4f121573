"""Answers about the rota: who is on duty, what people have arranged, who is free."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.community.rota import Override, Rota, Shift, incoming, is_away, on_duty, on_duty_until
from bot.core.markdown import NOTHING, Markdown, bare, joined, mention
from bot.core.model import contains
from bot.core.schedule import day_of, human_day, human_span, human_time
from handlers.steward.feature import TEXT


def duty(rota: Rota, now: datetime) -> Markdown:
    """Return who is on duty, until when, and who comes next. Nobody is called by it."""
    name, otherwise, coming = _named(rota), rota.config.otherwise, incoming(rota, now)
    people = []
    for person in on_duty(rota, now):
        if until := on_duty_until(rota, person, now):
            follows = coming is not None and coming.starts_at == until
            then = TEXT.then(person=bare(coming.person)) if coming and follows else NOTHING
            people.append(
                TEXT.duty_of(person=bare(person), time=human_time(until, rota.timezone, now=now), next=then)
            )
            coming = None if follows else coming
    if people:
        text = TEXT.duty(rota=name, people=joined(people, "; "))
    elif otherwise:
        text = TEXT.duty_otherwise(rota=name, otherwise=bare(otherwise.removeprefix("@")))
    else:
        text = TEXT.duty_nobody(rota=name)
    if coming is None:
        return text
    return TEXT.duty_next(
        duty=text, person=bare(coming.person), time=human_time(coming.starts_at, rota.timezone, now=now)
    )


def soon(coming: Shift, rota: Rota, now: datetime) -> Markdown:
    """Return the message to somebody whose shift begins within a week, their login first."""
    return TEXT.soon(
        person=bare(coming.person),
        rota=_named(rota),
        begins=human_time(coming.starts_at, rota.timezone, now=now),
        ends=human_time(coming.ends_at, rota.timezone, now=now),
    )


def choices(rota: Rota, now: datetime, without: tuple[str, ...]) -> Markdown:
    """Return who else could be asked, by name."""
    others = [login for login in rota.config.logins if not contains(without, login)]
    free = [login for login in others if not is_away(rota, login, now)]
    return TEXT.free(people=joined(map(bare, free))) if free else TEXT.nobody_free()


def days(since: date, until: date | None, now: datetime) -> Markdown:
    """Return days as a part of a sentence."""
    if until is None:
        return TEXT.days_from(since=human_day(since, now=now))
    if until == since:
        return TEXT.days_on(since=human_day(since, now=now))
    return TEXT.days_span(since=human_day(since, now=now), until=human_day(until, now=now))


def arranged(changed: Sequence[Shift], rota: Rota, now: datetime) -> Markdown:
    """Return what an arrangement comes to: who is on duty from when to when. Nobody is called by it."""
    shifts = [
        TEXT.instead(
            person=bare(shift.person),
            other=bare(shift.instead_of),
            span=human_span(shift.starts_at, shift.ends_at, rota.timezone, now=now),
        )
        for shift in changed[:4]
    ]
    return TEXT.arranged(shifts=joined(shifts, "; ")) if shifts else TEXT.arranged_nothing()


def asks_cover(
    person: str, free: Sequence[str], since: date, until: date, now: datetime, *, call: bool
) -> Markdown:
    """Return that somebody looks for cover; with `call` it mentions those who are free."""
    names = joined(map(mention if call else bare, free))
    return TEXT.asks_cover(
        person=bare(person), days=days(since, until, now), free=names, span=_span(since, until)
    )


def away(made: Override, zone: str, uncovered: Sequence[Shift], rota: Rota, now: datetime) -> Markdown:
    """Return an absence as it is stored, and what it leaves open."""
    until = NOTHING if made.until else TEXT.until_back()
    text = TEXT.away(days=days(made.since, made.until, now), until=until, zone=bare(zone))
    if not uncovered:
        return text
    first = max(made.since, day_of(uncovered[0].starts_at, rota.timezone))
    last = min(made.until or date.max, day_of(uncovered[-1].ends_at - datetime.resolution, rota.timezone))
    return TEXT.away_open(away=text, who=_who_answers(rota), span=_span(first, last))


def _who_answers(rota: Rota) -> Markdown:
    if rota.config.on_duty > 1:
        return TEXT.others_answer()
    otherwise = rota.config.otherwise
    return (
        TEXT.otherwise_answers(otherwise=bare(otherwise.removeprefix("@")))
        if otherwise
        else TEXT.nobody_answers()
    )


def _span(since: date, until: date) -> Markdown:
    """Return days as a command takes them."""
    return Markdown(str(since) if since == until else f"{since} to {until}")


def _named(rota: Rota) -> Markdown:
    return TEXT.rota_name(name=bare(rota.name)) if rota.name else NOTHING
