"""`/claim`, `/unclaim` and `/reserve`."""

from bot.community.newcomers.claim_state import Claimant
from bot.community.newcomers.claims_config import Claims
from bot.core.commands import CommandResult, Example, Invocation, Refusal, logins
from bot.core.feature import TRIAGE, RepositoryConfig
from bot.core.markdown import Markdown, bare, code, numbers_in, references
from bot.core.model import User, same
from bot.services.calls import CallQuota
from bot.services.claims.claim_decision import ClaimDecision
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.gate import unclaimed_issue
from bot.services.claims.messages import REFUSALS, TEXT, not_held
from bot.services.claims.take import take
from bot.services.newcomer_check import may_want_work
from handlers.claims.feature import Ctx, feature


def _own_words(repo: RepositoryConfig) -> tuple[str, ...]:
    claims = repo.section("newcomers.claims", Claims)
    return claims.words if claims else ()


@feature.command(
    "claim",
    usage="/claim [a line of the checklist | with @login]",
    help="Makes the issue yours for a while, or puts you on its waitlist.",
    aliases=("take", "assign-me", "self-assign"),
    own_words=_own_words,
    for_oneself=True,
    in_each_language=True,
    offered=may_want_work,
    examples=[
        Example("/claim", "you work on this"),
        Example("/claim with @dan", "you work on this as a pair"),
        Example("/claim docs/io.md", "you take one line of the checklist"),
    ],
)
async def claim(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Claim, pair, or take one line; on a pull request, of the issue that it closes."""
    decision = await _decision(call, ctx)
    decision.answers_in = call.language
    me, args = Claimant.of(call.written.author), list(call.args)
    partner: Claimant | None = None
    calls: list[CommandResult] = []
    if args and args[0].lower() == "with":
        user = await _partner(call, ctx, args[1:])
        quota = await CallQuota.of(ctx, "partner", call.written.author)
        if not quota.is_left:
            words = REFUSALS[call.language]
            raise Refusal(words.partner_today(partner=code(user.login), author=bare(call.author)))
        partner, calls = Claimant.of(user), [quota.spend(call.ref)]
    path = "" if partner or call.args == ("me",) else call.rest
    await take(decision, me, path, partner)
    pull = ctx.current
    if pull.is_pull_request and pull.is_open and pull.author.id == me.id:
        decision.pull_opened(me.id, pull.number)
    return [*await effects_of(decision), *calls]


async def _decision(call: Invocation, ctx: Ctx) -> ClaimDecision:
    """Return that about the issue at hand; raise `Refusal` where a pull request does not say which it is."""
    pull = ctx.current
    if not pull.is_pull_request:
        return await ClaimDecision.on(ctx, pull.number, pull)
    closes = numbers_in(references(pull.body, pull.title), ctx.repository.full_name, closing=True)
    issues = closes or list((await ctx.github.pull_details(pull.number)).issues)
    words = REFUSALS[call.language]
    if len(issues) > 1 and (lacking := await unclaimed_issue(ctx, pull.number)) in issues:
        issues = [lacking]
    if len(issues) != 1:
        raise Refusal((words.several_issues if issues else words.no_issue)())
    return await ClaimDecision.on(ctx, issues[0], await ctx.github.subject(issues[0]))


async def _partner(call: Invocation, ctx: Ctx, args: list[str]) -> User:
    named = logins(args, call.language)
    words = REFUSALS[call.language]
    if len(named) != 1:
        raise Refusal(words.one_partner())
    if same(named[0], call.author):
        raise Refusal(words.not_yourself())
    return await _person(call, ctx, named[0])


async def _person(call: Invocation, ctx: Ctx, login: str) -> User:
    user = await ctx.github.user(login)
    if user is None or user.is_bot:
        words = REFUSALS[call.language]
        raise Refusal(words.no_person(login=code(login)))
    return user


@feature.command(
    "unclaim",
    usage="/unclaim [why]",
    help="Frees what you have claimed or are assigned to, or takes you off the waitlist.",
    aliases=("abandon",),
    on="issue",
    for_oneself=True,
    in_each_language=True,
    examples=[Example("/unclaim", "somebody else can have it"), Example("/abandon", "the same")],
)
async def unclaim(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Let go, with a reason or without; whoever holds nothing hears who does."""
    decision = await ClaimDecision.on(ctx, call.event.subject.number, ctx.subject)
    decision.answers_in = call.language
    me = Claimant.of(call.written.author)
    dropped, released = decision.drop(me.id), decision.release(me)
    if not dropped and not released:
        raise Refusal(_not_held(decision))
    decision.pass_on()
    return list(await effects_of(decision))


def _not_held(decision: ClaimDecision) -> Markdown:
    subject = decision.subject
    return not_held(
        decision.state,
        decision.assigned,
        decision.answer_locale,
        is_open=subject is None or subject.is_open,
        claimable=not (
            decision.cohort_reservation or (subject and (subject.blocked_by or subject.sub_issues))
        ),
    )


@feature.command(
    "reserve",
    usage="/reserve @login until <date>",
    help="Keeps an issue for somebody who is to come, until the end of that day.",
    who=TRIAGE,
    on="issue",
    examples=[Example("/reserve @dan until 2027-03-20", "dan alone can claim it until then")],
)
async def reserve(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Keep it for a visitor."""
    args = list(call.args)
    if len(args) < 3 or args[1].lower() != "until":
        raise Refusal(TEXT.reserve_usage())
    person = await _person(call, ctx, logins(args[:1])[0])
    decision = await ClaimDecision.on(ctx, call.event.subject.number, ctx.subject)
    decision.reserve(Claimant.of(person), " ".join(args[2:]))
    return list(await effects_of(decision))
