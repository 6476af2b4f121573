"""What is said of a report that something is down: no date, the status page, and who is told."""

from datetime import datetime

from bot.community.cases import CaseState
from bot.core.markdown import NOTHING, Markdown, address, bare, escape, issue_ref, joined
from bot.core.messages import Language, Messages, load
from bot.core.model import Subject
from bot.services.locale import Locale
from handlers.steward.feature import TEXT as STEWARDS
from handlers.steward.feature import Ctx

TEXT = load(__name__)


def lasting(state: CaseState, number: int, language: Language, ctx: Ctx) -> Markdown | None:
    """Return the lasting comment on such a report while it waits for an answer; None otherwise."""
    if state.outage is None or state.resolved_at is not None or state.answered_at is not None:
        return None
    words = TEXT[language]
    told_at = state.outage.told_at
    first = NOTHING
    if state.outage.first != number:
        first = words.known(first=issue_ref(state.outage.first))
    elif told_at is not None:
        first = words.told() if told_at <= ctx.now else words.told_later()
    parts = [first, _who(state, words), _status(words, ctx), words.nothing_to_do()]
    return joined(filter(None, parts), "" if language == "ja" else " ")


def _who(state: CaseState, words: Messages) -> Markdown:
    if state.steward is None:
        return words.nobody_yet()
    return (words.seen_by if state.acknowledged_at else words.taken_by)(steward=bare(state.steward))


def _status(words: Messages, ctx: Ctx) -> Markdown:
    urgent = ctx.config.urgent
    return words.status(address=address(urgent.status)) if urgent and urgent.status else NOTHING


def over(login: str, first: int, at: datetime, locale: Locale) -> Markdown:
    """Return the closing word to somebody whose report joined another."""
    return TEXT[locale.language].over(login=bare(login), first=issue_ref(first), day=locale.day(at))


def private(state: CaseState, subject: Subject, ctx: Ctx) -> Markdown:
    """Return the message to the private channel; of a private repository it names nothing."""
    if ctx.repository.private:
        return STEWARDS.outage_hint()
    title, page = escape(subject.title, 60), address(f"{ctx.page}/issues/{subject.number}")
    who = STEWARDS.outage_has(steward=bare(state.steward)) if state.steward else STEWARDS.outage_nobody()
    return STEWARDS.outage(login=bare(state.reporter), title=title, who=who, page=page)
