"""Steps of GitHub's workflows that run one of the actions we know, with all that decides when they act.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import PurePath
from typing import Any

from bot.core.config.document import Path
from bot.operations.migrate.keys import is_token, not_texts
from bot.operations.migrate.sources import Source, list_of, mapping_of

_USES = re.compile(r"([\w.-]+/[\w.-]+)(?:/[\w./-]+)?@v?(\S+)")
_NAMED = re.compile(r"\$\{\{\s*((?:env|inputs|matrix)\.[\w-]+)\s*\}\}")
_NO_NAME = re.compile(r"[*?+!\[\]$]")
_ALWAYS_TRUE = re.compile(
    r"github\.(?:repository|repository_owner|event\.repository\.full_name)\s*==\s*'[^']*'"
    r"|!\s*github\.event\.repository\.fork|true|always\(\)|success\(\)|!\s*cancelled\(\)"
)
"""Guards against forks, which have no App, and what is true wherever nothing failed."""
_EVENT_NAME = re.compile(r"github\.event_name\s*(==|!=)\s*'(\w+)'")
_BY_HAND = {"workflow_dispatch", "repository_dispatch"}
_CALLED = "workflow_call"
_JOB = 2
"""So long is the path of a job."""
_MOST = 32
"""So many jobs may come of one by its matrix."""
_OWN_TOKEN = re.compile(r"\$\{\{\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*\}\}", re.IGNORECASE)


@dataclass(frozen=True)
class ActionStep:
    """One step, as GitHub would run it."""

    source: Source
    path: Path
    """Of the step itself."""
    title: str
    """What the workflow calls it."""
    uses: str
    """The action or workflow that it names; empty for a step that runs a script."""
    action: str
    """The action's `owner/name` in lower case; empty where it is none of GitHub's."""
    version: int | None
    """The major version; None where it is a commit or a branch: the newest is assumed."""
    inputs: dict[str, Any]
    script: str
    """Lines of shell, or of JavaScript where an action takes some."""
    events: Mapping[str, Any]
    """What starts it, and what is said of each event; none where the workflow does not say."""
    permissions: Mapping[str, Any] | None
    """What its token may do; None where nothing is said, or another token is used."""
    conditions: tuple[str, ...]
    """What else has to be true for it to run."""
    never: str
    """Why it never runs by itself; empty where it does."""

    @property
    def calls(self) -> bool:
        """Whether it is no step, but a job that calls a workflow whose file is not here."""
        return len(self.path) == _JOB

    def only_if(self, harmless: re.Pattern[str]) -> str:
        """Return the conditions of which more is left than what is harmless; empty: none."""
        return " and ".join(text for text in self.conditions if re.search(r"\w", harmless.sub("", text)))

    @property
    def obstacle(self) -> str:
        """Why nothing can be said of what it does by its inputs alone; empty where they are all there is."""
        if self.never or not self.conditions:
            return self.never
        return f"it runs only if {' and '.join(self.conditions)}, which we do not look at"

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


@dataclass(frozen=True)
class _Run:
    """A workflow as it is started: by its own events, or by a job of another workflow that calls it."""

    source: Source
    events: Mapping[str, Any]
    known: Mapping[str, str]
    """What expressions such as `inputs.days` stand for."""
    conditions: tuple[str, ...] = ()


def steps_in(source: Source, workflows: Sequence[Source]) -> Iterator[ActionStep]:
    """Yield all steps of a workflow, and of those that its jobs call, as far as they are among `workflows`. A
    job that calls one that is not there is a step of its own."""
    yield from _steps_of(_Run(source, _events(source.data.get("on")), {}), workflows)


def _steps_of(run: _Run, workflows: Sequence[Source]) -> Iterator[ActionStep]:
    workflow = run.source.data
    for name, job in mapping_of(workflow.get("jobs")).items():
        if not isinstance(job, dict):
            continue
        path: Path = ("jobs", name)
        for combination in _combinations(job):
            known = {**run.known, **_of("matrix", combination)}
            conditions = (*run.conditions, *_condition(job))
            here = _Run(run.source, run.events, known, conditions)
            if called := _called(job, run.source, workflows):
                inputs = {**_defaults(called), **_resolved_all(job.get("with"), known)}
                yield from _steps_of(_Run(called, run.events, _of("inputs", inputs), conditions), ())
            elif "uses" in job:
                yield _step(here, job, job, path)
            else:
                for at, step in enumerate(list_of(job.get("steps"))):
                    if isinstance(step, dict):
                        yield _step(here, job, step, (*path, "steps", at))


def _step(run: _Run, job: Any, step: Any, path: Path) -> ActionStep:
    workflow = run.source.data
    uses = str(step.get("uses") or "")
    named = _USES.fullmatch(uses)
    version = re.match(r"(\d{1,3})(?:\.|$)", named[2]) if named else None
    env = {key: value for part in (workflow, job, step) for key, value in mapping_of(part.get("env")).items()}
    inputs = _resolved_all(step.get("with"), {**run.known, **_of("env", env)})
    conditions = run.conditions if step is job else (*run.conditions, *_condition(step))
    events, more = _told_apart(run.events, conditions)
    return ActionStep(
        source=run.source,
        path=path,
        title=str(step.get("name") or ""),
        uses=uses,
        action=named[1].lower() if named and step is not job else "",
        version=int(version[1]) if version else None,
        inputs=inputs,
        script=str(step.get("run") or inputs.get("script") or ""),
        events=events,
        permissions=_permissions(workflow, job, inputs),
        conditions=more,
        never=_why_never(run.events, events, inputs),
    )


def _combinations(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a job's matrix stands for, one after the other; where that is hard to tell, nothing:
    https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix"""
    matrix = mapping_of(mapping_of(job.get("strategy")).get("matrix"))
    included = [row for row in list_of(matrix.get("include")) if isinstance(row, dict)]
    axes = {key: list_of(value) for key, value in matrix.items() if key not in ("include", "exclude")}
    if "exclude" in matrix or (included and axes):
        return [{}]
    rows = included or [
        dict(zip(axes, values, strict=True)) for values in islice(product(*axes.values()), _MOST + 1)
    ]
    return rows if 0 < len(rows) <= _MOST else [{}]


