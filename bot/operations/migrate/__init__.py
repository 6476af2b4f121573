"""Moving in from another bot: its configuration files become a first file of ours. Nothing is written here.

Seven are read: actions/stale, actions/labeler, actions/first-interaction, Probot's Welcome, request-info,
Stale, no-response and support-requests, actions that give an issue to whoever takes it, github/issue-labeler,
and Prow's plugins.yaml.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.errors import OperatorError
from bot.operations.migrate.draft import Draft, KeyFinding, KeyOutcome
from bot.operations.migrate.sources import Source, is_workflow, sources_in
from bot.operations.migrate.tools import claims, issue_labeler, labeler, probot, probot_stale
from bot.operations.migrate.tools.prow import is_prow, prow
from bot.operations.migrate.tools.stale import stale
from bot.operations.migrate.tools.welcome import first_interaction, silence_others
from bot.operations.migrate.workflows import ActionStep, is_only_called, steps_in
from handlers import FEATURES

__all__ = ["Draft", "KeyFinding", "KeyOutcome", "migrate"]

_ISSUE_LABELER, _LABELER = "github/issue-labeler", "actions/labeler"
_ACTIONS: dict[str, Callable[[ActionStep, Draft], None]] = {
    "actions/stale": stale,
    "actions/first-interaction": first_interaction,
    _LABELER: labeler.workflow,
    "bdougie/take-action": claims.take_action,
    "takanome-dev/assign-issue-action": claims.assign_issue_action,
    "takanome-dev/assign-to-me-action": claims.assign_issue_action,
    "lee-dohm/no-response": probot.no_response_action,
    "dessant/support-requests": probot.support_action,
}
_KNOW_CONDITIONS = (claims.take_action, claims.assign_issue_action, first_interaction)
"""Readers that look at the conditions of a step themselves; all others leave out what has one."""
_SEVEN = (
    "actions/stale, actions/labeler, actions/first-interaction, github/issue-labeler, bdougie/take-action "
    "and its kin, Probot's config.yml, stale.yml, no-response.yml and support.yml, or Prow's plugins.yaml"
)


def migrate(files: Iterable[tuple[str, bytes]], repository: str = "") -> Draft:
    """Return a first file for the settings in these files (name and content), and what became of each key.

    `repository` (`owner/name`) says for which one a file of several is read. OperatorError, in one sentence,
    for what cannot be read, and where none of the files is of a tool that is known.
    """
    draft = Draft()
    sources = [source for name, content in files for source in sources_in(name, content)]
    workflows = [source for source in sources if is_workflow(source.data)]
    migration = _Migration(draft, repository)
    read = [source for source in workflows if not is_only_called(source, workflows)]
    read += [source for source in sources if source not in workflows]
    refusals: list[_UnknownFile] = []
    for source in read:
        try:
            migration.workflow(source, workflows) if source in workflows else migration.settings(source)
        except _UnknownFile as refusal:
            refusals.append(refusal)
            name = PurePath(source.name).name
            draft.note(source, (), name, KeyOutcome.ELSEWHERE, "a file of another tool: keep it")
        else:
            draft.sources.append(source.name)
    if refusals and not draft.sources:
        raise refusals[0]
    draft.sources += [source.name for source in workflows if source not in read]
    silence_others(draft)
    try:
        load(draft.text(), FEATURES)
    except ConfigError as error:
        raise OperatorError(
            f"What came out is no valid file; please report this mistake of ours:\n{error}"
        ) from None
    return draft


class _UnknownFile(OperatorError):
    """A file of no tool that is known; the text says where that shows."""


class _Migration:
    """Files are read one after the other; workflows come first, as they say how others are read."""

    def __init__(self, draft: Draft, repository: str) -> None:
        self.draft = draft
        self.repository = repository
        self.target = issue_labeler.Target()
        self.reader_of: dict[str, ActionStep] = {}
        """By the path of a file with labels, which step reads it."""

    def workflow(self, source: Source, workflows: Sequence[Source]) -> None:
        """Read a workflow, and those of these that it calls."""
        others: list[ActionStep] = []
        known = 0
        for step in steps_in(source, workflows):
            if step.action in (_LABELER, _ISSUE_LABELER):
                default = ".github/labeler.yml"
                self.reader_of[str(step.inputs.get("configuration-path") or default)] = step
            reader = (
                self._labels_by_expression if step.action == _ISSUE_LABELER else _ACTIONS.get(step.action)
            )
            if reader and (step.never if reader in _KNOW_CONDITIONS else step.obstacle):
                self._left_out(step)
            elif reader:
                reader(step, self.draft)
            elif claims.takes_issues(step):
                claims.script(step, self.draft)
            else:
                others.append(step)
                continue
            known += 1
        called = [step for step in others if step.calls]
        if not known:
            where = f"; give the file of {called[0].uses} to this command too" if called else ""
            raise _UnknownFile(f"{source.name}: no step of this workflow is of {_SEVEN}{where}.")
        for step in others:
            if step.calls:
                outcome, reason = KeyOutcome.IMPOSSIBLE, "its own file says what it does: give it too"
            else:
                outcome, reason = KeyOutcome.ELSEWHERE, "another step: keep it if you still need it"
            key = f"uses {step.uses}" if step.uses else f"script {step.title}".strip()
            self.draft.note(step.source, step.path, key, outcome, reason)

    def _labels_by_expression(self, step: ActionStep, draft: Draft) -> None:
        self.target = issue_labeler.workflow(step, draft)

    def _left_out(self, step: ActionStep) -> None:
        """Name what a step would do on a condition: done always, it would be wider."""
        for key in step.inputs or ("uses",):
            path = (*step.path, "with", key) if step.inputs else (*step.path, key)
            self.draft.note(step.source, path, key, KeyOutcome.IMPOSSIBLE, step.obstacle)

    def settings(self, source: Source) -> None:
        """Read a file that is no workflow; what it is shows in its keys, then in its name."""
        data = source.data
        file = PurePath(source.name.partition(" ")[0]).name
        if is_prow(data):
            prow(source, self.draft, self.repository)
        elif probot_stale.is_stale(data, file):
            probot_stale.stale(source, self.draft)
        elif _has(data, probot.NO_RESPONSE_KEYS) or (not data and "no-response" in file):
            probot.no_response(source, self.draft)
        elif _has(data, ("supportLabel", "supportComment")) or file.startswith("support."):
            probot.support(source, self.draft)
        elif _has(data, probot.CONFIG_KEYS):
            probot.config(source, self.draft)
        elif not isinstance(data, dict) or not data:
            raise _UnknownFile(f"{source.name} holds no settings; it should be of {_SEVEN}.")
        elif odd := [key for key, value in data.items() if not isinstance(value, str | list | None)]:
            line = source.line((odd[0],))
            raise _UnknownFile(f"{source.name}:{line}: {odd[0]} is no setting of {_SEVEN}.")
        else:
            self._labels(source, file)

    def _labels(self, source: Source, file: str) -> None:
        """Read a file that gives labels, by expressions on texts or by globs of files."""
        path = PurePath(source.name.partition(" ")[0]).as_posix()
        reader = next((step for name, step in self.reader_of.items() if path.endswith(name)), None)
        if reader is None and "label" not in file and not labeler.is_labeler(source.data):
            raise _UnknownFile(
                f"{source.name}: nothing says which tool reads it; "
                "if it gives labels, give its workflow to this command too."
            )
        branches = reader.branches() if reader else ()
        if reader and (reader.obstacle or (branches is None and reader.action == _LABELER)):
            filtered = "it runs only if its filter of branches or paths fits, which we do not look at"
            for label in source.data:
                reason = f"its workflow: {reader.obstacle or filtered}"
                self.draft.note(source, (label,), label, KeyOutcome.IMPOSSIBLE, reason)
        elif reader.action == _ISSUE_LABELER if reader else _are_expressions(source, file):
            issue_labeler.labels(source, self.draft, self.target)
        else:
            labeler.labels(source, self.draft, branches or ())


def _are_expressions(source: Source, file: str) -> bool:
    """Return whether labels are given by expressions, where no workflow tells."""
    if labeler.is_labeler(source.data):
        return False
    return "issue" in file or issue_labeler.looks_like_expressions(source.data)


def _has(data: object, keys: Sequence[str]) -> bool:
    return isinstance(data, dict) and bool(data.keys() & set(keys))
