"""The words of each language, read from `words.<language>.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bot.community.plain_words.meanings import Meaning
from bot.community.plain_words.phrases import NONE, Phrase, Tokens, folded, parse, tokens_of
from bot.core.messages import Language, load

TEXT = load(f"{__package__}.words")


@dataclass(frozen=True)
class Vocabulary:
    """One language: its phrases by their first word, and words that part, soften or question a clause."""

    phrases: Mapping[str, tuple[tuple[Meaning, Phrase], ...]]
    marks: Mapping[str, Mapping[str, tuple[Tokens, ...]]]
    """By their name and first word."""

    @classmethod
    def of(cls, language: Language) -> Self:
        """Read the file of a language. Raise ValueError or KeyError for a phrase that is not well formed."""
        parts: dict[str, Phrase] = {}
        for name, text in TEXT[language].table("parts", dict[str, str]).items():
            parts[name] = parse(text, parts)
        phrases: dict[str, tuple[tuple[Meaning, Phrase], ...]] = {}
        for meaning, texts in TEXT[language].table("clauses", dict[Meaning, tuple[str, ...]]).items():
            for phrase in (parse(text, parts) for text in texts):
                if NONE in phrase.first_words:
                    raise ValueError(f"a phrase of {meaning} needs a word that is always there")
                for word in phrase.first_words:
                    phrases[word] = (*phrases.get(word, ()), (meaning, phrase))
        marks: dict[str, dict[str, tuple[Tokens, ...]]] = {}
        for name, texts in TEXT[language].table("marks", dict[str, tuple[str, ...]]).items():
            by_word = marks.setdefault(name, {})
            for mark in (tokens_of(folded(text)) for text in texts):
                by_word[mark[0]] = (*by_word.get(mark[0], ()), mark)
        return cls(phrases, marks)

    def meaning(self, tokens: Tokens) -> set[Meaning]:
        """Return what a whole clause says."""
        if not tokens:
            return set()
        known = (pair for word in (tokens[0], "") for pair in self.phrases.get(word, ()))
        ending = {tokens[-1], ""}
        # Most phrases that begin like it end otherwise, which is seen at a glance.
        return {
            meaning
            for meaning, phrase in known
            if not ending.isdisjoint(phrase.last_words) and phrase.matches(tokens)
        }

    def mark_at(self, name: str, tokens: Tokens, place: int) -> int:
        """Return how many words of a mark stand at a place, the longest first; 0 for none."""
        known = self.marks[name].get(tokens[place])
        if known is None:
            return 0
        return max(
            (len(mark) for mark in known if tuple(tokens[place : place + len(mark)]) == mark), default=0
        )

    def lacks(self, name: str, tokens: Tokens) -> bool:
        """Return whether no mark of a name can stand among some words: seen at a glance."""
        return self.marks[name].keys().isdisjoint(tokens)

    def has(self, name: str, text: str) -> bool:
        """Return whether one of the marks of a name stands anywhere in a text."""
        tokens = tokens_of(folded(text))
        return any(self.mark_at(name, tokens, place) for place in range(len(tokens)))

    def without(self, name: str, tokens: Tokens) -> Tokens:
        """Return the words without the marks of a name."""
        if self.lacks(name, tokens):
            return tokens
        remaining: list[str] = []
        place = 0
        while place < len(tokens):
            length = self.mark_at(name, tokens, place)
            remaining += [] if length else [tokens[place]]
            place += length or 1
        return remaining


VOCABULARIES = tuple(Vocabulary.of(language) for language in TEXT.translations)
"""English first."""
