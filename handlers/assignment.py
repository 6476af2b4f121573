"""Assignees and reviewers by command."""

from collections.abc import Sequence

from bot.community.newcomers.claim_state import Claimant
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.journey import NewcomersConfig
from bot.core.commands import CommandResult, Example, Invocation, NamedPeople, Refusal, Rejection, named
from bot.core.effects import Assign, RequestReview, Unassign, UnrequestReview
from bot.core.feature import Context, Feature, Nothing, RepositoryConfig
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.messages import Template, load
from bot.core.model import contains, same, spelling
from bot.core.permissions import ANYONE, AUTHOR_OR_TRIAGE, TRIAGE, Role, Who
from bot.core.states import CommandPreset
from bot.services.claims.claim_decision import ClaimDecision
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.gate import is_kept_from
from bot.services.claims.messages import REFUSALS
from bot.services.claims.take import take

MOST_ASSIGNEES = Assign.most
MOST_REVIEWERS = 15
"""GitHub's own limit on a pull request, people and teams together."""

COPILOT = ("copilot", "copilot-swe-agent", "copilot-pull-request-reviewer", "github-copilot")
"""What people call GitHub's own agent, its accounts among them (with or without `[bot]`)."""
AGENTS = (*COPILOT, "anthropic-code-agent", "openai-code-agent")
"""Agents that GitHub lets people assign, and no App."""
COPILOT_REVIEWS = "copilot-pull-request-reviewer[bot]"
"""The account of Copilot that reviews: under any other name GitHub asks nobody, and does not say so."""

TEXT = load(__name__)

feature = Feature(
    "assignment",
    summary="Assigns people and asks for reviews by command.",
    config=Nothing,
    needs={"issues": "write", "pull_requests": "write", "members": "read"},
    docs="""Whoever GitHub does not let be assigned is named in the reply, while the others are assigned.""",
)


def _who_assigns(call: Invocation, repo: RepositoryConfig) -> Who:
    """Anyone may take something on and put it down again; naming others is for triage."""
    alone = all(same(word.removeprefix("@"), call.author) for word in call.args)
    return ANYONE if alone or _only_me(call.args) or repo.preset is CommandPreset.PROW else TRIAGE


def _who_reviews(call: Invocation, repo: RepositoryConfig) -> Who:
    return ANYONE if repo.preset is CommandPreset.PROW else AUTHOR_OR_TRIAGE


