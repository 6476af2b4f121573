"""The declaration of the feature, and what all its handlers read: the rotas and the case at hand."""

from __future__ import annotations

from bot.community.cases import CaseState
from bot.community.rota import Rota
from bot.community.steward import Rotas, StewardConfig, build_rota, kept, memory_key, people_of
from bot.core.context import Context
from bot.core.effects import AnyEffect, Remember
from bot.core.feature import Feature
from bot.core.model import contains
from bot.core.permissions import Grant

feature = Feature(
    "steward",
    summary="Gives every support case to the person on duty, and hands it on when they cannot take it.",
    config=StewardConfig,
    bots=True,
    also={"rotas": Rotas},
    needs={"issues": "write", "members": "read"},
    docs="""A support case is an issue with the support label of `triage.labels`, one that triage's rule
takes for a support question, or one somebody calls a case with `/support` or `/route`. It is assigned
to the person on duty, and one comment says who has it, by when an answer is due (in that person's
working time), and what comes next.

A word by them or by a maintainer acknowledges it; so do `/ack` and a reaction. When
`acknowledge_within` passes without one, the case goes to the next person on duty, the incoming one, and
at last to `otherwise`. Closing resolves a case, reopening opens it again, and taking the label off ends
it.""",
)


@feature.grant(Grant.ROTA)
async def is_on_a_rota(login: str, ctx: Context[StewardConfig]) -> bool:
    """Whether somebody belongs to one of the repository's rotas."""
    return contains(people_of(ctx.repo), login)


async def read_rota(ctx: Context[StewardConfig], name: str = "") -> Rota:
    """A rota of the file as it stands now; a name that is gone from the file means the main one."""
    remembered = await ctx.records.recall(ctx.repo_scope, memory_key(name))
    rota = build_rota(ctx.repo, name, remembered)
    if rota is None and name:
        return await read_rota(ctx)
    return rota or Rota(ctx.config, ctx.config.timezone or ctx.repo.timezone)


def storing(rota: Rota, ctx: Context[StewardConfig]) -> list[AnyEffect]:
    """Keep the slots that have begun, so that a later change of the list leaves them alone."""
    value = kept(rota, ctx.now)
    if value is None:
        return []
    where = ctx.repository.full_name
    return [Remember(subject=where, scope=ctx.repo_scope, key=memory_key(rota.name), value=value)]


async def read_case(ctx: Context[StewardConfig], ref: str) -> CaseState | None:
    """The case of a subject, open or resolved."""
    found = await ctx.records.case(ref)
    return CaseState.model_validate(found) if found else None
