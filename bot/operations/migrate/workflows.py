"""Steps of GitHub's workflows that run one of the actions we know, with all that decides when they act.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.config.document import Path
from bot.operations.migrate.sources import Source, list_of, mapping_of

_USES = re.compile(r"([\w.-]+/[\w.-]+)(?:/[\w./-]+)?@v?(\S+)")
_ENV = re.compile(r"\$\{\{\s*env\.(\w+)\s*\}\}")
_NO_NAME = re.compile(r"[*?+!\[\]$]")
_FORK_GUARD = re.compile(
    r"github\.(?:repository|repository_owner|event\.repository\.full_name)\s*==\s*'[^']*'"
)
_NO_FORK = re.compile(r"!\s*github\.event\.repository\.fork")
_OWN_TOKEN = re.compile(r"\$\{\{\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*\}\}", re.IGNORECASE)


@dataclass(frozen=True)
class ActionStep:
    """One step, as GitHub would run it."""

    source: Source
    path: Path
    """Of the step itself."""
    title: str
    """What the workflow calls it."""
    action: str
    """`owner/name` in lower case; empty for a step that runs a script."""
    version: int | None
    """The major version; None where it is a commit or a branch: the newest is assumed."""
    inputs: dict[str, Any]
    script: str
    events: Mapping[str, Any]
    """What starts the workflow, and what is said of each event."""
    permissions: Mapping[str, Any] | None
    """What its token may do; None where nothing is said, or another token is used."""
    conditions: tuple[str, ...]
    """What has to be true for it to run, but for guards against forks, which have no App."""

    @property
    def name(self) -> str:
        """What people see in the workflow's log."""
        return self.action or "script"

    def may_write(self, kind: str) -> bool:
        """Return whether its token may change issues (`issue`) or pull requests (`pull_request`)."""
        key = "issues" if kind == "issue" else "pull-requests"
        return self.permissions is None or self.permissions.get(key) == "write"

    def starts_on(self, kind: str) -> bool:
        """Return whether an issue or a pull request that is opened starts it."""
        names = ("issues",) if kind == "issue" else ("pull_request", "pull_request_target")
        return any(name in self.events and _on_opened(self.events[name]) for name in names)

    def branches(self) -> tuple[str, ...] | None:
        """Return the branches into which pull requests have to go to start it, none for any; None where it is
        more than a list of names."""
        names: list[str] = []
        for event in (mapping_of(self.events.get(name)) for name in ("pull_request", "pull_request_target")):
            names += [str(name) for name in list_of(event.get("branches"))]
            if {"branches-ignore", "paths", "paths-ignore"} & event.keys():
                return None
        return None if any(_NO_NAME.search(name) for name in names) else tuple(names)


def steps_in(source: Source) -> Iterator[ActionStep]:
    """Yield all steps of a workflow that use an action or run a script."""
    workflow = source.data
    for job_name, job in mapping_of(workflow.get("jobs")).items():
        for number, step in enumerate(list_of(mapping_of(job).get("steps"))):
            if isinstance(step, dict):
                yield _step(source, workflow, job, step, ("jobs", job_name, "steps", number))


def _step(source: Source, workflow: Any, job: Any, step: Any, path: Path) -> ActionStep:
    uses = _USES.fullmatch(str(step.get("uses") or ""))
    version = re.match(r"(\d{1,3})(?:\.|$)", uses[2]) if uses else None
    env = {key: value for part in (workflow, job, step) for key, value in mapping_of(part.get("env")).items()}
    inputs = {key: _resolved(value, env) for key, value in mapping_of(step.get("with")).items()}
    conditions = (_bare(str(part["if"])) for part in (job, step) if part.get("if") is not None)
    return ActionStep(
        source=source,
        path=path,
        title=str(step.get("name") or ""),
        action=uses[1].lower() if uses else "",
        version=int(version[1]) if version else None,
        inputs=inputs,
        script=str(step.get("run") or ""),
        events=_events(workflow.get("on")),
        permissions=_permissions(workflow, job, inputs),
        conditions=tuple(text for text in conditions if not _keeps_forks_out(text)),
    )


def _resolved(value: Any, env: Mapping[str, Any]) -> Any:
    """Return an input whose expressions are only names of `env` that the workflow itself sets to a text."""
    if not isinstance(value, str):
        return value
    known = {name: text for name, text in env.items() if isinstance(text, str) and "${{" not in text}
    return _ENV.sub(lambda match: known.get(match[1], match[0]), value)


def _events(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {str(name): None for name in list_of(value)}


def _on_opened(event: Any) -> bool:
    """Return whether `types` of an event hold `opened`, which is also the default."""
    types = list_of(mapping_of(event).get("types"))
    return not types or "opened" in types


def _permissions(workflow: Any, job: Any, inputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what the token may do: a job's word replaces the workflow's, and another token ignores both."""
    tokens = [value for key, value in inputs.items() if key.replace("_", "-").endswith("token")]
    if any(not _OWN_TOKEN.fullmatch(str(token)) for token in tokens):
        return None
    said_last = next((part["permissions"] for part in (job, workflow) if "permissions" in part), None)
    if said_last in (None, "write-all"):
        return None
    return mapping_of(said_last)


def _bare(condition: str) -> str:
    return re.sub(r"^\$\{\{(.*)\}\}$", r"\1", condition.strip(), flags=re.DOTALL).strip()


def _keeps_forks_out(condition: str) -> bool:
    return any(pattern.fullmatch(condition.strip("() ")) for pattern in (_FORK_GUARD, _NO_FORK))
