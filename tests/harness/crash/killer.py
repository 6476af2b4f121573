"""Lives with a feature that takes the process with it.

`python -m tests.harness.crash.killer FOLDER` imports everything once and forks a life for each line it reads:
one that begins with `first` is told of three issues, of which the second kills; the others find what it left.
Each life plays the same world, so that issues and numbers are the same in all of them. Answers each line with
the exit code of that life.
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
SAID = "said.json"
"""The file in which a life that is not killed leaves what it says of itself."""


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
        (folder / SAID).write_text(json.dumps({"ready": json.loads(ready), "metrics": metrics}))


def main() -> None:
    """Give birth until the input ends."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # What a life says is no answer of ours.
            asyncio.run(live(folder, first=line.startswith("first")))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
