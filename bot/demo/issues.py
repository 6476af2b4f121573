"""Scenes around issues: questions, reports, wishes, and the mistakes people make with commands."""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.core.config.repository_config import CONFIG_PATH
from bot.demo.community import HUB, LEILA, LIBRARY, MARIT, OSKAR, TOBIAS
from bot.demo.scene import SILENCE, Scene, SceneContext, opens, wording, written

PATIENCE = timedelta(days=6)
"""How long a scene waits for a change of hands."""
_ACKS = (
    "looking at it today",
    "I need to try this first, tomorrow at the latest",
    "asking a colleague who knows it better",
)
_THANKS = (
    "That works, thank you.",
    "Thank you, that was quick. It works now.",
    "I had read that page and missed the line. Thank you.",
    "It works, thank you. I will tell my colleagues.",
)
_ASIDES = (
    "I had the same question in January; this is what helped me.",
    "Good to know, thank you both.",
    "This belongs into the manual, I think.",
)
_CONCERNED = (
    "This concerns us as well.",
    "Following along, as we have the same.",
    "It would help our group, too.",
)


def question(
    context: SceneContext, rng: Random, at: datetime, who: str, text: Mapping[str, Any], repo: str = HUB
) -> Scene:
    """A question about using the hub or the library, answered by whoever is on duty."""
    words = wording(rng)
    yield at
    number = opens(context, who, text, words, repo)
    yield context.now + timedelta(minutes=1)
    wait = context.assignee(repo, number) or MARIT
    yield context.after(wait, rng, 0.5, 6)
    steward = yield from _whoever_has_it(context, repo, number)
    if steward != wait:
        if wait == SILENCE[0]:
            context.show("hands", repo, number)
        yield context.after(steward, rng, 0.5, 3)
    acks = rng.random() < 0.3
    if acks:
        context.person(steward).comments(repo, number, f"/ack {rng.choice(_ACKS)}")
        yield context.after(steward, rng, 2, 20)
        steward = yield from _whoever_has_it(context, repo, number)
    if not context.issue(repo, number).is_open:
        return
    context.person(steward).comments(repo, number, written(rng.choice(text["answers"]), words))
    if steward == wait and repo == HUB and not acks:
        context.show("question", repo, number)
    if rng.random() < 0.3:
        yield context.after(LEILA, rng, 1, 8)
        context.person(LEILA).comments(repo, number, rng.choice(_ASIDES))
    yield context.after(who, rng, 1, 30)
    context.person(who).comments(repo, number, rng.choice(_THANKS))
    if rng.random() < 0.6:
        context.person(who).closes(repo, number)
        return
    yield context.after(steward, rng, 2, 50)
    if not context.is_silent(steward):
        context.person(steward).comments(repo, number, "/close")


def _whoever_has_it(context: SceneContext, repo: str, number: int) -> Generator[datetime, None, str]:
    """Wait until somebody has it who says a word; their login."""
    since = context.now
    while True:
        steward = context.assignee(repo, number) or MARIT
        if not context.is_silent(steward) or context.now - since > PATIENCE:
            return steward
        yield context.now + timedelta(hours=3)


def report(context: SceneContext, rng: Random, at: datetime, who: str, text: Mapping[str, Any]) -> Scene:
    """A bug, a wish, a matter of the docs, or something that says too little to be any."""
    words = wording(rng)
    yield at
    number = opens(context, who, text, words)
    if text["kind"] == "thin-bug":
        yield context.after(who, rng, 2, 30)
        context.person(who).comments(LIBRARY, number, written(text["supplement"], words))
        context.show("missing", LIBRARY, number)
    if text["kind"] == "bare":
        context.show("unsure", LIBRARY, number)
    keeper = rng.choice((MARIT, TOBIAS))
    yield context.after(keeper, rng, 3, 40)
    orders = ""
    labels = context.issue(LIBRARY, number).label_names
    if f"area/{text['area']}" not in labels:
        orders += f"/area {text['area']}\n"
    if text["kind"] == "bug" and rng.random() < 0.4:
        orders += f"/priority {rng.choice(('high', 'low'))}\n"
    answer = written(rng.choice(text["answers"]), words)
    context.person(keeper).comments(LIBRARY, number, f"{answer}\n\n{orders}".strip())
    if rng.random() < 0.3:
        yield context.after(OSKAR, rng, 1, 20)
        context.person(OSKAR).comments(LIBRARY, number, rng.choice(_CONCERNED))
    yield context.after(keeper, rng, 60, 220)
    if not context.issue(LIBRARY, number).is_open:
        return
    if text["kind"] == "feature" and rng.random() < 0.5:
        reason = "It is noted in the plan for the release; one place is enough."
        context.person(keeper).comments(LIBRARY, number, f"{reason}\n\n/close not-planned")
    elif text["kind"] in ("bug", "thin-bug") and rng.random() < 0.5:
        context.person(keeper).comments(
            LIBRARY, number, f"{text.get('closing', 'Mended on main.')}\n\n/close"
        )


