"""A life with a feature that takes the process with it.

Run `python -m tests.harness.crash.killer FOLDER first`, then without `first`: the first life is told of three
issues, of which the second kills; the others find what it left. Each life plays the same world, so that
issues and numbers are the same in all of them. Prints what the last one says.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from pydantic import BaseModel

from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from handlers import FEATURES
from tests.harness.over_http.town import CONFIG, REPO, Town, world

KILLED = 9


class KillerConfig(BaseModel):
    """It needs nothing."""


killer = Feature("killer", summary="Kills.", config=KillerConfig, docs="Kills.")


@killer.on("issues.opened")
async def kill(event: IssueEvent, ctx: Context[KillerConfig]) -> Effects:
    """Take the process along, as a fault in a C extension does, or the system when memory is short."""
    if "kill" in event.subject.title:
        os._exit(KILLED)
    return []


async def live(folder: Path, *, first: bool) -> None:
    """Live until killed, or until all is done."""
    features = (*FEATURES, killer)
    async with Town(folder, world(CONFIG + "killer: {}\n"), features=features) as town:
        for login, title in (("eve", "A crash"), ("mallory", "kill"), ("frank", "A crash")):
            number = town.person(login).opens_issue(REPO, title, "It crashes.")
            if login == "mallory":
                town.person("alice").comments(REPO, number, "/assign @bob")
        if first:
            await town.hears()
        else:
            town.github.webhooks.clear()
        for _ in range(3):
            await town.bot.runner.drain(lanes_at_once=8)
            town.clock.advance(90)
        ready, metrics = (await town.asks("/readyz"))[1], (await town.asks("/metrics"))[1]
        print(json.dumps({"ready": json.loads(ready), "metrics": metrics}))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), first="first" in sys.argv))
