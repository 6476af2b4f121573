"""actions/stale: what is marked after some days without activity, and closed some days later.

Its inputs and their defaults: https://github.com/actions/stale (README.md, src/classes/issues-processor.ts).
A negative number of days turns a half off. From version 4 on, no message means no comment; before, no mark.
"""

import math
from typing import Any

from bot.community.stale import VARIABLES
from bot.operations.migrate.draft import Draft
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.own_texts import why_not
from bot.operations.migrate.workflows import ActionStep

STALE = ("lifecycle", "stale")
_SHORT = {"issue": "issue", "pull_request": "pr"}
_NOT_NEEDED = ("operations-per-run", "ascending", "enable-statistics", "sort-by")
_NARROWING = ("start-date", "only-matching-filter", "only-issue-types", "include-only-assigned")
"""Without these it would be for more than before."""
_PAIRS = (
    *("days-before-{}stale", "days-before-{}close", "only-{}labels", "any-of-{}labels"),
    *("exempt-{}milestones", "exempt-all-{}milestones", "exempt-{}assignees", "exempt-all-{}assignees"),
    *("ignore-{}updates", "remove-{}stale-when-updated"),
)
"""Inputs for both; `issue-` or `pr-` in the gap says one thing of one of them alone."""
_SINGLE = ("stale-{}message", "stale-{}label", "exempt-{}labels", "skip-stale-{}message")
"""Inputs that are said of one of them each."""
_LONGEST = 3_650


class LeftOut(ValueError):
    """A policy that is not written; the text says why. `keys` are those that stand in its way."""

    def __init__(self, reason: str, *keys: str) -> None:
        super().__init__(reason)
        self.keys = keys


