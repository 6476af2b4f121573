"""What a comment makes of a case: an answer, a promise, thanks, or one more question. Pure; instants are UTC.

`me` is the bot's login; None where plain words are not heard: then every word of ours answers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.community.cases import CaseState, acknowledged, answered, asked_again, thanked, with_last_word
from bot.community.plain_words.meanings import Meaning, Speaker, ThreadKind
from bot.community.plain_words.reader import hear
from bot.community.rota import Rota, working_hours
from bot.core.markdown import has_words
from bot.core.model import Comment, contains, same
from bot.core.schedule import to_half_hour


@dataclass(frozen=True)
class CaseWord:
    """A case after somebody has written, and what of their words decided that; empty where nothing did."""

    state: CaseState
    because: str = ""


def after_our_word(state: CaseState, body: str, login: str, at: datetime, me: str | None) -> CaseWord:
    """Return the case after a word of the steward, or of somebody who looks after the repository.

    It answers, unless it says nothing but thanks, or that somebody looks at it later: then the case is seen,
    and an answer is still to come.
    """
    meaning = Meaning.ANSWER if me is None else hear(body, Speaker.STEWARD, ThreadKind.CASE, me)
    if meaning is Meaning.ANSWER:
        because = f"{login} replied, and said more than that they look at it later"
        return CaseWord(with_last_word(answered(state, login, at), login, at), because)
    reads = "says thanks and no more" if meaning is Meaning.THANKS else "reads as a promise to look at it"
    return CaseWord(acknowledged(state, at), f"{login}'s comment {reads}: seen, not answered")


def after_their_word(
    state: CaseState, body: str, login: str, at: datetime, rota: Rota, me: str | None
) -> CaseWord:
    """Return the case after a word of its reporter.

    Thanks alone change nothing. That it works settles what somebody else has answered; any other word after
    an answer asks again.
    """
    meaning = Meaning.NOTHING if me is None else hear(body, Speaker.AUTHOR, ThreadKind.CASE, me)
    if meaning is Meaning.THANKS:
        return CaseWord(state)
    by_other = state.answered_by is not None and not same(state.answered_by, login)
    state = with_last_word(state, login, at)
    if meaning is Meaning.SOLVED and by_other and state.answered_at is not None:
        return CaseWord(thanked(state, at), f"{login} wrote that it works: answered, and nothing is due")
    if state.answered_at is None:
        return CaseWord(state)
    hours = working_hours(rota, state.steward or "")
    answer_by = to_half_hour(hours.add(at, rota.config.answer_within))
    return CaseWord(asked_again(state, answer_by), f"{login} wrote again after an answer: one is waited for")


def asks_for_more(body: str, me: str | None) -> bool:
    """Return whether a reporter's word on a settled case says more than thanks, or that it works."""
    meaning = Meaning.NOTHING if me is None else hear(body, Speaker.AUTHOR, ThreadKind.CASE, me)
    settled = (Meaning.THANKS, Meaning.SOLVED, Meaning.CLOSE_PLEASE, Meaning.NOT_SUPPORT)
    return meaning not in settled


def with_words(
    state: CaseState, words: Iterable[Comment], ours: Collection[str] = (), me: str = ""
) -> CaseState:
    """Return the case after what its reporter, its steward and `ours`, who may answer as well, wrote since
    the last word that is known; what was heard already changes nothing."""
    for comment in words:
        login, at, body = comment.author.login, comment.created_at, comment.body
        known = state.spoke_at is not None and at <= state.spoke_at
        if known or comment.author.is_bot or at < state.opened_at or not has_words(body, me):
            continue
        if same(login, state.reporter):
            state = _asks_on(state, body, login, at, me)
        elif state.has(login) or contains(ours, login):
            state = _one_of_us_wrote(state, body, login, at, me)
    return state


def _one_of_us_wrote(state: CaseState, body: str, login: str, at: datetime, me: str) -> CaseState:
    """Return the case after an earlier word of ours. One that only shows that it is seen counts for whoever
    has it now."""
    after = after_our_word(state, body, login, at, me).state
    is_news = state.acknowledged_at is None and at >= (state.routed_at or state.opened_at)
    return after if after.answered_at is not None or is_news else state


def _asks_on(state: CaseState, body: str, login: str, at: datetime, me: str) -> CaseState:
    """Return the case after an earlier word of its reporter; no date is given for what is late."""
    if not asks_for_more(body, me):
        return state
    if state.answered_at is not None:
        state = asked_again(state, None)
    return with_last_word(state, login, at)
