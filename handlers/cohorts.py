"""Cohorts: a visit, a sprint, a class; the host hears first, and the end is reported as counts."""

from __future__ import annotations

from bot.community.cohorts import STILL_HERE, Cohort, Cohorts, outcome, report
from bot.community.journey import NewcomersConfig
from bot.community.newness import never_greeted
from bot.core.commands import logins
from bot.core.config.later import Notify as Channels
from bot.core.context import Context, RepositoryConfig, UserError
from bot.core.effects import AnyEffect, Claim, Effects, Notify, Remember, say
from bot.core.events import IssueEvent, PullRequestEvent, Wake
from bot.core.feature import Example, Feature, Invocation, Wanted
from bot.core.markdown import code
from bot.core.model import User, same
from bot.core.permissions import ANYONE, TRIAGE, Who
from bot.core.schedule import Daily, spoken_day
from bot.core.schedule.local import day_of

CHANNEL = "cohorts"
MEMBER = "member:"
"""In the repository's scope, `member:<cohort>:<person id>`: somebody came. It holds no name."""

feature = Feature(
    "cohorts",
    section="newcomers",
    summary="Looks after people who come together for a while: a visit, a sprint, a class.",
    config=NewcomersConfig,
    also={"newcomers.cohorts": Cohorts, "notify": Channels},
    needs={"issues": "write", "pull_requests": "write", "members": "read"},
    docs="""Members are those of the file's list (logins, or @owner/team), and whoever writes `/cohort name`;
with the triage role also `/cohort name @login`. On a member's first issue or pull request in the days of the
cohort its host is told: in the private channel `notify: {cohorts: …}`, else in one comment.

After the last day the cohort's `issue` gets a report, counts only, and no number under five: who came, first
contact, first merge, and still here after 30, 90 and 180 days (who does something in the month from then on).
With the last report the bot forgets who the members were.""",
)


def _cohorts(ctx: Context[NewcomersConfig]) -> Cohorts:
    return ctx.repo.section("newcomers.cohorts", Cohorts) or Cohorts({})


