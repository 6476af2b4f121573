"""Who uses the bot: installations with many repositories or few, and a few repositories with most events."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from random import Random

DAY, HOUR = 86_400, 3_600
EVENTS = 2.0
"""Webhooks a repository and day on average. A guess on the high side: most repositories sleep."""
WITH_LABEL, WITH_WORD, WITH_REMINDER = 0.12, 0.10, 0.02
"""Effects a webhook. Guesses on the high side; a label here is whatever is no content for GitHub."""
AT_NINE = 0.5
"""Of the reminders, the share that is due at the beginning of the working day, all at once."""
PROFILE = [1 + 0.6 * sin((minute / 1440 - 0.375) * 2 * pi) for minute in range(1440)]
"""How busy each minute of the day is; 1 on average, busiest at 15:00 UTC."""


@dataclass
class Installation:
    """One organization or person."""

    events: float
    """A day, on average, without what `Extra` adds."""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True)
class Extra:
    """What happens at one installation beside its usual day."""

    name: str
    begin: int
    end: int
    events: int
    words: float
    """Words an event; labels likewise."""
    labels: float


DOCATHON = Extra("a docathon", 9 * HOUR, 17 * HOUR, 10_000, words=0.4, labels=0.3)
"""500 people for eight hours: claims, questions, first pull requests, each with an answer."""
FLOOD = Extra("a flood", 10 * HOUR, 13 * HOUR, 15_000, words=0.1, labels=0.3)
"""One account at the most that GitHub allows it: 5,000 requests an hour, of which 500 create something."""


def population(installations: int, rng: Random) -> list[Installation]:
    """So many, with 100 times as many repositories, of which one in a thousand has half of the events.

    An installation's repositories follow a Pareto law (a few have thousands); so do the events of the busy
    repositories among themselves, which are more often where there are many.
    """
    repositories = installations * 100
    sizes = [rng.paretovariate(1.2) for _ in range(installations)]
    half = repositories * EVENTS / 2
    whole = sum(sizes)
    events = [half * size / whole for size in sizes]
    busy = [(rank + 1) ** -0.5 for rank in range(max(1, repositories // 1000))]
    for weight, at in zip(busy, rng.choices(range(installations), sizes, k=len(busy)), strict=True):
        events[at] += half * weight / sum(busy)
    made = sorted((Installation(each) for each in events), key=lambda one: -one.events)
    made[len(made) // 100].extras = (DOCATHON,)
    made[len(made) // 100 + 1].extras = (FLOOD,)
    return made
