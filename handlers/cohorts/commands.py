"""`/cohort`: to become part of one."""

from bot.community.channels import channel
from bot.community.newcomers.cohort import MEMBER, cohorts_of, tag
from bot.core.commands import CommandResult, Example, Invocation, Refusal, answer, logins
from bot.core.effects import AnyEffect
from bot.core.feature import ANYONE, TRIAGE, RepositoryConfig, Who
from bot.core.markdown import bare, code
from bot.core.model import User, same
from bot.core.schedule import human_day
from bot.services.calls import next_call
from bot.services.claims.gate import look_for_person
from bot.services.cohorts import has_come
from handlers.cohorts.arrivals import tell_once_a_day
from handlers.cohorts.feature import CHANNEL, Ctx, feature
from handlers.cohorts.memory import INTRODUCED, board_record, remember_board
from handlers.cohorts.messages import TEXT, member, unknown


def _named(args: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the cohort's name, and the words after it that begin with @."""
    people = tuple(word for word in args if word.startswith("@"))
    return " ".join(word for word in args if not word.startswith("@")), people


def _who(call: Invocation, repo: RepositoryConfig) -> Who:
    others = [login for login in _named(call.args)[1] if not same(login.removeprefix("@"), call.author)]
    return TRIAGE if others else ANYONE


@feature.command(
    "cohort",
    usage="/cohort <name> [@login …]",
    help="Puts you, or with the triage role others, into a cohort of the repository's file.",
    permission_for=_who,
    examples=[
        Example("/cohort met-office-2026", "you are part of it"),
        Example("/cohort met-office-2026 @dan", "dan is part of it"),
    ],
)
async def join(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Note who came; say until when, and who hosts."""
    requested, named = _named(call.args)
    cohorts, today = cohorts_of(ctx.repo), ctx.today
    name = next((known for known in cohorts if known.casefold() == requested.casefold()), None)
    if name is None:
        open_now = [known for known, entry in cohorts.items() if today <= entry.until]
        raise Refusal(unknown(requested, cohorts, open_now))
    cohort = cohorts[name]
    if cohort.until < today:
        raise Refusal(TEXT.over(cohort=code(name), day=human_day(cohort.until, now=today)))
    people = [await _account(login, ctx) for login in logins(named)] or [call.written.author]
    new = [person for person in people if not await has_come(ctx, name, person.id)]
    effects: list[CommandResult] = []
    for person in people:
        membership, is_own_word = MEMBER.of(tag(name), person.id), person.id == call.written.author.id
        if person in new:
            effects.append(membership.claim(call.ref, ctx.repo_scope, is_own_word))
        elif not is_own_word:
            effects.append(membership.remember(call.ref, ctx.repo_scope, False))
        effects += [] if is_own_word else await look_for_person(ctx, person)
    # Whoever is the host, or was put in by the host, is no news to the host.
    alone = [person.id for person in new] == [call.written.author.id] and not same(call.author, cohort.host)
    introduced = INTRODUCED.of(tag(name), call.written.author.id)
    tells = alone and not await introduced.exists(ctx.records, ctx.repo_scope)
    if tells:
        effects.append(introduced.claim(call.ref, ctx.repo_scope, True))
    news = TEXT.joined_private(author=bare(call.author), cohort=code(name), ref=bare(call.ref))
    notices: list[AnyEffect] = []
    call_here = False
    if tells:
        record = await board_record(ctx, name)
        if channel(ctx.repo, CHANNEL) is not None:
            record, notices = await tell_once_a_day(ctx, name, cohort, record, news, "a cohort grows")
        elif record.called != today and await next_call(ctx, cohort.host) <= ctx.now:
            call_here, record = True, record.model_copy(update={"called": today})
        notices.append(remember_board(ctx, name, record))
    text = member(
        [bare(person.login) for person in people] if named else (),
        name,
        cohort,
        today,
        call=call_here,
    )
    return [*effects, *notices, answer(call, text)]


async def _account(login: str, ctx: Ctx) -> User:
    person = await ctx.github.user(login)
    if person is None or not person.is_person:
        raise Refusal(TEXT.nobody(login=code(login)))
    return person
