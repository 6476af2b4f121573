"""Prow's plugins.yaml, for one repository: https://docs.prow.k8s.io/docs/components/plugins/

Stewardbot does what plugins do about issues, labels, people and newcomers. Reviews, merging and CI stay with
GitHub.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.community.labels.families import PROW_FAMILIES
from bot.core.config.problems import did_you_mean
from bot.errors import OperatorError
from bot.operations.migrate.draft import Draft, KeyOutcome
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.sources import Source, list_of, mapping_of
from bot.operations.migrate.tools.welcome import greet

_ELSEWHERE = {
    **dict.fromkeys(
        (
            *("cherry-pick-approved", "cherry-pick-unapproved"),
            *("approve", "lgtm", "blunderbuss", "verify-owners", "owners", "override", "skip", "blockade"),
            *("mergecommitblocker", "merge-method-comment", "tide"),
        ),
        "reviews and merging are GitHub's own: branch protection and CODEOWNERS",
    ),
    **dict.fromkeys(
        ("trigger", "golint", "buildifier", "config-updater", "invalidcommitmsg"),
        "CI is GitHub's own, with its checks",
    ),
    **dict.fromkeys(("cla", "dco"), "an App of its own sees to signatures"),
    **dict.fromkeys(("bugzilla", "jira"), "a tracker outside of GitHub has an App of its own"),
    "branchcleaner": "GitHub deletes the branch of a merged pull request by a setting",
    "wip": "GitHub's drafts cannot be merged",
    **dict.fromkeys(("project", "project-manager"), "projects have workflows of their own"),
    "external-plugins": "programs of their own, which go on without plugins.yaml",
}
"""What GitHub, CI or another App does, whoever answers comments."""
_LOST = {
    **dict.fromkeys(
        ("cat", "dog", "goose", "pony", "yuks", "shrug", "heart", "trick-or-treat"),
        "it tells no jokes and shows no pictures",
    ),
    "size": "no label tells how long a change is",
    "release-note": "nobody is asked for a note of what changes",
    "owners-label": "labels do not come from OWNERS: write `triage.rules` with `paths`",
    "slackevents": "it tells no channel what is merged",
    "milestoneapplier": "no milestone is set by branch",
    "milestonestatus": "/milestone sets a milestone, and no label that tells its status",
    "sigmention": "teams are called by /cc",
}
_SECTIONS = {
    "triggers": "trigger",
    "milestone_applier": "milestoneapplier",
    "blockades": "blockade",
    "slack": "slackevents",
    "branch_cleaner": "branchcleaner",
    "project_config": "project",
}
"""Sections beside the plugins that are called otherwise than their plugin."""
_IN_LIFECYCLE = {
    "lifecycle": "as `lifecycle`: /close, /reopen, /lifecycle",
    "retitle": "as /retitle",
    "transfer-issue": "as /transfer",
    "milestone": "as /milestone, by whoever has the triage role instead of a team",
}
_IN_LABELS = {
    "label": "as `labels`, whose families are those of Prow's preset",
    "help": "as /help-wanted and /good-first-issue; Prow's preset keeps /help too",
    "hold": "as /hold",
    "stage": "as `labels.families`: /stage",
}
_OTHERS = ("assign", "welcome", "require-matching-label")
_FAMILIES = re.compile(r"\^?\(?([A-Za-z0-9_.-]+(?:\|[A-Za-z0-9_.-]+)*)\)?/(.*)")


def is_prow(data: Any) -> bool:
    """Return whether values are those of plugins.yaml."""
    values = mapping_of(data)
    triggers = any(isinstance(entry, dict) for entry in list_of(values.get("triggers")))
    return triggers or any(isinstance(values.get(key), dict) for key in ("plugins", "config_updater"))


def prow(source: Source, draft: Draft, repository: str) -> None:
    """Map the file for one repository. OperatorError where nothing tells which."""
    data = source.data
    by_name = mapping_of(data.get("plugins"))
    name = repository or _only_one(source, by_name)
    plugins = dict(_plugins(by_name, name))
    draft.set("commands", "preset", value="prow")
    for plugin, path in plugins.items():
        outcome, reason = _plugin(plugin, plugins, draft)
        draft.note(source, path, f"plugin {plugin}", outcome, reason)
    keys = Keys(draft, source, (), {key: value for key, value in data.items() if key != "plugins"})
    if "label" in plugins:
        _labels(keys, draft, name)
    if "require-matching-label" in plugins:
        _required(source, draft, name)
        keys.same("require_matching_label", reason="as `labels.require`, row by row")
    if "welcome" in plugins:
        _welcome(keys, source, draft, name)
    ours = ("label", "require_matching_label", "welcome")
    keys.same(*ours, reason="nothing: its plugin is off here")
    for key in keys.values.keys() - set(ours):
        keys.answer([key], *_section(key))
    keys.close("Prow")


def _section(key: str) -> tuple[KeyOutcome, str]:
    """Return what becomes of a section beside the plugins."""
    if key == "retitle":
        return KeyOutcome.SAME, "/retitle works on what is open and on what is closed"
    if key == "help":
        return KeyOutcome.CHANGED, "a text of your own is read from `.github/stewardbot/help-wanted.md`"
    if key == "repo_milestone":
        return KeyOutcome.CHANGED, "/milestone is for whoever has the triage role, instead of a team"
    return _not_ours(_SECTIONS.get(key, key.replace("_", "-")))


def _not_ours(plugin: str) -> tuple[KeyOutcome, str]:
    """Return what becomes of a plugin that does nothing here."""
    if plugin in _ELSEWHERE:
        return KeyOutcome.ELSEWHERE, _ELSEWHERE[plugin]
    hint = did_you_mean(plugin, (*_IN_LIFECYCLE, *_IN_LABELS, *_OTHERS, *_ELSEWHERE, *_LOST))
    unknown = "nothing of Prow's that we know" + (f": {hint}" if hint else "")
    return KeyOutcome.IMPOSSIBLE, _LOST.get(plugin, unknown)


def _only_one(source: Source, by_name: Mapping[str, Any]) -> str:
    names = [name for name in by_name if "/" in name]
    if len(names) == 1 and len({name.partition("/")[0] for name in by_name}) == 1:
        return names[0]
    some = ", ".join(list(by_name)[:3]) or "none"
    raise OperatorError(
        f"{source.name} is for several repositories ({some} …): say which with --repository OWNER/REPO."
    )


def _plugins(by_name: Mapping[str, Any], repository: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the plugins of a repository and of its owner, each with where it stands."""
    for name in (repository.partition("/")[0], repository):
        entry = by_name.get(name)
        plain = isinstance(entry, list)
        if repository.partition("/")[2] in list_of(mapping_of(entry).get("excluded_repos")):
            continue
        plugins = entry if plain else mapping_of(entry).get("plugins")
        for number, plugin in enumerate(list_of(plugins)):
            yield str(plugin), ("plugins", name, number) if plain else ("plugins", name, "plugins", number)


