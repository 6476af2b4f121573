"""What is said at the gate blames nobody, guesses nothing, counts nobody, and is short: in all languages."""

from __future__ import annotations

import itertools
import re
from typing import get_args

import pytest

from bot.core.markdown import Markdown
from bot.core.messages import Language, load
from tests.harness.words.length import visible

WORDS = load("handlers.contributions.messages")
FACTS = (
    "reserved", "taken", "unlinked", "not_accepted", "unclaimed", "unassigned", "at_once", "template",
    "program", "unassigned_program", "by_hand",
)  # fmt: skip
TOGETHER = (
    ("reserved", "taken", "unlinked", "not_accepted", "unclaimed", "unassigned"),
    ("at_once", "template"),
)
"""What can be told beside what."""
VALUES = {
    "author": Markdown("eve"),
    "issue": Markdown("#12345"),
    "who": Markdown("`a-long-login`, `another-login`"),
    "pulls": Markdown("#12345, #12346"),
    "headings": Markdown("`what changes`, `why it changes`, `how it was tested`"),
    "page": Markdown("[`CONTRIBUTING.md#ai`](https://github.com/acme/widget/blob/HEAD/CONTRIBUTING.md#ai)"),
    "day": Markdown("Wed 11 March"),
}
WORD = re.compile(r"\S*\w\S*")
MOST, MOST_CHARACTERS = 60, 260
BLAME: dict[Language, str] = {
    "en": (
        r"a\.?i\b llm agent slop spam fake bot\b suspic suspect lazy effort "
        r"quality violat fail wrong fault invalid reject refus unfortunat sorry "
        r"seems? probably looks?.like must should forgot too.many"
    ),
    "de": (
        r"\bki\b spam verdacht faul mühe qualität verst[oö] fehler falsch schuld "
        r"ungültig abgelehnt leider scheint wahrscheinlich solltest vergessen "
        r"zu.viele"
    ),
    "fr": (
        r"\bia\b spam soupçon paress effort qualité échec échou faute invalide "
        r"rejet refus malheureus désolé \bsemble probablement devez devriez "
        r"oubli trop.de"
    ),
    "es": (
        r"\bia\b spam sospech perez esfuerzo calidad infrac \bfall error culpa "
        r"inválid rechaz lament parece probablemente debes deberías olvid "
        r"demasiad"
    ),
    "pt": (
        r"\bia\b spam suspeit pregui esforço qualidade falh \berro culpa inválid "
        r"rejeit recus infelizmente desculp parece provavelmente \bdeve esquec "
        r"demais"
    ),
    "ja": (
        r"AI 人工知能 スパム 疑 怠 努力 品質 違反 失敗 間違 無効 拒否 残念 ようです おそらく べき 忘れ 多すぎ"
    ),
}
"""Words of blame, of a guess, or about tools, that stand nowhere: patterns with blanks between them."""


def blame(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(BLAME[language].split()), re.IGNORECASE)


@pytest.mark.parametrize("language", get_args(Language))
def test_no_word_blames_or_guesses(language: Language) -> None:
    pattern = blame(language)
    found = {
        key: match[0]
        for key, template in WORDS[language].templates.items()
        if (match := pattern.search(re.sub(r"\{\w+\}|`[^`]*`", "", template.root)))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["This looks like AI", "You failed", "It was refused, sorry"])
def test_the_list_sees_what_it_is_for(text: str) -> None:
    assert blame("en").search(text)


@pytest.mark.parametrize("language", get_args(Language))
def test_each_comment_is_short_and_none_counts_people(language: Language) -> None:
    words = WORDS[language]
    facts = {name: words.templates[name].fill(VALUES) for name in FACTS}
    apart = "" if language == "ja" else " "
    policy = words.policy(page=VALUES["page"])
    comments = [
        words.waiting(
            author=VALUES["author"], facts=Markdown(apart.join((facts[one], facts[other]))), policy=policy
        )
        for one, other in itertools.product(*TOGETHER)
    ]
    for fact in facts.values():
        comments += [
            words.reminder(author=VALUES["author"], facts=fact, day=VALUES["day"]),
            words.closed(facts=fact),
            words.closed_for_good(facts=fact),
        ]
    for comment in comments:
        text = visible(comment)
        assert len(text) <= MOST_CHARACTERS if language == "ja" else len(WORD.findall(text)) <= MOST, text
        assert not re.search(r"(?<![#\d`])\b\d+ (?:pull|issue|PR)", text)
    welcome = load("handlers.welcome.messages")[language].pull_request_short(author=VALUES["author"])
    for fact in facts.values():
        joint = f"{visible(welcome)} {visible(words.waiting_short(facts=fact))}"
        assert language == "ja" or len(WORD.findall(joint)) <= MOST, joint
