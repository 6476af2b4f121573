"""Welcome: one short word to a person's first issue or pull request, and one to their first merge."""

from __future__ import annotations

from bot.community.newness import greeted_key, never_greeted, newcomer_key, why_not_new
from bot.community.offering import any_free, find_offers, listed, marked_issues, reserved
from bot.community.rota import on_duty, on_duty_until
from bot.community.steward import StewardConfig, build_rota, memory_key, opens_case
from bot.community.suggestions import Interests, Suggestion, Suggestions
from bot.community.templates import TemplateMistake, fill
from bot.community.triage import TriageConfig, lacking
from bot.core.config.later import Milestones, Policy
from bot.core.context import Context
from bot.core.effects import AnyEffect, Claim, Effects, Remember, say
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.feature import Feature, Section
from bot.core.markdown import closing_keywords, code, escape, plain
from bot.core.model import Subject
from bot.core.schedule import spoken_day


class WelcomeConfig(Section):
    """Paths of the repository's own texts; one left out means the built-in text."""

    issue: str | None = None
    """For somebody's first issue."""
    pull_request: str | None = None
    """For somebody's first pull request."""
    first_merge: str | None = None
    """For somebody's first merged pull request."""


feature = Feature(
    "welcome",
    section="newcomers.welcome",
    summary="Welcomes each newcomer once, and offers good first issues beside a first pull request.",
    config=WelcomeConfig,
    also={"newcomers.suggestions": Suggestions, "newcomers.policy": Policy},
    needs={"issues": "write", "pull_requests": "write", "contents": "read", "members": "read"},
    docs="""Once per person and owner, ever. Never bots, members, collaborators, or people who were here
before. Issues get no suggestions. A first pull request gets up to `suggestions.count` issues (three, unless
set; 0 for none) with one of `suggestions.labels` that are open, unassigned, without an open pull request and
not offered to somebody else today. A first merge is thanked for, unless `newcomers.milestones` leaves 1 out.

A text of your own may use `{{ author }}`, `{{ steward }}`, `{{ steward_until }}`, `{{ repository }}`,
`{{ number }}`, `{{ title }}` and `{{ policy }}`; names come without the @. A text that cannot be used
is replaced by the built-in one, and `stewardbot explain` says why.""",
)

SIGNED = "(I am a bot: `/help`.)"
ISSUE = (
    "Thank you for writing this down, @{author}, and welcome. A maintainer reads it next; there is nothing "
    "more you need to do now.{duty} Sorted wrongly? Say so in plain words; a person reads this. " + SIGNED
)
SHORT = "Thank you for writing, @{author}, and welcome. " + SIGNED
PULL_REQUEST = (
    "Thank you for the pull request, @{author}, and welcome. A maintainer will review it; a red check at "
    "this stage is normal, and there is nothing more you need to do now.{policy} This change alone is "
    "welcome. " + SIGNED
)
MERGE = (
    "Merged, @{author}: “{title}” is your first change here. Thank you. It is complete as it stands; nothing "
    "more is expected of you."
)


@feature.on("issues.opened", "pull_request.opened")
async def greet(event: IssueEvent | PullRequestEvent, ctx: Context[WelcomeConfig]) -> Effects:
    """Welcome a newcomer."""
    subject, author = ctx.subject or event.subject, event.subject.author
    if never_greeted(author, ctx.me) or await ctx.records.recall(ctx.owner_scope, greeted_key(author)):
        return ()
    if await why_not_new(event, ctx.me, ctx.github, ctx.records):
        return ()
    path, text = ctx.config.issue, SHORT if _is_answered(subject, ctx) else ISSUE
    if subject.is_pull_request:
        path, text = ctx.config.pull_request, PULL_REQUEST
    body, remark = await _text(path, text, event, ctx)
    because = f"this is the first {subject.noun} of {author.login} here{remark}"
    offers = await _offers(event, ctx) if subject.is_pull_request else []
    return [
        Remember(subject=event.ref, scope=ctx.owner_scope, key=newcomer_key(author), value=True),
        *_once(greeted_key(author), event, ctx),
        *await reserved(ctx, event.ref, offers, author.id),
        say(event.ref, "welcome", _with_offers(body, offers), because=because),
    ]