def _plugin(plugin: str, plugins: Mapping[str, Any], draft: Draft) -> tuple[KeyOutcome, str]:
    """Turn on what does the same, and say what becomes of a plugin."""
    if plugin in _IN_LABELS:
        _families(plugins, draft)
        alone = "" if "label" in plugins else "; without the plugin label there are no other families"
        return KeyOutcome.SAME, f"{_IN_LABELS[plugin]}{alone}"
    if plugin in _IN_LIFECYCLE:
        if "lifecycle" not in plugins:
            return (
                KeyOutcome.IMPOSSIBLE,
                "it comes with `lifecycle`, where Prow's preset lets anyone use /lifecycle too",
            )
        draft.settings.setdefault("lifecycle", {})
        return KeyOutcome.CHANGED if plugin == "milestone" else KeyOutcome.SAME, _IN_LIFECYCLE[plugin]
    if plugin == "assign":
        draft.settings.setdefault("assignment", {})
        return KeyOutcome.SAME, "as `assignment`: /assign, /unassign, /cc, /uncc"
    if plugin == "welcome":
        return KeyOutcome.SAME, "as `newcomers.welcome`"
    if plugin == "require-matching-label":
        return KeyOutcome.SAME, "as `labels.require`"
    return _not_ours(plugin)


def _families(plugins: Mapping[str, Any], draft: Draft) -> None:
    """Let commands set labels of as many families as plugins did."""
    families = [*(PROW_FAMILIES if "label" in plugins else ()), *(("stage",) if "stage" in plugins else ())]
    draft.settings.setdefault("labels", {})
    if tuple(families) != PROW_FAMILIES:
        draft.set("labels", "families", value=families)


