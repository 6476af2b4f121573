"""What people say on an issue in plain words, and what follows for its claims."""

import re
from datetime import time

from bot.community.cases import CASE
from bot.community.channels import NEWCOMERS
from bot.community.newcomers.claim_state import FEATURE, Claimant
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.mentor import FEATURE as MENTORS
from bot.community.newcomers.stuck_signs import Reason, Sign
from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from bot.community.steward import support_label
from bot.core.effects import AnyEffect, Effects, SetTimer, say
from bot.core.effects.undo import UNDONE
from bot.core.errors import Refusal
from bot.core.events import CommentEvent, Wake
from bot.core.keys import TimerKey
from bot.core.markdown import NOTHING, Markdown, command_lines, own_prose
from bot.core.memory import Memory
from bot.core.model import contains
from bot.core.schedule import day_of, human_day, instant
from bot.core.states import PlainWords
from bot.services.calls import tell_privately
from bot.services.claims import answers
from bot.services.claims.claim_decision import NOTICE, STATE_COMMENT, ClaimDecision
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.messages import hint
from bot.services.claims.take import take
from bot.services.cohorts import reserved_for_others
from bot.services.mentoring.mentorships import Mentorships, watch_effects, watch_of
from bot.services.mentoring.messages import stuck
from bot.services.undone import may_undo
from handlers.claims.feature import Ctx, feature

HINT = Memory(FEATURE, "hint:", bool)
"""In the subject's scope, by a person's id: they were told how to claim, or (`doubt:` before it) let go."""
LOOK = TimerKey("given-up")
"""The timer that looks whether a giving-up was taken back."""
_INLINE = re.compile(r"\w[^\S\n]*[,:]?[^\S\n]/(?:claim|take|assign-me|self-assign)\b", re.IGNORECASE)
"""A command within a sentence."""


@feature.on("issue_comment.created")
async def plain_words(event: CommentEvent, ctx: Ctx) -> Effects:
    """A word of a claimant renews, unless it lets go; offers and questions about the claim are answered."""
    author = event.comment.author
    if not event.is_by_person or event.subject.is_pull_request:
        return ()
    decision = await ClaimDecision.on(ctx, event.subject.number, ctx.subject)
    if decision.state.of(author.id):
        return await _of_claimant(event, decision, ctx)
    if _may_undo(event, decision, ctx):
        return [SetTimer(subject=decision.ref, key=LOOK, due=ctx.now)]
    claims = ctx.repo.section("newcomers.claims", Claims)
    if claims is None or not ctx.current.is_open or ctx.repo.plain_words is PlainWords.OFF:
        return ()
    return await _of_others(event, decision, claims, ctx)


async def _of_claimant(event: CommentEvent, decision: ClaimDecision, ctx: Ctx) -> Effects:
    author, body = Claimant.of(event.comment.author), event.comment.body
    meaning = hear(body, Speaker.CLAIMANT, ThreadKind.ISSUE, ctx.me.login)
    if ctx.repo.plain_words is PlainWords.OFF:
        meaning = Meaning.RENEWAL
    decision.update_login(author)
    more: list[AnyEffect] = []
    match meaning:
        case Meaning.GIVING_UP:
            _give_up(decision, author, ctx)
        case Meaning.DOUBTFUL:
            more = await _doubt(decision, author, ctx)
        case Meaning.NOTHING if not command_lines(body, ctx.me.login):
            pass
        case _:
            decision.renew(author.id, waits=meaning is Meaning.WAITING)
            more = await _mentor_hears(decision, author, ctx) if meaning is Meaning.STUCK else []
    return [*await effects_of(decision), *more]


def _give_up(decision: ClaimDecision, author: Claimant, ctx: Ctx) -> None:
    """Free it at the end of the next working day, and say so: any word keeps it."""
    until, locale = decision.give_up(author.id), decision.locale
    if until is None:
        decision.reply(answers.pull_is_open(author.login, locale.language))
    else:
        decision.reply(answers.given_up(author.login, until, locale))
    decision.because = f"{author.login} gave this up in plain words"


async def _doubt(decision: ClaimDecision, author: Claimant, ctx: Ctx) -> list[AnyEffect]:
    """Return how to let go, told once; it stays theirs as long as it was, or longer where they were told that
    any word keeps it."""
    theirs = decision.state.of(author.id)
    if any(holder.remind_at is None for holder in theirs):
        decision.renew(author.id)
    until = max((holder.until for holder in decision.state.of(author.id) if holder.until), default=None)
    hinted = HINT.of("doubt", author.id)
    if until is None or await hinted.exists(ctx.records, ctx.subject_scope):
        return []
    decision.reply(answers.doubtful(author.login, until, decision.locale))
    decision.because = f"{author.login} may want to let go, by plain words"
    return [hinted.remember(decision.ref, ctx.subject_scope, True)]


async def _mentor_hears(decision: ClaimDecision, author: Claimant, ctx: Ctx) -> list[AnyEffect]:
    """Return what tells a claimant's mentor in private that help is wanted: once a day."""
    mentorships, watch = await Mentorships.of(ctx), await watch_of(ctx, decision.number, author.id)
    on = mentorships.on(decision.number)
    mentor = next((mentor for mentor, mentee in on if mentee.id == author.id), None)
    sign = Sign(Reason.WORDS, instant(day_of(ctx.now, decision.zone), time(0), decision.zone))
    if mentor is None or watch is None or sign.mark in watch.reported:
        return []
    absent, detail = await mentorships.absence(mentor), human_day(ctx.now, decision.zone, now=ctx.now)
    private = ctx.repository.private
    text = stuck(mentor, author.login, decision.ref, sign.reason, detail, absent, private=private)
    because = f"{author.login} asked for a hand in plain words"
    return [
        *tell_privately(ctx, text, because, MENTORS, NEWCOMERS, subject=decision.subject),
        *watch_effects(ctx, decision.number, watch.with_report(sign)),
    ]