def stale(step: ActionStep, draft: Draft) -> None:
    """Map one step: a policy for issues, and one for pull requests."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    left_out = 0
    for kind, word in _SHORT.items():
        try:
            policy = _policy(step, keys, kind, word)
            if policy is None:
                keys.same(*_names(word), reason=f"nothing: no {kind.replace('_', ' ')} is marked")
                continue
            speaks = say(draft, keys, policy, f"stale-{word}-message")
            add_policy(draft, policy, step.title)
        except LeftOut as left:
            left_out += 1
            keys.impossible(*left.keys, reason=str(left))
            gone = _names(word) if left_out == len(_SHORT) else _own_names(word)
            keys.impossible(*gone, reason=f"left out, as {left}")
            keys.changed(*_names(word), reason=f"not for {kind.replace('_', ' ')}s, as {left}")
        else:
            if not speaks:
                keys.changed(f"stale-{word}-label", reason="as `label`; without a message our words are said")
            keys.same(*_names(word), reason="as the policy says")
    _rest(keys)
    keys.close("actions/stale", [name for word in _SHORT.values() for name in _names(word)])


def add_policy(draft: Draft, policy: dict[str, Any], comment: str) -> None:
    """Add a policy. As the first that fits counts, those for some labels come before those for all. Raise
    `LeftOut` where another one is for the same."""
    for other in draft.listed(*STALE):
        if other != policy and all(other.get(key) == policy.get(key) for key in ("on", "only")):
            raise LeftOut("a policy for the same is there already, and the first one counts")
    some = sum("only" in other for other in draft.listed(*STALE))
    draft.add(*STALE, value=policy, comment=comment, at=some if "only" in policy else None)


def _own_names(word: str) -> list[str]:
    """Return the inputs that say something of issues alone, or of pull requests (`pr`)."""
    own = [name.format(f"{word}-") for name in (*_PAIRS, *_SINGLE)]
    return [*own, *(["exempt-draft-pr"] if word == "pr" else [])]


def _names(word: str) -> list[str]:
    """Return those inputs, and the ones that say something of both."""
    return [*_own_names(word), *(name.format("") for name in _PAIRS)]


def _policy(step: ActionStep, keys: Keys, kind: str, word: str) -> dict[str, Any] | None:
    """Return the policy for issues or pull requests; None: nothing is marked. Raise `LeftOut`."""
    message = f"stale-{word}-message"
    if not step.may_write(kind) or (step.version is not None and step.version < 4 and not keys.text(message)):
        return None
    after = days(keys, f"days-before-{word}-stale", "days-before-stale", default="60")
    closing = days(keys, f"days-before-{word}-close", "days-before-close", default="7")
    if after is None:
        if closing is not None and f"days-before-{word}-close" in keys.values:
            raise LeftOut("what people mark by hand is closed by nobody here", f"days-before-{word}-close")
        return None
    for key in _NARROWING:
        if keys.text(key, default="false") != "false":
            raise LeftOut("it would be for more than before without it", key)
    policy: dict[str, Any] = {"on": kind}
    if only := _only(keys, word):
        policy["only"] = only
    policy |= {"after": after, "label": keys.text(f"stale-{word}-label", default="Stale")}
    if closing is not None:
        policy["close_after"] = closing
    if exempt := _exempt(keys, kind, word, old=step.version is not None and step.version < 4):
        policy["exempt"] = exempt
    keys.changed(
        keys.set_first(f"days-before-{word}-stale", "days-before-stale"),
        reason="as `after`; what waits on the maintainers is never marked",
    )
    keys.same(
        keys.set_first(f"days-before-{word}-close", "days-before-close"),
        reason="as `close_after`, by a policy's own clock",
    )
    return policy


def days(keys: Keys, *names: str, default: str) -> str | None:
    """Return a number of days as a duration; None for a negative one, and for more than anybody waits. Raise
    `LeftOut`."""
    text = keys.text(*names, default=default)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise LeftOut(f"{text} is no number of days that can be read here", *names)
    if number < 0 or number > _LONGEST:
        return None
    return (
        f"{int(number)}d" if number >= 1 and number == int(number) else f"{max(1, round(number * 24))} hours"
    )


def _words(keys: Keys, *names: str) -> list[str]:
    """Return a comma list as actions/stale reads it: quotes in it belong to the names. Raise `LeftOut`."""
    text = keys.text(*names)
    if "${{" in text:
        raise LeftOut(f"nobody knows what {text} says before it runs", *names)
    return list(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def _only(keys: Keys, word: str) -> dict[str, list[str]]:
    """Return what a policy is for: `only-…` wants all of its labels, `any-of-…` one of them."""
    every = _words(keys, f"only-{word}-labels", "only-labels")
    some = _words(keys, f"any-of-{word}-labels", "any-of-labels")
    return {key: labels for key, labels in (("all_of", every), ("labels", some)) if labels}


def _exempt(keys: Keys, kind: str, word: str, *, old: bool) -> dict[str, Any]:
    """Return what a policy leaves alone. The first versions called the labels of `exempt` otherwise."""
    exempt: dict[str, Any] = {}
    names = (f"exempt-{word}-labels", *([f"exempt-{word}-label"] if old else []))
    if labels := _words(keys, *names):
        exempt["labels"] = labels
        keys.same(*names, reason="as `exempt.labels`")
    for things in ("milestones", "assignees"):
        if keys.is_true(f"exempt-all-{word}-{things}", f"exempt-all-{things}"):
            exempt[things] = True
        elif named := _words(keys, f"exempt-{word}-{things}", f"exempt-{things}"):
            exempt[things] = named
    if kind == "pull_request" and keys.is_true("exempt-draft-pr"):
        exempt["drafts"] = True
    return exempt


def say(draft: Draft, keys: Keys, policy: dict[str, Any], key: str) -> bool:
    """Put a message into a policy, unless it cannot be posted as it stands. Return whether there is one."""
    text = keys.text(key)
    if text in ("", "false"):
        return False
    if fault := why_not(text, VARIABLES):
        keys.changed(key, reason=f"left behind #, as {fault}; until then, our words")
        draft.withhold(*STALE, value=[{"on": policy["on"], "say": text}], reason=f"{key}: {fault}.")
    else:
        policy["say"] = text
        keys.same(key, reason="word for word, as `say`")
    return True


def _rest(keys: Keys) -> None:
    """Answer for what has no place in a policy."""
    keys.same(*_NOT_NEEDED, reason="not needed: the App paces its requests")
    keys.changed(
        "close-issue-message", "close-pr-message", reason="our words say that it is closed, and how to reopen"
    )
    keys.impossible("close-issue-label", "close-pr-label", reason="no label says that it was closed")
    keys.impossible(
        "labels-to-add-when-unstale", "labels-to-remove-when-unstale", reason="a policy sets one label"
    )
    if keys.is_true("delete-branch"):
        keys.impossible("delete-branch", reason="branches are never deleted")
    keys.same("delete-branch", reason="branches are never deleted")
    if keys.text("close-issue-reason") == "completed":
        keys.changed("close-issue-reason", reason="closed as not planned")
    keys.same("close-issue-reason", reason="closed as not planned")
    keys.same("debug-only", reason="the file only looks on until it says `mode: act`")
    keys.same(*_NARROWING, reason="it was off")
    for key in keys.values:
        if key.endswith("stale-when-updated") and not keys.is_true(key):
            keys.changed(key, reason="any word of a person takes label and comment away")
        if key.endswith("updates") and key.startswith("ignore") and keys.is_true(key):
            keys.changed(key, reason="counted from the last word, not from the beginning: later")
