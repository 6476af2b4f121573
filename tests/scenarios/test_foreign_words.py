"""Wherever a repository's file or a stranger puts words, they do nothing where the bot repeats them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.core import effects as fx
from bot.store import outbox
from handlers import FEATURES
from tests.core.test_config_foreign_text import alive
from tests.harness.in_process.story import CONFIG_PATH, REPO, Story, world
from tests.scenarios.conftest import Tell

X = "<b>x</b> @acme/core #1 [l](http://x) | "
OURS = re.compile(
    r"(?<!\w)@(?=(?:eve|zed|alice|bob|carol|dora|dan)\b)|(?<!\w)#(?=4[0-3]\b)|</?(?:details|summary)>"
    r"|\[search\]\(https://github\.com/acme/widget/issues[^)\s]*\)"
)
"""Whom the bot itself calls, and what it links: other numbers and people than the hostile words' own."""
FILE: dict[str, Any] = {
    "commands": {"foreign": [X]},
    "landed": X,
    "labels": {
        "families": ["kind"],
        "additional": [X],
        "restricted": [{"labels": [X], "allowed": "write"}],
    },
    "assignment": {},
    "lifecycle": {"close": "triage"},
    "triage": {
        "labels": {"bug": X, "support": "support"},
        "rules": [{"label": X, "text": "crash"}],
        "needs_info": {"bug": {"require": [X], "example": X}},
        "types": {"bug": X},
    },
    "steward": {
        "people": ["alice", "bob"],
        "change": "every wednesday 10:00",
        "starts": "2026-01-07",
        "acknowledge_within": "1 working day",
        "answer_within": "2 working days",
        "otherwise": "dora",
        "routes": [{"labels": [X], "to": X}, {"community": X, "to": "dan"}],
    },
    "rotas": {X: {"people": ["carol"], "change": "every wednesday 10:00", "starts": "2026-01-07"}},
    "communities": {X: {"contact": "dan", "form_field": X}},
    "newcomers": {
        "welcome": {},
        "suggestions": {"labels": [X], "count": 3},
        "claims": {"limit": 1, "lease": "2 weeks", "waitlist": True},
        "mentors": {"carol": {"topics": [X], "capacity": 2}},
        "ladder": [{"name": X, "when": {"merged": 1}, "tell": "@acme/core"}],
        "cohorts": {
            "visit": {"host": "dora", "members": ["eve"], "from": "2026-03-01", "until": "2026-06-01"}
        },
    },
    "reviews": {"remind_after": "3 working days"},
    "digest": {"every": "monday 09:00", "issue": 41},
}
BODY = f"""### {X}

{X}

### Version

{X}

- [ ] {X}
- [ ] second

It crashes: {X}
"""
COMMANDS = [command for feature in FEATURES for command in feature.commands]
WORDS = sorted({word for command in COMMANDS for word in (command.name, *command.aliases)})
NEWEST = {"number": 40, "title": X, "author": "dora", "state": "closed"}
REPLIES = {f".github/replies/{X.replace('/', '')}.md": X, ".github/replies/install.md": X}


def dumped(file: Any) -> str:
    text = StringIO()
    YAML(typ="safe").dump(file, text)
    return text.getvalue()


def live(text: str) -> list[str]:
    """What works in a text of the bot's, but for its own calls, links and lists."""
    return [found for found in alive(OURS.sub("", text)) if not found.startswith("list")]


def batched(words: list[str], size: int = 15) -> Iterator[list[str]]:
    for start in range(0, len(words), size):
        yield words[start : start + size]


async def spoken(story: Story) -> dict[str, str]:
    """All that was written to GitHub and to channels, by what it is and where."""
    repository = story.github.state.repository(REPO)
    assert repository is not None
    found = {f"channel {number}": text for number, text in enumerate(story.told)}
    for number in repository.issues:
        for row in await story.database.read(lambda conn: outbox.of_subject(conn, repository.id, number)):  # noqa: B023  read at once
            effect, place = row.effect, f"{row.kind} {number} {row.id}"
            if isinstance(effect, fx.Check):
                found[place] = effect.summary
                found |= {f"{place} {each.start_line}": each.message for each in effect.annotations}
            elif isinstance(effect, fx.PostComment | fx.OpenIssue):
                found[place] = effect.body
    return found


@pytest.mark.slow
async def test_words_of_anybody_do_nothing_wherever_they_are_put(tell: Tell) -> None:
    story = await tell(dumped(FILE), world=world(labels=(X, "support"), files=REPLIES, issues=[NEWEST]))
    eve, zed, dora = (story.person(name) for name in ("eve", "zed", "dora"))
    issues = [
        await eve.opens_issue(f"How do I {X}?", BODY),
        await eve.opens_issue(f"Crash {X}", BODY),
        await zed.opens_pull(X, BODY, files=(X, CONFIG_PATH)),
    ]
    for some in batched(WORDS):
        for by, on in ((eve, issues[0]), (dora, issues[1]), (zed, issues[2])):
            await by.comments(on, "\n".join(f"/{word} {X}" for word in some))
            await by.comments(on, "\n".join(f"/{word}" for word in some))
        await story.advance("2 hours")
    await story.advance("3 days")
    said = await spoken(story)
    assert len(said) > 40
    assert {place: (live(text), text) for place, text in said.items() if live(text)} == {}
