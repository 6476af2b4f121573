"""Check runs: only an App makes them."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import forbidden, unprocessable
from fakegithub.graphql.mutations.inputs import Input, mutation
from fakegithub.model.records import CheckRun, Repository


@mutation("createCheckRun")
def create(context: Context, input_: Input) -> dict[str, Any]:
    """End a check run on a commit at once."""
    repo: Repository = context.node(input_["repositoryId"], "Repository")
    context.require_role(repo, "write", "CreateCheckRun")
    if context.call.caller.installation is None:
        forbidden("You must authenticate via a GitHub App.")
    conclusion, output = input_.get("conclusion"), input_.get("output") or {}
    if conclusion is None or input_.get("status") != "COMPLETED":
        unprocessable("Only what has come to an end is simulated")
    now = context.state.now()
    run = CheckRun(
        context.state.new_id(),
        input_["name"],
        input_["headSha"],
        "completed",
        now,
        conclusion.lower(),
        now,
        title=output.get("title"),
        summary=output.get("summary"),
    )
    repo.check_runs[run.id] = run
    return {}
