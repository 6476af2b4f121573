"""Who gets a case: whom its way names, or whoever is on duty; one of a team, nobody who is away."""

from dataclasses import dataclass, field

from bot.community.cases import CaseState, not_asked_again
from bot.community.rota import Rota
from bot.community.routes import RouteChoice
from bot.community.steward import one_of
from bot.core.config.accounts import is_vacant_login
from bot.core.model import Subject, contains, same
from handlers.steward.feature import Ctx
from handlers.steward.rules.assignee_choice import Choice, absent, first_choice
from handlers.steward.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class FirstPerson:
    """Whom a new case goes to, and why; `choice` is that of the rota, where the way names nobody."""

    login: str | None
    because: str
    choice: Choice = field(default_factory=Choice)
    is_assignable: bool = True
    """Whether GitHub lets us assign them: a contact may be anybody, and is called by the comment alone."""


async def first_person(
    work: UnitOfWork,
    state: CaseState,
    subject: Subject,
    ref: str,
    *,
    path: RouteChoice | None,
    prefer: str | None,
) -> FirstPerson:
    """Return whom the case's way names, else whoever is on duty and can take it."""
    ctx, rota = work.ctx, await work.rota(state.rota)
    person, why = await _on_the_way(path, state, rota, ref, ctx) if path else (None, "")
    if person is not None:
        return FirstPerson(
            person, why, is_assignable=await ctx.github.can_be_assigned(person, subject.number)
        )
    without = (state.reporter, *state.holders)
    choice = first_choice(rota, ctx.now, without, prefer=prefer, caseload=await work.caseload(rota))
    because = "; ".join(reason for reason in (why, choice.because) if reason)
    return FirstPerson(await chosen_login(choice, state, rota, ref, ctx), because, choice)


async def chosen_login(choice: Choice, state: CaseState, rota: Rota, ref: str, ctx: Ctx) -> str | None:
    """Return the login that a choice comes to; a team is asked through one of its members."""
    if choice.person is not None or choice.otherwise is None:
        return choice.person
    return await one_login(choice.otherwise, not_asked_again(state), rota, ref, ctx)


async def _on_the_way(
    path: RouteChoice, state: CaseState, rota: Rota, ref: str, ctx: Ctx
) -> tuple[str | None, str]:
    """Return whom a way names first, if there is such a person; else nobody, and why it is the rota's."""
    if path.first is None:
        return None, path.because
    person = await one_login(path.first, not_asked_again(state), rota, ref, ctx)
    return person, path.because if person else f"{path.because} cannot be asked now"


async def team_members(name: str, ctx: Ctx) -> tuple[str, ...]:
    """Return logins of a `@team` or `@owner/team`; nobody where there is none, or it is another owner's."""
    owner, slash, slug = name.removeprefix("@").rpartition("/")
    if slash and not same(owner, ctx.repository.owner):
        # Our installation there could tell; but then a file could find out who belongs to a stranger's team.
        return ()
    return tuple(member.login for member in await ctx.github.team(slug) or ())


async def one_login(name: str, without: tuple[str, ...], rota: Rota, ref: str, ctx: Ctx) -> str | None:
    """Return a login, or one member of a team; nobody of `without`, and nobody who is away."""
    shut_out = (*without, *absent(rota, ctx.now))
    if not name.startswith("@"):
        return None if contains(shut_out, name) or is_vacant_login(name) else name
    members = await team_members(name, ctx)
    if not members and "/" not in name:
        members = (name.removeprefix("@"),)
    return one_of([member for member in members if not contains(shut_out, member)], ref)
