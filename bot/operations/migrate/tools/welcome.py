"""Greetings: actions/first-interaction, and the Probot app Welcome.

https://github.com/actions/first-interaction and https://github.com/behaviorbot/welcome
"""

import re

from bot.operations.migrate.draft import Draft
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.own_texts import set_text
from bot.operations.migrate.workflows import ActionStep

WELCOME = ("newcomers", "welcome")
MOMENTS = ("issue", "pull_request", "review", "first_merge")
VARIABLES = ("author", "steward", "steward_until", "repository", "number", "title", "policy")
_NO_PROGRAM = re.compile(
    r"(?:github\.actor|github\.event\.(?:sender|issue\.user|pull_request\.user)\.login)\s*!=\s*'[^']*\[bot\]'"
    r"|github\.event\.(?:sender|issue\.user|pull_request\.user)\.type\s*!=\s*'Bot'"
    r"|!\s*(?:contains|endsWith)\(\s*github\.actor\s*,\s*'\[bot\]'\s*\)"
)
"""Conditions that leave programs out, whom nobody welcomes here either."""
_ONCE = "word for word, once a person and owner, and never to members or whoever was here before"


def first_interaction(step: ActionStep, draft: Draft) -> None:
    """Map one step of actions/first-interaction."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    if only_if := step.only_if(_NO_PROGRAM):
        keys.impossible(*step.inputs, reason=f"it runs only if {only_if}, which we do not look at")
    for kind, names in (
        ("issue", ("issue-message", "issue_message")),
        ("pull_request", ("pr-message", "pr_message")),
    ):
        for name in names:
            if name not in keys.values or only_if:
                continue
            if not step.starts_on(kind):
                keys.same(name, reason="nothing: the workflow does not run when somebody opens one")
            elif kind == "pull_request" and step.branches() != ():
                keys.impossible(name, reason="only for some branches or paths; our welcome looks at neither")
            else:
                greet(draft, keys, name, kind)
    keys.close("actions/first-interaction")


def greet(draft: Draft, keys: Keys, key: str, moment: str) -> None:
    """Take the text for a moment over. Where a person has to look at it first, the moment is greeted in our
    words: it was greeted before."""
    if not set_text(draft, keys, key, (*WELCOME, moment), VARIABLES, _ONCE):
        draft.settings.setdefault("newcomers", {}).setdefault("welcome", {})


def silence_others(draft: Draft) -> None:
    """Say `false` for each moment that no source greeted: left out, it would have our words."""
    welcome = draft.settings.get("newcomers", {}).get("welcome")
    if welcome is None:
        return
    left = {path[-1] for _, path, _ in draft.withheld if path[:-1] == WELCOME}
    for moment in MOMENTS:
        if moment not in left:
            welcome.setdefault(moment, False)
