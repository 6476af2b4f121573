"""Probot's apps: Welcome and request-info (`config.yml`), no-response.yml, support.yml, and actions of kin.

https://github.com/behaviorbot/welcome, https://github.com/behaviorbot/request-info,
https://github.com/probot/no-response, https://github.com/dessant/support-requests
"""

from bot.community.triage import REDIRECT_VARIABLES, REQUEST_VARIABLES
from bot.operations.migrate.draft import Draft, KeyOutcome
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.own_texts import set_text
from bot.operations.migrate.rules import by_people_alone
from bot.operations.migrate.sources import Source, mapping_of
from bot.operations.migrate.tools.stale import LeftOut, add_policy
from bot.operations.migrate.tools.welcome import greet
from bot.operations.migrate.workflows import ActionStep

_GREETINGS = {
    "newIssueWelcomeComment": "issue",
    "newPRWelcomeComment": "pull_request",
    "firstPRMergeComment": "first_merge",
}
CONFIG_KEYS = (
    *_GREETINGS,
    "requestInfoReplyComment",
    "requestInfoDefaultTitles",
    "requestInfoLabelToAdd",
    "requestInfoOn",
    "requestInfoUserstoExclude",
    "checkIssueTemplate",
    "checkPullRequestTemplate",
)
NO_RESPONSE_KEYS = ("daysUntilClose", "responseRequiredLabel", "closeComment")
SUPPORT_KEYS = ("supportLabel", "supportComment", "close", "lock", "setLockReason", "_extends")
_DESCRIPTION = ("triage", "needs_info", "description")
_SUPPORT_INPUTS = {
    "support-label": "supportLabel",
    "issue-comment": "supportComment",
    "close-issue": "close",
    "lock-issue": "lock",
    "issue-lock-reason": "setLockReason",
}


def config(source: Source, draft: Draft) -> None:
    """Map `.github/config.yml`, which any app may read; keys of others are named."""
    keys = Keys(draft, source, (), source.data)
    for key, moment in _GREETINGS.items():
        if keys.text(key):
            greet(draft, keys, key, moment)
    if "requestInfoReplyComment" in keys.values:
        _request_info(draft, keys)
    others = source.data.keys() - {*CONFIG_KEYS, "_extends"}
    keys.elsewhere(*others, reason="a key of another app than Welcome and request-info")
    keys.close("Welcome and request-info", CONFIG_KEYS)


def _request_info(draft: Draft, keys: Keys) -> None:
    """Ask for a description where there is none; titles show nothing to us."""
    on = mapping_of(keys.values.get("requestInfoOn"))
    issues, pull_requests = on.get("issue") is not False, on.get("pullRequest") is not False
    excluded = keys.values.get("requestInfoUserstoExclude")
    if excluded or not (issues or pull_requests):
        names = [key for key in CONFIG_KEYS if key.startswith("requestInfo")]
        keys.impossible(*names, reason="it asks all or nobody: so nobody" if excluded else "off for both")
        return
    if issues is not pull_requests:
        draft.set(*_DESCRIPTION, "on", value="issue" if issues else "pull_request")
    keys.same("requestInfoOn", reason="as `on`")
    set_text(draft, keys, "requestInfoReplyComment", (*_DESCRIPTION, "text"), REQUEST_VARIABLES)
    if label := keys.text("requestInfoLabelToAdd"):
        draft.set(*_DESCRIPTION, "label", value=label)
        keys.same("requestInfoLabelToAdd", reason="as `label`; it goes once there is a description")
    keys.impossible(
        "requestInfoDefaultTitles", reason="whoever describes it is not asked, whatever its title"
    )
    templates = ("checkIssueTemplate", "checkPullRequestTemplate")
    keys.same(*templates, reason="what a template says itself is no description")
    by_people_alone(draft)


