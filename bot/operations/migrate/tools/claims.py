"""Issues taken by a comment: bdougie/take-action, takanome-dev/assign-issue-action, and lines of shell.

https://github.com/bdougie/take-action and https://github.com/takanome-dev/assign-issue-action
"""

import re

from bot.operations.migrate.draft import Draft, KeyOutcome
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.workflows import ActionStep

CLAIMS = ("newcomers", "claims")
_HARMLESS = re.compile(
    r"(?:contains|startsWith)\(\s*github\.event\.comment\.body\s*,\s*'[^']*'\s*\)"
    r"|github\.event\.comment\.body\s*==\s*'[^']*'|github\.event_name\s*==\s*'\w+'"
    r"|!\s*\(?\s*github\.event\.issue\.(?:pull_request|assignee)|github\.event\.issue\.assignee\s*==\s*null"
)
"""Parts of conditions that claims bring along: the word, issues alone, and only those that are free."""
_WORD_IN_SCRIPT = re.compile(
    r"\.comment\.body(?:\.\w+\(\))*\s*={2,3}\s*(['\"])(?P<word>[^'\"]{2,60})\1"
    r"|(?:contains|startsWith)\(\s*github\.event\.comment\.body\s*,\s*'(?P<part>[^']{2,60})'\s*\)"
)
_ASSIGNS = re.compile(r"/assignees|\baddAssignees\(")
_OWN_ANSWER = "our claims answer in words of their own, in the reporter's language"
_WHOLE_LINE = "counts where it is a whole line of a comment; a claim then has a lease, and can be let go"


def takes_issues(step: ActionStep) -> bool:
    """Return whether a script assigns an issue to whoever comments a word."""
    assigns = "issue_comment" in step.events and bool(_ASSIGNS.search(step.script))
    return assigns and not step.never and bool(_words(step))


def _only_if(step: ActionStep) -> str:
    """Return what claims do not look at of the conditions; empty: nothing."""
    read_it = "its script says so" if step.action and step.script else ""
    return step.only_if(_HARMLESS) or read_it


def script(step: ActionStep, draft: Draft) -> None:
    """Map a step that assigns by itself."""
    words = _words(step)
    _claims(step, draft, {"words": words})
    for call in sorted(set(re.findall(r"/(labels/[^\s'\"]+)", step.script))):
        reason = "a claim takes no label off: a claimed issue is not offered to others while it lasts"
        draft.note(step.source, step.path, call, KeyOutcome.IMPOSSIBLE, reason)
    draft.note(step.source, step.path, ", ".join(words), KeyOutcome.CHANGED, _reason(step))


def _words(step: ActionStep) -> list[str]:
    matches = _WORD_IN_SCRIPT.finditer("\n".join((*step.conditions, step.script)))
    return list(dict.fromkeys(match["word"] or match["part"] for match in matches))


def take_action(step: ActionStep, draft: Draft) -> None:
    """Map one step of bdougie/take-action, whose word is `.take` unless it names another."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    keys.changed("trigger", reason=_reason(step))
    keys.changed("message", "issueCurrentlyAssignedMessage", "blockingLabelsMessage", reason=_OWN_ANSWER)
    value: dict[str, object] = {"words": [keys.text("trigger", default=".take")]}
    if blocking := [label for part in keys.text("blockingLabels").split(",") if (label := part.strip())]:
        value["except_labels"] = blocking
        keys.same("blockingLabels", reason="as `except_labels`")
    _claims(step, draft, value)
    keys.close("bdougie/take-action", ("trigger", "message", "blockingLabels"))
    if "trigger" not in step.inputs:
        draft.note(step.source, step.path, ".take", KeyOutcome.CHANGED, _reason(step))


def assign_issue_action(step: ActionStep, draft: Draft) -> None:
    """Map one step of takanome-dev/assign-issue-action, formerly assign-to-me-action."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    keys.changed("self_assign_cmd", reason=_reason(step))
    keys.changed(*(key for key in keys.values if key.endswith(("_comment", "_message"))), reason=_OWN_ANSWER)
    draft.hears_plain_words = keys.is_true("enable_auto_suggestion", default=True)
    keys.same("enable_auto_suggestion", reason="as `plain_words`: who offers help is told of /claim")
    keys.changed(
        "self_unassign_cmd",
        "unassign_user_cmd",
        "assign_user_cmd",
        reason="here /unclaim and /assign",
    )
    keys.changed("maintainers", reason="whoever has the triage role may assign others")
    keys.changed(
        "enable_reminder", "reminder_days", reason="one reminder when a quarter of the lease is left"
    )
    keys.impossible(
        "assigned_label", "pin_label", reason="claims set no label; maintainers assign without a lease"
    )
    keys.impossible("block_assignment", reason="whoever let go may claim again while the issue is free")
    value: dict[str, object] = {"words": [keys.text("self_assign_cmd", default="/assign-me")]}
    if label := keys.text("required_label"):
        value["labels"] = [label]
        keys.same("required_label", reason="as `labels`")
    days, limit = keys.text("days_until_unassign", default="7"), keys.text("max_assignments", default="3")
    for key, text, name, written in (
        ("days_until_unassign", days, "lease", f"{days}d"),
        ("max_assignments", limit, "limit", limit),
    ):
        if text.isdecimal() and 0 < int(text) < 3_650:
            value[name] = int(written) if name == "limit" else written
            keys.same(key, reason=f"as `{name}`; a word of theirs renews a claim")
        else:
            keys.impossible(key, reason="no number of days or issues that can be read here")
    for name in _claims(step, draft, value):
        key = {"lease": "days_until_unassign", "limit": "max_assignments"}[name]
        keys.impossible(key, reason=f"another step gave `{name}`, and the first one counts")
    keys.close("takanome-dev/assign-issue-action", ("self_assign_cmd", "required_label", "maintainers"))


def _reason(step: ActionStep) -> str:
    only_if = _only_if(step)
    return f"left behind #, as it is only if {only_if}" if only_if else _WHOLE_LINE


def _claims(step: ActionStep, draft: Draft, value: dict[str, object]) -> list[str]:
    """Take settings over, or leave them to a person; return those that another step has set otherwise."""
    if only_if := _only_if(step):
        draft.withhold(*CLAIMS, value=value, reason=f"Only if {only_if}: claims do not look at that.")
        return []
    taken: list[str] = []
    for key, inner in value.items():
        if isinstance(inner, list):
            for item in inner:
                draft.add(*CLAIMS, key, value=item)
        elif not draft.set(*CLAIMS, key, value=inner):
            taken.append(key)
    return taken
