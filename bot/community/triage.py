"""Triage as a repository sets it up: labels by kind, by text and by path, and what a report lacks."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from pydantic import Field, field_validator, model_validator

from bot.community import LATER, forms
from bot.community.issue_kind import Kind, KindMatch, kind_of
from bot.community.patterns import (
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


def kind_of_subject(subject: Subject, config: TriageConfig, common: Collection[str] = ()) -> KindMatch | None:
    """Return the kind an issue should be given; None where somebody has given it one, and for pull
    requests. `common` are headings that show nothing here.

    GitHub's issue type says more than any word of the text; one that means no kind says that it is sorted.
    """
    if subject.is_pull_request or kind_by_label(subject.labels, config) is not None:
        return None
    if subject.type is None:
        return kind_of(subject.title, subject.body, common)
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
    text = forms.words_of(subject.title, subject.body)
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


_VERSION = re.compile(
    r"(?<![\d.])v?\d+\.\d+|\b(?:version|release|v)[ \t:#]*\d|\b(?:latest|newest|current) (?:version|release)"
    r"|\b(?:on|from|of) (?:main|master|trunk)\b|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b",
    re.I,
)
_STEPS = re.compile(
    r"^[ \t]*(?:[-*][ \t]+(?![^\n:]{1,40}:)|\d+[.)][ \t]+)\S"
    r"|\b(?:reproduc\w+|when i|if i|i (?:run|ran|call|click|open))\b",
    re.I | re.M,
)
_SYSTEM = re.compile(
    r"\b(?:windows|win ?\d\d|linux|ubuntu|debian|fedora|rocky|centos|rhel|suse|arch|\w+bsd|\w+nix|mac ?os"
    r"|os ?x|android|ipad ?os|ios|wsl|docker)",
    re.I,
)
_ENGLISH = re.compile(r"\b(?:the|it|and|this|that|with|not|my|when|after|have|are|but|you)\b", re.I)
_OTHER = re.compile(
    r"\b(?:der|und|ist|nicht|ich|wenn|beim|le|les|est|pas|je|quand|el|los|las|que|cuando|il|che|non|quando"
    r"|het|een|niet|och|inte|nie|jest|uma|por|para)\b|[^\W\d_a-z]",
    re.I,
)
"""Small words of other languages, and letters that English has not."""


def missing_info(
    subject: Subject, config: TriageConfig, labels: Collection[str] = (), common: Collection[str] = ()
) -> MissingInfo | None:
    """Return what a new issue surely lacks for its kind; None if nothing is, or nothing is asked for.

    `labels` are those it is about to get: they choose the nearest example. `common` are headings that show
    nothing here.
    """
    kind = kind_now(subject, config, common)
    needs = config.needs_info.get(kind) if kind else None
    return missing_for(subject, kind, needs, labels) if kind and needs else None


def kind_now(subject: Subject, config: TriageConfig, common: Collection[str] = ()) -> Kind | None:
    """Return the kind of an issue by its labels, else by its text; None for a pull request."""
    match = kind_of_subject(subject, config, common)
    kind = match.kind if match else kind_by_label(subject.labels, config)
    return None if subject.is_pull_request else kind


def missing_for(
    subject: Subject, kind: Kind, needs: NeedsInfo, labels: Collection[str] = (), said: Collection[str] = ()
) -> MissingInfo | None:
    """Return what surely is missing of `needs`; None if nothing is.

    `labels` are those the issue is about to get: they choose the nearest example. `said` is what its author
    has added in comments.
    """
    report = forms.parse(subject.body)
    added = [forms.parse(words) for words in said]
    missing = tuple(
        name
        for name in needs.require
        if _surely_missing(name, report, subject.title) and all(_surely_missing(name, each) for each in added)
    )
    if not missing:
        return None
    nearer = next(
        (path for label, path in needs.examples.items() if contains((*subject.labels, *labels), label)), None
    )
    return MissingInfo(kind, missing, _brought(report), nearer or needs.example)


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


def _surely_missing(name: str, report: forms.IssueText, title: str = "") -> bool:
    """Unless a field of that name is answered, or the text holds what may well be it or cannot be judged."""
    key = set(_singular(name))
    fields = [
        field for field in report.fields if (words := set(_singular(field.name))) and _alike(key, words)
    ]
    if any(field.answered for field in fields):
        return False
    if not fields and not _can_be_judged(report):
        return False
    text = unicodedata.normalize("NFKC", f"{title}\n{report.words}")
    if "version" in key:
        return not _VERSION.search(text)
    if key & {"reproduce", "reproduction", "reproducible", "step", "example"}:
        return not (report.code or _STEPS.search(report.prose))
    if key & {"traceback", "error", "log"}:
        # Where the form asks for it and got nothing, what stands under other headings is something else.
        elsewhere = not fields and (report.code or report.has_picture)
        return not (report.has_traceback or report.has_attachment or elsewhere)
    if key & {"os", "system", "platform"}:
        return not _SYSTEM.search(text)
    if "screenshot" in key:
        return not report.has_picture
    return not key & set(_singular(report.prose))


def _singular(text: str) -> list[str]:
    return [word.removesuffix("s") if len(word) > 3 else word for word in forms.heading_key(text).split()]


def _alike(asked: set[str], heading: set[str]) -> bool:
    """Whether a heading asks for it: it has all its words, or no others."""
    return bool(heading) and (asked <= heading or heading <= asked)


def _can_be_judged(report: forms.IssueText) -> bool:
    """Whether the rules can read a text: they know English. What is written in another language or script may
    say anything."""
    letters = [sign for sign in report.prose if sign.isalpha()]
    if sum(map(str.isascii, letters)) * 2 < len(letters):
        return False
    return bool(_ENGLISH.search(report.prose)) or not _OTHER.search(report.prose)


def _brought(report: forms.IssueText) -> tuple[str, ...]:
    facts: Mapping[str, bool] = {
        "the traceback": report.has_traceback,
        "the code": bool(report.code) and not report.has_traceback,
        "a version": bool(_VERSION.search(report.prose)),
    }
    seen = [words for words, there in facts.items() if there]
    answers = [f"your answer to “{escape(field.name, 60)}”" for field in report.fields if field.answered]
    return tuple(seen or answers[:2])