def _labels(keys: Keys, draft: Draft, repository: str) -> None:
    owner = repository.partition("/")[0]
    section = mapping_of(keys.values.get("label"))
    for label in list_of(section.get("additional_labels")):
        draft.add("labels", "additional", value=str(label))
    restricted = mapping_of(section.get("restricted_labels"))
    nearest: dict[str, dict[str, Any]] = {}
    for name in ("*", owner, repository):
        entries = map(mapping_of, list_of(restricted.get(name)))
        nearest |= {str(entry["label"]).lower(): entry for entry in entries if entry.get("label")}
    for entry in nearest.values():
        allowed = [f"@{owner}/{team}" for team in list_of(entry.get("allowed_teams"))]
        allowed += [str(login) for login in list_of(entry.get("allowed_users"))]
        draft.add("labels", "additional", value=str(entry["label"]))
        draft.add(
            "labels", "restricted", value={"labels": [str(entry["label"])], "allowed": allowed or ["admin"]}
        )
    known = {"label", "allowed_teams", "allowed_users"}
    lost = {str(key) for entry in nearest.values() for key in entry if key not in known}
    reason = "as `labels.additional` and `labels.restricted`"
    if lost:
        keys.changed("label", reason=f"{reason}, without {', '.join(sorted(lost))}")
    keys.same("label", reason=reason)


def _required(source: Source, draft: Draft, repository: str) -> None:
    owner, _, name = repository.partition("/")
    for number, entry in enumerate(map(mapping_of, list_of(source.data.get("require_matching_label")))):
        if entry.get("org") != owner or entry.get("repo", name) != name:
            continue
        label, path = str(entry.get("missing_label")), ("require_matching_label", number)
        match = _FAMILIES.fullmatch(str(entry.get("regexp")).removesuffix("$"))
        issues, pull_requests = entry.get("issues") is True, entry.get("prs") is True
        if match is None or not (issues or pull_requests) or entry.get("branch"):
            reason = "it looks at more than families of labels, or at a branch, and `labels.require` does not"
            draft.note(source, path, label, KeyOutcome.IMPOSSIBLE, reason)
            continue
        families = match[1].split("|")
        value = {"family": families[0] if len(families) == 1 else families, "label": label}
        if issues is not pull_requests:
            value["on"] = "issue" if issues else "pull_request"
        draft.add("labels", "require", value=value)
        outcome, reason = KeyOutcome.SAME, f"while there is no label of {' or '.join(families)}"
        if match[2] or entry.get("missing_comment"):
            outcome = KeyOutcome.CHANGED
            reason += ", any of them" if match[2] else ""
            reason += "; no comment is written" if entry.get("missing_comment") else ""
        draft.note(source, path, label, outcome, reason)


def _welcome(keys: Keys, source: Source, draft: Draft, repository: str) -> None:
    """Take the message of the entry that is for this repository."""
    for number, entry in enumerate(map(mapping_of, list_of(keys.values.get("welcome")))):
        if {repository, repository.partition("/")[0]} & {str(name) for name in list_of(entry.get("repos"))}:
            inner = Keys(draft, source, ("welcome", number), entry)
            inner.same("repos", reason="this repository is one of them")
            if "message_template" in entry:
                greet(draft, inner, "message_template", "pull_request")
            inner.impossible("always_post", reason="nobody is greeted twice")
            inner.close("Prow's plugin welcome")
            keys.same("welcome", reason="row by row")
            return
    draft.settings.setdefault("newcomers", {}).setdefault("welcome", {})
    keys.changed("welcome", reason="our words welcome a first pull request")
