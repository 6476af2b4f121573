"""What welcome is, and what a repository can set."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from bot.community.suggestions import Suggestions
from bot.community.templates import mistake_in
from bot.core.config.base import TemplateFile
from bot.core.config.names.references import LabelName
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import Languages, Milestones, Policy
from bot.core.feature import Context, Feature
from bot.core.keys import SectionKey
from bot.core.messages import Language
from bot.services.newcomer_check import FEATURE

VARIABLES = ("author", "steward", "steward_until", "repository", "number", "title", "policy")
"""What a text of the repository's own may use."""
WELCOME = SectionKey("welcome")
"""Key of the section in the comment."""
MOMENTS = ("issue", "pull_request", "review", "first_merge")


def _is_path(text: str) -> bool:
    """Return whether a text of the file names a file: words have a blank between them."""
    return re.search(r"\s", text) is None


def _usable(text: str) -> str:
    if not _is_path(text) and (mistake := mistake_in(text, VARIABLES)):
        raise ValueError(mistake)
    return text


Greeting = Annotated[str, AfterValidator(_usable)] | Literal[False] | None


class WelcomeConfig(Languages):
    """The repository's own texts, or paths of their files. One left out means the built-in text, and `false`
    that nothing is said."""

    issue: Greeting = None
    """For somebody's first issue."""
    pull_request: Greeting = None
    """For somebody's first pull request."""
    review: Greeting = None
    """For the first review somebody gives."""
    first_merge: Greeting = None
    """For somebody's first merged pull request."""
    quiet: bool = False
    """A reaction instead of words, and the `label`, if one is named."""
    label: LabelName = ""
    """The label of a first issue or pull request in quiet mode; one that the repository has."""

    @model_validator(mode="after")
    def _label_is_quiet(self) -> Self:
        if self.label and not self.quiet:
            raise ValueError("`label` is for quiet mode: write `quiet: true` beside it, or take it out")
        return self

    def greets(self, moment: str) -> bool:
        """Return whether anything is said at a moment."""
        return getattr(self, moment) is not False

    def text(self, moment: str) -> str | None:
        """Return the words that the file itself has for a moment."""
        text: Greeting = getattr(self, moment)
        return text if text and not _is_path(text) else None

    def path(self, moment: str, language: Language, usual: Language) -> str | None:
        """Return the file with the repository's own text for a moment; in another language than the `usual`
        it bears its code: `first-issue.md`, `first-issue.fr.md`."""
        path: Greeting = getattr(self, moment)
        if not path or not _is_path(path):
            return None
        if language == usual:
            return path
        head, dot, tail = path.rpartition(".")
        return f"{head}.{language}.{tail}" if dot and "/" not in tail else f"{path}.{language}"


def _texts(repo: RepositoryConfig) -> Iterator[TemplateFile]:
    config = repo.section("newcomers.welcome", WelcomeConfig)
    for moment in MOMENTS if config else ():
        assert config is not None
        for language in dict.fromkeys((repo.language, *config.languages.values())):
            if path := config.path(moment, language, repo.language):
                place = ("newcomers", "welcome", moment)
                needed = language == repo.language
                yield TemplateFile(path, place, lambda text: mistake_in(text, VARIABLES), needed=needed)


Ctx = Context[WelcomeConfig]

feature = Feature(
    FEATURE,
    section="newcomers.welcome",
    summary="Welcomes each newcomer once, and offers good first issues beside a first pull request.",
    config=WelcomeConfig,
    also={
        "newcomers.suggestions": Suggestions,
        "newcomers.policy": Policy,
        "newcomers.milestones": Milestones,
    },
    template_files=_texts,
    needs={"issues": "write", "pull_requests": "write", "contents": "read", "members": "read"},
    docs="""Once per person and owner, ever. Never bots, members, collaborators, or people who were here
before. The first issue or pull request brings the welcome; the first review given and the first merge a word
of thanks each (the merge's unless `newcomers.milestones` leaves 1 out). Issues get no suggestions. A first
pull request gets up to `suggestions.count` issues (three, unless set; 0 for none) with one of
`suggestions.labels` that are open, unassigned, without an open pull request and not offered to somebody else
today, folded; with `suggestions: {after: human}` only once somebody else than the author has spoken.
A draft is told what fits a draft; when it becomes ready the welcome is edited, and nobody is called again.

`issue: false`, and so on for each moment, says nothing then; who first came so is welcomed at the next one.

With `quiet: true` there are no words: a reaction, and the `label` if one is named (one the repository has).

A text of your own stands in the file, or in another one that it names. It may use `{{ author }}`,
`{{ steward }}`, `{{ steward_until }}`, `{{ repository }}`, `{{ number }}`, `{{ title }}` and `{{ policy }}`;
names come without the @. Code and `${{ … }}` stand as they are written. A text that cannot be used is
replaced by the built-in one: a pull request that edits it or the repository's file is told so by a check, and
`stewardbot explain` says why.

Words come in the language that `language` at the top of the file names (en, fr, de, es, pt, ja); nobody's
language is guessed. Where `languages` names labels, such as those that an issue form sets, a subject with one
of them is answered in its language: by `first-issue.fr.md` beside `first-issue.md`, else by the built-in
words.""",
)
