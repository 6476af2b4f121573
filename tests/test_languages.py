"""What newcomers, reporters and claimants read is there in each language: whole, short, rendered alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest
from markdown_it import MarkdownIt

from bot.core.messages import DEFAULT, Language, Messages, load
from tests.architecture.modules import PROJECT
from tests.test_messages import FILES

READ_BY_ALL = (
    "bot.community.suggestions.reasons",
    "bot.core.commands.arguments",
    "bot.engine.commands_done",
    "bot.engine.decide.commands.refusals",
    "bot.services.claims.answers",
    "bot.services.claims.notices",
    "bot.services.claims.refusals",
    "bot.services.cohorts",
    "bot.services.mentoring.public",
    "bot.services.suggestions",
    "handlers.contributions.messages",
    "handlers.digest.author_asks",
    "handlers.journey.after_merge",
    "handlers.labels.guidelines",
    "handlers.lifecycle.close_reopen",
    "handlers.lifecycle.plain_words",
    "handlers.steward.case_comments",
    "handlers.steward.plain_words",
    "handlers.steward.rules.outage_comments",
    "handlers.suggestions.offers",
    "handlers.triage.request",
    "handlers.welcome.messages",
)
"""Files with what is said to those who come."""
OTHERS: tuple[Language, ...] = tuple(language for language in get_args(Language) if language != DEFAULT)
TRANSLATED = [name for name in FILES if len(load(name).translations) > 1 and load(name).templates]
MOST = 60
"""Words of a message; a language has fifteen in a hundred more or less than English for the same."""
MOST_CHARACTERS = 180
"""The same where no blanks stand between words."""
LIST_OF = re.compile(r"(?<=\n)(?:- .*|\{offers\}|\{lines\})")
CALLS = re.compile(r"@\{\w+\}")
RENDERED = MarkdownIt("commonmark")


def texts(messages: Messages) -> Iterator[tuple[str, str]]:
    """(key, text) of all messages."""
    yield from ((key, template.root) for key, template in messages.templates.items())


def marks(text: str) -> Counter[str]:
    """What of a text is more than prose once it is rendered: code, lists, links; and whom it calls."""
    tokens = [child for token in RENDERED.parse(text) for child in (token, *(token.children or ()))]
    kinds = [f"{token.type} {token.content}" for token in tokens if token.type.startswith("code")]
    kinds += [token.type for token in tokens if token.type in ("list_item_open", "link_open", "html_block")]
    return Counter([*kinds, *CALLS.findall(text)])


def test_what_people_who_come_read_is_there_in_each_language() -> None:
    lacking = [
        f"{name} {code}" for name in READ_BY_ALL for code in OTHERS if code not in load(name).translations
    ]
    assert not lacking


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_machines_translation_says_so_at_its_top(name: str) -> None:
    files = [PROJECT / f"{name.replace('.', '/')}.{language}.toml" for language in OTHERS]
    heads = [file.read_text().partition("=")[0].replace("\n#", "") for file in files]
    assert all(re.search("(?:Written|Made) by a machine", head) for head in heads), heads


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_renders_as_its_english_does_and_is_as_short(name: str) -> None:
    english = dict(texts(load(name)))
    for language in OTHERS:
        for key, text in texts(load(name)[language]):
            assert marks(text) == marks(english[key]), f"[{language}] {key}"
            words = LIST_OF.sub("", text)
            if language == "ja":
                assert len(words) <= MOST_CHARACTERS, f"[ja] {key}: {len(words)} characters"
            else:
                assert len(words.split()) <= MOST, f"[{language}] {key}: {len(words.split())} words"
            assert not {"!", "！"} & set(re.sub(r"<!--.*?-->", "", text)), f"[{language}] {key}"


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_line_breaks_before_a_french_colon(name: str) -> None:
    wrong = [key for key, text in texts(load(name)["fr"]) if re.search(r" [;:?!»]|« ", text)]
    assert not wrong, "a no-break blank stands there"
