"""Answers to plain words about a claim, in the language of the repository."""

from datetime import datetime

from bot.community.newcomers.claim_state import ClaimState
from bot.core.markdown import NOTHING, Markdown, bare, code, issue_ref, joined
from bot.core.messages import Language, load
from bot.services.locale import Locale

TEXT = load(__name__)


def given_up(login: str, until: datetime, locale: Locale) -> Markdown:
    """Return when an issue is free that somebody gave up in words."""
    words = TEXT[locale.language]
    if not locale.is_dated:
        return words.given_up_undated(login=bare(login))
    return words.given_up(login=bare(login), time=locale.time(until))


def pull_is_open(login: str, language: Language) -> Markdown:
    """Return that an issue stays somebody's while their pull request is open."""
    return TEXT[language].pull_is_open(login=bare(login))


def doubtful(login: str, until: datetime, locale: Locale) -> Markdown:
    """Return how long it stays somebody's who may want to let go, and how they would."""
    words = TEXT[locale.language]
    if not locale.is_dated:
        return words.doubtful_undated(login=bare(login))
    return words.doubtful(login=bare(login), day=locale.day(until))


def turn_passed(login: str, language: Language, *, free: bool) -> Markdown:
    """Return that somebody's turn is over, and whether it is `free` now or somebody else's."""
    words = TEXT[language]
    return (words.turn_passed_free if free else words.turn_passed)(login=bare(login))


def inline(login: str, language: Language) -> Markdown:
    """Return that a command within a sentence is none."""
    return TEXT[language].inline(login=bare(login))


def who_has_it(state: ClaimState, assigned: tuple[str, ...], locale: Locale, *, claimable: bool) -> Markdown:
    """Return who has an issue, until when, and who is next; nobody is called by it. `claimable`: others may
    claim it, or wait for it."""
    words = TEXT[locale.language]
    parts = [_holders(state, assigned, locale)]
    to_be_called = (state.turn,) if state.turn and not state.turn.called else ()
    if following := (*to_be_called, *state.waiting):
        parts.append(words.next(people=joined(code(person.login) for person in following)))
    if not parts[0]:
        parts[0] = words.nobody()
    if claimable:
        nobody = not state.holders and not assigned and not state.turn and not state.reserved
        parts.append(words.take() if nobody else words.wait())
    return locale.sentences(parts)


def _holders(state: ClaimState, assigned: tuple[str, ...], locale: Locale) -> Markdown:
    words = TEXT[locale.language]
    if state.whole:
        who = joined(code(holder.login) for holder in state.whole)
        if pull := next((holder for holder in state.whole if holder.pull and not holder.pull_in), None):
            return words.has_pull(who=who, pull=issue_ref(pull.pull or 0))
        until = max((holder.until for holder in state.whole if holder.until), default=None)
        if until is None or not locale.is_dated:
            return words.has(who=who)
        return words.has_until(who=who, day=locale.day(until))
    if state.holders:
        return words.has(who=joined(dict.fromkeys(code(holder.login) for holder in state.holders)))
    if assigned:
        return words.has(who=joined(map(code, assigned)))
    if state.turn and not state.turn.called:
        return NOTHING  # They are next; until when is known once they are called.
    if reserved := state.turn or state.reserved:
        if not locale.is_dated:
            return words.reserved_undated(who=code(reserved.login))
        return words.reserved(who=code(reserved.login), day=locale.day(reserved.until))
    return NOTHING
