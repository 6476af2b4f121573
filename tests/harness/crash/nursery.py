"""Gives birth to mortal bots: everything is imported once, each life is a fork of that.

One line of JSON in (`Orders`), one line out with the pid; a life ends by signal only. `{"bury": pid}` waits
for an ended one.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from bot.simulation.simulation import throwaway_key
from tests.harness.crash.mortal import Orders, live
from tests.harness.crash.safeguards import without


def main() -> None:
    """Read orders until the input ends."""
    key = throwaway_key()
    for line in sys.stdin:
        said = json.loads(line)
        if "bury" in said:
            os.waitpid(said["bury"], 0)
            answer = said["bury"]
        else:
            answer = os.fork()
            if answer == 0:
                os.dup2(2, 1)  # What a life says is no answer of ours.
                with without(said["unsafe"]):
                    asyncio.run(live(Orders(**said), key))
                os._exit(0)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
