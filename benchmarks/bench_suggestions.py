"""Ranking 5,000 good first issues for one person; how often what they take was offered; what learning adds.

    python -m benchmarks.bench_suggestions [--seeds 5]

Time is of the processor, the median of several runs, beside that of writing the same issues as JSON; the
spread of the runs and the load of the machine say how much other work disturbs it. Texts were read before,
as they are from the second question on; the very first time is given too.

The seasons are simulated, and their people's preferences are stated here, not learnt: each has one folder and
one label they like, and takes the free issue with the highest liking: so much for a path in their folder, for
their label, for a word of their first title, and chance between 0 and 4. The ranking knows their first pull
request (its files lie in their folder four times out of five), neither the chance nor the liking. Learning is
told what each person took, and begins with nothing in each world of eight seasons; the second half counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median, stdev

from bot.community.suggestions import Interests, Learnt, RankingFacts, Suggestion, rank, words_of
from bot.core.model import Subject, User

CANDIDATES, BOUND_MS, RUNS = 5000, 10.0, 7
SEASONS, PEOPLE, ISSUES, OFFERED = 8, 50, 40, 3
FOLDERS = ("io", "cli", "docs", "grid", "plot", "stats", "web", "tests")
LABELS = tuple(f"area/{each}" for each in FOLDERS)
WORDS = (
    "chunks", "zarr", "index", "colour", "legend", "nearest", "median", "cache", "encoding", "calendar",
    "mask", "units", "option", "warning", "message", "example",
)  # fmt: skip
MARK = "good first issue"
DORA = User(id=1, login="dora")
Liking = tuple[float, float, float]
COMMUNITIES: dict[str, Liking] = {
    "folders before labels": (3, 2, 1),
    "labels above all": (1, 4, 1),
    "topics above all": (1, 1, 4),
    "labels and topics": (0, 3, 3),
}
"""How much people like a path in their folder, their label, a word of their title."""


def issue(number: int, draw: random.Random) -> Subject:
    """An issue as people write them: two in three name a file, half have an area, one in six says little."""
    folder = draw.randrange(len(FOLDERS))
    title = f"The {draw.choice(WORDS)} of the {draw.choice(WORDS)} is wrong"
    file, function = f"{FOLDERS[folder]}/{draw.choice(WORDS)}.py", f"open_{draw.choice(WORDS)}()"
    place = f" See `{file if draw.random() < 0.66 else function}`, and its test."
    labels = (MARK, LABELS[folder]) if draw.random() < 0.5 else (MARK,)
    body = "It says one thing and does another, as the example below shows. " * draw.randrange(2, 12) + place
    text = "It is wrong." if draw.random() < 1 / 6 else body
    return Subject(number=number, title=title, body=text, author=DORA, labels=labels)


def person(number: int, draw: random.Random, files: int = 1) -> tuple[int, Interests]:
    """(folder they like, what their first pull request shows)."""
    liked = draw.randrange(len(FOLDERS))
    seen = liked if draw.random() < 0.8 else draw.randrange(len(FOLDERS))
    title = f"Mend the {draw.choice(WORDS)} of {draw.choice(WORDS)}"
    labels = (LABELS[seen],) if draw.random() < 0.5 else ()
    paths = tuple(f"{FOLDERS[seen]}/{draw.choice(WORDS)}{n or ''}.py" for n in range(files))
    return liked, Interests(number, paths, labels, words_of(title))


@dataclass
class World:
    """Seasons of one community; `play` gives the share of issues taken that were among those offered."""

    seed: int
    liking: Liking

    def play(self, offer: Offer, *, since: int = 0) -> float:
        """The share from season `since` on."""
        found = 0
        for season in range(SEASONS):
            draw, chance = random.Random(f"{self.seed} {season}"), random.Random(f"chance {season}")
            free = [issue(number, draw) for number in range(1, ISSUES + PEOPLE)]
            for number in range(PEOPLE):
                liked, interests = person(1000 + number, draw)
                offered = offer.numbers(free, interests, chance)
                taken = max(free, key=lambda each: self._likes(each, liked, interests, draw))
                offer.heard(taken.number)
                found += season >= since and taken.number in offered
                free.remove(taken)
        return found / ((SEASONS - since) * PEOPLE)

    def _likes(self, each: Subject, liked: int, interests: Interests, draw: random.Random) -> float:
        folder, label, word = self.liking
        return (
            folder * (f"{FOLDERS[liked]}/" in each.body)
            + label * (LABELS[liked] in each.labels)
            + word * bool(words_of(each.title) & interests.words)
            + draw.uniform(0, 4)
        )


class Offer:
    """What the bot offers, by its prior alone."""

    learns = False

    def __init__(self) -> None:
        self.learnt = Learnt()
        self._ranked: list[Suggestion] = []

    def numbers(self, free: Sequence[Subject], interests: Interests, chance: random.Random) -> list[int]:
        """The issues offered to somebody."""
        known = RankingFacts(weights=self.learnt.weights())
        self._ranked = rank(free, interests, [MARK], facts=known)
        return [each.issue.number for each in self._ranked[:OFFERED]]

    def heard(self, taken: int) -> None:
        """Somebody took an issue."""
        if self.learns:
            self.learnt = self.learnt.after(self._ranked[0].free, {taken: 2})


class Learning(Offer):
    """What the bot offers, learning."""

    learns = True


class AtRandom(Offer):
    """Any three."""

    def numbers(self, free: Sequence[Subject], interests: Interests, chance: random.Random) -> list[int]:
        """By lot."""
        return [each.number for each in chance.sample(list(free), OFFERED)]


class Newest(Offer):
    """The three with the highest numbers."""

    def numbers(self, free: Sequence[Subject], interests: Interests, chance: random.Random) -> list[int]:
        """By number."""
        return sorted((each.number for each in free), reverse=True)[:OFFERED]


def milliseconds(work: Callable[[], object]) -> list[float]:
    """The times of several runs, sorted; each the median of nine calls."""

    def once() -> float:
        begin = time.process_time()
        work()
        return (time.process_time() - begin) * 1000

    return sorted(median(once() for _ in range(9)) for _ in range(RUNS))


def spread(shares: Sequence[float]) -> str:
    """Mean and deviation of several seeds."""
    return f"{mean(shares):.2f} ± {stdev(shares):.2f}" if len(shares) > 1 else f"{shares[0]:.2f}"


def time_it() -> None:
    """Print how long ranking takes."""
    issues = [issue(number, random.Random(number)) for number in range(1, CANDIDATES + 1)]
    again = [issue(number, random.Random(number)) for number in range(1, CANDIDATES + 1)]
    _, mine = person(77, random.Random(7))
    _, busy = person(78, random.Random(7), files=100)
    began = time.process_time()
    rank(issues, mine, [MARK])
    first = (time.process_time() - began) * 1000
    dumped = milliseconds(lambda: [json.dumps([each.number, each.title, each.body]) for each in issues])
    for name, what, who in (
        ("the same objects", issues, mine),
        ("loaded anew", again, mine),
        ("for somebody who touched 100 files", issues, busy),
    ):
        spent = milliseconds(lambda what=what, who=who: rank(what, who, [MARK]))  # type: ignore[misc]
        print(
            f"ranking {CANDIDATES:,} issues, {name}: {median(spent):.1f} ms CPU (bound {BOUND_MS:.0f}; runs "
            f"{spent[0]:.1f} to {spent[-1]:.1f}), {median(spent) / median(dumped):.2f} x their JSON"
        )
    print(f"their JSON: {median(dumped):.1f} ms (runs {dumped[0]:.1f} to {dumped[-1]:.1f})")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"the very first time, with every text to be read: {first:.0f} ms")
    same_order = rank(issues, mine, [MARK]) == rank(list(reversed(issues)), mine, [MARK])
    print(f"the same order for the same facts: {'yes' if same_order else 'NO'}")


def main() -> None:
    """Print the time and the shares."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    time_it()
    people = SEASONS * PEOPLE * len(seeds)
    print(f"what somebody took was among the {OFFERED} offered, of some 65 free ({people:,} people each):")
    worlds = [World(seed, COMMUNITIES["folders before labels"]) for seed in seeds]
    for name, kind in (("ranked", Offer), ("newest first", Newest), ("at random", AtRandom)):
        print(f"  {name}: {spread([world.play(kind()) for world in worlds])}")
    print("the same in the second half of the seasons, by the prior alone, and learning:")
    for name, liking in COMMUNITIES.items():
        worlds = [World(seed, liking) for seed in seeds]
        plain, learnt = (
            [world.play(kind(), since=SEASONS // 2) for world in worlds] for kind in (Offer, Learning)
        )
        print(f"  {name}: {spread(plain)}, learning {spread(learnt)}")


if __name__ == "__main__":
    main()
