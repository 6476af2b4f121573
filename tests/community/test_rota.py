"""The rota: who is on duty when, and that nobody carries it alone.

The properties run over some generated rotas; STEWARDBOT_EXAMPLES=10000 runs as many as that.
"""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.community.rota import (
    Override,
    OverrideKind,
    Rota,
    RotaConfig,
    available,
    away,
    begun,
    cover,
    incoming,
    next_change,
    on_duty,
    on_duty_until,
    owed,
    shifts,
    slots,
    swap,
    working_hours,
)
from bot.community.rota.cycle import cycle
from bot.core.schedule import Weekday
from tests.harness.examples import examples

LONDON = "Europe/London"
PROPERTY = settings(
    max_examples=examples(60),
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def config(*people: Any, **fields: Any) -> RotaConfig:
    written = {"people": people, "change": "every wednesday 10:00", "starts": date(2026, 1, 7)}
    return RotaConfig.model_validate(written | fields)


def rota(*people: Any, **fields: Any) -> Rota:
    return Rota(config(*people, **fields), timezone=LONDON)


def table(of: Rota, since: datetime, until: datetime) -> list[tuple[str, str | None, str]]:
    """First day, person and last day of each shift, as a calendar shows them."""
    return [
        (f"{each.starts_at:%m-%d}", each.person, f"{each.ends_at:%m-%d}") for each in shifts(of, since, until)
    ]


# The four practices of a real team, by their dates


def test_one_person_for_two_weeks() -> None:
    team = rota("alice", "bob", "carol", change="every 2 weeks on wednesday 10:00")
    assert table(team, utc(2026, 1, 7, 10), utc(2026, 3, 4)) == [
        ("01-07", "alice", "01-21"),
        ("01-21", "bob", "02-04"),
        ("02-04", "carol", "02-18"),
        ("02-18", "alice", "03-04"),
    ]


def test_two_people_for_four_weeks_staggered_by_two() -> None:
    team = rota("alice", "bob", "carol", on_duty=2, change="every 2 weeks on wednesday 10:00")
    assert table(team, utc(2026, 1, 7, 10), utc(2026, 3, 4)) == [
        ("01-07", "carol", "01-21"),
        ("01-07", "alice", "02-04"),
        ("01-21", "bob", "02-18"),
        ("02-04", "carol", "03-04"),
        ("02-18", "alice", "03-18"),
    ]
    assert on_duty(team, utc(2026, 1, 22)) == ["alice", "bob"], "the one who began first comes first"
    assert on_duty(team, utc(2026, 2, 5)) == ["bob", "carol"]


def test_two_people_for_two_weeks_staggered_by_one() -> None:
    team = rota("alice", "bob", "carol", on_duty=2, change="every wednesday 10:00")
    assert table(team, utc(2026, 1, 14, 10), utc(2026, 2, 4)) == [
        ("01-07", "alice", "01-21"),
        ("01-14", "bob", "01-28"),
        ("01-21", "carol", "02-04"),
        ("01-28", "alice", "02-11"),
    ]
    assert on_duty(team, utc(2026, 1, 21, 9, 59)) == ["alice", "bob"]
    assert on_duty(team, utc(2026, 1, 21, 10)) == ["bob", "carol"], "the experienced one remains"


def test_one_triager_all_the_time() -> None:
    team = rota("alice", change="every week on monday 09:00", starts=date(2026, 1, 5), otherwise="bob")
    assert on_duty(team, utc(2026, 6, 1)) == ["alice"]
    assert incoming(team, utc(2026, 6, 1)) is None
    assert team.config.warnings() == ["alice is alone on this rota: nobody can cover for them"]


# What people ask of it


def test_who_is_on_duty_who_comes_next_and_until_when() -> None:
    team = rota("alice", "bob", "carol", on_duty=2)
    now = utc(2026, 1, 15)
    assert available(team, now).people == ("alice", "bob")
    assert available(team, now, without={"Alice"}).people == ("bob",)
    assert on_duty_until(team, "ALICE", now) == utc(2026, 1, 21, 10)
    assert on_duty_until(team, "carol", now) is None
    coming = incoming(team, now)
    assert coming is not None
    assert (coming.person, coming.starts_at) == ("carol", utc(2026, 1, 21, 10))
    assert next_change(team, now) == utc(2026, 1, 21, 10)


def test_changes_keep_their_local_time_in_summer() -> None:
    assert next_change(rota("alice"), utc(2026, 3, 27)) == utc(2026, 4, 1, 9)


def test_before_it_starts_nobody_is_on_duty_and_the_answer_says_so() -> None:
    team = rota("alice", "bob", on_duty=2, otherwise="@core")
    now = utc(2026, 1, 1)
    assert on_duty(team, now) == []
    assert available(team, now).otherwise == "@core"
    assert available(team, now).because == "the rota starts on Wed 7 January, so @core is asked"
    assert next_change(team, now) == utc(2026, 1, 7, 10)
    assert [each.person for each in slots(team, now, utc(2026, 1, 7, 11))] == ["bob", "alice"]


def test_when_nobody_can_take_it_otherwise_is_named_unless_that_is_the_reporter() -> None:
    team = rota("alice", "bob", otherwise="carol")
    asked = available(team, utc(2026, 1, 8), without=["alice"])
    assert (asked.people, asked.otherwise) == ((), "carol")
    assert asked.because == "nobody on duty can take this one, so carol is asked"
    nobody = available(team, utc(2026, 1, 8), without=["alice", "carol"])
    assert (nobody.people, nobody.otherwise) == ((), None)


def test_each_person_works_in_their_own_zone_and_hours() -> None:
    team = rota(
        "alice",
        {"login": "bob", "timezone": "America/New_York", "hours": "09:00-13:00", "days": ["mon", "tue"]},
    ).with_overrides(
        Override(kind=OverrideKind.AWAY, person="Bob", since=date(2026, 1, 5), until=date(2026, 1, 5))
    )
    assert working_hours(team, "alice").zone == LONDON
    bob = working_hours(team, "BOB")
    assert bob.next_start(utc(2026, 1, 3)) == utc(2026, 1, 6, 14)
    assert bob.days == (Weekday.MON, Weekday.TUE)
    assert working_hours(team, "stranger").zone == LONDON


# The list of people changes


def test_a_new_person_joins_with_the_first_slot_not_begun() -> None:
    team = rota("alice", "bob", "carol", "dave")
    team = replace(team, history=tuple(begun(team, utc(2026, 1, 15))))
    grown = replace(team, config=config("alice", "bob", "erin", "carol", "dave"))
    assert [each.person for each in slots(grown, utc(2026, 1, 8), utc(2026, 2, 12))] == [
        "alice",
        "bob",
        "erin",
        "carol",
        "dave",
        "alice",
    ]


def test_someone_who_leaves_keeps_what_has_begun_and_the_next_in_line_follows() -> None:
    team = rota("alice", "bob", "carol", "dave")
    team = replace(team, history=tuple(begun(team, utc(2026, 1, 15))))
    shrunk = replace(team, config=config("alice", "carol", "dave"))
    assert on_duty(shrunk, utc(2026, 1, 15)) == ["bob"]
    assert [each.person for each in slots(shrunk, utc(2026, 1, 15), utc(2026, 2, 5))] == [
        "bob",
        "carol",
        "dave",
        "alice",
    ]


def test_another_head_count_and_rhythm_take_over_without_a_gap() -> None:
    two_weeks = rota("alice", "bob", "carol", change="every 2 weeks on wednesday 10:00")
    stored = tuple(begun(two_weeks, utc(2026, 1, 22)))
    weekly_pairs = replace(two_weeks, history=stored, config=config("alice", "bob", "carol", on_duty=2))
    assert table(weekly_pairs, utc(2026, 1, 22), utc(2026, 2, 18)) == [
        ("01-21", "bob", "02-04"),
        ("01-28", "carol", "02-11"),
        ("02-04", "alice", "02-18"),
        ("02-11", "bob", "02-25"),
    ]


# Covers, swaps, absences


def test_a_cover_of_a_whole_shift_is_given_back_with_the_next_free_one() -> None:
    team = rota("alice", "bob", "carol")
    now = utc(2026, 1, 8)
    made = cover(team, "bob", date(2026, 1, 14), date(2026, 1, 21), "alice", now=now)
    covered = team.with_overrides(*made)
    assert table(covered, utc(2026, 1, 14, 10), utc(2026, 2, 18)) == [
        ("01-14", "alice", "01-21"),
        ("01-21", "carol", "01-28"),
        ("01-28", "bob", "02-04"),
        ("02-04", "bob", "02-11"),
        ("02-11", "carol", "02-18"),
    ]
    assert owed(covered) == {}


def test_a_cover_of_some_days_changes_only_those_and_is_remembered_as_owed() -> None:
    team = rota("alice", "bob", "carol")
    made = cover(team, "alice", date(2026, 1, 9), date(2026, 1, 11), "carol", now=utc(2026, 1, 8))
    covered = team.with_overrides(*made)
    assert on_duty(covered, utc(2026, 1, 8, 23, 59)) == ["alice"]
    assert on_duty_until(covered, "alice", utc(2026, 1, 8)) == utc(2026, 1, 9)
    assert on_duty(covered, utc(2026, 1, 11, 23, 59)) == ["carol"]
    assert on_duty(covered, utc(2026, 1, 12)) == ["alice"]
    assert owed(covered) == {"alice": {"carol": timedelta(days=3)}}


def test_a_cover_is_refused_with_those_who_are_free() -> None:
    team = rota("alice", "bob", "carol", "dave", on_duty=2)
    with pytest.raises(ValueError, match=r"bob is on duty or away then\. Free: carol, dave\."):
        cover(team, "alice", date(2026, 1, 15), date(2026, 1, 16), "bob", now=utc(2026, 1, 8))
    with pytest.raises(ValueError, match=r"carol is not on duty between .* Next shifts: Wed 21 January to"):
        cover(team, "carol", date(2026, 1, 15), date(2026, 1, 16), "dave", now=utc(2026, 1, 8))
    with pytest.raises(ValueError, match=r"eve is not on this rota\. On it: alice, bob, carol, dave\."):
        cover(team, "alice", date(2026, 1, 15), date(2026, 1, 16), "eve", now=utc(2026, 1, 8))


def test_two_people_swap_their_next_shifts() -> None:
    team = rota("alice", "bob", "carol")
    swapped = team.with_overrides(*swap(team, "bob", "carol", None, utc(2026, 1, 8)))
    assert table(swapped, utc(2026, 1, 14, 10), utc(2026, 2, 11)) == [
        ("01-14", "carol", "01-21"),
        ("01-21", "bob", "01-28"),
        ("01-28", "alice", "02-04"),
        ("02-04", "bob", "02-11"),
    ]
    again = swapped.with_overrides(*swap(swapped, "bob", "carol", date(2026, 1, 22), utc(2026, 1, 8)))
    assert [each.person for each in shifts(again, utc(2026, 1, 15), utc(2026, 1, 22))] == ["bob", "carol"]


def test_a_swap_never_puts_someone_on_duty_twice_at_once() -> None:
    team = rota("alice", "bob", "carol", "dave", on_duty=2)
    swapped = team.with_overrides(*swap(team, "bob", "dave", None, utc(2026, 1, 8)))
    for day in range(120):
        assert len(on_duty(swapped, utc(2026, 1, 8) + timedelta(days=day))) == 2
    with pytest.raises(ValueError, match="no shift on Sat 10 January that has not begun"):
        swap(team, "alice", "bob", date(2026, 1, 10), utc(2026, 1, 8))


def test_someone_away_is_skipped_by_their_own_clock_until_they_are_back() -> None:
    team = rota({"login": "alice", "timezone": "Pacific/Auckland"}, "bob", otherwise="carol")
    gone = team.with_overrides(away(team, "alice", date(2026, 1, 9), date(2026, 1, 9), date(2026, 1, 8)))
    assert on_duty(gone, utc(2026, 1, 8, 10, 59)) == ["alice"]
    assert on_duty(gone, utc(2026, 1, 8, 11)) == [], "midnight in Auckland"
    assert available(gone, utc(2026, 1, 8, 11)).because == "nobody is on duty, so carol is asked"
    assert on_duty(gone, utc(2026, 1, 9, 11)) == ["alice"]
    open_ended = team.with_overrides(away(team, "alice", date(2026, 1, 9), None, date(2026, 1, 8)))
    assert on_duty(open_ended, utc(2026, 1, 22)) == []
    assert on_duty(open_ended, utc(2026, 1, 15)) == ["bob"]


def test_an_absence_that_is_over_or_upside_down_is_refused() -> None:
    team = rota("alice", "bob")
    with pytest.raises(ValueError, match="Wed 7 January is past"):
        away(team, "alice", date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 8))
    with pytest.raises(ValueError, match="cannot end on Fri 9 January"):
        away(team, "alice", date(2026, 1, 12), date(2026, 1, 9), date(2026, 1, 8))


