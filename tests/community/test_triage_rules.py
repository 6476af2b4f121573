"""Triage's labels and questions, as a repository sets them up."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.community.issue_kind import Kind
from bot.community.labels.rules import labels_by_rule
from bot.community.missing_info import missing_info
from bot.community.triage import TriageConfig, kind_of_subject, label_for
from bot.core.model import Subject

CONFIG = TriageConfig.model_validate(
    {
        "labels": {"bug": "kind/bug", "support": "usage question"},
        "rules": [{"label": "area/cloud", "text": "s3|gcs", "paths": ["cloud/**"]}],
        "needs_info": {
            "bug": {
                "require": ["version", "steps to reproduce"],
                "example": "docs/mre.md",
                "examples": {"area/io": "docs/mre-io.md"},
            }
        },
    }
)
HAS = ("Kind/Bug", "usage question", "Area/Cloud", "enhancement")


def issue(title: str = "", body: str = "", **more: Any) -> Subject:
    return Subject(number=7, title=title, body=body, **more)


def test_a_label_is_set_as_the_repository_spells_it() -> None:
    assert label_for(Kind.BUG, CONFIG, HAS) == "Kind/Bug"
    assert label_for(Kind.FEATURE, CONFIG, HAS) == "enhancement"


def test_a_label_the_repository_lacks_is_never_set() -> None:
    assert label_for(Kind.DOCS, CONFIG, HAS) is None
    assert labels_by_rule(issue("s3"), CONFIG.rules, ("bug",), ()) == {}


def test_a_kind_that_somebody_has_set_stays() -> None:
    assert kind_of_subject(issue("How do I read it?"), CONFIG) is not None
    assert kind_of_subject(issue("How do I read it?", labels=["kind/BUG"]), CONFIG) is None


def test_pull_requests_have_no_kind() -> None:
    assert kind_of_subject(issue("How do I read it?", is_pull_request=True), CONFIG) is None


@pytest.mark.parametrize(
    ("subject", "changed", "because"),
    [
        (issue("Reading from S3"), (), "the text says “S3”"),
        (issue("Fix", "see cloud/io.py"), (), "the text names “cloud/io.py”"),
        (issue("Fix", is_pull_request=True), ("cloud/a/b.py",), "it changes “cloud/a/b.py”"),
    ],
)
def test_a_rule_tells_its_evidence(subject: Subject, changed: tuple[str, ...], because: str) -> None:
    assert labels_by_rule(subject, CONFIG.rules, HAS, changed) == {"Area/Cloud": because}


def test_a_label_that_is_there_already_is_not_wanted_again() -> None:
    assert labels_by_rule(issue("s3", labels=["area/cloud"]), CONFIG.rules, HAS, ()) == {}


def test_a_bug_form_with_empty_fields_is_asked_for_them_once_and_thanked_for_the_rest() -> None:
    body = "### Describe the bug\n\nIt stops.\n\n### Version\n\n_No response_\n\n### Steps to reproduce\n\n\n"
    lack = missing_info(issue("It stops", body), CONFIG)
    assert lack is not None
    assert lack.missing == ("version", "steps to reproduce")
    assert lack.present == ("your answer to “Describe the bug”",)
    assert lack.example == "docs/mre.md"


@pytest.mark.parametrize(
    "body",
    [
        "### Describe the bug\nsince 2.1 it stops when I open a file",
        "### Describe the bug\nboom\n### Which version?\nnewest\n### Steps to reproduce\nany",
        "### Describe the bug\n```python\nimport zarr  # 2.18\n```",
    ],
)
def test_what_may_well_be_there_is_not_asked_for(body: str) -> None:
    assert missing_info(issue("It stops", body), CONFIG) is None


def test_the_nearest_example_is_named() -> None:
    lack = missing_info(issue("Bug: it stops", "no idea"), CONFIG, ["area/io"])
    assert lack is not None
    assert lack.example == "docs/mre-io.md"


def test_questions_are_asked_nothing() -> None:
    assert missing_info(issue("How do I read it?"), CONFIG) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules": [{"label": "x"}]},
        {"rules": [{"label": "x", "text": "a(?=b)"}]},
        {"needs_info": {"bugs": {}}},
        {"guess": {"apply_above": 2}},
        {"label": {}},
    ],
)
def test_a_wrong_section_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TriageConfig.model_validate(wrong)
