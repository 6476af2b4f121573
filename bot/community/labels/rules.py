"""Labels by rule: what a repository says a text, a title, a branch or a path shows. Pure."""

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.community import forms
from bot.community.patterns import PathGlobs, TextPattern, affordable, first_match, first_path, paths_in
from bot.core.config.base import Section
from bot.core.config.names.references import LabelName
from bot.core.config.shared import SubjectType, one_or_more
from bot.core.markdown.quoting import code
from bot.core.model import Subject, contains, spelling

FormHeading = Annotated[str, Field(min_length=1, max_length=200)]
"""What a field of an issue form is called, however it is written: letters and digits count."""
Patterns = Annotated[tuple[TextPattern, ...], BeforeValidator(one_or_more)]


class Branches(Section):
    """Branches of a pull request, by regular expressions of which one is enough."""

    head: Patterns = ()
    """The branch that it comes from, such as `^docs/`."""
    base: Patterns = ()
    """The branch that it is to go into, such as `^release/`."""

    def patterns(self) -> tuple[str, ...]:
        """Return all expressions."""
        return (*self.head, *self.base)


def _head_alone(value: object) -> object:
    return {"head": value} if isinstance(value, str | list | tuple) else value


class RuleEvidence(Section):
    """What shows that a label fits; one of these is enough."""

    text: TextPattern | None = None
    """A regular expression, read without regard to case, on title and body."""
    title: TextPattern | None = None
    """The same on the title alone."""
    body: TextPattern | None = None
    """The same on the body alone."""
    form: dict[FormHeading, TextPattern] = Field(default_factory=dict, max_length=20)
    """Expressions on the answers to fields of the issue form, such as `{Operating system: ^windows}`."""
    paths: PathGlobs = ()
    """Globs such as `docs/**`, on changed files and on paths that the text names."""
    branches: Annotated[Branches, BeforeValidator(_head_alone)] = Branches()
    """Expressions on the branches of a pull request; a plain list means the branch that it comes from."""

    @property
    def is_there(self) -> bool:
        """Whether it looks at anything."""
        return self.has_words or bool(self.paths or self.branches.patterns())

    @property
    def has_words(self) -> bool:
        """Whether it looks at what somebody says."""
        return bool(self.text or self.title or self.body or self.form)

    def patterns(self) -> tuple[str | None, ...]:
        """Return all regular expressions."""
        return (self.text, self.title, self.body, *self.form.values(), *self.branches.patterns())


class Rule(RuleEvidence):
    """A label for what a text, a title, a path or a branch shows; one of them is enough."""

    label: LabelName
    """The label that is set."""
    on: SubjectType | None = None
    """Of what it speaks: `issue` or `pull_request`; left out: both."""
    all_of: tuple[RuleEvidence, ...] = ()
    """All of these have to be shown as well."""
    but_not: RuleEvidence = Field(default=RuleEvidence(), alias="not")
    """Where one of these is shown, the rule gives nothing."""
    when: Literal["changed"] | None = None
    """`changed`: `paths` are files that a pull request changes, not those that a text names."""

    @property
    def conditions(self) -> tuple[RuleEvidence, ...]:
        """Everything that it looks at."""
        return (self, *self.all_of, self.but_not)

    @model_validator(mode="after")
    def _has_evidence(self) -> Self:
        parts: tuple[RuleEvidence, ...] = (self, *self.all_of)
        required = [part for part in parts if part.is_there]
        if not required or not all(part.is_there for part in self.all_of):
            raise ValueError(
                f"the rule for {code(self.label)} looks at nothing: give it text, title, body, form,"
                " paths or branches"
            )
        if self.on == "issue" and any(map(self._needs_pull_request, required)):
            why = "issues have no branches and change no files"
            raise ValueError(f"the rule for {code(self.label)} can never match: {why}")
        return self

    def _needs_pull_request(self, part: RuleEvidence) -> bool:
        reads_paths = part.paths and self.when is None
        return not (part.has_words or reads_paths)


def affordable_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules. ValueError where they together could take too long on one text."""
    parts = [part for rule in rules for part in rule.conditions]
    affordable((text for part in parts for text in part.patterns()), sum(len(part.paths) for part in parts))
    return rules


class _Seen(NamedTuple):
    """What rules look at in one subject."""

    subject: Subject
    text: str
    changed: Collection[str]
    named: Collection[str]


def labels_by_rule(
    subject: Subject,
    rules: Collection[Rule],
    existing: Collection[str],
    changed: Collection[str],
    *,
    by_paths: bool = False,
) -> dict[str, str]:
    """Return labels that rules give a subject, each with its evidence. `changed` are a pull request's files.
    `by_paths`: no text alone gives a label; of a pull request its files and branches do, of an issue the
    paths that it names."""
    text = forms.words_of(subject)
    named = () if by_paths and subject.is_pull_request else paths_in(text)
    seen = _Seen(subject, text, changed, named)
    labels: dict[str, str] = {}
    for rule in rules:
        label = spelling(existing, rule.label)
        if label is None or label in labels or contains(subject.labels, label):
            continue
        if evidence := _evidence(rule, seen, by_paths=by_paths):
            labels[label] = evidence
    return labels


def _evidence(rule: Rule, seen: _Seen, *, by_paths: bool) -> str | None:
    if rule.on is not None and (rule.on == "pull_request") is not seen.subject.is_pull_request:
        return None
    if rule.when is not None:
        seen = seen._replace(named=())
    if next(_shown(rule.but_not, seen), None) is not None:
        return None
    parts = [part for part in (rule, *rule.all_of) if part.is_there]
    shown = [next(_shown(part, seen), None) for part in parts]
    if by_paths and not any(next(_shown(part, seen, without_text=True), None) for part in parts):
        return None
    return " and ".join(evidence for evidence in shown if evidence) if all(shown) else None


def _shown(part: RuleEvidence, seen: _Seen, *, without_text: bool = False) -> Iterator[str]:
    """Yield in words what of a piece of evidence a subject shows."""
    subject = seen.subject
    for name, pattern, text in () if without_text else _places(part, seen):
        if pattern and (words := first_match(pattern, text)):
            yield f"{name} says “{words[:60]}”"
    for verb, paths in (("it changes", seen.changed), ("the text names", seen.named)):
        if path := first_path(paths, part.paths):
            yield f"{verb} “{path[:120]}”"
    yield from _branches(part.branches.head, subject.head_ref, "its branch is")
    yield from _branches(part.branches.base, subject.base_ref, "it goes into")


def _places(part: RuleEvidence, seen: _Seen) -> Iterator[tuple[str, str | None, str]]:
    """Yield what expressions are held against: what it is called, the expression, and the words there."""
    yield "the text", part.text, seen.text
    yield "the title", part.title, seen.subject.title
    yield "the body", part.body, seen.text.partition("\n")[2]
    for heading, pattern in part.form.items():
        answer = forms.parse_issue(seen.subject, quotes=False).field(heading)
        yield f"the field “{heading[:60]}”", pattern, answer.text if answer and answer.answered else ""


def _branches(patterns: Iterable[str], branch: str, verb: str) -> Iterator[str]:
    if branch and any(first_match(pattern, branch) is not None for pattern in patterns):
        yield f"{verb} “{branch[:120]}”"
