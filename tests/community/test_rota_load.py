"""Counts and medians of support, without telling of a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.community.cases import CaseState
from bot.community.rota import Rota, RotaConfig
from bot.community.rota_load import open_by_person, rota_load

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROTA = Rota(
    RotaConfig.model_validate(
        {"people": ["alice", "bob"], "change": "every wednesday 10:00", "starts": "2026-02-25"}
    )
)


def case(hours: int, **more: Any) -> CaseState:
    """Routed on Monday at nine, acknowledged so many hours later."""
    return CaseState(
        opened_at=MONDAY,
        reporter="eve",
        reporter_id=1,
        steward="alice",
        routed_at=MONDAY,
        acknowledged_at=MONDAY + timedelta(hours=hours),
        **more,
    )


def test_the_median_counts_working_time() -> None:
    load = rota_load([case(hours) for hours in (1, 2, 24, 25, 26)], ROTA, MONDAY, MONDAY + timedelta(days=7))
    assert (load.cases, load.open, load.waiting_on_us) == (5, 5, 5)
    assert load.to_acknowledge == timedelta(hours=8)  # nine on Tuesday: one working day
    assert load.to_answer is None


def test_few_cases_make_no_median_and_other_rotas_do_not_count() -> None:
    load = rota_load([case(1), case(1, rota="cloud")], ROTA, MONDAY, MONDAY + timedelta(days=7))
    assert (load.cases, load.to_acknowledge) == (1, None)


def test_who_has_how_many_is_for_the_people_of_the_rota() -> None:
    cases = [case(1), case(2), case(3, resolved_at=MONDAY)]
    assert open_by_person(cases, ROTA, "Bob", ROTA.config.logins) == {"alice": 2, "bob": 0}
    assert open_by_person(cases, ROTA, "eve", ROTA.config.logins) is None