def _is_answered(subject: Subject, ctx: Context[WelcomeConfig]) -> bool:
    """Whether another feature tells the author what happens next, in the same comment."""
    triage = ctx.repo.section("triage", TriageConfig)
    lacks = triage is not None and lacking(subject, triage) is not None
    case = ctx.repo.section("steward", StewardConfig) is not None and opens_case(ctx.repo, subject)
    return lacks or bool(case)


@feature.on("pull_request.closed")
async def congratulate(event: PullRequestEvent, ctx: Context[WelcomeConfig]) -> Effects:
    """A word to the first merge of somebody who was welcomed here."""
    author = event.subject.author
    thanked = f"thanked:{author.id}"
    if not event.subject.merged or never_greeted(author, ctx.me):
        return ()
    if not await ctx.records.recall(ctx.owner_scope, greeted_key(author)):
        return ()
    if await ctx.records.recall(ctx.owner_scope, thanked):
        return ()
    milestones = ctx.repo.section("newcomers.milestones", Milestones)
    if milestones is not None and 1 not in milestones.root:
        return ()
    body, remark = await _text(ctx.config.first_merge, MERGE, event, ctx)
    because = f"this is the first merge of {author.login} here{remark}"
    return [*_once(thanked, event, ctx), say(event.ref, "first-merge", body, because=because)]


def _once(key: str, event: SubjectEvent, ctx: Context[WelcomeConfig]) -> list[AnyEffect]:
    return [
        Claim(
            subject=event.ref, scope=ctx.owner_scope, key=key, value=ctx.now.isoformat(), release_if_dead=True
        )
    ]


async def _text(
    path: str | None, built_in: str, event: SubjectEvent, ctx: Context[WelcomeConfig]
) -> tuple[str, str]:
    """The message, and a remark for the record where the repository's own text could not be used."""
    values = await _values(event, ctx)
    remark = ""
    if path:
        template = await ctx.github.file(path)
        try:
            if template is None:
                raise TemplateMistake("there is no such file")
            return fill(template, values), ""
        except TemplateMistake as mistake:
            remark = f"; the built-in text stands in for {path}: {mistake}"
    duty = f" {values['steward']} is on support duty until {values['steward_until']}."
    policy = f" What this project asks of contributions: {values['policy']}."
    return (
        built_in.format(
            author=values["author"],
            title=values["title"],
            duty=duty if values["steward_until"] else "",
            policy=policy if values["policy"] else "",
        ),
        remark,
    )


async def _values(event: SubjectEvent, ctx: Context[WelcomeConfig]) -> dict[str, str]:
    remembered = await ctx.records.recall(ctx.repo_scope, memory_key(""), feature="steward")
    rota = build_rota(ctx.repo, "", remembered)
    steward = next(iter(on_duty(rota, ctx.now)), None) if rota else None
    until = on_duty_until(rota, steward, ctx.now) if rota and steward else None
    policy = ctx.repo.section("newcomers.policy", Policy)
    return {
        "author": event.subject.author.login,
        "steward": steward or "a maintainer",
        "steward_until": spoken_day(until, rota.timezone) if rota and until else "",
        "repository": event.repository.full_name,
        "number": str(event.subject.number),
        "title": escape(event.subject.title, 120),
        "policy": code(policy.root) if policy else "",
    }


async def _offers(event: SubjectEvent, ctx: Context[WelcomeConfig]) -> list[Suggestion]:
    """Good first issues for the author, near what this pull request touches."""
    issues, author = await marked_issues(ctx), event.subject.author
    if not any_free(issues, author.id):
        return []
    touched = await ctx.github.changed_files(event.subject.number)
    own = {number for _, number in closing_keywords(plain(event.subject.body))}
    return await find_offers(ctx, issues, Interests.of(event.subject, touched), without=own)


def _with_offers(body: str, offers: list[Suggestion]) -> str:
    if not offers:
        return body
    return (
        f"{body}\n\n<details><summary>For later, free today</summary>\n\n{listed(offers)}\n\n"
        "`/claim` on one makes it yours. There is no obligation.\n\n</details>"
    )
