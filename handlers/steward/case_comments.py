"""The comments on a support case. Logins come from GitHub or the checked file; all else is escaped.

Who has a case now is named, never who failed. A date is told only where the repository's file itself says by
when an answer is due, and none any more once one has passed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.community.cases import CaseState
from bot.community.rota import incoming, on_duty
from bot.community.routes import Guide
from bot.core.effects import AnyEffect, PostComment
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown, address, bare, begun, escape, file_address, mention
from bot.core.messages import Messages, load
from bot.core.model import Subject, contains, same
from handlers.steward.rules.listener import Listener

TEXT = load(__name__)
STEWARDS = load(f"{__package__}.messages")

CASE = SectionKey("case")
"""The section of the sticky comment that says how a case stands."""
FACTS = (
    "opened_at", "reporter", "reporter_id", "because", "rota", "community", "guide", "steward", "by_hand",
    "routed_at", "answer_by", "paused_at", "acknowledged_at", "answered_at", "answered_by", "thanked_at",
    "overdue", "apologised", "resolved_at", "by_command", "outage",
)  # fmt: skip
"""What the sticky comment says of a case, as data; of dates only those that may be in it."""
TURN = SectionKey("turn")
"""The section of a comment that calls somebody."""


def routed(state: CaseState, to: Listener, *, guide: Guide | None = None, call: bool = False) -> Markdown:
    """Return the lasting comment on a case that was just given to somebody, or could not be.

    `guide` is a page that is offered; with `call` whoever has the case is called at any hour, for nothing
    else tells them.
    """
    text = TEXT[to.language]
    if state.steward is None:
        return _nobody(state, to)
    steward = mention(state.steward) if call and not to.is_quiet else to.call(state.steward)
    rest = NOTHING
    if state.paused_at is None:
        rest = text.nothing_to_do() if _is_dated(state, to) else text.nothing_now()
    return text.routed(
        who=_who(state, to, steward),
        rest=rest,
        guide=_offered(guide, to, text) if guide else NOTHING,
        correct=_correct(to),
        aside=_aside(state, to),
    )


def _offered(guide: Guide, to: Listener, text: Messages) -> Markdown:
    return text.guide(title=escape(guide.name, 60), address=file_address(to.page, guide.place))


def _nobody(state: CaseState, to: Listener) -> Markdown:
    text = TEXT[to.language]
    correct = _correct(to)
    if state.full:
        return text.everybody_full(correct=correct)
    coming = incoming(to.rota, to.now)
    if coming is None:
        when = text.a_maintainer()
    elif to.is_dated:
        when = text.next_begins(time=to.time(coming.starts_at))
    else:
        when = text.next_person()
    return text.nobody_on_duty(when=when, correct=correct)


def facts(state: CaseState) -> dict[str, Any]:
    """Return what the lasting comment says, as data."""
    return state.model_dump(mode="json", include=set(FACTS), exclude_defaults=True)


def with_facts(effects: Iterable[AnyEffect], cases: Mapping[str, CaseState]) -> list[AnyEffect]:
    """Return effects of which those that say how a case stands, by its subject, hold it as data, too."""
    return [
        effect.with_facts(facts(cases[effect.subject]))
        if isinstance(effect, PostComment) and effect.sticky == CASE and effect.subject in cases
        else effect
        for effect in effects
    ]


def next_day(to: Listener) -> Markdown:
    """Return the lasting comment on a case that waits for a day on which its reporter asked less."""
    return TEXT[to.language].next_day(correct=_correct(to))


def lasting(state: CaseState, to: Listener) -> Markdown:
    """Return the lasting comment once it has changed: it names people without calling them anew."""
    if state.resolved_at is not None or state.answered_at is not None:
        return where(state, to)
    return TEXT[to.language].where(who=where(state, to), correct=_correct(to))


def where(state: CaseState, to: Listener) -> Markdown:
    """Return how a case stands: settled, answered by whom, or who has it, and by when an answer is due."""
    text = TEXT[to.language]
    by = bare(state.answered_by or state.steward)
    if state.resolved_at is not None:
        return (text.settled if state.by_command else text.closed)(day=to.day(state.resolved_at))
    if state.answered_at is None:
        return _who(state, to, bare(state.steward))
    day = to.day(state.answered_at)
    if state.thanked_at is not None:
        return text.thanked(by=by, day=day)
    if state.steward is None:
        return text.answered_here(by=by, day=day)
    return text.answered(by=by, day=day, steward=bare(state.steward))


def _who(state: CaseState, to: Listener, steward: Markdown) -> Markdown:
    """Return who has a case, and by when an answer is due where that is said."""
    text = TEXT[to.language]
    if state.steward is None:
        return text.nobody()
    if state.paused_at is not None:
        if not state.reporter:
            return text.waits_for_author(steward=steward)
        return text.waits(steward=steward, reporter=bare(state.reporter))
    if state.overdue:
        return text.late(steward=steward)
    by = {"time": to.time(state.answer_by)} if state.answer_by and _is_dated(state, to) else {}
    if state.acknowledged_at is not None:
        return (text.seen_by if by else text.seen)(steward=steward, **by)
    if contains(on_duty(to.rota, to.now), state.steward):
        return (text.duty_by if by else text.duty)(steward=steward, **by)
    if state.community:
        group = escape(state.community, 60)
        return (text.community_by if by else text.community)(steward=steward, community=group, **by)
    return (text.has_by if by else text.has)(steward=steward, **by)


def _is_dated(state: CaseState, to: Listener) -> bool:
    return to.is_dated and state.answer_by is not None


def _correct(to: Listener) -> Markdown:
    text = TEXT[to.language]
    return text.correct_in_words() if to.hears_words else text.correct_by_command()


def _aside(state: CaseState, to: Listener) -> Markdown:
    """Return what whoever has the case can do, folded away."""
    return TEXT[to.language].aside(steward=bare(state.steward))


def ended(by: str, to: Listener) -> Markdown:
    """Return the lasting comment on what is no support case any more, because `by` says so."""
    text = TEXT[to.language]
    return text.ended(by=text.its_author() if same(by, to.reporter) else bare(by))


def handed(state: CaseState, to: Listener) -> Markdown:
    """Return the new comment for a change of hands."""
    text = TEXT[to.language]
    steward = to.call(state.steward)
    if state.answer_by is None or not _is_dated(state, to):
        return _sentence(text.handed(to=_to(to), steward=steward, aside=_aside(state, to)), to)
    time = to.time(state.answer_by)
    return _sentence(text.handed_by(to=_to(to), steward=steward, time=time, aside=_aside(state, to)), to)


def missed(state: CaseState, to: Listener) -> Markdown:
    """Return the apology for an answer that takes longer: said once, without a new date."""
    text = TEXT[to.language]
    steward = to.call(state.steward)
    say = text.missed if to.rota.config.promises else text.waited
    return _sentence(say(to=_to(to), steward=steward, aside=_aside(state, to)), to)


def month(state: CaseState, to: Listener) -> Markdown:
    """Return the word of each month to a reporter whose case still waits."""
    who = _who(state.model_copy(update={"overdue": False, "answer_by": None}), to, bare(state.steward))
    return _sentence(TEXT[to.language].month(to=_to(to), who=who), to)


def works(to: Listener) -> Markdown:
    """Return the hint to a reporter who wrote that it works."""
    return _sentence(TEXT[to.language].works(to=_to(to)), to)


def reminder(state: CaseState) -> Markdown:
    """Return the new comment for a reminder where there is no private channel."""
    return STEWARDS.reminder_word(steward=bare(state.steward))


def private_reminder(state: CaseState, subject: Subject, page: str) -> Markdown:
    """Return the message for a private channel, with a link below `page`; of a private repository it names
    nothing, and has none."""
    if not page:
        return STEWARDS.private_hint(steward=bare(state.steward))
    say = STEWARDS.private_answer if state.acknowledged_at or state.overdue else STEWARDS.private_word
    title = escape(subject.title, 60)
    link = address(f"{page}/issues/{subject.number}")
    return say(steward=bare(state.steward), title=title, link=link)


def _to(to: Listener) -> Markdown:
    """Return the call of the reporter, or their name at night; nothing where a bot opened the issue."""
    text = TEXT[to.language]
    reporter = bare(to.reporter)
    if not reporter:
        return NOTHING
    return (text.to if to.is_at_work else text.to_asleep)(reporter=reporter)


def _sentence(words: Markdown, to: Listener) -> Markdown:
    """Return a sentence with a capital where it does not begin with the reporter's name."""
    return words if to.reporter else begun(words)
