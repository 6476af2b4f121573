"""What is heard of a comment: the one reader of plain words."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from bot.community.plain_words.clauses import Clause, clauses_of, sentences_of
from bot.community.plain_words.meanings import AUDIBLE, Meaning, Speaker, ThreadKind
from bot.community.plain_words.vocabulary import VOCABULARIES
from bot.core.markdown import own_prose

_ALONE = {
    Meaning.THANKS: frozenset({Meaning.THANKS}),
    Meaning.PROMISE: frozenset({Meaning.THANKS, Meaning.PROMISE}),
}
"""What is heard only where a comment says nothing else than these."""
CLAIM_WORD = "take"
"""Alone in a comment it claims in many projects, also of whoever reported the issue, whose sentences are no
offers."""


def hear(body: str, speaker: Speaker, place: ThreadKind, me: str = "") -> Meaning:
    """Return what a comment says, of what may be heard from its writer there.

    Quotes, code, the tail of a mail and lines that command (`me` is the bot's login) are not its words. Where
    in doubt, less is heard.
    """
    text = own_prose(body, me)
    if not any(map(str.isalnum, text)):
        return Meaning.NOTHING
    if (speaker, place) == (Speaker.AUTHOR, ThreadKind.ISSUE) and text.strip().casefold() == CLAIM_WORD:
        return Meaning.OFFER
    audible = AUDIBLE.get((speaker, place), ())
    for meanings in _readings(text) if audible else ():
        if meaning := next((meaning for meaning in audible if meaning in meanings), None):
            return meaning
    return _otherwise(speaker, place, text)


@lru_cache(maxsize=32)
def _readings(text: str) -> tuple[Collection[Meaning], ...]:
    """Return what a text says in each language in which it says anything; several features ask about the
    same comment."""
    sentences = sentences_of(text)
    readings = (
        _meanings_of([clause for sentence, asks in sentences for clause in clauses_of(sentence, asks, words)])
        for words in VOCABULARIES
    )
    return tuple(filter(None, readings))


def _otherwise(speaker: Speaker, place: ThreadKind, text: str) -> Meaning:
    """Return what words say that no phrase knows: a claimant's renew, unless they speak of letting go; a
    steward's answer."""
    if speaker is Speaker.CLAIMANT and place in (ThreadKind.ISSUE, ThreadKind.CASE):
        prose = _readable(text)
        leaves = any(words.has("leaves", prose) and not words.has("stays", prose) for words in VOCABULARIES)
        return Meaning.DOUBTFUL if leaves else Meaning.RENEWAL
    return Meaning.ANSWER if (speaker, place) == (Speaker.STEWARD, ThreadKind.CASE) else Meaning.NOTHING


def _readable(text: str) -> str:
    """Return the prose of a text without what it quotes."""
    return " ".join(sentence for sentence, _ in sentences_of(text))


def _meanings_of(clauses: Sequence[Clause]) -> Collection[Meaning]:
    """Return what the clauses say together."""
    meanings = {meaning for clause in clauses for meaning in clause.meanings}
    if Meaning.GIVING_UP in meanings and not _lets_go(clauses):
        meanings.remove(Meaning.GIVING_UP)
        meanings |= {Meaning.DOUBTFUL} if not _asks_back(clauses) else set()
    if Meaning.SOLVED in meanings and _settles_nothing(clauses):
        meanings.remove(Meaning.SOLVED)
    if Meaning.OUTAGE in meanings and all(
        c.asks or c.hedged for c in clauses if Meaning.OUTAGE in c.meanings
    ):
        meanings.remove(Meaning.OUTAGE)
    for meaning, others in _ALONE.items():
        names = meaning is Meaning.PROMISE  # "Thanks, Eve. I look tomorrow."
        remaining = (c for c in clauses if not (c.is_courtesy or (names and c.is_word)))
        if meaning in meanings and not all(c.meanings & others for c in remaining):
            meanings.remove(meaning)
    return meanings


def _lets_go(clauses: Sequence[Clause]) -> bool:
    """Whether somebody gives up without any doubt: no guess, no condition, no question, no "but" after it."""
    places = [
        n for n, c in enumerate(clauses) if Meaning.GIVING_UP in c.meanings and not (c.hedged or c.asks)
    ]
    return bool(places) and not any(clause.contrasts for clause in clauses[places[0] + 1 :])


def _asks_back(clauses: Sequence[Clause]) -> bool:
    """Whether it is only repeated, as a question: "Someone else can have it? No." """
    return all(c.asks and not c.hedged for c in clauses if Meaning.GIVING_UP in c.meanings)


def _settles_nothing(clauses: Sequence[Clause]) -> bool:
    """Whether there is a question, a guess, or beside "it works again" a word that leaves something open: in
    any language, for some share their words."""
    uncertain = any(clause.asks or clause.hedged or clause.contrasts for clause in clauses)
    others = [clause.words for clause in clauses if Meaning.SOLVED not in clause.meanings]
    return uncertain or any(words.has("doubts", text) for words in VOCABULARIES for text in others)
