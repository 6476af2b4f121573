"""Triage as a repository sets it up: labels by kind, by text and by path, and what a report lacks."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, Field

from bot.community.issue_kind import Kind, KindMatch, kind_of
from bot.community.labels.rules import Rule, affordable_rules
from bot.community.templates import REPLIES, usable_with
from bot.core.config.base import Section
from bot.core.config.names.references import FileName, LabelName, Names, OwnWords, Thing, is_file_name
from bot.core.config.shared import SubjectType
from bot.core.keys import GUESS_KEY
from bot.core.memory import Memory, Moment
from bot.core.model import Subject, Value, contains, same, spelling

FEATURE = "triage"
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


N = TypeVar("N", bound=str)


class ByKind(Section, Generic[N]):
    """A name of the repository's for each kind."""

    bug: N | None = None
    """That of a bug."""
    feature: N | None = None
    """That of a feature somebody wishes for."""
    support: N | None = None
    """That of a question."""
    docs: N | None = None
    """That of a matter of the documentation."""

    def named(self, kind: Kind) -> str | None:
        """Return the name that the file gives a kind."""
        name: str | None = getattr(self, kind.value)
        return name


class KindLabels(ByKind[LabelName]):
    """The repository's label for each kind; a kind left out means its usual names, as far as they exist."""

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return the labels that mean this kind, the preferred one first."""
        named = self.named(kind)
        return (named,) if named else _USUAL[kind]


class KindTypes(ByKind[Annotated[str, Names(Thing.ISSUE_TYPE)]]):
    """GitHub's issue type for each kind: set where it is named, and read under its usual names always."""

    def kind(self, issue_type: str) -> Kind | None:
        """Return the kind that an issue type means; None for one that means none of them, such as Task."""
        means = (kind for kind in Kind if same(self.named(kind) or "", issue_type))
        usual = (kind for kind in Kind if contains(_USUAL_TYPES[kind], issue_type))
        return next(means, None) or next(usual, None)


class GuessConfig(Section):
    """What to do with guesses by what the repository's own labels taught."""

    show: Literal["digest", "never"] = "digest"
    """Whether maintainers see them, in their letter and by `/why`; `/triage ok` takes one."""
    apply_above: Literal["never"] | Annotated[float, Field(ge=0.5, le=1)] = "never"
    """From this probability on a guess may set its label, once such guesses have earned it."""

    @property
    def threshold(self) -> float | None:
        """The probability from which on labels may be set; None: never."""
        return None if self.apply_above == "never" else self.apply_above


class InfoTopic(StrEnum):
    """What authors may be asked for more about: an issue of a kind, or whatever says nothing."""

    BUG = Kind.BUG.value
    FEATURE = Kind.FEATURE.value
    SUPPORT = Kind.SUPPORT.value
    DOCS = Kind.DOCS.value
    DESCRIPTION = "description"
    """An issue or pull request of any kind without a word of its author's, but for what a template says."""


REQUEST_VARIABLES = ("author", "missing", "seen", "example")
"""What the repository's own request may use."""


class NeedsInfo(Section):
    """What a report of one kind must hold, and the examples that help to write it."""

    require: tuple[str, ...] = ()
    """Fields of the form, or plain words: `version`, `steps to reproduce`."""
    on: SubjectType | None = None
    """Of `description`: who is asked for one, the authors of issues or of pull requests; left out: both."""
    text: Annotated[OwnWords, usable_with(REQUEST_VARIABLES)] | None = None
    """The request in words of the repository's own, or a file with them (`.github/stewardbot/request.md`)."""
    label: LabelName = ""
    """The label that says that the author is asked; it goes once everything is there."""
    example: FileName | None = None
    """Path of an example in the repository."""
    examples: dict[LabelName, FileName] = Field(default_factory=dict)
    """A nearer example by label: `area/io: docs/mre-climate.md`."""


REDIRECT_VARIABLES = ("author", "replier", "repository", "number", "title")
"""What the reply to a question that is redirected may use: what a saved reply may."""


