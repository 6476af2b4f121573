"""What is heard of a comment: the one reader of plain words."""

from collections.abc import Collection, Sequence

from bot.community.plain_words.clauses import MOST, Clause, clauses_of, sentences_of
from bot.community.plain_words.heard import AUDIBLE, Heard, Place, Writer
from bot.community.plain_words.vocabulary import VOCABULARIES
from bot.core.markdown import own_prose


def hear(body: str, writer: Writer, place: Place, me: str = "") -> Heard:
    """Return what a comment says, of what may be heard from its writer there.

    Quotes, code, the tail of a mail and lines that command (`me` is the bot's login) are not its words. Where
    in doubt, less is heard.
    """
    text = own_prose(body, me)
    if not any(map(str.isalnum, text)):
        return Heard.NOTHING
    audible = AUDIBLE.get((writer, place), ())
    sentences = sentences_of(text) if audible else []
    for words in VOCABULARIES:
        clauses = [clause for sentence, asks in sentences for clause in clauses_of(sentence, asks, words)]
        said = _said(clauses, text)
        if heard := next((heard for heard in audible if heard in said), None):
            return heard
    return _otherwise(writer, place)


def _otherwise(writer: Writer, place: Place) -> Heard:
    """Return what words say that no phrase knows: a claimant's renew, and a steward's answer."""
    if writer is Writer.CLAIMANT and place in (Place.ISSUE, Place.CASE):
        return Heard.RENEWAL
    return Heard.ANSWER if (writer, place) == (Writer.STEWARD, Place.CASE) else Heard.NOTHING


def _said(clauses: Sequence[Clause], text: str) -> Collection[Heard]:
    """Return what the clauses say together."""
    said = {heard for clause in clauses for heard in clause.meanings}
    if Heard.GIVING_UP in said and not _lets_go(clauses):
        said.remove(Heard.GIVING_UP)
        said |= {Heard.DOUBTFUL} if not _asks_back(clauses) else set()
    if Heard.SOLVED in said and _settles_nothing(clauses, text):
        said.remove(Heard.SOLVED)
    if Heard.OUTAGE in said and all(c.asks or c.hedged for c in clauses if Heard.OUTAGE in c.meanings):
        said.remove(Heard.OUTAGE)
    for heard, others in ((Heard.THANKS, {Heard.THANKS}), (Heard.PROMISE, {Heard.THANKS, Heard.PROMISE})):
        if heard in said and not all(c.is_courtesy or c.meanings & others for c in clauses):
            said.remove(heard)
    return said


def _lets_go(clauses: Sequence[Clause]) -> bool:
    """Whether somebody gives up without any doubt: no guess, no condition, no question, no "but" after it."""
    places = [n for n, c in enumerate(clauses) if Heard.GIVING_UP in c.meanings and not (c.hedged or c.asks)]
    return bool(places) and not any(clause.contrasts for clause in clauses[places[0] + 1 :])


def _asks_back(clauses: Sequence[Clause]) -> bool:
    """Whether it is only repeated, as a question: "Someone else can have it? No." """
    return all(c.asks and not c.hedged for c in clauses if Heard.GIVING_UP in c.meanings)


def _settles_nothing(clauses: Sequence[Clause], text: str) -> bool:
    """Whether there is a question, a guess, or a word that leaves something open: in any language, for some
    share their words."""
    uncertain = any(clause.asks or clause.hedged or clause.contrasts for clause in clauses)
    return uncertain or any(words.has("doubts", text[:MOST]) for words in VOCABULARIES)
