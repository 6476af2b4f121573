"""Every value of the repository's file that is a name says of what; what is no name is listed here."""

from __future__ import annotations

from pathlib import Path

from bot.core.config.document import dotted
from bot.core.config.loader import examine, references
from handlers import FEATURES

WORDS = [
    "mode",
    "language",
    "preset",
    "plain_words",
    "close",
    "show",
    "apply_above",
    "timezone",
    "working_days",
    "hours",
    "change",
    "starts",
    "from",
    "until",
    "stale_after",
    "acknowledge_within",
    "answer_within",
    "remind_after",
    "lease",
    "every",
    "foreign",
    "text",
    "require",
    "status",
    "community",
    "form_field",
    "topics",
    "name",
    "for",
    "field",
    "trailer",
    "then",
    "close_after",
    "bots",
    "on",
    "body",
    "title",
    "when",
    "head",
    "base",
    "after",
    "words",
]
"""Keys whose texts stand for nothing that GitHub knows."""
TEMPLATES = ["issue", "pull_request", "first_merge"]
"""Keys of `newcomers.welcome`, whose files are read and judged where they are used."""


def named(text: str) -> dict[str, str]:
    """Each name in a file by its path, with what it is."""
    return {
        f"{dotted(path)}={name}": thing.value for path, thing, name in references(examine(text, FEATURES))
    }


def test_names_are_found_wherever_they_stand() -> None:
    text = """
landed: Merged
labels:
  families: [area]
  additional: [good-idea]
  restricted: [{labels: x, allowed: ['@acme/core', triage]}]
triage:
  labels: {bug: defect}
  types: {bug: Bug}
  rules: [{label: area/io, paths: ['io/**']}]
  needs_info: {bug: {examples: {area/io: docs/mre.md}}}
notify: {stewards: slack-support}
digest: {issue: 12}
newcomers: {mentors: {carol: {}}, policy: 'CONTRIBUTING.md#ai'}
"""
    assert named(text) == {
        "landed=Merged": "label",
        "labels.families.0=area": "family",
        "labels.additional.0=good-idea": "label",
        "labels.restricted.0.labels.0=x": "label",
        "labels.restricted.0.allowed.0=@acme/core": "account",
        "labels.restricted.0.allowed.1=triage": "account",
        "triage.labels.bug=defect": "label",
        "triage.types.bug=Bug": "issue type",
        "triage.rules.0.label=area/io": "label",
        "triage.rules.0.paths.0=io/**": "files",
        "triage.needs_info.bug.examples.area/io=area/io": "label",
        "triage.needs_info.bug.examples.area/io=docs/mre.md": "file",
        "notify.stewards=slack-support": "channel",
        "digest.issue=12": "issue",
        "newcomers.mentors.carol=carol": "account",
        "newcomers.policy=CONTRIBUTING.md#ai": "file",
    }


def test_a_default_names_nothing() -> None:
    assert named("triage: {}\nlabels: {}\nnewcomers: {suggestions: {}}") == {}


def test_every_text_of_the_file_is_a_name_or_listed_as_words() -> None:
    text = (Path(__file__).parents[1] / "every_key.yml").read_text("utf-8")
    reading = examine(text, FEATURES)
    names = {reference.path for reference in references(reading)}
    unsaid = []
    for path in reading.document.values:
        value = reading.document.data
        for step in path:
            value = value[step]
        keys = [step for step in path if isinstance(step, str)]
        is_name = path in names or (*path, "login") in names or (*path, 0) in names
        is_template = keys[:2] == ["newcomers", "welcome"] and keys[-1] in TEMPLATES
        is_answer = len(keys) > 1 and keys[-2] == "form"  # The heading is whatever the form says.
        is_plain = not isinstance(value, str) or value.isdigit() or keys[-1] in WORDS or is_template
        if not (is_name or is_plain or is_answer):
            unsaid.append(f"{dotted(path)}: {value}")
    assert unsaid == []
