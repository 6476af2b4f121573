"""What the check of a changed file costs, which tries it on the last 50 issues and pull requests.

    python -m benchmarks.bench_file_check

A repository that is synced, with 30 issues and 30 pull requests; a maintainer opens a pull request that edits
the file. By the clock from there until GitHub has the check, GitHub's own answers included (it is simulated,
and answers at once). Bounds: 10 seconds, and 3 requests beside those for the pull request itself, and for the
people whom the new file names.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time

import structlog

from tests.harness.in_process.story import CONFIG_PATH, REPO, Story, config, world
from tests.scenarios.test_config_check import MANY

HALF = 30
MOST_SECONDS, MOST_REQUESTS = 10.0, 3
TITLES = ("[BUG] It crashes", "How do I open a store in the cloud?", "Some thoughts")
_BESIDE = re.compile(r"/pulls/|/assignees/|\?ref=|/check-runs")


async def measured() -> tuple[float, int, str]:
    """Return the seconds, the requests, and the check's own words."""
    async with Story("labels: {}", world=world()) as story:
        for number in range(HALF):
            person = story.person(f"person{number % 7}")
            await person.opens_issue(TITLES[number % len(TITLES)], f"Number {number}.")
            await person.opens_pull("Clear error", "Names the file.", [f"docs/{number}.md", "src/b.py"])
        asked = len(story.github.api.log)
        begun = time.monotonic()
        story.person("alice").alone.opens_pull(
            REPO, "Another file", files=(CONFIG_PATH,), head_files={CONFIG_PATH: config(*MANY)}
        )
        await story.settles()
        seconds = time.monotonic() - begun
        spent = [call for call in story.github.api.log[asked:] if not _BESIDE.search(call.path)]
        repository = story.github.state.repository(REPO)
        assert repository is not None
        (run,) = repository.check_runs.values()
        return seconds, len(spent), run.summary or ""


def main() -> int:
    """Measure once; 1 where a bound is not kept."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    seconds, requests, summary = asyncio.run(measured())
    assert "on the last 50 issues and pull requests" in summary, summary
    print(f"tried on 50: {seconds:.1f} s (at most {MOST_SECONDS:.0f})")
    print(f"requests beside the pull request's own: {requests} (at most {MOST_REQUESTS})")
    return 0 if seconds <= MOST_SECONDS and requests <= MOST_REQUESTS else 1


if __name__ == "__main__":
    sys.exit(main())
