"""A support case from hand to hand, in the working time of the person asked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.community.cases import (
    CaseState,
    acknowledged,
    answered,
    asked_again,
    reopened,
    resolved,
    unanswered,
    with_note,
)
from bot.community.rota import Override, OverrideKind, Rota
from bot.community.steward import StewardConfig, StoredRota, build_rota, one_of, opens_case, storable
from bot.community.triage import TriageConfig
from bot.core.config.repository_config import RepositoryConfig
from bot.core.markdown import has_words
from bot.core.model import Subject
from handlers.steward.rules.assignee_choice import first_choice, next_choice
from handlers.steward.rules.deadlines import with_steward

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def config(**more: Any) -> StewardConfig:
    return StewardConfig.model_validate(
        {
            "people": [
                "alice",
                {"login": "bob", "timezone": "America/New_York", "hours": "09:00-13:00"},
                "carol",
            ],
            "change": "every wednesday 10:00",
            "starts": "2026-02-25",
            "otherwise": "dan",
        }
        | more
    )


def rota(**more: Any) -> Rota:
    return Rota(config(**more), "Europe/London")


def case(**more: Any) -> CaseState:
    return CaseState(opened_at=MONDAY, reporter="eve", reporter_id=9, **more)


def test_the_person_on_duty_has_it_by_their_own_working_time() -> None:
    choice = first_choice(rota(), MONDAY, ["eve"])
    assert choice.person == "alice"
    state = with_steward(case(), rota(), "alice", MONDAY)
    assert state.ack_by == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert state.answer_by == datetime(2026, 3, 3, 17, tzinfo=UTC)
    in_new_york = with_steward(case(), rota(), "bob", MONDAY)
    assert in_new_york.ack_by == datetime(2026, 3, 2, 18, tzinfo=UTC)


def test_nobody_gets_their_own_question() -> None:
    assert first_choice(rota(), MONDAY, ["Alice"]).person is None
    assert first_choice(rota(), MONDAY, ["Alice"]).otherwise == "dan"


def test_hands_change_from_duty_to_the_incoming_one_to_otherwise_to_nobody() -> None:
    state, asked = case(), []
    for _ in range(3):
        choice = next_choice(rota(), MONDAY, (state.reporter, *state.holders))
        person = choice.person or choice.otherwise
        assert person is not None
        state = with_steward(state, rota(), person, MONDAY)
        asked.append(person)
    assert asked == ["alice", "bob", "dan"]
    last = next_choice(rota(), MONDAY, (state.reporter, *state.holders))
    assert (last.person, last.otherwise) == (None, None)


def test_someone_away_is_not_asked() -> None:
    away = Override(kind=OverrideKind.AWAY, person="alice", since=MONDAY.date(), until=MONDAY.date())
    choice = first_choice(rota().with_overrides(away), MONDAY, ["eve"])
    assert choice.person is None
    assert choice.otherwise == "dan"


def test_before_the_rota_starts_the_date_of_the_first_shift_is_known() -> None:
    early = datetime(2026, 2, 1, tzinfo=UTC)
    choice = first_choice(rota(otherwise=None), early, ["eve"])
    assert (choice.person, choice.otherwise) == (None, None)
    assert choice.retry_at == datetime(2026, 2, 25, 10, tzinfo=UTC)


def test_a_bare_word_acknowledges_and_words_of_their_own_answer() -> None:
    state = with_steward(case(), rota(), "alice", MONDAY)
    assert state.is_waiting
    seen = acknowledged(state, MONDAY)
    assert not seen.is_waiting
    assert seen.answered_at is None
    assert answered(seen, "bob", MONDAY).answered_at == MONDAY


def test_the_first_word_and_answer_stay_whoever_has_it_later() -> None:
    later = MONDAY.replace(hour=15)
    answered_once = answered(acknowledged(case(), MONDAY), "bob", MONDAY)
    again = answered(with_steward(asked_again(answered_once, later), rota(), "alice", later), "alice", later)
    for state in (
        again,
        reopened(resolved(again, later)),
        with_steward(answered_once, rota(), "alice", later),
    ):
        assert (state.first_word, state.first_answer) == (MONDAY, MONDAY)
    assert again.answered_at == later
    assert unanswered(answered_once).first_answer is None, "it was taken back"
    assert unanswered(again).first_answer == MONDAY


def test_a_resolved_case_comes_back_with_its_notes_and_a_clean_slate() -> None:
    state = with_note(with_steward(case(), rota(), "alice", MONDAY), "alice", "a cluster is missing", MONDAY)
    again = reopened(resolved(answered(state, "bob", MONDAY), MONDAY))
    assert again.is_open
    assert again.is_waiting
    assert again.holders == ()
    assert [note.text for note in again.notes] == ["a cluster is missing"]


def test_a_case_survives_its_storage() -> None:
    state = with_steward(case(), rota(), "alice", MONDAY)
    assert CaseState.model_validate(state.model_dump(mode="json")) == state


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("/ack", False),
        ("> how?\n\n/ack\n", False),
        ("", False),
        ("Try `zarr`.", True),
        ("/ack\nI am on it", True),
        ("@stewardbot ack", False),
        ("@eve, try the guide", True),
        ("/usr/bin/python fails as well", True),
        ("/ack looking into it tomorrow", False),
        ("/ack\n\nUse `zarr.open`.", True),
        ("Use `zarr.open`.\n/resolve", True),
        ("<!-- a template's hint\nin two lines -->\n/ack", False),
        ("```\n/ack\n```", True),
    ],
)
def test_only_human_words_count(body: str, words: bool) -> None:
    assert has_words(body, "stewardbot[bot]") is words


def test_slots_that_have_begun_are_kept_once() -> None:
    repo = RepositoryConfig(timezone="Europe/London", sections={"steward": config()})
    fresh = build_rota(repo, "", None)
    assert fresh is not None
    stored = storable(fresh, MONDAY)
    again = build_rota(repo, "", stored)
    assert again is not None
    assert [slot.person for slot in again.history] == ["alice"]
    assert storable(again, MONDAY, stored) == stored
    dumped = stored.model_dump(mode="json")
    assert StoredRota.model_validate(dumped) == stored
    assert "told" in dumped


def test_a_team_is_asked_through_one_member_always_the_same() -> None:
    assert one_of([], "acme/widget#7") is None
    assert one_of(["x", "Y", "z"], "acme/widget#7") == one_of(["z", "x", "Y"], "Acme/widget#7")
    assert {one_of(["x", "y", "z"], f"acme/widget#{n}") for n in range(40)} == {"x", "y", "z"}


def repository(*, triage: bool) -> RepositoryConfig:
    sections = {"steward": config()} | ({"triage": TriageConfig()} if triage else {})
    return RepositoryConfig(sections=sections)


def question(**more: Any) -> Subject:
    fields = {"number": 7, "title": "How do I read it?", "author": {"id": 9, "login": "eve"}} | more
    return Subject.model_validate(fields)


def test_triage_decides_what_is_a_case_where_it_is_on() -> None:
    assert opens_case(repository(triage=True), question()) == "the title asks “How do I …”"
    assert opens_case(repository(triage=False), question()) is None


def test_a_label_decides_before_any_rule() -> None:
    assert (
        opens_case(repository(triage=False), question(title="x", labels=["Support"]))
        == "it has the label Support"
    )
    assert opens_case(repository(triage=True), question(labels=["bug"])) is None


@pytest.mark.parametrize(
    "more",
    [
        {"is_pull_request": True},
        {"state": "closed"},
        {"author": {"id": 1, "login": "dependabot[bot]", "type": "Bot"}},
        {"author": None},
    ],
)
def test_what_is_no_persons_question_is_no_case(more: dict[str, Any]) -> None:
    assert opens_case(repository(triage=True), question(labels=["support"], **more)) is None
