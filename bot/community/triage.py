"""Triage as a repository sets it up: labels by kind, by text and by path, and what a report lacks."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from pydantic import Field, field_validator, model_validator

from bot.community import LATER, forms
from bot.community.issue_kind import Kind, KindMatch, kind_of
from bot.community.patterns import (
    TEXT_CAP,
    PathGlobs,
    TextPattern,
    affordable,
    first_match,
    first_path,
    paths_in,
)
from bot.core.config.base import Section
from bot.core.markdown import escape
from bot.core.markdown.quoting import code
from bot.core.model import Subject, contains, same, spelling

_USUAL = {
    Kind.BUG: ("bug", "kind/bug", "type: bug"),
    Kind.FEATURE: ("enhancement", "feature", "kind/feature", "feature request", "type: feature"),
    Kind.SUPPORT: ("support", "usage question", "question", "kind/support", "type: support"),
    Kind.DOCS: ("documentation", "docs", "kind/documentation", "type: documentation"),
}


_USUAL_TYPES = {
    Kind.BUG: ("bug", "defect", "regression"),
    Kind.FEATURE: ("feature", "enhancement", "feature request"),
    Kind.SUPPORT: ("question", "support", "usage question"),
    Kind.DOCS: ("documentation", "docs"),
}


class ByKind(Section):
    """A name of the repository's for each kind."""

    bug: str | None = None
    feature: str | None = None
    support: str | None = None
    docs: str | None = None

    def named(self, kind: Kind) -> str | None:
        """Return the name that the file gives a kind."""
        name: str | None = getattr(self, kind.value)
        return name


class KindLabels(ByKind):
    """The repository's label for each kind; a kind left out means its usual names, as far as they exist."""

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return the labels that mean this kind, the preferred one first."""
        named = self.named(kind)
        return (named,) if named else _USUAL[kind]


class KindTypes(ByKind):
    """GitHub's issue type for each kind: set where it is named, and read under its usual names always."""

    def kind(self, issue_type: str) -> Kind | None:
        """Return the kind that an issue type means; None for one that means none of them, such as Task."""
        means = (kind for kind in Kind if same(self.named(kind) or "", issue_type))
        usual = (kind for kind in Kind if contains(_USUAL_TYPES[kind], issue_type))
        return next(means, None) or next(usual, None)


class Rule(Section):
    """A label for what a text says or what paths are named or changed; either is enough."""

    label: str
    text: TextPattern | None = None
    """A regular expression, read without regard to case, on title and body."""
    paths: PathGlobs = ()
    """Globs such as `docs/**`, on changed files and on paths that the text names."""

    @model_validator(mode="after")
    def _has_evidence(self) -> Self:
        if not self.text and not self.paths:
            raise ValueError(f"the rule for {code(self.label)} looks at nothing: give it text, paths or both")
        return self


class Guess(Section):
    """What to do with the guess of the trained classifier."""

    show: str = Field(default="digest", description=LATER)
    apply_above: float = Field(default=0.9, ge=0, le=1, description=LATER)


class NeedsInfo(Section):
    """What a report of one kind must hold, and the examples that help to write it."""

    require: tuple[str, ...] = ()
    """Fields of the form, or plain words: `version`, `steps to reproduce`."""
    example: str | None = None
    """Path of an example in the repository."""
    examples: dict[str, str] = Field(default_factory=dict)
    """A nearer example by label: `area/io: docs/mre-climate.md`."""


