"""Each rule about the bot's words finds what breaks it, and nothing in what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.community.cases import CaseState
from bot.community.newcomers.claim_state import Claimant, ClaimState, Holder
from bot.core.schedule import WorkingHours
from tests.harness.words import calls, lasting, length, paths, refusals
from tests.harness.words.season import Comment, Person, Repository, Season, Section
from tests.harness.words.table import NOTICES, TABLE, TIMELESS
from tests.harness.words.truth import Truth

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""
PLACE = "acme/widget"
CASE = CaseState(opened_at=NOON, reporter="eve", reporter_id=5, steward="bob")
HELD = ClaimState(holders=(Holder(id=5, login="eve", since=NOON, until=NOON + timedelta(days=14)),))


def comment(
    body: str, *names: str, at: datetime = NOON, sticky: str | None = "case", by: str = ""
) -> Comment:
    """A comment of the bot, or of somebody, made of sections such as `steward.routed`."""
    sections = tuple(Section("reply-7" if n.startswith("help.") else "x", *n.split(".")) for n in names)
    readers = tuple(word.strip("@,.:") for word in body.split() if word.startswith("@"))
    return Comment(
        f"{PLACE}#7", 1, by or "stewardbot[bot]", not by, sticky, sections, readers, body, at, (), None, ""
    )


def season(*comments: Comment, truth: Truth | None = None) -> Season:
    """A season of one issue; bob is a steward in New York."""
    people = {"bob": Person(("steward",), WorkingHours(zone="America/New_York"))}
    known = frozenset({"docs/a.md"})
    repository = Repository(PLACE, "Europe/London", known, people, {7: truth or Truth()})
    return Season(repositories={PLACE: repository}, comments=list(comments))


@pytest.mark.parametrize(
    ("name", "body", "truth", "why"),
    [
        ("steward.routed", "I asked @bob", Truth(case=CASE), ""),
        ("steward.routed", "I asked @carol", Truth(case=CASE), "it does not name bob"),
        ("steward.routed", "I asked @bobby", Truth(case=CASE), "it does not name bob"),
        ("steward.routed", "I asked @bob", Truth(case=CASE, state="closed"), "the case is closed"),
        (
            "steward.routed",
            "I asked @bob: expect an answer by Mon 2 March",
            Truth(case=CASE, now=NOON + timedelta(days=1)),
            "Mon 2 March is past",
        ),
        ("steward.ended", "no case", Truth(case=CASE), "it is a case"),
        ("claims.has_until", "@eve has this until Mon 16 March", Truth(claims=HELD), ""),
        (
            "claims.has_until",
            "@eve has this until Sun 15 March",
            Truth(claims=HELD),
            "it is until Mon 16 March",
        ),
        ("claims.free", "free", Truth(claims=HELD), "eve has it"),
        ("claims.closed", "closed", Truth(), "it is open"),
        ("labels.help_wanted", "Help", Truth(), "the label help wanted is not set"),
        (
            "cohorts.board_head",
            "**Free (1):**\n\n- #8 A task",
            Truth(others={8: Truth(claims=HELD)}),
            "#8 stands under Free: eve has it",
        ),
        ("help.list", "Nothing", Truth(), ""),
        ("claims.brand_new", "new", Truth(), "no predicate says when this is true"),
    ],
)
def test_a_lasting_comment_is_held_against_what_is_true(name: str, body: str, truth: Truth, why: str) -> None:
    found = list(lasting.false_in(comment(body, name), truth))
    assert [finding.why for finding in found] == ([why] if why else [])


def test_a_reply_has_no_place_in_a_lasting_comment() -> None:
    posted = comment("Welcome. `/close` is for alice here.", "welcome.issue_short", "help.is_for")
    assert [f.why for f in lasting.false_in(posted, Truth())] == ["a reply stands inside a lasting comment"]
    assert list(lasting.false_in(replace(posted, folded_at=NOON), Truth())) == []


def test_no_message_is_both_timeless_and_held_to_something() -> None:
    assert not TIMELESS & {*TABLE, *NOTICES}


def test_the_waitlist_is_no_holder() -> None:
    waiting = ClaimState(waiting=(Claimant(id=6, login="dan"),))
    assert TABLE["claims.has"]("@dan has this.", Truth(claims=waiting)) == "nobody has it"


def test_words_are_counted_for_each_reader_and_folded_ones_are_not_seen() -> None:
    many = "word " * 50
    folded = f"@eve {many}\n\n<details><summary>More for later</summary>\n\n{many}</details>"
    assert length.words_by_reader(folded) == {"eve": 51 + 3 - 3}
    for_two = f"@eve {many}\n\n@bob {many}"
    assert length.find(season(comment(for_two))) == []
    assert len(length.find(season(comment(f"@eve {many}\n\n{many}")))) == 1
    assert length.words_by_reader("[the guide](https://example.org/a/b) <!-- not seen -->") == {"": 2}


@pytest.mark.parametrize(
    ("hour", "said_at", "sticky", "count"),
    [
        (7, None, None, 1),  # Three at night in New York.
        (15, None, None, 0),
        (7, timedelta(minutes=3), None, 0),  # He is there: he has just written.
        (7, timedelta(hours=3), None, 1),
        (7, None, "case", 0),
    ],
)
def test_a_call_comes_in_working_hours(
    hour: int, said_at: timedelta | None, sticky: str | None, count: int
) -> None:
    at = NOON.replace(hour=hour)
    spoke = [comment("Here", by="bob", at=at - said_at)] if said_at else []
    assert len(calls.outside(season(*spoke, comment("@bob, a word?", at=at, sticky=sticky)))) == count


def test_calls_are_counted_by_person_and_week() -> None:
    called = [comment("@bob, a word?", "steward.handed", at=NOON + timedelta(days=day)) for day in (0, 1, 7)]
    assert calls.per_week(season(*called))["steward"] == (1.5, 2)
    quiet_week = comment("Here", by="bob", at=NOON + timedelta(days=14))
    assert calls.per_week(season(*called, quiet_week))["steward"] == (1.0, 2)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("See `docs/a.md`.", ["docs/a.md"]),
        ("See docs/a.md.", ["docs/a.md."]),
        ("See [docs/a.md](https://github.com/acme/widget/blob/HEAD/docs/a.md).", []),
        ("See [the guide](../blob/HEAD/docs/a.md).", ["../blob/HEAD/docs/a.md"]),
        ("> See docs/a.md", []),
        ("`/claim docs/a.md` needs a checklist.", []),
        ("See docs/unknown.md and/or more", []),
    ],
)
def test_a_path_is_a_whole_link(body: str, found: list[str]) -> None:
    assert paths.unlinked(body, frozenset({"docs/a.md"})) == found


def test_a_refusal_offers_something_else() -> None:
    menu = "`/area io` is done. What you can do here: `/claim`, `/hold`."
    lock = "`/lock` and `/claim with @bob` are for people with the triage role here."
    assert refusals.offered_again(f"{lock}\n\n{menu}") == ["/claim"]
    assert refusals.offered_again(f"`/claim`: this is closed.\n\n{menu}") == ["/claim"]
    assert refusals.offered_again(f"`/lock`: write `/claim` alone.\n\n{menu}") == []
