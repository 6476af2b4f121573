"""Scenes around pull requests: first ones, the docathon, and those of people and programs known here."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.core.config.repository_config import CONFIG_PATH
from bot.demo.community import DEPENDABOT, HUB, LIBRARY, MARIT, OSKAR, PRIYA, TOBIAS, texts
from bot.demo.scene import Scene, SceneContext, wording, written

DOCATHON_ENDS = datetime(2026, 3, 27, 16, 30, tzinfo=UTC)
LEASE = timedelta(days=14, hours=1)
"""A claim that nobody renews is over by then."""


def first_pull(context: SceneContext, rng: Random, at: datetime, who: str, what: Mapping[str, Any]) -> Scene:
    """A change somebody brings of their own accord."""
    words = wording(rng)
    repo = HUB if what.get("hub") else LIBRARY
    yield at
    number = context.person(who).opens_pull(
        repo, written(what["title"], words), written(what["body"], words), files=[what["path"]]
    )
    if repo == LIBRARY:
        context.show("pull", repo, number)
    yield from _reviewed(context, rng, repo, number, who, rng.choice((MARIT, TOBIAS)), (4, 40))


def wants(context: SceneContext, rng: Random, at: datetime, who: str) -> Scene:
    """Somebody takes a good first issue, and brings the change some days later."""
    yield at
    context.person(who).comments(LIBRARY, 5, "I gave a course on this and would like to take it.\n\n/assign")
    yield context.after(who, rng, 60, 110)
    number = context.person(who).opens_pull(
        LIBRARY,
        "Example notebook for exchange flow",
        "Fixes #5. It runs in ten seconds with the small data; the last figure is the one from my course.",
        files=["examples/exchange.ipynb"],
    )
    yield from _reviewed(context, rng, LIBRARY, number, who, MARIT, (4, 30))


def lapses(context: SceneContext, rng: Random, at: datetime, first: str, second: str) -> Scene:
    """Somebody claims an issue and is not heard of again; whoever is next on the list brings the change."""
    yield at
    context.person(first).comments(LIBRARY, 6, "I know these stations and would like to try.\n\n/claim")
    context.show("claim", LIBRARY, 6)
    yield context.after(second, rng, 20, 40)
    context.person(second).comments(LIBRARY, 6, "/claim")
    yield at + LEASE
    yield context.after(second, rng, 1, 6)
    context.person(second).comments(LIBRARY, 6, "/claim")
    yield context.after(second, rng, 20, 60)
    number = context.person(second).opens_pull(
        LIBRARY,
        "Say which station has no data",
        "Fixes #6. The test opens a catalogue with an empty station, and the error names it.",
        files=["estuary/io/catalog.py", "tests/test_catalog.py"],
    )
    yield from _reviewed(context, rng, LIBRARY, number, second, TOBIAS, (4, 30))


def prepare(context: SceneContext, rng: Random, at: datetime) -> Scene:
    """Good first issues for the docathon, written the days before."""
    yield at
    marit = context.person(MARIT)
    umbrella = texts("pulls")["umbrella"]
    plan = marit.opens_issue(LIBRARY, umbrella["title"], written(umbrella["body"], {}))
    marit.pins(LIBRARY, plan)
    # Now that it has a number, the cohort's board can be named.
    context.file = context.file.replace("docathon: {", f"docathon: {{board: {plan}, ")
    marit.pushes(LIBRARY, {CONFIG_PATH: context.file})
    context.show("board", LIBRARY, plan)
    for title in texts("pulls")["good_first_issues"]:
        body = written(texts("pulls")["issue_body"], {"path": title["path"]})
        labels = ("good first issue", "docathon", f"area/{title['area']}")
        context.prepared.append(marit.opens_issue(LIBRARY, title["title"], body, labels))
        yield context.now + timedelta(minutes=rng.randrange(3, 25))
    yield DOCATHON_ENDS
    marit.comments(LIBRARY, plan, written(umbrella["thanks"], {}))
    yield context.after(MARIT, rng, 90, 120)
    marit.comments(LIBRARY, plan, "/close completed")
    marit.unpins(LIBRARY, plan)


def docathon(context: SceneContext, rng: Random, at: datetime, who: str, place: int) -> Scene:
    """One of the prepared issues, taken at the docathon."""
    story = texts("pulls")["docathon"]
    issue = texts("pulls")["good_first_issues"][place]
    yield at
    number = context.prepared[place]
    if rng.random() < 0.8:
        words = "I take this one with my neighbour.\n\n/cohort docathon\n/claim"
        context.person(who).comments(LIBRARY, number, words)
        yield context.now + timedelta(minutes=rng.randrange(40, 150))
    body = written(story["body"], {"issue": str(number), "remark": rng.choice(story["remarks"])})
    pull = context.person(who).opens_pull(
        LIBRARY, issue["title"], body, files=[issue["path"]], closes=[number]
    )
    context.show("docathon", LIBRARY, pull)
    yield from _reviewed(context, rng, LIBRARY, pull, who, rng.choice((MARIT, TOBIAS)), (0.3, 20))


def _reviewed(
    context: SceneContext,
    rng: Random,
    repo: str,
    number: int,
    author: str,
    reviewer: str,
    hours: tuple[float, float],
) -> Scene:
    """From the first look to the merge."""
    story = texts("pulls")["docathon"]
    yield context.after(reviewer, rng, *hours)
    if rng.random() < 0.35:
        context.person(reviewer).reviews(repo, number, "changes_requested", rng.choice(story["changes"]))
        yield context.after(author, rng, 1, 20)
        path = context.issue(repo, number).pull.files[0]  # type: ignore[union-attr]  # it is a pull request
        context.person(author).pushes_to_pull(repo, number, {path: "changed\n"})
        context.person(author).comments(repo, number, rng.choice(story["done"]))
        yield context.after(reviewer, rng, *hours)
    context.person(reviewer).reviews(repo, number, "approved", rng.choice(story["reviews"]))
    yield context.now + timedelta(minutes=rng.randrange(2, 90))
    context.person(reviewer).merges(repo, number)


def returns(context: SceneContext, rng: Random, at: datetime, who: str, what: Mapping[str, Any]) -> Scene:
    """Somebody comes back with another change."""
    yield at
    number = context.person(who).opens_pull(
        LIBRARY, what["title"], "A small one next to my last change.", files=[what["path"]]
    )
    yield from _reviewed(context, rng, LIBRARY, number, who, rng.choice((MARIT, TOBIAS)), (3, 30))
    yield context.after(who, rng, 3, 30)
    context.person(who).comments(LIBRARY, number, "/journey")
    context.show("journey", LIBRARY, number)


def known(context: SceneContext, rng: Random, at: datetime, who: str, title: str, path: str) -> Scene:
    """A change by somebody who belongs here: a member, or an old hand."""
    yield at
    number = context.person(who).opens_pull(LIBRARY, title, "As discussed.", files=[path])
    if who == PRIYA:
        context.show("silent", LIBRARY, number)
    yield from _reviewed(context, rng, LIBRARY, number, who, TOBIAS if who != OSKAR else MARIT, (3, 30))


def update(context: SceneContext, rng: Random, at: datetime, package: str, version: str) -> Scene:
    """A program keeps a dependency fresh; nobody greets it."""
    yield at
    number = context.person(DEPENDABOT).opens_pull(
        LIBRARY, f"Bump {package} to {version}", f"Bumps {package} to {version}.", files=["pyproject.toml"]
    )
    yield context.after(TOBIAS, rng, 2, 30)
    context.person(TOBIAS).merges(LIBRARY, number)
