"""Time as people write it, across zones and changes of the clocks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot.core.schedule import (
    Change,
    Cron,
    Daily,
    Duration,
    Hours,
    Schedule,
    Weekday,
    Weekly,
    WorkingDay,
    WorkingHours,
    ZoneName,
    human_day,
    human_span,
    human_time,
    instant,
    known_zone,
    parse_day,
)


def day(text: str) -> date:
    return parse_day(text, date(2026, 3, 11))


LONDON = "Europe/London"
NEW_YORK = "America/New_York"
BUENOS_AIRES = "America/Argentina/Buenos_Aires"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def at_work(person: WorkingHours, at: datetime) -> bool:
    return person.next_start(at) == at


# Durations


@pytest.mark.parametrize(
    ("text", "count", "unit", "working"),
    [
        ("10d", 10, "day", False),
        ("2 weeks", 2, "week", False),
        ("2w", 2, "week", False),
        ("45m", 45, "minute", False),
        ("36 hours", 36, "hour", False),
        (" 1 Working Day ", 1, "day", True),
        ("3 working days", 3, "day", True),
        ("4 working hours", 4, "hour", True),
    ],
)
def test_a_duration_reads_as_people_write_it(text: str, count: int, unit: str, working: bool) -> None:
    duration = Duration.parse(text)
    assert (duration.count, duration.unit, duration.working) == (count, unit, working)
    assert str(duration) == text.strip()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "`soon` is no duration"),
        ("5 fortnights", "`fortnights` in `5 fortnights` is no unit"),
        ("0 days", "no time at all"),
        ("-3 days", "is no duration"),
        ("99999999999999999999d", "longer than ten years"),
        ("٣ days", "is no duration"),
    ],
)
def test_a_wrong_duration_is_answered_with_how_to_write_it(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        Duration.parse(text)
    assert "write" in str(caught.value)


def test_durations_of_the_same_length_of_words_are_equal_and_working_ones_have_no_fixed_length() -> None:
    assert Duration.parse("2w") == Duration.parse("2 weeks")
    assert Duration(2, "day", working=True).text == "2 working days"
    assert Duration.parse("36 hours").calendar == timedelta(hours=36)
    with pytest.raises(ValueError, match="whose working time"):
        _ = Duration.parse("1 working day").calendar


def test_config_models_take_words_and_give_them_back() -> None:
    class Section(BaseModel):
        lease: Duration
        change: Change
        every: Schedule
        hours: Hours
        zone: ZoneName
        days: tuple[WorkingDay, ...]

    written = {
        "lease": "2 weeks",
        "change": "every wednesday 10:00",
        "every": "monday 09:00",
        "hours": "09:00-13:00",
        "zone": LONDON,
        "days": ["mon", "Tuesday"],
    }
    section = Section.model_validate(written)
    assert section.model_dump(mode="json") == written | {"days": ["mon", "tue"]}
    assert Section.model_validate_json(section.model_dump_json()) == section
    assert Section.model_json_schema()["properties"]["lease"]["examples"][0] == "10d"
    with pytest.raises(ValidationError, match="`10` is not text: write it like 10d"):
        Section.model_validate(written | {"lease": 10})


# Wall clocks and zones


def test_a_missing_time_is_the_end_of_the_gap_and_a_doubled_one_the_first() -> None:
    assert instant(date(2026, 3, 29), time(1, 30), LONDON) == utc(2026, 3, 29, 1)
    assert instant(date(2026, 10, 25), time(1, 30), LONDON) == utc(2026, 10, 25, 0, 30)
    assert instant(date(2026, 3, 8), time(2, 30), NEW_YORK) == utc(2026, 3, 8, 7)
    # Samoa left out a whole day.
    assert instant(date(2011, 12, 30), time(9, 30), "Pacific/Apia") == utc(2011, 12, 30, 10)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Europe/Londn", "Europe/London"),
        ("London", "Europe/London"),
        ("new york", "America/New_York"),
    ],
)
def test_an_unknown_zone_is_answered_with_the_nearest(text: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"is no time zone: did you mean {near}\\?"):
        known_zone(text)


@pytest.mark.parametrize("text", ["", "Mars/Base", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b"])
def test_what_is_nothing_like_a_zone_is_refused_plainly(text: str) -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        known_zone(text)


def test_weekdays_are_read_in_full_or_short_and_nothing_else() -> None:
    assert [Weekday.parse(text) for text in ("mon", "Tuesday", "thurs", "fridays")] == [
        "mon",
        "tue",
        "thu",
        "fri",
    ]
    for wrong in ("m", "funday", "", 3, None):
        with pytest.raises(ValueError, match="no day of the week"):
            Weekday.parse(wrong)


# Jobs


def test_a_daily_job_keeps_its_local_time_across_the_change_of_the_clocks() -> None:
    nine = Daily("09:00")
    assert nine.slot_before(utc(2026, 3, 28, 9), LONDON) == utc(2026, 3, 28, 9)
    assert nine.next_after(utc(2026, 3, 28, 9), LONDON) == utc(2026, 3, 29, 8)


def test_a_weekly_job_looks_back_to_its_day() -> None:
    monday = Weekly("monday 09:00")
    assert monday.slot_before(utc(2026, 3, 2, 8, 59), LONDON) == utc(2026, 2, 23, 9)
    assert monday.next_after(utc(2026, 3, 2, 8, 59), LONDON) == utc(2026, 3, 2, 9)


def test_a_schedule_is_read_from_words() -> None:
    assert Schedule.parse("daily 9:00") == Daily("09:00")
    assert Schedule.parse("Monday 09:00") == Weekly("monday 09:00")
    assert Schedule.parse("cron */15 * * * *") == Cron("*/15  * * * *")
    assert str(Schedule.parse("cron */15 * * * *")) == "cron */15 * * * *"
    assert len({Daily("09:00"), Daily("9:00"), Weekly("mon 09:00")}) == 2


@pytest.mark.parametrize(
    "text", ["", "monday", "daily", "daily 25:00", "someday 09:00", "cron", "cron * * *", "cron 0 0 31 2 *"]
)
def test_a_schedule_that_means_nothing_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        Schedule.parse(text)


MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minutes: utc(2026, 1, 1) + timedelta(minutes=minutes))
NEAR_CHANGES = st.sampled_from([utc(2026, 3, 29, 1), utc(2026, 10, 25, 1)]).flatmap(
    lambda change: st.integers(-300, 300).map(lambda minutes: change + timedelta(minutes=minutes, seconds=7))
)


@pytest.mark.slow
@given(
    st.sampled_from(
        [
            Daily("01:30"),
            Daily("09:00"),
            Weekly("sunday 01:30"),
            Cron("30 1 * * *"),
            Cron("*/20 * * * *"),
            Cron("0 6 1 * *"),
        ]
    ),
    MOMENTS | NEAR_CHANGES,
    st.sampled_from([LONDON, NEW_YORK, "UTC", "Australia/Lord_Howe"]),
)
def test_every_slot_is_found_from_both_sides(schedule: Schedule, now: datetime, zone: str) -> None:
    before, after = schedule.slot_before(now, zone), schedule.next_after(now, zone)
    assert before <= now < after
    assert schedule.slot_before(after, zone) == after
    assert schedule.slot_before(after - timedelta(seconds=1), zone) == before
    assert schedule.next_after(before, zone) == after


# Changes of a rota


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every wednesday 10:00", ["01-07", "01-14", "01-21"]),
        ("every week on wednesday at 10:00", ["01-07", "01-14", "01-21"]),
        ("every 2 weeks on wednesday 10:00", ["01-07", "01-21", "02-04"]),
        ("every other wednesday 10:00", ["01-07", "01-21", "02-04"]),
        ("every 4 weeks on monday 09:00", ["01-12", "02-09", "03-09"]),
        ("every day 09:00", ["01-07", "01-08", "01-09"]),
        ("every 3 days 09:00", ["01-07", "01-10", "01-13"]),
        ("every month on the 1st 09:00", ["02-01", "03-01", "04-01"]),
        ("every 2 months on the 31st 09:00", ["01-31", "03-31", "05-31"]),
        ("every month on the 31st 09:00", ["01-31", "02-28", "03-31"]),
    ],
)
def test_changes_are_counted_from_the_first_on_or_after_starts(text: str, days: list[str]) -> None:
    change, starts = Change.parse(text), date(2026, 1, 7)
    assert [f"{change.nth_day(starts, k):%m-%d}" for k in range(3)] == days
    for k in range(-5, 30):
        at = change.nth(starts, k, LONDON)
        assert change.index(starts, at, LONDON) == k
        assert change.index(starts, at - timedelta(seconds=1), LONDON) == k - 1


def test_a_change_keeps_its_local_time_in_summer() -> None:
    change = Change.parse("every wednesday 10:00")
    assert change.nth(date(2026, 1, 7), 0, LONDON) == utc(2026, 1, 7, 10)
    assert change.nth(date(2026, 1, 7), 12, LONDON) == utc(2026, 4, 1, 9)


@pytest.mark.parametrize(
    "text",
    ["weekly", "every blursday 10:00", "every wednesday", "every 0 weeks on monday 09:00", "every day 24:00"],
)
def test_a_change_that_means_nothing_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        Change.parse(text)


# Working time

ONE_DAY, TWO_DAYS = Duration.parse("1 working day"), Duration.parse("2 working days")


def test_one_working_day_is_one_days_hours_and_ends_inside_them() -> None:
    alice = WorkingHours(LONDON)
    assert alice.add(utc(2026, 3, 9, 10), ONE_DAY) == utc(2026, 3, 10, 10)
    assert alice.add(utc(2026, 3, 9, 9), ONE_DAY) == utc(2026, 3, 9, 17)
    assert alice.add(utc(2026, 3, 6, 18), ONE_DAY) == utc(2026, 3, 9, 17), "asked on Friday evening"
    assert alice.add(utc(2026, 3, 7, 12), TWO_DAYS) == utc(2026, 3, 10, 17), "asked on Saturday"


def test_working_time_is_the_persons_own() -> None:
    bob = WorkingHours(NEW_YORK, hours=Hours.parse("09:00-13:00"))
    assert bob.add(utc(2026, 3, 9, 9), ONE_DAY) == utc(2026, 3, 9, 17), (
        "09:00 to 13:00 in New York, in summer time"
    )
    assert bob.add(utc(2026, 3, 9, 15), ONE_DAY) == utc(2026, 3, 10, 15)
    assert not at_work(bob, utc(2026, 3, 9, 18))
    assert bob.next_start(utc(2026, 3, 9, 18)) == utc(2026, 3, 10, 13)


def test_calendar_durations_and_working_hours_and_weeks() -> None:
    alice = WorkingHours(LONDON)
    assert alice.add(utc(2026, 3, 7, 3), Duration.parse("2 days")) == utc(2026, 3, 9, 3)
    assert alice.add(utc(2026, 3, 6, 16), Duration.parse("2 working hours")) == utc(2026, 3, 9, 10)
    assert alice.add(utc(2026, 3, 9, 10), Duration.parse("1 working week")) == utc(2026, 3, 16, 10)


def test_days_away_are_skipped() -> None:
    alice = WorkingHours(LONDON, away=((date(2026, 3, 10), date(2026, 3, 12)),))
    assert alice.add(utc(2026, 3, 9, 10), ONE_DAY) == utc(2026, 3, 13, 10)
    assert alice.elapsed(utc(2026, 3, 9, 10), utc(2026, 3, 13, 10)) == timedelta(hours=8)
    with pytest.raises(ValueError, match="without end"):
        WorkingHours(away=((date(2026, 1, 1), date.max),)).add(utc(2026, 3, 9), ONE_DAY)
    with pytest.raises(ValueError, match="at least one working day"):
        WorkingHours(days=())


def test_night_shifts_belong_to_the_day_they_begin_on() -> None:
    night = WorkingHours("UTC", hours=Hours.parse("22:00-06:00"))
    assert at_work(night, utc(2026, 3, 7, 3)), "Saturday 03:00 is Friday's night"
    assert not at_work(night, utc(2026, 3, 9, 3)), "Monday 03:00 would be Sunday's"
    assert night.add(utc(2026, 3, 7, 5), Duration.parse("2 working hours")) == utc(2026, 3, 9, 23)
    assert Hours.parse("00:00-24:00").length == timedelta(days=1)


@pytest.mark.parametrize("text", ["9-17", "09:00", "09:00-09:00", "nine-five", "09:00-25:00"])
def test_hours_that_are_none_are_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        Hours.parse(text)


@given(MOMENTS, st.integers(1, 200), st.sampled_from([LONDON, NEW_YORK, "Asia/Kolkata", "Pacific/Auckland"]))
def test_a_deadline_is_exactly_so_much_working_time_away(start: datetime, hours: int, zone: str) -> None:
    person = WorkingHours(zone, away=((date(2026, 4, 1), date(2026, 4, 20)),))
    deadline = person.add(start, Duration(hours, "hour", working=True))
    assert person.elapsed(start, deadline) == timedelta(hours=hours)
    assert at_work(person, deadline - timedelta(seconds=1))


# Words


MARCH = utc(2026, 3, 1)


def test_times_are_said_with_weekday_date_time_and_city() -> None:
    at = utc(2026, 3, 10, 17)
    assert human_time(at, LONDON, now=MARCH) == "Tue 10 March, 17:00 London time"
    assert human_span(utc(2026, 3, 4, 10), utc(2026, 3, 14), LONDON, now=MARCH) == (
        "Wed 4 March, 10:00 to the end of Fri 13 March, London time"
    )
    assert human_time(utc(2026, 3, 11, 16), NEW_YORK, now=MARCH) == "Wed 11 March, 12:00 New York time"
    assert human_time(at, BUENOS_AIRES, now=MARCH).endswith("14:00 Buenos Aires time")
    assert human_time(at, "UTC", now=MARCH) == "Tue 10 March, 17:00 UTC"
    assert human_time(at, "Etc/UTC", now=MARCH) == "Tue 10 March, 17:00 UTC"
    assert human_time(at, "Etc/GMT+5", now=MARCH) == "Tue 10 March, 12:00 UTC-05:00"


def test_days_are_said_by_the_clocks_of_the_zone() -> None:
    assert human_day(date(2026, 3, 18), now=MARCH) == "Wed 18 March"
    assert human_day(utc(2026, 3, 18, 2), NEW_YORK, now=MARCH) == "Tue 17 March"


def test_a_day_of_another_year_bears_it_by_the_clocks_of_the_zone() -> None:
    midnight = utc(2027, 1, 1, 2)
    assert human_day(midnight, LONDON, now=MARCH) == "Fri 1 January 2027"
    assert human_day(midnight, NEW_YORK, now=MARCH) == "Thu 31 December"
    assert human_span(utc(2026, 12, 28, 10), utc(2027, 1, 4, 10), LONDON, now=MARCH) == (
        "Mon 28 December, 10:00 to Mon 4 January 2027, 10:00 London time"
    )
    assert human_day(date(2026, 3, 18), now=None) == "Wed 18 March 2026", "nobody knows what year it is"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2026-03-18", "2026-03-18"),
        ("2020-01-01", "2020-01-01"),
        ("today", "2026-03-11"),
        ("Tomorrow", "2026-03-12"),
        ("friday", "2026-03-13"),
        ("on friday", "2026-03-13"),
        ("wednesday", "2026-03-18"),
        ("next monday", "2026-03-16"),
        ("next  Friday", "2026-03-20"),
        ("18 march", "2026-03-18"),
        ("18th of March", "2026-03-18"),
        ("march 18", "2026-03-18"),
        ("11 mar", "2026-03-11"),
        ("10 march", "2027-03-10"),
        ("18 march 2026", "2026-03-18"),
        ("29 february", "2028-02-29"),
        ("in 3 days", "2026-03-14"),
        ("in two weeks", "2026-03-25"),
    ],
)
def test_days_in_plain_words_on_wednesday_11_march(text: str, means: str) -> None:
    assert day(text) == date.fromisoformat(means)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "18/3",
        "soon",
        "2026-02-30",
        "30 february",
        "next",
        "in 0x3 days",
        "1 ma",
        "0 march",
        "31 april 2026",
    ],
)
def test_days_that_cannot_be_read_are_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2026-03-18"):
        day(text)


@pytest.mark.slow
@given(
    st.sampled_from(
        [Duration.parse, Change.parse, Schedule.parse, Hours.parse, known_zone, Weekday.parse, day]
    ),
    st.text(max_size=3000),
)
def test_no_text_breaks_a_reader(read: Callable[[str], object], text: str) -> None:
    message = ""
    try:
        read(text)
    except ValueError as error:
        message = str(error)
    assert len(message) < 1000, "a refusal does not repeat the whole text"
