"""The rota as a calendar, read back as a calendar program would."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from bot.community.rota import Override, OverrideKind, Rota, RotaConfig, cover, swap
from bot.community.rota.calendar import calendar

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROTA = Rota(
    RotaConfig.model_validate(
        {"people": ["alice", "bob", "carol"], "change": "every wednesday 10:00", "starts": "2026-02-25"}
    ),
    "Europe/London",
)


def read(rota: Rota, *withdrawn: Override, until: datetime = NOW + timedelta(weeks=6)) -> dict[str, Any]:
    """Events by their stable name."""
    text = calendar([(rota, withdrawn)], "acme/widget", NOW, until, NOW)
    events = Calendar.from_ical(text.decode()).walk("VEVENT")
    found = {str(event["uid"]).partition(".")[0]: event for event in events}
    assert len(found) == len(events)
    return found


def test_each_shift_is_an_event_at_its_instant() -> None:
    events = read(ROTA)
    assert list(events)[:2] == ["slot-0", "slot-1"]
    first = events["slot-1"]
    assert str(first["uid"]) == "slot-1.steward@acme.widget.stewardbot"
    assert first.decoded("dtstart") == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert str(first["summary"]) == "Support: bob"
    assert events["slot-5"].decoded("dtstart") == datetime(2026, 4, 1, 9, tzinfo=UTC)  # summer time


def test_a_swap_updates_the_same_events() -> None:
    made = swap(ROTA, "bob", "carol", None, NOW)
    before, after = read(ROTA), read(ROTA.with_overrides(*made))
    assert before.keys() == after.keys()
    assert str(after["slot-1"]["summary"]) == "Support: carol, instead of bob"
    assert int(after["slot-1"]["sequence"]) > int(before["slot-1"]["sequence"])
    assert int(after["slot-3"]["sequence"]) == int(before["slot-3"]["sequence"])


def test_a_day_of_cover_is_an_event_of_its_own_and_cancelled_when_taken_back() -> None:
    made = cover(ROTA, "bob", date(2026, 3, 6), date(2026, 3, 6), "alice", now=NOW)
    events = read(ROTA.with_overrides(*made))
    parts = {name: str(each["summary"]) for name, each in events.items() if name.startswith("slot-1")}
    assert list(parts.values()) == ["Support: bob", "Support: alice, instead of bob", "Support: bob"]
    again = read(ROTA, *made)
    assert events.keys() <= again.keys()
    gone = [name for name, each in again.items() if str(each["status"]) == "CANCELLED"]
    assert gone == [name for name in parts if name != "slot-1"]
    assert int(again["slot-1"]["sequence"]) > int(events["slot-1"]["sequence"])


def test_names_do_not_depend_on_when_one_looks() -> None:
    made = cover(ROTA, "bob", date(2026, 3, 6), date(2026, 3, 6), "alice", now=NOW)
    rota = ROTA.with_overrides(*made)
    later = calendar([(rota, ())], "acme/widget", NOW + timedelta(days=5), NOW + timedelta(weeks=6), NOW)
    names = {str(each["uid"]).partition(".")[0] for each in Calendar.from_ical(later.decode()).walk("VEVENT")}
    assert names <= read(rota).keys()


def test_nobody_is_said_too() -> None:
    away = Override(kind=OverrideKind.AWAY, person="bob", since=date(2026, 3, 1), until=date(2026, 3, 31))
    assert str(read(ROTA.with_overrides(away))["slot-1"]["summary"]) == "Support: nobody"