def is_only_called(source: Source, workflows: Sequence[Source]) -> bool:
    """Return whether a workflow runs only where another one of these calls it, and so is read there."""
    callers = (workflow for workflow in workflows if workflow is not source)
    jobs = (job for caller in callers for job in mapping_of(caller.data.get("jobs")).values())
    return _events(source.data.get("on")).keys() == {_CALLED} and any(
        _called(mapping_of(job), None, [source]) for job in jobs
    )


def _called(job: Mapping[str, Any], caller: Source | None, workflows: Sequence[Source]) -> Source | None:
    """Return the workflow that a job calls, if its file was given too: it is known by its name."""
    name = PurePath(str(job.get("uses") or "").partition("@")[0]).name
    others = (workflow for workflow in workflows if workflow is not caller)
    return next((other for other in others if name and PurePath(other.name).name == name), None)


def _defaults(called: Source) -> dict[str, Any]:
    declared = mapping_of(mapping_of(_events(called.data.get("on")).get(_CALLED)).get("inputs"))
    return {name: mapping_of(declaration).get("default") for name, declaration in declared.items()}


def _of(context: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what expressions of a context stand for, so far as it is a text that is known beforehand."""
    texts = {key: str(value).lower() if isinstance(value, bool) else value for key, value in values.items()}
    return {
        f"{context}.{key}": text for key, text in texts.items() if isinstance(text, str) and "${{" not in text
    }


def _resolved_all(inputs: Any, known: Mapping[str, str]) -> dict[str, Any]:
    """Return inputs, with what is known put in the place of expressions that say no more than its name."""
    return {
        key: _NAMED.sub(lambda match: known.get(match[1], match[0]), value)
        if isinstance(value, str)
        else value
        for key, value in mapping_of(inputs).items()
    }


def _events(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {str(name): None for name in list_of(value)}


def _on_opened(event: Any) -> bool:
    """Return whether `types` of an event hold `opened`, which is also the default."""
    types = list_of(mapping_of(event).get("types"))
    return not types or "opened" in types


def _condition(part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the conditions that are all to be true by `if`; one that is not simply a list of them is one."""
    text = re.sub(r"^\$\{\{(.*)\}\}$", r"\1", str(part.get("if", "")).strip(), flags=re.DOTALL).strip()
    terms = [term.strip() for term in text.split("&&")]
    whole = "||" in text or any(term.count("(") != term.count(")") or term.count("'") % 2 for term in terms)
    return tuple(term for term in ([text] if whole else terms) if term)


def _told_apart(
    events: Mapping[str, Any], conditions: Sequence[str]
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return the events by which the conditions on their names are true, and the other conditions."""
    left: list[str] = []
    for condition in conditions:
        if _ALWAYS_TRUE.fullmatch(condition.strip("() ")) or _ALWAYS_TRUE.fullmatch(condition):
            continue
        if (match := _EVENT_NAME.fullmatch(condition.strip("() "))) and events:
            events = {name: more for name, more in events.items() if (name == match[2]) is (match[1] == "==")}
        else:
            left.append(condition)
    return events, tuple(left)


def _why_never(before: Mapping[str, Any], events: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    if "<<" in inputs:
        return "GitHub knows no `<<` and does not run the workflow; write out what it brings"
    if odd := not_texts(inputs):
        return f"GitHub wants a text as {odd[0]}, and does not run the workflow with a list"
    if before and not events:
        return "its condition is true for no event of the workflow"
    if events and not events.keys() - _BY_HAND:
        return "it runs by hand alone"
    if _CALLED in events and not events.keys() - _BY_HAND - {_CALLED}:
        return "another workflow calls it and says when: give that one to this command too"
    return ""


def _permissions(workflow: Any, job: Any, inputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what the token may do: a job's word replaces the workflow's, and another token ignores both."""
    tokens = [value for key, value in inputs.items() if is_token(key)]
    if any(not _OWN_TOKEN.fullmatch(str(token)) for token in tokens):
        return None
    said_last = next((part["permissions"] for part in (job, workflow) if "permissions" in part), None)
    if said_last in (None, "write-all"):
        return None
    return mapping_of(said_last)