def stranger(
    context: SceneContext, rng: Random, at: datetime, who: str, other: str, text: Mapping[str, Any]
) -> Scene:
    """A report where somebody else tries what is not theirs to do, and mistypes a command."""
    words = wording(rng)
    yield at
    number = opens(context, who, text, words)
    yield context.after(other, rng, 3, 20)
    context.person(other).comments(
        LIBRARY, number, "This looks like what I reported last year.\n\n/close\n/area " + text["area"]
    )
    context.show("refused", LIBRARY, number)
    yield context.after(who, rng, 1, 10)
    context.person(who).comments(LIBRARY, number, "It is another file. I would like to try it.\n\n/asign")
    yield context.now + timedelta(minutes=rng.randrange(2, 9))
    context.person(who).comments(LIBRARY, number, "/assign")
    yield context.after(who, rng, 3, 9)
    context.person(who).comments(LIBRARY, number, "/priority high")
    yield context.after(TOBIAS, rng, 5, 30)
    context.person(TOBIAS).comments(
        LIBRARY, number, f"{written(text['answers'][0], words)}\n\n/priority high"
    )


def not_a_question(context: SceneContext, rng: Random, at: datetime, who: str) -> Scene:
    """It reads like a question, and its author knows better."""
    yield at
    number = context.person(who).opens_issue(
        LIBRARY,
        "How can I get the corners of a staggered grid?",
        "I call `Grid.add_corners()` and get the corners of the centres, shifted by half a cell. What do I "
        "have to set so that they are those of the staggered grid?",
    )
    yield context.after(who, rng, 1, 4)
    context.person(who).comments(
        LIBRARY, number, "I have looked at the code now: the shift is applied twice.\n\n/not-support"
    )
    context.show("corrected", LIBRARY, number)
    yield context.after(TOBIAS, rng, 3, 30)
    tobias = context.person(TOBIAS)
    tobias.labels(LIBRARY, number, "bug")
    tobias.comments(LIBRARY, number, "You are right, thank you for looking. A pull request would be welcome.")


def elsewhere(context: SceneContext, rng: Random, at: datetime, who: str) -> Scene:
    """A question that the steward gives to somebody who knows the subject; and a curious reporter."""
    yield at
    number = context.person(who).opens_issue(
        HUB,
        "How do I mount our institute's bucket?",
        "We have a bucket of our own at Lindholt. Is it possible to see it on the hub as a directory, not "
        "copying the data? Our administrator needs to know which rights you want.",
    )
    yield context.after(who, rng, 0.5, 2)
    context.person(who).comments(HUB, number, "/steward")
    yield context.now + timedelta(minutes=4)
    steward = context.assignee(HUB, number) or MARIT
    yield context.after(steward, rng, 1, 5)
    context.person(steward).comments(HUB, number, f"/route @{TOBIAS} he set up the buckets at Lindholt")
    context.show("routed", HUB, number)
    yield context.after(TOBIAS, rng, 2, 12)
    context.person(TOBIAS).comments(
        HUB,
        number,
        "Read access for the hub's service account is enough; I have written to your administrator.",
    )
    yield context.after(who, rng, 20, 50)
    context.person(who).comments(HUB, number, "The directory is there, thank you.\n\n/close")


def humans_win(context: SceneContext, rng: Random, at: datetime, who: str, text: Mapping[str, Any]) -> Scene:
    """A maintainer sets a label right by hand; it stays as they left it. Then somebody asks why."""
    words = wording(rng)
    yield at
    number = opens(context, who, text, words)
    yield context.after(MARIT, rng, 2, 20)
    marit = context.person(MARIT)
    marit.unlabels(LIBRARY, number, "documentation")
    marit.labels(LIBRARY, number, "enhancement")
    context.show("humans", LIBRARY, number)
    yield context.after(who, rng, 2, 9)
    context.person(who).comments(LIBRARY, number, "/why")
    yield context.after(MARIT, rng, 2, 20)
    answer = f"{written(text['answers'][0], words)} I have sorted it as a wish."
    marit.comments(LIBRARY, number, f"{answer}\n\n/retitle A table of the stations, and a map later")


def broken_file(context: SceneContext, rng: Random, at: datetime) -> Scene:
    """A maintainer breaks the bot's own file; the last good one stays in force, and who commands hears it."""
    yield at
    tobias, marit = context.person(TOBIAS), context.person(MARIT)
    tobias.pushes(LIBRARY, {CONFIG_PATH: context.file.replace("suggestions:", "sugestions:")})
    yield context.after(MARIT, rng, 1, 3)
    marit.comments(LIBRARY, 4, "The manual is the larger half of this by now.\n\n/area docs\n/priority high")
    context.show("broken", LIBRARY, 4)
    yield context.after(TOBIAS, rng, 0.5, 2)
    tobias.pushes(LIBRARY, {CONFIG_PATH: context.file})
    yield context.after(MARIT, rng, 0.5, 2)
    marit.comments(LIBRARY, 4, "/help")


def chatter(context: SceneContext, rng: Random, at: datetime) -> Scene:
    """Words that are no commands, and must be left alone."""
    yield at
    leila = context.person(LEILA)
    leila.comments(LIBRARY, 4, "Elsewhere we write `/label tides`, and a block of code like\n\n    /close")
    yield context.after(OSKAR, rng, 1, 30)
    context.person(OSKAR).comments(LIBRARY, 4, "> /close\n\nPlease not this one. /shrug")
    yield context.after(LEILA, rng, 1, 5)
    leila.comments(LIBRARY, 4, "/party")