@feature.command(
    "assign",
    usage="/assign [@login …]",
    help="Assigns the people named, or you. Naming others takes the triage role.",
    who=ANYONE,
    permission_for=_who_assigns,
    for_oneself=True,
    examples=[Example("/assign", "assigns you"), Example("/assign @alice @bob", "assigns both")],
)
async def assign(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Assign, and name those who cannot be. Where claims are on, strangers claim what they ask for."""
    people, me, issue = _named(call), call.written.author, call.event.subject
    if _takes_it(call, people):
        if ctx.repo.section("newcomers.claims", Claims) is not None:
            decision = await ClaimDecision.on(ctx, issue.number, ctx.subject)
            await take(decision, Claimant.of(me))
            return list(await effects_of(decision))
        if await is_kept_from(ctx, issue.number, issue.labels, me):
            raise Refusal(REFUSALS[call.language].newcomers_only(suggest=NOTHING))
    has = ctx.subject.assignee_logins if ctx.subject else ()
    new = [login for login in people.logins if not contains(has, login)]
    agents = [login for login in new if _is_one_of(AGENTS, login)]
    new = [login for login in new if login not in agents]
    # Who is taken off by the same text leaves only after those who come.
    staying = (*has, *people.logins)
    leaving = [login for login in call.event.subject.assignee_logins if not contains(staying, login)]
    room = max(0, MOST_ASSIGNEES - len(has) - len(leaving))
    logins, effects = await _eligible(call, ctx, new[:room], people)
    effects += [Rejection(reason=TEXT.agent_by_people(login=code(login))) for login in agents]
    if new[room:]:
        effects.append(_over(TEXT.too_many_assignees, new[room:]))
    logins += [login for login in has if contains(people.logins, login)]
    return [Assign(subject=call.ref, logins=tuple(logins)), *effects] if logins else effects


@feature.command(
    "unassign",
    usage="/unassign [@login …]",
    help="Takes the assignment of the people named, or yours, back. Naming others takes the triage role.",
    who=ANYONE,
    permission_for=_who_assigns,
    for_oneself=True,
    examples=[Example("/unassign", "frees it from you"), Example("/unassign @alice", "frees it from alice")],
)
async def unassign(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Take assignees off; whoever is not one needs nothing."""
    people = _named(call)
    has = ctx.subject.assignee_logins if ctx.subject else ()
    for word in people.bare[: MOST_ASSIGNEES + 1]:
        known = contains(has, word) or _is_one_of(AGENTS, word)
        if not known and (_mixed(people) or await ctx.github.user(word) is None):
            raise _prose(call, word)
    logins = [spelling(has, login) or _agent_among(has, login) or login for login in people.logins]
    effects: list[CommandResult] = [Unassign(subject=call.ref, logins=tuple(logins))]
    if ctx.repo.section("newcomers", NewcomersConfig) is None or call.event.subject.is_pull_request:
        return effects
    decision = await ClaimDecision.on(ctx, call.event.subject.number, ctx.subject)
    if decision.drop(*[holder.id for holder in decision.state.holders if contains(logins, holder.login)]):
        decision.pass_on()
    return [*effects, *await effects_of(decision)]


@feature.command(
    "cc",
    usage="/cc [@login | @organization/team …]",
    help="Asks people or teams to review the pull request; without a name, you.",
    who=AUTHOR_OR_TRIAGE,
    permission_for=_who_reviews,
    on="pull_request",
    examples=[
        Example("/cc @alice", "asks alice for a review"),
        Example("/cc", "puts you down as a reviewer"),
    ],
)
async def cc(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Request reviews, and name those who cannot give one."""
    people = _named(call, teams=True)
    subject = ctx.current
    reviewers = [user.login for user in subject.reviewers]
    new = [login for login in people.logins if not contains(reviewers, login)]
    copilot = [login for login in new if _is_one_of(COPILOT, login)]
    new = [login for login in new if login not in copilot]
    effects: list[CommandResult] = []
    if contains(new, subject.author.login):
        new = [login for login in new if not same(login, subject.author.login)]
        effects.append(Rejection(reason=TEXT.wrote_this(login=code(subject.author.login))))
    room = max(0, MOST_REVIEWERS - len(reviewers) - len(subject.teams) - bool(copilot))
    logins, refused = await _eligible(call, ctx, new[:room], people)
    effects += refused
    if new[room:]:
        effects.append(_over(TEXT.too_many_reviewers, new[room:]))
    teams, unknown = await _teams(ctx, people.teams[: max(0, room - len(logins))])
    effects += unknown
    logins += [COPILOT_REVIEWS] if copilot else []
    logins += [login for login in reviewers if contains(people.logins, login)]
    if logins or teams:
        effects.insert(0, RequestReview(subject=call.ref, logins=tuple(logins), teams=tuple(teams)))
    return effects


@feature.command(
    "uncc",
    usage="/uncc [@login | @organization/team …]",
    help="Withdraws the request for a review from people or teams; without a name, from you.",
    who=AUTHOR_OR_TRIAGE,
    permission_for=_who_reviews,
    on="pull_request",
    examples=[Example("/uncc @alice", "alice need not review")],
)
async def uncc(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Withdraw requests for review; whoever is not asked needs nothing."""
    people = _named(call, teams=True)
    subject = ctx.current
    reviewers = [user.login for user in subject.reviewers]
    for word in people.bare[: MOST_REVIEWERS + 1]:
        known = contains(reviewers, word) or _is_one_of(AGENTS, word)
        if not known and (_mixed(people) or await ctx.github.user(word) is None):
            raise _prose(call, word)
    foreign = [team for team in people.teams if not same(team.partition("/")[0], ctx.repository.owner)]
    effects: list[CommandResult] = [_foreign(ctx, team) for team in foreign]
    logins = tuple(
        spelling(reviewers, login) or _agent_among(reviewers, login) or login for login in people.logins
    )
    teams = tuple(team.partition("/")[2] for team in people.teams if team not in foreign)
    if logins or teams:
        effects.insert(0, UnrequestReview(subject=call.ref, logins=logins, teams=teams))
    return effects


def _takes_it(call: Invocation, people: NamedPeople) -> bool:
    """Return whether somebody without a role asks for themselves, on an issue."""
    is_alone = all(same(login, call.author) for login in people.logins)
    return call.role < Role.TRIAGE and not call.event.subject.is_pull_request and is_alone


def _is_one_of(names: Sequence[str], login: str) -> bool:
    return contains(names, login.removesuffix("[bot]"))


def _agent_among(logins: Sequence[str], named: str) -> str | None:
    """Return the account of the agent that somebody calls by another of its names; None if absent."""
    names = COPILOT if _is_one_of(COPILOT, named) else [named.removesuffix("[bot]")]
    agents = (login for login in logins if _is_one_of(AGENTS, named) and _is_one_of(names, login))
    return next(agents, None)


def _only_me(args: Sequence[str]) -> bool:
    return [word.lower() for word in args] == ["me"]


def _named(call: Invocation, *, teams: bool = False) -> NamedPeople:
    """Return whom a command names: its author when nobody."""
    if not call.args or _only_me(call.args):
        return NamedPeople(logins=(call.author,))
    return named(call.args, teams=teams)


def _mixed(people: NamedPeople) -> bool:
    """Return whether some are written with `@` and some without: then the latter are easily prose."""
    return 0 < len(people.bare) < len(people.logins)


def _prose(call: Invocation, word: str) -> Refusal:
    return Refusal(TEXT.no_login(word=code(word, 60), command=bare(call.word)))


async def _eligible(
    call: Invocation, ctx: Context[Nothing], logins: Sequence[str], people: NamedPeople
) -> tuple[list[str], list[CommandResult]]:
    """Return those GitHub would accept, in its spelling, and what is said of the others.

    A word without `@` may be prose. Where nobody of that name exists, or others were named with `@` and this
    one cannot be meant, the whole command is refused.
    """
    accepted: list[str] = []
    refused: list[CommandResult] = []
    for login in logins:
        prose = contains(people.bare, login)
        if call.command.name == "cc" and _is_one_of(AGENTS, login):
            refused.append(Rejection(reason=TEXT.agent_cannot_review(login=code(login))))
            continue
        is_own = same(login, call.author)
        user = call.written.author if is_own else await ctx.github.user(login, or_told=True)
        number = call.event.subject.number
        if user is not None and await ctx.github.can_be_assigned(user.login, number, or_told=True):
            accepted.append(user.login)
        elif prose and (_mixed(people) or user is None):
            raise _prose(call, login)
        elif user is None:
            refused.append(Rejection(reason=TEXT.no_account(login=code(login))))
        else:
            refused.append(Rejection(reason=_ineligible(call, user.login)))
    return accepted, refused


def _ineligible(call: Invocation, login: str) -> Markdown:
    if call.command.name == "cc":
        return TEXT.cannot_review(login=code(login))
    if same(login, call.author):
        return TEXT.cannot_assign_you()
    return TEXT.cannot_assign(login=code(login))


def _over(limit: Template, logins: Sequence[str]) -> Rejection:
    names = joined(code(login) for login in logins[:10])
    more = TEXT.more(count=len(logins) - 10) if len(logins) > 10 else NOTHING
    return Rejection(reason=limit(names=names, more=more))


async def _teams(ctx: Context[Nothing], teams: Sequence[str]) -> tuple[list[str], list[CommandResult]]:
    slugs: list[str] = []
    refused: list[CommandResult] = []
    for team in teams:
        organization, _, slug = team.partition("/")
        if not same(organization, ctx.repository.owner):
            refused.append(_foreign(ctx, team))
        elif await ctx.github.team(slug) is None:
            refused.append(Rejection(reason=TEXT.no_team(team=code(team))))
        else:
            slugs.append(slug)
    return slugs, refused


def _foreign(ctx: Context[Nothing], team: str) -> Rejection:
    owner = ctx.repository.owner
    return Rejection(reason=TEXT.foreign_team(team=code(team), owner=code(owner)))
