"""From a name in the file to a person: a login, or one member of a team."""

from __future__ import annotations

from bot.community.rota import Rota
from bot.community.steward import StewardConfig, one_of
from bot.core.context import Context
from bot.core.model import contains, same
from handlers.steward.rules.assignee_choice import absent


async def team_members(name: str, ctx: Context[StewardConfig]) -> tuple[str, ...]:
    """Return logins of a `@team` or `@owner/team`; nobody where there is none, or it is another owner's."""
    owner, slash, slug = name.removeprefix("@").rpartition("/")
    if slash and not same(owner, ctx.repository.owner):
        # Our installation there could tell; but then a file could find out who belongs to a stranger's team.
        return ()
    return await ctx.github.team(slug) or ()


async def one_login(
    name: str, without: tuple[str, ...], rota: Rota, ref: str, ctx: Context[StewardConfig]
) -> str | None:
    """Return a login, or one member of a team; nobody of `without`, and nobody who is away."""
    shut_out = (*without, *absent(rota, ctx.now))
    if not name.startswith("@"):
        return None if contains(shut_out, name) else name
    members = await team_members(name, ctx)
    if not members and "/" not in name:
        members = (name.removeprefix("@"),)
    return one_of([member for member in members if not contains(shut_out, member)], ref)
