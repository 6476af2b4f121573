"""The checks of a commit, which GitHub keeps in two kinds, and runs that wait for somebody.

https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference
https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference
https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
"""

from bot.core.model import Repository
from bot.core.ports.clock import Clock
from bot.core.ports.reader import WaitingRun
from bot.github.client import Client
from bot.github.read.asking import answer_or, asking
from bot.github.routes import repo_route
from bot.github.shapes import CheckRuns, CombinedStatus, WorkflowRuns
from bot.github.single_flight_cache import Memo
from bot.github.tokens import Tokens

TRUSTED = 120.0
"""Seconds for which a page is told the same."""


async def failing_checks(client: Client, repository: str, sha: str) -> tuple[str, ...]:
    """Return the names of check runs and statuses that failed, of the latest hundred of each."""
    commit = repo_route(repository, "commits", sha)
    question = client.get(f"{commit}/check-runs", CheckRuns, {"filter": "latest", "per_page": 100})
    runs = await answer_or(question, CheckRuns(check_runs=()))
    statuses = await answer_or(
        client.get(f"{commit}/status", CombinedStatus, {"per_page": 100}), CombinedStatus(statuses=())
    )
    return tuple(sorted(runs.failed | statuses.failed))


async def waiting_runs(client: Client, repository: str) -> tuple[WaitingRun, ...] | None:
    """Return the latest runs of workflows that wait for approval, a hundred at most; None where we may not
    ask."""
    where = repo_route(repository, "actions", "runs")
    question = client.get(where, WorkflowRuns, {"status": "action_required", "per_page": 100})
    answer = await answer_or(question, None)
    return None if answer is None else answer.workflow_runs


class PageRuns:
    """See `bot.core.ports.reader.WaitingRuns`."""

    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._memo: Memo[int, tuple[WaitingRun, ...] | None] = Memo(clock, TRUSTED)

    async def of(self, installation_id: int, repository: Repository) -> tuple[WaitingRun, ...] | None:
        """See `WaitingRuns`."""
        client = self._tokens.client(installation_id)
        with asking():
            return await self._memo.get(repository.id, lambda: waiting_runs(client, repository.full_name))
