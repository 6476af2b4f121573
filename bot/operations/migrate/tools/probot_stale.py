"""Probot's Stale, `.github/stale.yml`: what is marked after some days without activity, and closed later.

Its keys and their defaults: https://github.com/probot/stale (README.md, lib/schema.js). `issues` and `pulls`
say otherwise of one of them.
"""

from typing import Any

from bot.operations.migrate.draft import Draft
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.sources import Source, list_of, mapping_of
from bot.operations.migrate.tools.stale import LeftOut, add_policy, days, say

_SECTIONS = {"issue": "issues", "pull_request": "pulls"}
_TEXTS = (
    *("daysUntilStale", "daysUntilClose", "exemptProjects", "exemptMilestones", "exemptAssignees"),
    *("staleLabel", "markComment", "unmarkComment", "closeComment", "limitPerRun", "only", "perform"),
)
_SHARED = (*(name for name in _TEXTS if name != "only"), "exemptLabels", "onlyLabels")
"""What may be said of both, or of one of them."""
_KEYS = (*_SHARED, "only", *_SECTIONS.values())


def is_stale(data: Any, file: str) -> bool:
    """Return whether values, or the name of an empty file, are those of the app."""
    own = set(_KEYS) - {"daysUntilClose", "closeComment", "only", "issues", "pulls", "perform"}
    return bool(own & mapping_of(data).keys()) or (not data and file in ("stale.yml", "stale.yaml"))


def stale(source: Source, draft: Draft) -> None:
    """Map the file: a policy for issues, and one for pull requests."""
    whole = Keys(draft, source, (), mapping_of(source.data))
    if whole.are_refused(_TEXTS):
        whole.close("Probot's Stale", _KEYS)
        return
    reasons: set[str] = set()
    policies = 0
    for kind, section in _SECTIONS.items():
        own = Keys(draft, source, (section,), mapping_of(whole.values.get(section)))
        merged = Keys(draft, source, (), {**whole.values, **own.values})
        try:
            if whole.text("only", default=section) == section:
                _policy(draft, kind, merged, (own, whole))
                policies += 1
            else:
                own.same(*_KEYS, reason="nothing: `only` leaves them out")
        except LeftOut as left:
            reasons.add(f"{left}")
            own.impossible(*_SHARED, reason=f"left out, as {left}")
            whole.changed(*_SHARED, reason=f"not for {section}, as {left}")
        own.close("Probot's Stale", _KEYS)
    if not policies:
        whole.impossible(*_SHARED, reason=f"left out, as {' and '.join(sorted(reasons))}")
    whole.same("only", *_SECTIONS.values(), reason="a policy for each")
    whole.close("Probot's Stale", _KEYS)


def _policy(draft: Draft, kind: str, merged: Keys, written: tuple[Keys, Keys]) -> None:
    """Add a policy for issues or pull requests; `written` are the keys for them alone, and for both. Raise
    `LeftOut`."""
    policy = _read(kind, merged)
    say(
        draft, next((keys for keys in written if "markComment" in keys.values), merged), policy, "markComment"
    )
    add_policy(draft, policy, "")
    for keys in written:
        keys.changed("daysUntilStale", reason="as `after`; what waits on the maintainers is never marked")
        keys.same("daysUntilClose", reason="as `close_after`, by a policy's own clock")
        keys.same("exemptLabels", "exemptMilestones", "exemptAssignees", reason="as `exempt`")
        keys.same("onlyLabels", reason="as `only.all_of`")
        keys.same("staleLabel", reason="as `label`")
        keys.same("exemptProjects", reason="it was off")
        keys.same("limitPerRun", "perform", reason="not needed: the App paces its requests")
        keys.changed("closeComment", reason="our words say that it is closed, and how to reopen")
        keys.changed("unmarkComment", reason="the comment goes with the label, and none comes")
        if keys.text("markComment") == "false":
            keys.changed("markComment", reason="our words are said with the label")


def _read(kind: str, keys: Keys) -> dict[str, Any]:
    """Return a policy. Raise `LeftOut`."""
    after = days(keys, "daysUntilStale", default="60")
    if after is None or keys.is_true("exemptProjects"):
        why = "no policy looks at projects" if after else "no number of days marks anything"
        raise LeftOut(why, "exemptProjects")
    policy: dict[str, Any] = {"on": kind}
    if only := [str(label) for label in list_of(keys.values.get("onlyLabels"))]:
        policy["only"] = {"all_of": only}
    policy |= {"after": after, "label": keys.text("staleLabel", default="wontfix")}
    if keys.text("daysUntilClose") != "false" and (closing := days(keys, "daysUntilClose", default="7")):
        policy["close_after"] = closing
    spared = keys.values.get("exemptLabels", ["pinned", "security"])
    exempt: dict[str, Any] = (
        {"labels": labels} if (labels := [str(label) for label in list_of(spared)]) else {}
    )
    exempt |= {
        things: True for things in ("milestones", "assignees") if keys.is_true(f"exempt{things.capitalize()}")
    }
    return policy | ({"exempt": exempt} if exempt else {})
