"""Mentors: somebody beside a newcomer, from their first pull request to its merge."""

from __future__ import annotations

from typing import Any

from bot.community.journey import NewcomersConfig, ledger_name
from bot.community.mentors import LOAD, OPTED, Mentor, Mentors, matched, opted_in
from bot.community.newness import never_greeted, why_not_new
from bot.core.commands import logins, nothing
from bot.core.context import Context, RepositoryConfig, UserError
from bot.core.effects import AnyEffect, Effects, Remember, say
from bot.core.events import PullRequestEvent, SubjectEvent
from bot.core.feature import Example, Feature, Invocation, Wanted
from bot.core.markdown import code
from bot.core.model import contains, same
from bot.core.permissions import ANYONE, TRIAGE, Grant, Who

BESIDE = "beside"
"""In the subject's scope: who stands by its author."""

feature = Feature(
    "mentors",
    section="newcomers",
    summary="Puts a mentor beside a newcomer's pull request, by topic and by who has room.",
    config=NewcomersConfig,
    also={"newcomers.mentors": Mentors},
    needs={"issues": "write", "pull_requests": "write"},
    docs="""Mentors are those of `newcomers.mentors`, and whoever writes `/mentor me` (with topics, if they
like); `/unmentor` ends it. Nobody is made a mentor by others. A newcomer's pull request gets the mentor whose
topics its title and labels name and who has the least to do, within `capacity`; when it is merged, both are
thanked.""",
)


async def _mentors(ctx: Context[NewcomersConfig]) -> dict[str, Mentor]:
    said = await ctx.records.recall_all(ctx.repo_scope, OPTED)
    return opted_in(ctx.repo.section("newcomers.mentors", Mentors), said)


async def _load(ctx: Context[NewcomersConfig]) -> dict[str, list[int]]:
    kept = await ctx.records.recall_all(ctx.repo_scope, LOAD)
    return {key.removeprefix(LOAD): list(numbers) for key, numbers in kept.items()}