async def _of_others(event: CommentEvent, decision: ClaimDecision, claims: Claims, ctx: Ctx) -> Effects:
    author, body = event.comment.author, event.comment.body
    speaker = Speaker.of(author, ctx.current)
    if claims.says(body) or command_lines(body, ctx.me.login):
        return ()
    place = await _place(ctx)
    meaning = hear(body, speaker, place, ctx.me.login)
    if place is ThreadKind.CASE:
        return ()  # Who has a case is its steward, not a claimant.
    if meaning is Meaning.WHO_HAS_IT or (meaning is Meaning.ANY_UPDATE and decision.state.holders):
        return await _who_has_it(decision, author.login, ctx)
    is_inline = speaker is Speaker.OTHER and _INLINE.search(own_prose(body)) is not None
    if meaning is not Meaning.OFFER and not is_inline:
        return ()
    waits = any(person.id == author.id for person in decision.state.waiting)
    if waits or contains(ctx.current.assignee_logins, author.login):
        return ()
    if await ctx.may_triage(author):
        return ()
    if meaning is Meaning.OFFER and ctx.repo.plain_words is PlainWords.ACT:
        try:
            await take(decision, Claimant.of(author))
        except Refusal:
            pass  # The hint below says what is possible.
        else:
            decision.because = f"{author.login} offered to work on this in plain words"
            return await effects_of(decision)
    text = answers.inline(author.login, decision.locale.language) if meaning is not Meaning.OFFER else NOTHING
    return await _hint(event, decision, claims, ctx, text)


async def _hint(
    event: CommentEvent, decision: ClaimDecision, claims: Claims, ctx: Ctx, text: Markdown
) -> list[AnyEffect]:
    """Return how to claim, to somebody who offers: once to each person here, and at most one comment a
    day. `text`: other words for it."""
    author, subject = event.comment.author, ctx.current
    hinted = HINT.of(author.id)
    refused = subject.blocked_by or subject.sub_issues or not claims.may_be_claimed(subject.labels)
    if refused or not decision.may_comment_today or await hinted.exists(ctx.records, ctx.subject_scope):
        return []
    reservation = await reserved_for_others(ctx, subject.number, subject.labels, author.id, author.login)
    sentence = reservation.sentence(decision.locale) if reservation else NOTHING
    because, lasts = f"{author.login} offered to work on this", not text and not decision.is_stored
    text = text or hint(
        author.login,
        decision.state,
        decision.assigned,
        claims.lease,
        decision.locale,
        sentence,
        suggests=decision.suggests,
    )
    decision.mark_noticed()
    # The first word here says how it stands: whoever then claims has it edited.
    key = STATE_COMMENT if lasts else NOTICE
    outdates = None if lasts else NOTICE
    return [
        hinted.remember(event.ref, ctx.subject_scope, True),
        say(decision.ref, key, text, because=because, sticky=lasts, outdates=outdates),
        *await effects_of(decision),
    ]


async def _who_has_it(decision: ClaimDecision, login: str, ctx: Ctx) -> list[AnyEffect]:
    """Return who has it, and who is next: where nothing was said about it today."""
    if not decision.may_comment_today:
        return []
    subject, state = ctx.current, decision.state
    in_parts = any(holder.path for holder in state.holders) or bool(subject.blocked_by or subject.sub_issues)
    reserved = bool(decision.cohort_reservation)
    text = answers.who_has_it(
        state,
        tuple(decision.assigned),
        decision.locale,
        claimable=not in_parts and not reserved,
    )
    decision.mark_noticed()
    because = f"{login} asked who has this"
    answer = say(decision.ref, NOTICE, text, because=because, outdates=NOTICE)
    return [answer, *await effects_of(decision)]


async def _place(ctx: Ctx) -> ThreadKind:
    """Return what the issue is to plain words: a support case wants an answer, nobody's work."""
    case = await CASE.read(ctx.records, ctx.subject_scope)
    is_case = (case and case.is_open) or support_label(ctx.repo, ctx.current.labels) is not None
    return ThreadKind.CASE if is_case else ThreadKind.ISSUE


def _may_undo(event: CommentEvent, decision: ClaimDecision, ctx: Ctx) -> bool:
    """Whether a command there may take back that a claim was given up."""
    return any(holder.given_up for holder in decision.state.holders) and may_undo(event, ctx)


@feature.timer(LOOK)
@feature.timer(LOOK, while_quiet=True)
async def undone(event: Wake, ctx: Ctx) -> Effects:
    """Just after a command: whatever of it was an `/undo` counts for the claims."""
    if ctx.subject is None or not ctx.subject.is_open:
        return ()
    decision = await ClaimDecision.on(ctx, ctx.subject.number, ctx.subject)
    await renew_what_was_undone(decision)
    return await effects_of(decision)


async def renew_what_was_undone(decision: ClaimDecision) -> None:
    """Somebody took back (`/undo`) that a claim was given up in words: it is a claim as before."""
    ctx = decision.ctx
    for holder in decision.state.holders:
        if holder.given_up and await UNDONE.of(holder.given_up).exists(ctx.records, ctx.subject_scope):
            decision.renew(holder.id)
            decision.because = f"it was taken back that {holder.login} gave this up"
