"""Ranking 5,000 good first issues for one person, and how often what they take was among the three offered.

Run it with `python benchmarks/bench_suggestions.py`. Time is given beside that of
writing the same issues as JSON, once the texts have been read (as they are from the second
question on) and for the very first time.

The seasons are simulated, and their people's preferences are stated here, not learnt: each has one folder and
one label they like; they take the free issue with the highest liking, which is 3 for a path in their folder,
2 for their label, 1 for a word of their first title, and chance between 0 and 4. The ranking knows their
first pull request (its files lie in their folder four times out of five), neither the chance nor the weights.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from statistics import median

from bot.community.suggestions import Interests, rank, words_of
from bot.core.model import Subject, User

CANDIDATES, BOUND_MS, SEASONS, PEOPLE, ISSUES, OFFERED = 5000, 10.0, 40, 50, 40, 3
FOLDERS = ("io", "cli", "docs", "grid", "plot", "stats", "web", "tests")
LABELS = tuple(f"area/{each}" for each in FOLDERS)
WORDS = (
    "chunks", "zarr", "index", "colour", "legend", "nearest", "median", "cache", "encoding", "calendar",
    "mask", "units", "option", "warning", "message", "example",
)  # fmt: skip
MARK = "good first issue"
DORA = User(id=1, login="dora")


def issue(number: int, draw: random.Random) -> Subject:
    """An issue as people write them: two in three name a file, half have an area."""
    folder = draw.randrange(len(FOLDERS))
    title = f"The {draw.choice(WORDS)} of the {draw.choice(WORDS)} is wrong"
    path = f" See `{FOLDERS[folder]}/{draw.choice(WORDS)}.py`, and its test." if draw.random() < 0.66 else ""
    labels = (MARK, LABELS[folder]) if draw.random() < 0.5 else (MARK,)
    body = "It says one thing and does another, as the example below shows. " * draw.randrange(1, 12)
    return Subject(number=number, title=title, body=body + path, author=DORA, labels=labels)


def person(number: int, draw: random.Random) -> tuple[int, Interests]:
    """(folder they like, what their first pull request shows)."""
    liked = draw.randrange(len(FOLDERS))
    seen = liked if draw.random() < 0.8 else draw.randrange(len(FOLDERS))
    title = f"Mend the {draw.choice(WORDS)} of {draw.choice(WORDS)}"
    labels = (LABELS[seen],) if draw.random() < 0.5 else ()
    return liked, Interests(number, (f"{FOLDERS[seen]}/{draw.choice(WORDS)}.py",), labels, words_of(title))


def liking(each: Subject, liked: int, interests: Interests, draw: random.Random) -> float:
    """How much somebody likes an issue."""
    return (
        3 * (f"{FOLDERS[liked]}/" in each.body)
        + 2 * (LABELS[liked] in each.labels)
        + bool(words_of(each.title) & interests.words)
        + draw.uniform(0, 4)
    )


def hits(offer: Callable[[Sequence[Subject], Interests, random.Random], Sequence[int]]) -> float:
    """The share of issues taken that were among those offered, over all seasons."""
    found = 0
    for season in range(SEASONS):
        draw, chance = random.Random(season), random.Random(-season - 1)
        free = [issue(number, draw) for number in range(1, ISSUES + PEOPLE)]
        for number in range(PEOPLE):
            liked, interests = person(1000 + number, draw)
            offered = offer(free, interests, chance)
            taken = max(free, key=lambda each: liking(each, liked, interests, draw))
            found += taken.number in offered
            free.remove(taken)
    return found / (SEASONS * PEOPLE)


def ranked(free: Sequence[Subject], interests: Interests, chance: random.Random) -> list[int]:
    """What the bot offers."""
    return [each.issue.number for each in rank(free, interests, [MARK])[:OFFERED]]


def at_random(free: Sequence[Subject], interests: Interests, chance: random.Random) -> list[int]:
    """Any three."""
    return [each.number for each in chance.sample(list(free), OFFERED)]


def newest(free: Sequence[Subject], interests: Interests, chance: random.Random) -> list[int]:
    """The three with the highest numbers."""
    return sorted((each.number for each in free), reverse=True)[:OFFERED]


def milliseconds(work: Callable[[], object], times: int = 9) -> float:
    """The median time of one call."""

    def once() -> float:
        begin = time.process_time()
        work()
        return (time.process_time() - begin) * 1000

    return median(once() for _ in range(times))


def main() -> None:
    """Print the time and the three shares."""
    draw = random.Random(7)
    issues = [issue(number, draw) for number in range(1, CANDIDATES + 1)]
    _, mine = person(77, draw)
    began = time.process_time()
    rank(issues, mine, [MARK])
    first = (time.process_time() - began) * 1000
    spent = milliseconds(lambda: rank(issues, mine, [MARK]))
    dumped = milliseconds(lambda: [json.dumps([each.number, each.title, each.body]) for each in issues])
    print(
        f"ranking {CANDIDATES} issues: {spent:.1f} ms CPU, {spent / dumped:.2f} x JSON (bound {BOUND_MS:.0f})"
    )
    print(f"the very first time, with every text to be read: {first:.0f} ms")
    same_order = rank(issues, mine, [MARK]) == rank(list(reversed(issues)), mine, [MARK])
    print(f"the same order for the same facts: {'yes' if same_order else 'NO'}")
    shares = [
        (name, hits(offer)) for name, offer in (("ranked", ranked), ("random", at_random), ("newest", newest))
    ]
    for name, share in shares:
        print(f"taken issue was among the {OFFERED} offered, {name}: {share:.2f}")


if __name__ == "__main__":
    main()