@feature.on("pull_request.opened")
async def accompany(event: PullRequestEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """A newcomer's pull request gets a mentor, in the same comment as the welcome."""
    mentors = await _mentors(ctx)
    if not mentors or not await _is_new(event, ctx):
        return ()
    load = {login: len(numbers) for login, numbers in (await _load(ctx)).items()}
    author = event.subject.author.login
    for login in matched(mentors, load, event.subject, [author]):
        if await ctx.github.user(login) is not None:  # Mentors may be gone from GitHub.
            return await _beside(event, login, author, ctx, f"{author} is new here")
    return ()


async def _is_new(event: PullRequestEvent, ctx: Context[NewcomersConfig]) -> bool:
    """Whether the author has begun their journey here and merged nothing yet."""
    author = event.subject.author
    if never_greeted(author, ctx.me) or event.sender.id != author.id:
        return False
    stages = [ledger_name("first_contact"), ledger_name("first_merge")]
    had = {deed.what for deed in await ctx.records.deeds(author.id, what=stages, everywhere=True)}
    return stages[1] not in had and (
        stages[0] in had or await why_not_new(event, ctx.me, ctx.github, ctx.records) is None
    )


async def _beside(
    event: SubjectEvent, login: str, author: str, ctx: Context[NewcomersConfig], because: str
) -> list[AnyEffect]:
    number, ref = event.subject.number, event.ref
    load = await _load(ctx)
    before = await ctx.records.recall(ctx.subject_scope, BESIDE)
    effects = _freed(ref, before["login"], number, load, ctx) if before else []
    numbers = sorted({*load.get(login.casefold(), []), number})
    text = (
        f"@{author}, @{login} stands by you here as a mentor: ask anything, also what seems small. "
        "There is no hurry."
    )
    return [
        *effects,
        Remember(subject=ref, scope=ctx.subject_scope, key=BESIDE, value={"login": login}),
        Remember(subject=ref, scope=ctx.repo_scope, key=f"{LOAD}{login.casefold()}", value=numbers),
        say(ref, "mentor", text, because=because, outdates="mentor"),
    ]


def _freed(
    ref: str, login: str, number: int, load: dict[str, list[int]], ctx: Context[Any]
) -> list[AnyEffect]:
    left = [each for each in load.get(login.casefold(), []) if each != number]
    key = f"{LOAD}{login.casefold()}"
    return [Remember(subject=ref, scope=ctx.repo_scope, key=key, value=left or None)]


@feature.on("pull_request.closed", "issues.closed")
async def part(event: SubjectEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Thanks to both when it is merged; a mentor has room again in any case."""
    beside = await ctx.records.recall(ctx.subject_scope, BESIDE)
    if not beside:
        return ()
    login, author = str(beside["login"]), event.subject.author.login
    effects = _freed(event.ref, login, event.subject.number, await _load(ctx), ctx)
    effects.append(Remember(subject=event.ref, scope=ctx.subject_scope, key=BESIDE, value=None))
    if event.subject.merged:
        text = f"Thank you, @{login}, for standing by @{author}. This mentoring is complete."
        effects.append(say(event.ref, "mentor-thanks", text, because="it is merged"))
    return effects


@feature.grant(Grant.MENTOR)
async def stands_by(login: str, ctx: Context[NewcomersConfig]) -> bool:
    """Whether somebody is the mentor on this subject."""
    beside = await ctx.records.recall(ctx.subject_scope, BESIDE) if ctx.subject else None
    return beside is not None and same(str(beside["login"]), login)


def _who(call: Invocation, repo: RepositoryConfig) -> Who:
    return ANYONE if call.args[:1] and call.args[0].lower() == "me" else TRIAGE


@feature.command(
    "mentor",
    usage="/mentor me [topics] | @login",
    help="Offers you as a mentor; or, with the triage role, puts a mentor beside the author here.",
    who=ANYONE,
    who_for=_who,
    free_text=True,
    examples=[
        Example("/mentor me", "you offer to stand by newcomers"),
        Example("/mentor me docs io", "the same, about these topics"),
        Example("/mentor @carol", "carol stands by the author here"),
    ],
)
async def mentor(call: Invocation, ctx: Context[NewcomersConfig]) -> list[Wanted]:
    """Opt in, or put somebody who did beside the author."""
    if not call.args:
        raise UserError("Write `/mentor me` to offer yourself, or name a mentor: `/mentor @carol`.")
    if call.args[0].lower() == "me":
        value = {"login": call.author, "topics": [word[:50] for word in call.args[1:11]]}
        key = f"{OPTED}{call.author.casefold()}"
        return [Remember(subject=call.ref, scope=ctx.repo_scope, key=key, value=value)]
    named = logins(call.args)
    mentors = await _mentors(ctx)
    if len(named) != 1 or not contains(mentors, named[0]):
        raise UserError(f"{code(named[0])} has not offered to be a mentor: people do so with `/mentor me`.")
    login = next(each for each in mentors if same(each, named[0]))
    author = call.event.subject.author.login
    if same(login, author):
        raise UserError("Nobody mentors themselves.")
    return list(await _beside(call.event, login, author, ctx, f"{call.author} asked for it"))


@feature.command(
    "unmentor",
    usage="/unmentor",
    help="Ends your offer to be a mentor; what you stand by already stays with you until it is closed.",
    examples=[Example("/unmentor", "no newcomers come to you any more")],
)
async def unmentor(call: Invocation, ctx: Context[NewcomersConfig]) -> list[Wanted]:
    """Opt out, also where the file still names them."""
    nothing(call)
    key, value = f"{OPTED}{call.author.casefold()}", {"login": call.author, "out": True}
    return [Remember(subject=call.ref, scope=ctx.repo_scope, key=key, value=value)]
