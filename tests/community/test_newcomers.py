"""Newcomers: who is one, what stages they pass, what may suit them, and how they are addressed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.community.newcomers.journey import Stage, author_stages, ledger_name, sender_stages
from bot.community.suggestions import Interests, rank, words_of
from bot.community.templates import TemplateMistake, fill
from bot.core.markdown import Markdown
from bot.core.model import GHOST, Subject, User
from bot.core.ports.records import Deed
from bot.services.newcomer_check import GREETED, never_greeted, seen_before
from bot.services.suggestions import OFFER

EVE = User(id=9, login="eve")
HERE = 12
ME = User(id=77, login="stewardbot[bot]", type="Bot")


def deed(what: str, number: int = 3) -> Deed:
    return Deed(datetime(2026, 3, 2, tzinfo=UTC), what, EVE.id, EVE.login, "acme/widget", number, {}, HERE)


def test_bots_and_deleted_accounts_are_nobody_to_greet() -> None:
    assert never_greeted(ME, ME) == "it is a bot"
    assert never_greeted(User(id=5, login="dependabot[bot]"), ME) == "it is a bot"
    assert never_greeted(User(id=6, login="acme", type="Organization"), ME) == "it is a bot"
    assert never_greeted(GHOST, ME) == "the account is deleted"
    assert never_greeted(EVE, ME) is None


def test_a_renamed_account_is_the_same_person() -> None:
    renamed = User(id=9, login="eve-2")
    assert GREETED.of(EVE.id).key == GREETED.of(renamed.id).key == "greeted:9"


@pytest.mark.parametrize(
    "what", ["issues.opened", "pull_request.opened", "issues.labeled", "pull_request.merged"]
)
def test_whoever_did_something_elsewhere_was_here_before(what: str) -> None:
    assert seen_before([deed(what)], HERE, 7) == deed(what)
    assert seen_before([deed(what)], 99, 3) == deed(what)


def test_a_comment_this_very_subject_and_our_own_bookkeeping_make_nobody_an_old_hand() -> None:
    deeds = [deed("issue_comment.created"), deed("issues.opened", 7), deed(ledger_name("first_contact"))]
    assert seen_before(deeds, HERE, 7) is None


@pytest.mark.parametrize(("what", "counts"), [("issues.opened", False), ("pull_request.opened", True)])
def test_who_only_reported_before_the_bot_came_is_new_with_a_first_change(what: str, counts: bool) -> None:
    past = [replace(deed("issue_comment.created"), past=True), replace(deed(what), past=True), deed(what, 4)]
    assert seen_before(past, HERE, 7, as_reporter=True) == past[0]
    assert (seen_before(past, HERE, 7) is not None) == counts
    assert (seen_before(past[:2], HERE, 7) is not None) == counts


def test_a_journey_from_first_contact_to_the_second_merge() -> None:
    had: list[str] = []
    for event, merges in [
        ("issues.opened", 0),
        ("issues.opened", 0),
        ("pull_request.opened", 0),
        ("pull_request_review.submitted", 0),
        ("pull_request.closed", 0),
        *(("pull_request.closed", number) for number in range(1, 12)),
    ]:
        had += author_stages(event, merges=merges, had=had)
    own = ("first_claim", "first_review_given", "triager", "maintainer", "drifting", "returned")
    assert had == [stage for stage in Stage if stage not in own]


@pytest.mark.parametrize(
    ("event", "own", "merged", "stages"),
    [
        ("pull_request_review.submitted", False, False, ("first_review_given",)),
        ("pull_request_review.submitted", True, False, ()),
        ("issues.labeled", False, False, ("triager",)),
        ("issues.labeled", True, False, ()),
        ("issues.closed", True, False, ()),
        ("pull_request.closed", True, True, ("triager", "maintainer")),
        ("pull_request.closed", True, False, ()),
        ("issue_comment.created", False, False, ()),
    ],
)
def test_what_github_lets_somebody_do_shows_their_role(
    event: str, own: bool, merged: bool, stages: tuple[str, ...]
) -> None:
    assert sender_stages(event, own=own, merged=merged, had=[Stage.FIRST_CONTACT]) == stages
    assert sender_stages(event, own=own, merged=merged, had=[Stage.FIRST_CONTACT, *stages]) == ()
    assert sender_stages(event, own=own, merged=merged, had=[]) == ()


def test_old_hands_and_passers_by_have_no_journey() -> None:
    assert author_stages("pull_request.closed", merges=1, had=()) == ()
    assert author_stages("pull_request_review.submitted", merges=0, had=()) == ()


def issue(number: int, title: str = "", body: str = "", **more: Any) -> Subject:
    return Subject.model_validate(
        {"number": number, "title": title, "body": body, "author": {"id": 1, "login": "a"}} | more
    )


MINE = Interests(EVE.id, ("io/zarr.py",), ("area/io",), words_of("Clear error for zarr stores"))


def test_the_nearest_issue_comes_first_and_says_why() -> None:
    issues = [
        issue(1, "Nothing in common"),
        issue(2, "An example of zarr"),
        issue(3, "Another", labels=["Area/IO", "good first issue"]),
        issue(4, "Next door", "see `io/netcdf.py`"),
        issue(5, "The same", "in io/zarr.py"),
    ]
    found = rank(issues, MINE, ["good first issue"])
    assert [(each.issue.number, each.reason) for each in found] == [
        (5, "near what you changed: `io/zarr.py`"),
        (4, "near what you changed: `io/netcdf.py`"),
        (3, "also `Area/IO`"),
        (2, "about zarr"),
        (1, "free today"),
    ]
    assert found == rank(reversed(issues), MINE, ["good first issue"])


@pytest.mark.parametrize(
    "more",
    [
        {"state": "closed"},
        {"locked": True},
        {"is_pull_request": True},
        {"assignees": [{"id": 5, "login": "bob"}]},
        {"author": {"id": 9, "login": "eve"}},
    ],
)
def test_what_is_taken_or_ones_own_is_not_offered(more: dict[str, Any]) -> None:
    assert rank([issue(1, **more)], MINE, []) == []


def test_an_offer_is_a_fact_of_one_issue_and_one_day() -> None:
    assert OFFER.of(41, date(2026, 3, 2)).key == "offer:41:2026-03-02"


def test_a_template_is_filled_once() -> None:
    values = {"author": Markdown("eve"), "title": Markdown("{{ author }}")}
    assert fill("Hello @{{ author }}: {{title}}\n", values) == "Hello @eve: {{ author }}"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Hello {{ autor }}", r"uses \{\{ autor \}\}, which does not exist: there are author, title"),
        ("{{ author.__class__ }}", "does not exist"),
        ("{{ }}", "does not exist"),
        ("   ", "it is empty"),
        ("x" * 5_001, "at most 5000"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(template: str, why: str) -> None:
    with pytest.raises(TemplateMistake, match=why):
        fill(template, {"author": Markdown("eve"), "title": Markdown("x")})