class Redirect(Section):
    """What becomes of questions in a project that answers them elsewhere."""

    reply: Annotated[OwnWords, usable_with(REDIRECT_VARIABLES)] = "support"
    """What is replied: the name of a saved reply (`support` for `.github/replies/support.md`), the path of
    another file, or the words themselves."""
    close: bool = False
    """Whether the issue is closed as well."""

    @property
    def words(self) -> str:
        """The file that holds the words, or the words themselves."""
        is_name = is_file_name(f"{self.reply}.md") and not is_file_name(self.reply)
        return f"{REPLIES}/{self.reply}.md" if is_name else self.reply


class TriageConfig(Section):
    """How new issues and pull requests are labelled."""

    kinds: bool = True
    """Whether new issues get the label of their kind by what they say; `false` leaves that to people."""
    labels: KindLabels = KindLabels()
    """The repository's label for each kind of issue."""
    types: KindTypes = KindTypes()
    """GitHub's issue type for each kind of issue."""
    rules: Annotated[tuple[Rule, ...], AfterValidator(affordable_rules)] = ()
    """Further labels, by what texts, titles, branches and paths show."""
    redirect: Redirect | None = None
    """For projects that answer questions elsewhere: what is done about an issue with the label for them."""
    guess: GuessConfig = GuessConfig()
    """What is done with guesses by what the repository's own labels taught."""
    needs_info: dict[InfoTopic, NeedsInfo] = Field(default_factory=dict)
    """What reports must hold, by kind; `description`: that they say anything."""

    def needs(self, topic: Kind | InfoTopic | None) -> NeedsInfo | None:
        """Return what an author is asked for; None for nothing."""
        needs = self.needs_info.get(InfoTopic(topic)) if topic else None
        if needs is not None and topic == InfoTopic.DESCRIPTION:
            return needs.model_copy(update={"require": (InfoTopic.DESCRIPTION.value,)})
        return needs


def kind_of_subject(subject: Subject, config: TriageConfig, common: Collection[str] = ()) -> KindMatch | None:
    """Return the kind an issue should be given; None where somebody has given it one, and for pull
    requests. `common` are headings that show nothing here.

    GitHub's issue type says more than any word of the text; one that means no kind says that it is sorted.
    """
    if subject.is_pull_request or not config.kinds or kind_by_label(subject.labels, config) is not None:
        return None
    if subject.type is None:
        return kind_of(subject.title, subject.body, common, subject.questions)
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


def kind_now(subject: Subject, config: TriageConfig, common: Collection[str] = ()) -> Kind | None:
    """Return the kind of an issue by its labels, else by its text; None for a pull request."""
    match = kind_of_subject(subject, config, common)
    kind = match.kind if match else kind_by_label(subject.labels, config)
    return None if subject.is_pull_request else kind


_ALWAYS_KNOWN = ("version", "steps to reproduce", "example", "traceback")
"""What can be asked for by name whatever the file says."""


def topics(config: TriageConfig) -> dict[str, tuple[InfoTopic, NeedsInfo]]:
    """Return what can be asked for on request, by its name: kinds with all they need, then single things."""
    known = {topic: needs for topic in config.needs_info if (needs := config.needs(topic)) and needs.require}
    requirements = {topic.value: (topic, needs) for topic, needs in known.items()}
    for topic, needs in known.items():
        for name in needs.require:
            single = needs.model_copy(update={"require": (name,)})
            requirements.setdefault(name.casefold(), (topic, single))
    for name in _ALWAYS_KNOWN:
        requirements.setdefault(name, (InfoTopic.BUG, NeedsInfo(require=(name,))))
    return requirements


class ShownGuess(Value):
    """A guess that maintainers see, or that set its label (`applied`), until somebody judges it."""

    kind: Kind
    label: str
    p: float
    at: Moment
    applied: bool = False
    why: str = ""
    """What decided, and how often that was right: words of the issue, which whoever shows them escapes."""


GUESS = Memory(FEATURE, GUESS_KEY, ShownGuess)
"""In the subject's scope."""
