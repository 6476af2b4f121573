"""Which issues without a mark may be somebody's first: shown on made-up trackers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from bot.community.suggestions.likely_first import FirstIssueProposal, FirstIssueSigns, is_current, propose
from bot.core.model import Subject, User

MARKS = frozenset({"good first issue"})
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EASY = ("Typo in the guide", "Broken link in the tutorial", "Wording of the legend")
HARD = ("Deadlock in the scheduler", "Memory grows without end", "Wrong results on clusters")
ABOUT = "In `docs/guide.md` the words are wrong; they should read like those of the other page. Test: none."


def issue(number: int, title: str, *labels: str, body: str = ABOUT) -> Subject:
    return Subject(number=number, title=title, body=body, author=User(id=5, login="eve"), labels=labels)


def tracker(seed: int = 1, each: int = 12) -> list[Subject]:
    """A tracker whose maintainers mark small matters of words."""
    draw = Random(seed)
    easy = [issue(n, draw.choice(EASY), "good first issue") for n in range(1, each + 1)]
    return [*easy, *(issue(100 + n, draw.choice(HARD), body="x" * 3_000) for n in range(each))]


def learnt(taken: frozenset[int] = frozenset()) -> FirstIssueSigns:
    return FirstIssueSigns.of(tracker(), MARKS, taken)


def numbers(proposals: tuple[FirstIssueProposal, ...]) -> list[int]:
    return [proposal.number for proposal in proposals]


def test_what_is_like_the_marked_ones_is_proposed_with_what_shows_it() -> None:
    like, unlike = issue(201, "Typo in the tutorial"), issue(202, HARD[0], body="It hangs in `core/run.py`.")
    (proposal,) = propose([like, unlike], learnt(), MARKS, (), NOW)
    assert proposal.number == 201
    assert proposal.signs[0] == "folder:docs"
    assert "label:good first issue" not in proposal.signs


def test_what_is_not_described_or_not_small_is_not() -> None:
    empty, long = issue(201, EASY[0], body=""), issue(202, EASY[0], body=ABOUT * 20)
    assert propose([empty, long], learnt(), MARKS, (), NOW) == ()


def test_at_most_three_are_new_in_a_week() -> None:
    easy = [issue(200 + n, EASY[n % 3]) for n in range(8)]
    first = propose(easy, learnt(), MARKS, (), NOW)
    assert len(first) == 3
    assert propose(easy, learnt(), MARKS, first, NOW + timedelta(days=2)) == ()
    second = propose(easy, learnt(), MARKS, first, NOW + timedelta(weeks=1))
    assert len(second) == 3
    assert not set(numbers(first)) & set(numbers(second))


def test_what_was_left_for_three_weeks_does_not_come_back() -> None:
    old = FirstIssueProposal(number=201, at=NOW)
    assert is_current(old, NOW + timedelta(days=20))
    assert not is_current(old, NOW + timedelta(weeks=3))
    late = NOW + timedelta(weeks=52)
    assert propose([issue(201, EASY[0])], learnt(), MARKS, (old,), late) == ()


def test_few_marks_teach_nothing() -> None:
    few = FirstIssueSigns.of(tracker(each=7), MARKS, frozenset())
    assert propose([issue(201, EASY[0])], few, MARKS, (), NOW) == ()


def test_what_newcomers_take_counts_twice() -> None:
    typos = frozenset(one.number for one in tracker() if one.title == EASY[0])
    assert learnt(typos).points("word:typo") > learnt().points("word:typo")


def test_the_same_tracker_proposes_the_same() -> None:
    easy = [issue(200 + n, EASY[n % 3]) for n in range(8)]
    assert propose(easy, learnt(), MARKS, (), NOW) == propose(reversed(easy), learnt(), MARKS, (), NOW)