def no_response(source: Source, draft: Draft, values: Keys | None = None) -> None:
    """Map no-response.yml; an empty one means its defaults."""
    keys = values or Keys(draft, source, (), mapping_of(source.data))
    if keys.are_refused(NO_RESPONSE_KEYS):
        keys.close("no-response", NO_RESPONSE_KEYS)
        return
    days = keys.text("daysUntilClose", default="14")
    label = keys.text("responseRequiredLabel", default="more-information-needed")
    keys.changed("closeComment", reason="our words say that it is closed, in the reporter's language")
    try:
        if not days.isdecimal() or not 0 < int(days) <= 3_650:
            raise LeftOut(f"{days} is no number of days")
        half = int(days) // 2
        after, rest = (f"{half}d", f"{int(days) - half}d") if half else ("12 hours", "12 hours")
        value = {"on": "issue", "only": {"labels": [label]}, "after": after, "close_after": rest}
        add_policy(draft, value, "closed as late as before, after a word of warning")
    except LeftOut as left:
        keys.impossible("daysUntilClose", "responseRequiredLabel", reason=f"left out, as {left}")
    else:
        keys.changed(
            "daysUntilClose", reason=f"the label `stale` and a word after {after}, closed {rest} later"
        )
        reason = "as `only.labels`; a word of the author keeps it open, a maintainer takes the label off"
        keys.changed("responseRequiredLabel", reason=reason)
    keys.close("no-response", NO_RESPONSE_KEYS)


def no_response_action(step: ActionStep, draft: Draft) -> None:
    """Map one step of lee-dohm/no-response, whose inputs are the app's keys."""
    no_response(step.source, draft, Keys(draft, step.source, (*step.path, "with"), step.inputs))


def support(source: Source, draft: Draft) -> None:
    """Map support.yml; an empty one means its defaults."""
    _support(draft, Keys(draft, source, (), mapping_of(source.data)), {})


def support_action(step: ActionStep, draft: Draft) -> None:
    """Map one step of dessant/support-requests."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    keys.same("issue-close-reason", reason="closed as not planned")
    if keys.text("issue-close-reason") == "completed":
        keys.changed("issue-close-reason", reason="closed as not planned")
    _support(draft, keys, {name: key for key, name in _SUPPORT_INPUTS.items()})


def _support(draft: Draft, keys: Keys, names: dict[str, str]) -> None:
    """Redirect questions. `names` are what the app's keys are called here."""
    label, comment, close, lock, lock_reason = (
        names.get(key, key) for key in ("supportLabel", "supportComment", "close", "lock", "setLockReason")
    )
    if keys.are_refused(SUPPORT_KEYS):
        keys.close("support-requests", SUPPORT_KEYS)
        return
    by_people_alone(draft)
    if not draft.set("triage", "labels", "support", value=keys.text(label, default="support")):
        keys.impossible(label, reason="another file named a label for support, and the first one counts")
    keys.same(label, reason="as `triage.labels.support`, by people alone")
    closes = keys.is_true(close, default=True)
    redirect = ("triage", "redirect")
    if keys.text(comment) == "false":
        keys.impossible(comment, close, reason="nothing is closed without a word; write `triage.redirect`")
    elif comment not in keys.values:
        reason = "The app's own words are not here: write yours as `reply`."
        draft.withhold(*redirect, value={"reply": "…", "close": closes}, reason=reason)
        keys.changed(close, reason="left behind #, until there are words")
    elif set_text(draft, keys, comment, (*redirect, "reply"), REDIRECT_VARIABLES):
        draft.set(*redirect, "close", value=closes)
        keys.same(close, reason="as `triage.redirect.close`")
    else:
        keys.changed(close, reason=f"left behind # with the reply: `close: {str(closes).lower()}`")
    locks = keys.is_true(lock)
    for key in (lock, lock_reason):
        outcome = KeyOutcome.IMPOSSIBLE if locks else KeyOutcome.SAME
        keys.answer([key], outcome, "we lock nothing" if locks else "nothing was locked")
    keys.close("support-requests", (*SUPPORT_KEYS, *_SUPPORT_INPUTS))
