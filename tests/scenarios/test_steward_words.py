"""Every message of the steward feature is short, calls only those it means, and says no more than it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from bot.community.cases import CaseState
from bot.community.rota import Override, OverrideKind, Rota, RotaConfig, Shift
from bot.community.routes import Guide
from bot.core.markdown import Markdown
from bot.core.messages import Language
from bot.core.model import Subject
from handlers.steward import case_comments
from handlers.steward.rules import duty_answers
from handlers.steward.rules.deadlines import late, paused, with_steward
from handlers.steward.rules.listener import Listener
from tests.harness.words.length import words_by_reader

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
TO = Listener(ROTA, NOW, "eve", "America/Argentina/Buenos_Aires", may_close=True)
GUIDE = Guide(
    text="x", title="How to open a very large store in the cloud without waiting", page="docs/s3.md"
)
LANGUAGES: tuple[Language, ...] = get_args(Language)


def case(**more: object) -> CaseState:
    whole = {"opened_at": NOW, "reporter": "eve", "reporter_id": 1, "rota": "", **more}
    return with_steward(CaseState.model_validate(whole), ROTA, LONG, NOW + timedelta(hours=2))


def cases() -> list[CaseState]:
    nobody = case().model_copy(update={"steward": None})
    answered = case().model_copy(update={"answered_at": NOW, "answered_by": LONG})
    return [
        case(),
        case(community="pangeo"),
        paused(case(), NOW),
        nobody,
        nobody.model_copy(update={"full": True, "retry_at": NOW + timedelta(days=1)}),
        late(case()),
        case().model_copy(update={"acknowledged_at": NOW}),
        answered,
        answered.model_copy(update={"thanked_at": NOW}),
        case().model_copy(update={"resolved_at": NOW}),
    ]


def on_cases(language: Language) -> list[Markdown]:
    """All that reporters read."""
    to = replace(TO, language=language)
    said = [case_comments.lasting(each, to) for each in cases()]
    said += [
        case_comments.routed(each, to, guide=GUIDE if guide else None)
        for each, guide in product(cases(), (True, False))
        if not guide or each.steward
    ]
    say = (case_comments.handed, case_comments.missed, case_comments.month)
    said += [speak(each, to) for each, speak in product(cases()[:3], say)]
    return [*said, case_comments.next_day(to), case_comments.works(to), case_comments.ended("eve", to)]


def everything() -> list[Markdown]:
    said = [text for language in LANGUAGES for text in on_cases(language)]
    shift = Shift(slot=1, person="bob", starts_at=NOW, ends_at=NOW + timedelta(days=14), instead_of="carol")
    away = Override(
        kind=OverrideKind.AWAY, person="bob", since=NOW.date(), until=NOW.date() + timedelta(days=9)
    )
    subject = Subject(number=7, title="How do I open a store on S3?")
    said += [case_comments.reminder(case())]
    said += [
        case_comments.private_reminder(each, subject, page)
        for each, page in product((case(), late(case())), ("", "https://github.com/a/b"))
    ]
    said += [duty_answers.soon(shift, ROTA, NOW), duty_answers.arranged([shift, shift], ROTA, NOW)]
    said += [
        duty_answers.asks_cover(
            "bob", ["alice", "carol"], away.since, away.until or away.since, NOW, call=True
        )
    ]
    said += [duty_answers.away(away, "Europe/London", [shift], ROTA, NOW), duty_answers.duty(ROTA, NOW)]
    return said


@pytest.mark.parametrize("said", everything())
def test_a_message_is_short_and_calm(said: str) -> None:
    assert max(words_by_reader(said).values()) <= 60, said
    assert "!" not in said
    assert "  " not in said
    for instant in {part for part in said.split(";") if " time" in part}:
        assert said.count(instant.strip()) == 1, "the same thing twice"


def test_who_has_it_is_named_once_and_nobody_else() -> None:
    lasting = case_comments.lasting(case().model_copy(update={"holders": ("bob", LONG)}), TO)
    assert "bob" not in lasting
    assert "@" not in lasting


def test_the_same_instant_is_said_once() -> None:
    said = duty_answers.duty(ROTA, NOW + timedelta(hours=5))
    assert said == f"On support duty: {LONG} until Wed 7 October, 10:00 Buenos Aires time, then bob."
