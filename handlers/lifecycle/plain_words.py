"""Somebody asks in plain words how it stands, or to have an issue closed: they are told what is known, and
nothing is done."""

from datetime import date

from bot.community.cases import CASE
from bot.community.newcomers.claim_state import ISSUE_CLAIMS
from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from bot.community.steward import support_label
from bot.core.effects import Effects, say
from bot.core.events import CommentEvent
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown, bare, code, joined
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.model import Subject, same
from bot.core.states import PlainWords
from handlers.lifecycle.feature import Ctx, feature

TEXT = load(__name__)

ANSWER = SectionKey("who-closes")
STANDS = SectionKey("how-it-stands")
ANSWERED = Memory(feature.name, "who-closes:", bool)
"""In the subject's scope, by a person's id: they were told who can close it."""
UPDATED = Memory(feature.name, "how-it-stands", date)
"""In the subject's scope: the day on which somebody was last told who is assigned, or asked to review."""


@feature.on("issue_comment.created")
async def plain_words(event: CommentEvent, ctx: Ctx) -> Effects:
    """Tell a person once who can close this, and once a day whoever asks who has it."""
    author, subject = event.comment.author, ctx.current
    if not event.is_by_person or not subject.is_open or ctx.repo.plain_words is PlainWords.OFF:
        return ()
    speaker = Speaker.of(author, subject)
    place = ThreadKind.PULL_REQUEST if subject.is_pull_request else ThreadKind.ISSUE
    meaning = hear(event.comment.body, speaker, place, ctx.me.login)
    if meaning not in (Meaning.CLOSE_PLEASE, Meaning.ANY_UPDATE, Meaning.WHO_HAS_IT):
        return ()
    if await ctx.may_triage(author):
        return ()
    if meaning is Meaning.CLOSE_PLEASE:
        return await _who_closes(event, ctx, own=speaker is Speaker.AUTHOR)
    if await _others_tell(meaning, ctx):
        return ()
    return await _how_it_stands(event, ctx)


async def _who_closes(event: CommentEvent, ctx: Ctx, *, own: bool) -> Effects:
    author = event.comment.author
    answered = ANSWERED.of(author.id)
    if await answered.exists(ctx.records, ctx.subject_scope):
        return ()
    words = TEXT[ctx.language]
    text = (words.close_yourself if own else words.who_closes)(login=bare(author.login))
    return [
        say(event.ref, ANSWER, text, because=f"{author.login} asked to have this closed", outdates=ANSWER),
        answered.remember(event.ref, ctx.subject_scope, True),
    ]


async def _others_tell(meaning: Meaning, ctx: Ctx) -> bool:
    """Whether it is a support case, or a claim, whose steward or claimant is named elsewhere; or a pull
    request where the maintainers' letter is on, of which its author hears."""
    if support_label(ctx.repo, ctx.current.labels) is not None:
        return True
    case = await CASE.read(ctx.records, ctx.subject_scope)
    if case is not None and case.is_open:
        return True
    if ctx.current.is_pull_request:
        return "digest" in ctx.repo.sections
    if "newcomers.claims" not in ctx.repo.sections:
        return False
    claims = await ISSUE_CLAIMS.read(ctx.records, ctx.subject_scope)
    return meaning is Meaning.WHO_HAS_IT or bool(claims and claims.holders)


async def _how_it_stands(event: CommentEvent, ctx: Ctx) -> Effects:
    """Return who is assigned or asked to review, as GitHub knows it: once a day, and no promise."""
    login, today = event.comment.author.login, ctx.today
    if await UPDATED.read(ctx.records, ctx.subject_scope) == today:
        return ()
    if ctx.current.is_pull_request:
        # The event of a comment does not tell who is asked to review.
        text = _pull_stands(await ctx.github.subject(ctx.current.number) or ctx.current, login, ctx)
    else:
        text = _issue_stands(login, ctx)
    return [
        say(event.ref, STANDS, text, because=f"{login} asked how it stands", outdates=STANDS),
        UPDATED.remember(event.ref, ctx.subject_scope, today),
    ]


def _issue_stands(login: str, ctx: Ctx) -> Markdown:
    words = TEXT[ctx.language]
    if people := ctx.current.assignee_logins:
        return words.assigned_to(login=bare(login), people=joined(map(code, people)))
    return words.nobody_assigned(login=bare(login))


def _pull_stands(pull: Subject, login: str, ctx: Ctx) -> Markdown:
    words = TEXT[ctx.language]
    reviewers = [*(user.login for user in pull.reviewers), *pull.teams]
    if people := [code(name) for name in reviewers]:
        ask = words.one_reviews if len(people) == 1 else words.many_review
        return ask(login=bare(login), people=joined(people))
    if people := [code(name) for name in pull.assignee_logins if not same(name, login)]:
        return words.assigned_to(login=bare(login), people=joined(people))
    return words.nobody_reviews(login=bare(login))