class TriageConfig(Section):
    """How new issues and pull requests are labelled."""

    labels: KindLabels = KindLabels()
    types: KindTypes = KindTypes()
    rules: tuple[Rule, ...] = ()
    guess: Guess = Guess()
    needs_info: dict[Kind, NeedsInfo] = Field(default_factory=dict)

    @field_validator("rules")
    @classmethod
    def _in_bounded_time(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        affordable((rule.text for rule in rules), sum(len(rule.paths) for rule in rules))
        return rules


def kind_of_subject(subject: Subject, config: TriageConfig) -> KindMatch | None:
    """Return the kind an issue should be given; None where somebody has given it one, and for pull
    requests.

    GitHub's issue type says more than any word of the text; one that means no kind says that it is sorted.
    """
    if subject.is_pull_request or kind_by_label(subject.labels, config) is not None:
        return None
    if subject.type is None:
        return kind_of(subject.title, subject.body)
    kind = config.types.kind(subject.type)
    return KindMatch(kind, f"its type is “{subject.type[:60]}”") if kind else None


def kind_by_label(labels: Collection[str], config: TriageConfig) -> Kind | None:
    """Return the kind that a subject's labels say it has."""
    return next(
        (kind for kind in Kind if any(contains(labels, name) for name in config.labels.names(kind))), None
    )


def label_for(kind: Kind, config: TriageConfig, existing: Collection[str]) -> str | None:
    """Return the repository's label for a kind as the repository spells it; None if it has none."""
    return next((name for label in config.labels.names(kind) if (name := spelling(existing, label))), None)


def labels_by_rule(
    subject: Subject,
    rules: Collection[Rule],
    existing: Collection[str],
    changed: Collection[str],
    *,
    by_paths: bool = False,
) -> dict[str, str]:
    """Return labels that rules give a subject, each with its evidence. `changed` are a pull request's
    files; `by_paths`: only they count, or the paths that an issue names."""
    text = f"{subject.title}\n{subject.body}"
    named = () if by_paths and subject.is_pull_request else paths_in(text)
    text = "" if by_paths else text
    labels: dict[str, str] = {}
    for rule in rules:
        label = spelling(existing, rule.label)
        if label is None or label in labels or contains(subject.labels, label):
            continue
        if evidence := _evidence(rule, text, changed, named):
            labels[label] = evidence
    return labels


def _evidence(rule: Rule, text: str, changed: Collection[str], named: Collection[str]) -> str | None:
    if rule.text and (words := first_match(rule.text, text)):
        return f"the text says “{words[:60]}”"
    for verb, paths in (("it changes", changed), ("the text names", named)):
        if path := first_path(paths, rule.paths):
            return f"{verb} “{path[:120]}”"
    return None


@dataclass(frozen=True)
class MissingInfo:
    """What a report surely lacks, what it does bring (in words), and the example to point to."""

    kind: Kind
    missing: tuple[str, ...]
    present: tuple[str, ...]
    example: str | None


_VERSION = re.compile(r"\bv?\d+\.\d+")
_STEPS = re.compile(
    r"^[ \t]*(?:[-*]|\d+[.)])[ \t]+\S|\b(?:reproduc\w+|when i|if i|i (?:run|ran|call|click|open))\b",
    re.I | re.M,
)


def missing_info(subject: Subject, config: TriageConfig, labels: Collection[str] = ()) -> MissingInfo | None:
    """Return what a new issue surely lacks for its kind; None if nothing is, or nothing is asked for.

    `labels` are those it is about to get: they choose the nearest example.
    """
    kind = kind_now(subject, config)
    needs = config.needs_info.get(kind) if kind else None
    return missing_for(subject, kind, needs, labels) if kind and needs else None


def kind_now(subject: Subject, config: TriageConfig) -> Kind | None:
    """Return the kind of an issue by its labels, else by its text; None for a pull request."""
    verdict = kind_of_subject(subject, config)
    kind = verdict.kind if verdict else kind_by_label(subject.labels, config)
    return None if subject.is_pull_request else kind


def missing_for(
    subject: Subject, kind: Kind, needs: NeedsInfo, labels: Collection[str] = ()
) -> MissingInfo | None:
    """Return what surely is missing of `needs`; None if nothing is."""
    report = forms.parse(subject.body)
    missing = tuple(name for name in needs.require if _surely_missing(name, report, subject))
    if not missing:
        return None
    nearer = next(
        (path for label, path in needs.examples.items() if contains((*subject.labels, *labels), label)), None
    )
    return MissingInfo(kind, missing, _brought(report, subject), nearer or needs.example)


_ALWAYS_KNOWN = ("version", "steps to reproduce", "example", "traceback")
"""What can be asked for by name whatever the file says."""


def topics(config: TriageConfig) -> dict[str, tuple[Kind, NeedsInfo]]:
    """Return what can be asked for on request, by its name: kinds with all they need, then single things."""
    requirements = {kind.value: (kind, needs) for kind, needs in config.needs_info.items() if needs.require}
    for kind, needs in config.needs_info.items():
        for name in needs.require:
            requirements.setdefault(name.casefold(), (kind, needs.model_copy(update={"require": (name,)})))
    for name in _ALWAYS_KNOWN:
        requirements.setdefault(name, (Kind.BUG, NeedsInfo(require=(name,))))
    return requirements


def _surely_missing(name: str, report: forms.IssueText, subject: Subject) -> bool:
    """Unless a field of that name is answered, or the text holds something that may well be it."""
    key = forms.heading_key(name)
    fields = [field for field in report.fields if key in field.key or (field.key and field.key in key)]
    if any(field.answered for field in fields):
        return False
    text = f"{subject.title}\n{subject.body[:TEXT_CAP]}"
    if "version" in key:
        return not _VERSION.search(text)
    if "reproduc" in key or "steps" in key or "example" in key:
        return not (report.code or _STEPS.search(report.prose))
    if "traceback" in key or "error" in key or "log" in key.split():
        return not (report.has_traceback or report.code)
    return key not in forms.heading_key(report.prose)


def _brought(report: forms.IssueText, subject: Subject) -> tuple[str, ...]:
    facts: Mapping[str, bool] = {
        "the traceback": report.has_traceback,
        "the code": bool(report.code) and not report.has_traceback,
        "a version": bool(_VERSION.search(report.prose)),
    }
    seen = [words for words, there in facts.items() if there]
    answers = [f"your answer to “{escape(field.name, 60)}”" for field in report.fields if field.answered]
    return tuple(seen or answers[:2])
