"""What people do renews, ends or corrects a claim, without any command."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.community.newcomers.claim_state import Claims, Person, offers_help
from bot.community.newcomers.journey import NewcomersConfig
from bot.core.context import Context
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.markdown import closing_keywords, plain
from bot.core.memory import Memory
from bot.core.model import Role, User, contains, same
from bot.services.claims import messages
from bot.services.claims.claim_effects import settled
from bot.services.claims.claim_service import NOTICE, STANDING, Claiming, held_on
from bot.services.cohorts.reserved_issues import kept_from
from handlers.claims.feature import feature

_NAMED = re.compile(r"(?<![\w/#])#(\d{1,9})\b")
MOST_LINKED = 10
"""So many issues of one pull request are looked at."""

HINT = Memory("claims", "hint:", bool)
"""In the subject's scope, by a person's id: they were told how to claim."""


@feature.on("issue_comment.created", "pull_request_review.submitted", "pull_request_review_comment.created")
async def heard(event: CommentEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A word of a claimant renews; an offer in plain words gets a hint."""
    author = event.comment.author
    if author.is_bot or author.is_ghost:
        return ()
    if event.subject.is_pull_request:
        return await _linked(event, ctx, author.id)
    claiming = await Claiming.on(ctx, event.subject.number, ctx.subject)
    if claiming.held.of(author.id):
        claiming.met(Person.of(author))
        claiming.heard(author.id, plain(event.comment.body))
        return await settled(claiming)
    return await _hint(event, claiming, ctx)


async def _hint(event: CommentEvent, claiming: Claiming, ctx: Context[NewcomersConfig]) -> list[AnyEffect]:
    """How to claim, to somebody who offers: once to each person here, and at most one comment a day."""
    author = event.comment.author
    claims = ctx.repo.section("newcomers.claims", Claims)
    subject = ctx.current
    waits = any(each.id == author.id for each in claiming.held.waiting)
    if claims is None or not subject.is_open or waits or not claiming.today_is_quiet:
        return []
    if _commands(event.comment.body) or not offers_help(plain(event.comment.body)):
        return []
    hint = HINT.of(author.id)
    if await hint.exists(ctx.records, ctx.subject_scope) or contains(subject.assignee_logins, author.login):
        return []
    if await ctx.github.role_of(author.login) >= Role.TRIAGE:
        return []
    kept = await kept_from(ctx, event.subject.number, subject.labels, author.id, author.login)
    sentence = str(kept) if kept else ""
    text = messages.hint(author.login, claiming.held, claiming.assigned, str(claims.lease), sentence)
    claiming.spoke()
    return [
        hint.remember(event.ref, ctx.subject_scope, True),
        _told(claiming, text, f"{author.login} offered to work on this"),
        *await settled(claiming),
    ]


def _told(claiming: Claiming, text: str, because: str) -> AnyEffect:
    """The first word here is the comment that says how it stands: whoever then claims has it edited."""
    if claiming.known:
        return say(claiming.ref, NOTICE, text, because=because, outdates=NOTICE)
    return say(claiming.ref, STANDING, text, because=because, sticky=True)


def _commands(text: str) -> bool:
    return any(line.lstrip().startswith(("/claim", "/assign")) for line in text.splitlines())


async def _linked(event: SubjectEvent, ctx: Context[NewcomersConfig], person_id: int) -> Effects:
    """A word on a pull request renews what its author has claimed."""
    effects: list[AnyEffect] = []
    for number in _issues(event, ctx):
        if (await held_on(ctx, number)).of(person_id):
            claiming = await Claiming.on(ctx, number, await ctx.github.subject(number))
            claiming.heard(person_id)
            effects += await settled(claiming)
    return effects


def _issues(event: SubjectEvent, ctx: Context[NewcomersConfig]) -> list[int]:
    """The issues of this repository that a pull request says it closes, or names (`part of #12`)."""
    return _named_in(event.subject.title, event.subject.body, ctx)


def _named_in(title: str, body: str, ctx: Context[NewcomersConfig]) -> list[int]:
    said = plain(f"{title}\n\n{body}")
    closed = closing_keywords(said)
    here = [number for place, number in closed if not place or same(place, ctx.repository.full_name)]
    return list(dict.fromkeys([*here, *map(int, _NAMED.findall(said))]))[:MOST_LINKED]


@feature.on(
    "pull_request.opened",
    "pull_request.reopened",
    "pull_request.edited",
    "pull_request.synchronize",
    "pull_request.closed",
)
async def pulled(event: PullRequestEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A linked pull request stops the clock while it is open; afterwards the clock runs again."""
    author, pull = event.subject.author, event.subject
    effects: list[AnyEffect] = []
    named = _issues(event, ctx)
    for number in _no_longer_named(event, ctx, named):
        claiming = await Claiming.on(ctx, number, await ctx.github.subject(number))
        claiming.no_longer_open(pull.number)
        effects += await settled(claiming)
    for number in named:
        if not (await held_on(ctx, number)).of(author.id):
            continue
        claiming = await Claiming.on(ctx, number, await ctx.github.subject(number))
        if pull.is_open:
            claiming.opened(author.id, pull.number)
        elif pull.merged:
            claiming.merged(author.id, pull.number)
        else:
            claiming.no_longer_open(pull.number)
        effects += await settled(claiming)
    return effects


def _no_longer_named(
    event: PullRequestEvent, ctx: Context[NewcomersConfig], named: Collection[int]
) -> list[int]:
    """Issues that an edited pull request was about before."""
    if event.title_from is None and event.body_from is None:
        return []
    title = event.subject.title if event.title_from is None else event.title_from
    body = event.subject.body if event.body_from is None else event.body_from
    return [each for each in _named_in(title, body, ctx) if each not in named]


@feature.on("issues.closed", "issues.deleted", "issues.transferred")
async def closed(event: IssueEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Nothing is claimed on an issue that is closed or gone."""
    claiming = await Claiming.on(ctx, event.subject.number, ctx.subject)
    if claiming.held.is_empty:
        return ()
    claiming.end()
    effects = await settled(claiming)
    if event.action != "closed":
        return [each for each in effects if each.effect in ("remember", "cancel_timer")]
    return effects


@feature.on("issues.assigned")
async def assigned(event: IssueEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A maintainer's word: whoever is assigned by hand has it."""
    if event.assignee is None or event.assignee.is_bot:
        return ()
    claiming = await Claiming.on(ctx, event.subject.number, ctx.subject)
    if claiming.held.is_empty or event.sender.id == ctx.me.id:
        return ()
    if (person := await _who(event.assignee, claiming)) is not None:
        claiming.by_hand(person)
    return await settled(claiming)


@feature.on("issues.unassigned")
async def unassigned(event: IssueEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Whoever is taken off by hand has it no longer; the next of the waitlist gets a turn."""
    claiming = await Claiming.on(ctx, event.subject.number, ctx.subject)
    if event.assignee is None or claiming.held.is_empty:
        return ()
    if (person := await _who(event.assignee, claiming)) is not None:
        claiming.drop(person.id)
        claiming.pass_on()
    return await settled(claiming)


async def _who(user: User, claiming: Claiming) -> Person | None:
    """Who is meant: what was brought about by command has the login alone, and no id."""
    if user.id:
        return Person.of(user)
    known = (*claiming.held.holders, *claiming.held.waiting)
    if (found := next((each for each in known if same(each.login, user.login)), None)) is not None:
        return Person(id=found.id, login=found.login)
    account = await claiming.ctx.github.user(user.login)
    return Person.of(account) if account is not None else None
