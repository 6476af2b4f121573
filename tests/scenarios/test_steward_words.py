"""Every message of the steward feature is short, calls only those it means, and says no more than it may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from bot.community.cases import CaseState
from bot.community.rota import Override, OverrideKind, Rota, RotaConfig, Shift
from bot.community.routes import Guide
from bot.core.markdown import NOTHING, Markdown
from handlers.steward import case_comments, duty_answers
from handlers.steward.feature import TEXT
from handlers.steward.rules.deadlines import paused, routed

NOW = datetime(2026, 9, 23, 9, tzinfo=UTC)
LONG = "a-steward-with-a-long-login-of-39-signs"
ROTA = Rota(
    RotaConfig.model_validate(
        {
            "people": [{"login": LONG, "timezone": "America/Argentina/Buenos_Aires"}, "bob", "carol"],
            "change": "every 2 weeks on wednesday 10:00",
            "starts": date(2026, 9, 23),
            "otherwise": "@core",
        }
    ),
    "America/Argentina/Buenos_Aires",
)
GUIDE = Guide(
    text="x", title="How to open a very large store in the cloud without waiting", page="docs/s3.md"
)


def case(**more: object) -> CaseState:
    whole = {"opened_at": NOW, "reporter": "eve", "reporter_id": 1, "rota": "", **more}
    return routed(CaseState.model_validate(whole), ROTA, LONG, NOW + timedelta(hours=2))


def everything() -> list[Markdown]:
    nobody = case().model_copy(update={"steward": None})
    cases = [case(), case(community="pangeo"), paused(case(), NOW), nobody]
    cases += [nobody.model_copy(update={"full": True, "retry_at": NOW + timedelta(days=1)})]
    cases += [case(overdue=True), case().model_copy(update={"acknowledged_at": NOW})]
    cases += [
        cases[-1].model_copy(update={"answered_at": NOW}),
        case().model_copy(update={"resolved_at": NOW}),
    ]
    shift = Shift(slot=1, person="bob", starts_at=NOW, ends_at=NOW + timedelta(days=14), instead_of="carol")
    away = Override(
        kind=OverrideKind.AWAY, person="bob", since=NOW.date(), until=NOW.date() + timedelta(days=9)
    )
    said = [case_comments.lasting(each, ROTA) for each in cases]
    said += [
        case_comments.routed(
            each, ROTA, NOW, by_reporter=asked, guide=case_comments.guide(GUIDE) if guide else NOTHING
        )
        for each, asked, guide in product(cases, (True, False), (True, False))
        if not guide or each.steward
    ]
    held = [each for each in cases if each.steward]
    said += [case_comments.handed(each, ROTA) for each in held] + [
        case_comments.reminder(each) for each in held
    ]
    said += [
        case_comments.private_reminder(each, "acme/widget#7", private=private)
        for each, private in product(held, (True, False))
    ]
    said += [duty_answers.soon(shift, ROTA), duty_answers.arranged([shift, shift], ROTA), TEXT.superseded()]
    said += [
        duty_answers.asks_cover("bob", ["alice", "carol"], away.since, away.until or away.since, call=True)
    ]
    said += [
        duty_answers.away(away, "Europe/London", [shift], ROTA),
        duty_answers.duty(ROTA, NOW),
        case_comments.ended("eve", "eve"),
    ]
    return said


@pytest.mark.parametrize("said", everything())
def test_a_message_is_short_and_calm(said: str) -> None:
    assert len(said.split()) < 60, said
    assert "!" not in said
    assert "  " not in said
    for instant in {part for part in said.split(";") if " time" in part}:
        assert said.count(instant.strip()) == 1, "the same thing twice"


def test_who_has_it_is_named_once_and_nobody_else() -> None:
    lasting = case_comments.lasting(case().model_copy(update={"holders": ("bob", LONG)}), ROTA)
    assert "bob" not in lasting
    assert "@" not in lasting


def test_the_same_instant_is_said_once() -> None:
    said = duty_answers.duty(ROTA, NOW + timedelta(hours=5))
    assert said == f"On support duty: {LONG} until Wed 7 October, 10:00 Buenos Aires time, then bob."