# Holidays


def test_christmas_goes_round_even_when_the_year_has_whole_cycles() -> None:
    team = rota(
        "alice",
        "bob",
        "carol",
        "dave",
        change="every week on monday 09:00",
        starts=date(2026, 1, 5),
        holidays=[date(year, 12, 25) for year in range(2026, 2034)],
    )
    christmas = Counter(on_duty(team, utc(year, 12, 25, 12))[0] for year in range(2026, 2034))
    assert christmas == {"alice": 2, "bob": 2, "carol": 2, "dave": 2}


# The file


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"people": []}, "people is empty: name at least one login"),
        ({"people": ["alice", "Alice"]}, "Alice is named twice in people"),
        ({"people": ["alice", "bob"], "on_duty": 3}, "on_duty is 3, but there are only 2 people"),
        ({"people": ["alice"], "on_duty": 2}, "on_duty is 2, but there is only 1 person"),
        ({"on_duty": 0}, "on_duty is 0: write at least 1"),
        ({"people": [{"login": "bob", "timezone": "Europe/Londn"}]}, "did you mean Europe/London?"),
        ({"people": [{"login": "bob", "hours": "9 to 5"}]}, "write them like 09:00-17:00"),
        ({"people": [{"login": "bob", "days": ["someday"]}]}, "no day of the week"),
        ({"people": [{"login": "bob", "days": []}]}, "bob works on no day"),
        ({"people": [{"login": "bob", "max_open": 0}]}, "max_open of bob is 0"),
        ({"people": [7]}, "`7` is no GitHub login (put it in quotes if it is)"),
        ({"people": ["a b"]}, "`a b` is no GitHub login"),
        ({"change": "weekly"}, "`weekly` is no regular change: write it like every wednesday 10:00"),
        ({"starts": date(1, 1, 1)}, "write the day of the first change, like 2026-01-07"),
        ({"acknowledge_within": "soon"}, "`soon` is no duration"),
        ({"otherwise": "the core team"}, "write a login like carol, or a team like @core"),
        ({"onduty": 2}, "Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_a_sentence(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        config(*fields.pop("people", ["alice", "bob"]), **fields)
    assert says in str(caught.value)


def test_a_bare_login_and_a_mention_are_the_same_person() -> None:
    assert config("@alice").people == config({"login": "alice"}).people


def test_a_start_on_another_day_begins_with_the_next_change_and_warns() -> None:
    team = rota("alice", "bob", starts=date(2026, 1, 8), otherwise="bob")
    assert on_duty(team, utc(2026, 1, 13)) == []
    assert on_duty(team, utc(2026, 1, 15)) == ["alice"]
    assert "the first change is on Wed 14 January" in team.config.warnings()[0]


# Properties over generated rotas

LOGINS = tuple(f"p{number}" for number in range(12))
CHANGES = (
    "every day 09:00",
    "every wednesday 10:00",
    "every 2 weeks on wednesday 10:00",
    "every 4 weeks on monday 01:30",
    "every month on the 1st 09:00",
)
ZONES = (LONDON, "America/New_York", "Pacific/Auckland", "UTC")
STARTS = date(2026, 1, 7)
LAST = 48
"""Up to this change everything is tried: six cycles and more, in any rhythm."""


@st.composite
def rotas(draw: st.DrawFn, holidays: bool = True) -> Rota:
    """Rotas of up to eight people, with holidays alone and in blocks; few choices, because many are made."""
    on_duty = draw(st.integers(1, 4))
    first = draw(st.integers(0, 4))
    people = LOGINS[first : first + draw(st.integers(on_duty, 8))]
    written = {
        "people": people[:: draw(st.sampled_from((1, -1)))],
        "on_duty": on_duty,
        "change": draw(st.sampled_from(CHANGES)),
        "starts": STARTS,
        "otherwise": "someone",
    }
    team = Rota(RotaConfig.model_validate(written), timezone=draw(st.sampled_from(ZONES)))
    blocks = (
        draw(st.lists(st.tuples(st.integers(0, LAST), st.integers(1, 9)), max_size=9)) if holidays else []
    )
    numbers = {number for begin, length in blocks for number in range(begin, begin + length)}
    days = tuple(team.config.change.nth_day(STARTS, number) for number in numbers)
    return replace(team, config=team.config.model_copy(update={"holidays": days}))


moments = st.tuples(st.integers(0, LAST), st.integers(0, 60))
"""The number of a change, and hundredths of the time to the next one."""


wishes = st.tuples(st.booleans(), *(st.integers(0, most) for most in (7, 7, 60, 20)))
"""A swap or a cover: who, with whom, in how many days, for how many."""


def instant(team: Rota, moment: tuple[int, int]) -> datetime:
    begin = team.change(moment[0])
    return begin + (team.change(moment[0] + 1) - begin) * moment[1] / 100


def later(team: Rota, at: datetime, changes: int) -> datetime:
    return team.change(team.change_before(at) + changes)


@pytest.mark.slow
@PROPERTY
@given(rotas(), moments)
def test_every_instant_has_exactly_the_stated_stewards(team: Rota, moment: tuple[int, int]) -> None:
    people = on_duty(team, instant(team, moment))
    assert len(people) == len(set(people)) == team.config.on_duty


@pytest.mark.slow
@PROPERTY
@given(rotas(), moments, st.sets(st.integers(0, 7)))
def test_overrides_leave_every_instant_with_stewards_or_with_otherwise(
    team: Rota, moment: tuple[int, int], which: set[int]
) -> None:
    at = instant(team, moment)
    gone = [login for place, login in enumerate(team.config.logins) if place in which]
    today = at.date()
    team = team.with_overrides(
        *(away(team, login, today - timedelta(days=2), today + timedelta(days=2), today) for login in gone)
    )
    asked = available(team, at)
    assert set(asked.people).isdisjoint(gone)
    assert asked.people or asked.otherwise == "someone"
    assert asked.because


@pytest.mark.slow
@PROPERTY
@given(rotas(), moments, moments)
def test_storing_what_has_begun_changes_nothing(
    team: Rota, one: tuple[int, int], other: tuple[int, int]
) -> None:
    first, second = sorted(instant(team, each) for each in (one, other))
    until = later(team, second, 2 * len(team.config.people))
    plan = slots(team, team.change(0), until)
    once = replace(team, history=tuple(begun(team, first)))
    assert slots(once, team.change(0), until) == plan
    twice = replace(once, history=once.history + tuple(begun(once, second)))
    assert slots(twice, team.change(0), until) == plan
    assert begun(twice, second) == []


@pytest.mark.slow
@PROPERTY
@given(rotas(), rotas(), moments, moments)
def test_a_changed_file_never_changes_a_slot_that_has_begun(
    team: Rota, other: Rota, one: tuple[int, int], another: tuple[int, int]
) -> None:
    now, then = instant(team, one), instant(other, another)
    stored = tuple(begun(team, now))
    changed = replace(team, config=other.config, history=stored)
    since = stored[0].starts_at
    assert tuple(slots(changed, since, now + timedelta(seconds=1)))[: len(stored)] == stored
    assert all(slot.starts_at > stored[-1].starts_at for slot in slots(changed, since, then)[len(stored) :])
    # … and from the new first change on, as many are on duty as the new file says, or those still serving.
    then = max(then, now, next_change(changed, stored[-1].starts_at))
    people = on_duty(changed, then)
    still = {slot.person for slot in stored if slot.ends_at > then}
    assert len(people) == max(changed.config.on_duty, len(still))
    again = replace(changed, history=stored + tuple(begun(changed, then)))
    assert on_duty(again, then) == people


@pytest.mark.slow
@PROPERTY
@given(rotas(holidays=False), moments, st.integers(0, 8), st.integers(0, 12))
def test_after_a_change_of_people_the_turns_go_on_after_the_last_one_served(
    team: Rota, moment: tuple[int, int], gone: int, at: int
) -> None:
    team = replace(team, config=team.config.model_copy(update={"on_duty": 1}))
    now = instant(team, moment)
    stored = tuple(begun(team, now))
    last = stored[-1].person
    others = [login for login in LOGINS if login != last]
    people = others[gone:]
    people.insert(at % (len(people) + 1), last)
    written = team.config.model_dump(mode="json") | {"people": people}
    changed = replace(team, config=RotaConfig.model_validate(written), history=stored)
    coming = slots(changed, stored[-1].ends_at, team.change(len(stored) + len(people)))
    after = people[people.index(last) + 1 :] + people[: people.index(last) + 1]
    assert [slot.person for slot in coming][: len(people)] == after


@pytest.mark.slow
@PROPERTY
@given(rotas(), st.integers(1, 6))
def test_shifts_are_shared_evenly(team: Rota, cycles: int) -> None:
    size = len(team.config.logins)
    found = [slot for slot in slots(team, team.change(0), team.change(cycles * size)) if slot.index >= 0]
    served = Counter(slot.person for slot in found)
    assert set(served.values()) == {cycles}


def holiday_shifts(team: Rota, cycles: int) -> list[Counter[str]]:
    """How many shifts over holidays people have had after each cycle."""
    size, over = len(team.config.people), Counter(dict.fromkeys(team.config.logins, 0))
    found = []
    for slot in slots(team, team.change(0), team.change(cycles * size) - timedelta(seconds=1)):
        first, end = (local(at, team.timezone) for at in (slot.starts_at, slot.ends_at))
        over[slot.person] += any(first <= day < end for day in team.config.holidays)
        if slot.index >= 0 and (slot.index + 1) % size == 0:
            found.append(over.copy())
    return found


def local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


@pytest.mark.slow
@PROPERTY
@given(rotas())
def test_shifts_over_holidays_differ_by_at_most_one_after_every_cycle(team: Rota) -> None:
    people, together = len(team.config.people), team.config.on_duty
    if people < 2 * together - 1:
        return  # too few are free to choose from
    for over in holiday_shifts(team, LAST // people):
        assert max(over.values()) - min(over.values()) <= 1


@pytest.mark.slow
@PROPERTY
@given(rotas(), moments, st.integers(0, LAST), st.integers(0, 9))
def test_shifts_stay_even_when_holidays_are_named_in_the_middle_of_a_cycle(
    team: Rota, moment: tuple[int, int], begin: int, length: int
) -> None:
    size, now = len(team.config.people), instant(team, moment)
    named = tuple(team.config.change.nth_day(STARTS, begin + number) for number in range(length))
    stored = tuple(begun(team, now))
    changed = replace(team, config=team.config.model_copy(update={"holidays": named}), history=stored)
    cycles = stored[-1].index // size + 2
    found = [slot for slot in slots(changed, team.change(0), team.change(cycles * size)) if slot.index >= 0]
    served = Counter(slot.person for slot in found if slot.index < cycles * size)
    assert set(served.values()) == {cycles}


@pytest.mark.parametrize(("people", "together"), [(2, 1), (3, 1), (4, 1), (3, 2)])
def test_so_they_do_for_every_calendar_there_is(people: int, together: int) -> None:
    names = [f"p{number}" for number in range(people)]
    weeks = list(itertools.product((False, True), repeat=people))
    states = {
        ((0,) * people, tuple(names[people - together + 1 :]), (False,) * (together - 1) + week)
        for week in weeks
    }
    seen = set(states)
    while states:
        had, before, known = states.pop()
        for week in weeks:
            over = [any((known + week)[slot : slot + together]) for slot in range(2 * people)]
            order = cycle(
                names, over[:people], over[people:], dict(zip(names, had, strict=True)), before, together
            )
            row = [*before, *order]
            assert all(len({*row[at : at + together]}) == together for at in range(people))
            after = [count + over[order.index(name)] for name, count in zip(names, had, strict=True)]
            assert max(after) - min(after) <= 1
            least = tuple(count - min(after) for count in after)
            reached = (least, tuple(order[people - together + 1 :]), (known + week)[people:])
            states |= {reached} - seen
            seen.add(reached)


def test_of_four_people_with_three_on_duty_somebody_can_have_two_holidays_more_whatever_one_does() -> None:
    weeks_with_holidays = {5, 7, 11}
    fair: set[tuple[tuple[int, ...], tuple[int, ...]]] = {((0, 0, 0, 0), (1, 2, 3))}
    for first in range(0, 12, 4):
        over = [any(week in weeks_with_holidays for week in range(k, k + 3)) for k in range(first, first + 4)]
        reached = set()
        for had, before in fair:
            for order in itertools.permutations(range(4)):
                row = (*before, *order)
                after = tuple(had[who] + over[order.index(who)] for who in range(4))
                if all(len({*row[at : at + 3]}) == 3 for at in range(5)) and max(after) - min(after) <= 1:
                    reached.add((after, order[1:]))
        fair = reached
    assert fair == set()


@pytest.mark.slow
@PROPERTY
@given(rotas(), moments, st.integers(0, 12), st.sampled_from(LOGINS), st.integers(-3, 10))
def test_an_override_changes_only_what_it_names(
    team: Rota, moment: tuple[int, int], which: int, by: str, days: int
) -> None:
    now = instant(team, moment)
    until = later(team, now, 12)
    found = slots(team, now, until)
    slot = found[which % len(found)]
    since = slot.starts_at.date() + timedelta(days=days)
    named = Override(
        kind=OverrideKind.COVER,
        person=slot.person,
        slot=slot.index,
        by=by,
        since=since,
        until=since + timedelta(days=2),
    )
    changed = team.with_overrides(named)
    begin, end = named.span(team.timezone)
    before = [each for each in shifts(team, now, until) if each.slot != slot.index]
    after = [each for each in shifts(changed, now, until) if each.slot != slot.index]
    assert before == after
    for each in shifts(changed, slot.starts_at, slot.ends_at):
        if each.slot == slot.index:
            named_days = begin <= each.starts_at and each.ends_at <= end
            assert each.person == (by if named_days else slot.person)
            assert each.instead_of == (slot.person if named_days and by != slot.person else None)


@PROPERTY
@given(rotas(), moments, st.lists(wishes, min_size=1, max_size=4))
@pytest.mark.slow
def test_arrangements_never_put_anyone_on_duty_twice_at_once(
    team: Rota, moment: tuple[int, int], asked: list[tuple[bool, int, int, int, int]]
) -> None:
    now, people = instant(team, moment), team.config.logins
    for swaps, one, two, days, length in asked:
        day = now.date() + timedelta(days=days)
        who, other = people[one % len(people)], people[two % len(people)]
        try:
            if swaps:
                made = swap(team, who, other, None, now)
            else:
                made = cover(team, who, day, day + timedelta(days=length), other, now=now)
        except ValueError:
            continue
        team = team.with_overrides(*made)
    found = shifts(team, now, later(team, now, 2 * len(people) + 12))
    for at in {now, *(each.starts_at for each in found if each.starts_at > now)}:
        here = [each.person for each in found if each.covers(at)]
        assert len(here) == len(set(here)) == team.config.on_duty


@pytest.mark.slow
@PROPERTY
@given(rotas(), moments, wishes)
def test_whoever_covers_is_owed_what_is_not_given_back(
    team: Rota, moment: tuple[int, int], wish: tuple[bool, int, int, int, int]
) -> None:
    now, people, (_, one, two, days, length) = instant(team, moment), team.config.logins, wish
    who, other, day = people[one % len(people)], people[two % len(people)], now.date() + timedelta(days=days)
    try:
        made = cover(team, who, day, day + timedelta(days=length), other, now=now)
    except ValueError:
        return
    covered = team.with_overrides(*made)

    def done_by(helper: str, owner: str) -> timedelta:
        found = shifts(covered, team.change(0), later(team, now, 3 * len(people) + length + days + 8))
        mine = (each for each in found if each.person == helper and each.instead_of == owner)
        return sum((each.ends_at - each.starts_at for each in mine), timedelta())

    debt = done_by(other, who) - done_by(who, other)
    hour_changes = timedelta(hours=2)
    expected = {who: {other: debt}} if debt > hour_changes else {}
    if debt < -hour_changes:
        expected = {other: {who: -debt}}
    assert owed(covered) == expected