def _named(args: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The cohort's name, and the words after it that begin with @."""
    people = tuple(each for each in args if each.startswith("@"))
    return " ".join(args[: len(args) - len(people)]), people


def _who(call: Invocation, repo: RepositoryConfig) -> Who:
    return TRIAGE if _named(call.args)[1] else ANYONE


def _key(name: str, person_id: int) -> str:
    return f"{MEMBER}{name.casefold()}:{person_id}"


@feature.command(
    "cohort",
    usage="/cohort <name> [@login …]",
    help="Puts you, or with the triage role others, into a cohort of the repository's file.",
    who_for=_who,
    examples=[
        Example("/cohort met-office-2026", "you are part of it"),
        Example("/cohort met-office-2026 @dan", "dan is part of it"),
    ],
)
async def join(call: Invocation, ctx: Context[NewcomersConfig]) -> list[Wanted]:
    """Note who came; say until when, and who hosts."""
    wanted, words = _named(call.args)
    found = _cohorts(ctx).named(wanted)
    today = day_of(ctx.now, ctx.repo.timezone)
    if found is None:
        now = [code(name) for name, each in _cohorts(ctx).root.items() if today <= each.until]
        raise UserError(
            f"Name one of the cohorts of this repository: {', '.join(now) or 'there is none now'}."
        )
    name, cohort = found
    if cohort.until < today:
        raise UserError(f"{code(name)} ended on {spoken_day(cohort.until)}.")
    people = [await _account(login, ctx) for login in logins(words)] or [call.written.author]
    effects: list[Wanted] = []
    for person in people:
        key = _key(name, person.id)
        if not await ctx.records.recall(ctx.repo_scope, key):
            effects.append(Claim(subject=call.ref, scope=ctx.repo_scope, key=key))
    who = (
        "You are"
        if not words
        else ", ".join(each.login for each in people) + (" is" if len(people) == 1 else " are")
    )
    text = (
        f"{who} part of {code(name)}, {spoken_day(cohort.since)} to {spoken_day(cohort.until)}. "
        f"{cohort.host} is the host."
    )
    return [*effects, say(call.ref, "answer", text)]


async def _account(login: str, ctx: Context[NewcomersConfig]) -> User:
    person = await ctx.github.user(login)
    if person is None or person.is_bot or person.is_ghost:
        raise UserError(f"{code(login)} is nobody who could be part of a cohort.")
    return person


@feature.on("issues.opened", "pull_request.opened")
async def tell_host(event: IssueEvent | PullRequestEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Tell the host of a member's first issue or pull request, before anybody else is called."""
    author, today = event.subject.author, day_of(ctx.now, ctx.repo.timezone)
    if never_greeted(author, ctx.me):
        return ()
    effects: list[AnyEffect] = []
    for name, cohort in _cohorts(ctx).root.items():
        key = _key(name, author.id)
        came = bool(await ctx.records.recall(ctx.repo_scope, key))
        if not cohort.is_on(today) or not (came or await _is_listed(author, cohort, ctx)):
            continue
        if not came:
            effects.append(Claim(subject=event.ref, scope=ctx.repo_scope, key=key))
        told = f"told:{name.casefold()}:{author.id}"
        if not same(cohort.host, author.login) and not await ctx.records.recall(ctx.repo_scope, told):
            once = Claim(subject=event.ref, scope=ctx.repo_scope, key=told, release_if_dead=True)
            effects += [once, _word(name, cohort, event, ctx)]
    return effects


async def _is_listed(author: User, cohort: Cohort, ctx: Context[NewcomersConfig]) -> bool:
    for each in cohort.members:
        slug = each.removeprefix("@").rpartition("/")[2]
        team = await ctx.github.team(slug) or () if each.startswith("@") else (each,)
        if any(same(author.login, login) for login in team):
            return True
    return False


def _word(
    name: str, cohort: Cohort, event: IssueEvent | PullRequestEvent, ctx: Context[NewcomersConfig]
) -> AnyEffect:
    because = f"{event.subject.author.login} is part of the cohort {name}"
    channels = ctx.repo.section("notify", Channels)
    if channels is not None and (channel := channels.root.get(CHANNEL)):
        text = f"{event.ref} is from {event.subject.author.login}, of {name}; you may answer first."
        return Notify(subject=event.ref, channel=channel, text=text, because=because)
    text = (
        f"@{cohort.host}, this {event.subject.noun} is from somebody of {code(name)}; you may answer first."
    )
    return say(event.ref, "host", text, because=because)


@feature.job("report", Daily("09:00"))
async def close(event: Wake, ctx: Context[NewcomersConfig]) -> Effects:
    """Write each report that has come due since the last."""
    today, effects = day_of(ctx.now, ctx.repo.timezone), []
    for name, cohort in _cohorts(ctx).root.items():
        due, key = cohort.reports_due(today), f"reported:{name.casefold()}"
        if cohort.issue is None or due <= (await ctx.records.recall(ctx.repo_scope, key) or 0):
            continue
        effects += await _close(name, cohort, ctx)
        effects.append(Remember(subject=ctx.repository.full_name, scope=ctx.repo_scope, key=key, value=due))
    return effects


async def _close(name: str, cohort: Cohort, ctx: Context[NewcomersConfig]) -> list[AnyEffect]:
    today = day_of(ctx.now, ctx.repo.timezone)
    prefix = f"{MEMBER}{name.casefold()}:"
    keys = await ctx.records.recall_all(ctx.repo_scope, prefix)
    members = [
        await ctx.records.deeds(int(key.removeprefix(prefix)), everywhere=True) for key in sorted(keys)
    ]
    ref = f"{ctx.repository.full_name}#{cohort.issue}"
    text = report(name, cohort, outcome(cohort, members, today, ctx.repo.timezone))
    effects: list[AnyEffect] = [
        say(ref, f"cohort-{name.casefold()}", text, sticky=True, because=f"{name} is over")
    ]
    if cohort.reports_due(today) > len(STILL_HERE):
        gone = [*keys, *await ctx.records.recall_all(ctx.repo_scope, f"told:{name.casefold()}:")]
        where, scope = ctx.repository.full_name, ctx.repo_scope
        effects += [Remember(subject=where, scope=scope, key=key, value=None) for key in gone]
    return effects
