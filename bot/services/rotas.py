"""The rotas of a repository, as its file and what the feature `steward` remembers make them."""

from dataclasses import replace

from bot.community.rota import Rota, calling_hours
from bot.community.steward import ROTA, StewardConfig, build_rota, memory_scope, rota_names
from bot.core.context import Surroundings
from bot.core.schedule import WorkingHours


async def rota_of(ctx: Surroundings, name: str = "") -> Rota | None:
    """Return a rota of the file by its name, the main one by default; None if there is none."""
    scope = memory_scope(ctx.repo, ctx.repository)
    return build_rota(ctx.repo, name, await ROTA.of(name.casefold()).read(ctx.records, scope))


async def rotas_of(ctx: Surroundings) -> list[Rota]:
    """Return all rotas of the file, the main one first."""
    rotas = [await rota_of(ctx, name) for name in rota_names(ctx.repo)]
    return [rota for rota in rotas if rota is not None]


async def hours_of(ctx: Surroundings, login: str) -> WorkingHours:
    """Return when somebody works: by the first rota they are on, without their absences and its holidays;
    else as the repository does."""
    for name in rota_names(ctx.repo):
        rota = await rota_of(ctx, name)
        if rota is not None and rota.config.person(login):
            return calling_hours(rota, login)
    return repository_hours(ctx)


def repository_hours(ctx: Surroundings) -> WorkingHours:
    """Return the working time of the repository, without the holidays that its rota names."""
    rota = ctx.repo.section("steward", StewardConfig)
    return replace(ctx.repo.working_hours, away=tuple((day, day) for day in rota.holidays) if rota else ())
