"""The claims that count for a person, in all repositories of an owner."""

from bot.community.newcomers.claim_state import CLAIMED_BY
from bot.core.context import Surroundings


async def claimed_here(ctx: Surroundings, person_id: int) -> set[int]:
    """Return the numbers of the issues of this repository that somebody holds."""
    stored = await CLAIMED_BY.of(person_id).read(ctx.records, ctx.owner_scope)
    return {claim[1] for claim in stored or () if claim[0] == ctx.repository.id}


async def claimed_elsewhere(ctx: Surroundings, person_id: int, number: int) -> list[list[int]]:
    """Return what somebody holds beside an issue of this repository: (repository's id, number) of each."""
    stored = await CLAIMED_BY.of(person_id).read(ctx.records, ctx.owner_scope)
    return [claim for claim in stored or () if claim[:2] != [ctx.repository.id, number]]
