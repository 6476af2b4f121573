"""Where no words of an issue decided a guess, similar issues with that label stand for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from bot.community.triage import TriageConfig
from bot.core.context import Surroundings
from bot.core.model import Subject, User
from bot.core.ports.guesses import GuessMode, KindGuess
from bot.core.ports.similar import NO_INDEX, SimilarIssue, SimilarIssues
from bot.services.sorting.guesses import why_guessed

ISSUE = Subject(number=9, title="Zyx", body="qwv", author=User(id=5, login="eve"))


class Index:
    """Two bugs that are alike, and another issue."""

    async def of(self, subject: Subject, most: int = 3, labels: Collection[str] = ()) -> SimilarIssues:
        known = ((3, "bug"), (4, "enhancement"), (7, "bug"), (8, "bug"))
        found = [
            SimilarIssue(number, "Zyx", True, False, (label,), 0.9)
            for number, label in known
            if label in labels
        ]
        return SimilarIssues(tuple(found[:most]))


class Around:
    """What is asked of the surroundings of a guess."""

    def __init__(self, similar: Any) -> None:
        self.similar = similar


def guess(*words: str) -> KindGuess:
    return KindGuess("bug", 0.8, {"bug": 0.8}, words, 39, 41, GuessMode.SUGGEST, "it is new")


async def why(similar: Any, *words: str) -> str:
    return await why_guessed(guess(*words), ISSUE, TriageConfig(), cast("Surroundings", Around(similar)))


async def test_two_similar_issues_with_the_label_stand_for_words() -> None:
    assert await why(Index()) == "it is like #3 and #7 (of 41 such guesses here 39 were right)"
    assert await why(Index(), "crash") == "crash (of 41 such guesses here 39 were right)"


async def test_without_any_its_text_decided() -> None:
    assert (await why(NO_INDEX)).startswith("its text as a whole (of 41")
