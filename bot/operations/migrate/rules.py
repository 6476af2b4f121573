"""Rules of `triage.rules`, written only where they can stand in the file."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from bot.community.labels.rules import Rule
from bot.community.patterns.matching import safe_pattern
from bot.community.triage import TriageConfig
from bot.operations.migrate.draft import Draft

RULES = ("triage", "rules")
_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")
_JS_ONLY = re.compile(r"\\[pP]\{|\\u\{|\(\?<[=!]|\[\^\]|\[\]")


class Impossible(ValueError):
    """A rule that has no counterpart here; the text says why."""


def expression(pattern: str, name: str, *, ignores_case: bool = False) -> str:
    """Return an expression of JavaScript as one of ours, which read upper and lower case as one unless they
    are told. Raise `Impossible`, with what is wrong."""
    if _JS_ONLY.search(pattern):
        raise Impossible(f"{name} says what only JavaScript understands")
    text = _NAMED_GROUP.sub("(?P<", pattern)
    text = text if ignores_case else f"(?-i:{text})"
    try:
        return safe_pattern(text)
    except ValueError as refusal:
        raise Impossible(str(refusal)) from None


def add_rules(draft: Draft, rules: Sequence[dict[str, Any]]) -> None:
    """Add rules that all may stand in the file, or none of them. Raise `Impossible`, with what is wrong."""
    try:
        for rule in rules:
            Rule.model_validate(rule)
        TriageConfig.model_validate({"rules": [*draft.listed(*RULES), *rules]})
    except ValidationError as error:
        raise Impossible(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
    by_people_alone(draft)
    for rule in rules:
        draft.add(*RULES, value=rule)


def by_people_alone(draft: Draft) -> None:
    """Say that no label of a kind is set unless by a rule: the tools we come from set none."""
    draft.set("triage", "kinds", value=False)
