"""The feature, and the labels a repository has as people write them."""

from __future__ import annotations

from unicodedata import normalize

from bot.core.commands import Rejection
from bot.core.config.shared import LabelsConfig
from bot.core.feature import Context, Feature
from bot.core.markdown import Markdown, visible
from bot.core.messages import load

TEXT = load(f"{__package__}.messages")


Ctx = Context[LabelsConfig]

feature = Feature(
    "labels",
    summary="Sets and removes labels by command.",
    config=LabelsConfig,
    hears_commands=True,
    needs={"issues": "write", "pull_requests": "write", "contents": "read", "members": "read"},
    docs="""Only labels that the repository has are set, in the repository's spelling; with `create: true`
those of `additional`, the ones the bot names itself (`help wanted`, `good first issue`,
`do-not-merge/hold`), and, for people with the triage role, those of a family are created when missing.

`require` names families of which everything is to have a label: while there is none, and triage finds none,
the label named for it is set (`needs-kind`), and it goes when there is one. Where a person took it off it
stays off.

`/help-wanted` and `/good-first-issue` post a guideline that goes when the label goes, and rests
while the issue is closed. A text of your own
is read from `.github/stewardbot/help-wanted.md` and `.github/stewardbot/good-first-issue.md`.""",
)


class RepositoryLabels:
    """The labels a repository has, found as people write them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._by_form = {_form(name): name for name in reversed(names)}

    @classmethod
    async def of(cls, ctx: Ctx) -> RepositoryLabels:
        """Return the palette of the repository at hand."""
        return cls(await ctx.label_names())

    def find(self, name: str) -> str | None:
        """Return the repository's spelling of a label, without regard to case and to what does
        not show."""
        return self._by_form.get(_form(name))

    def own(self, name: str) -> str | None:
        """Return the repository's spelling of a label that the bot names itself, also written with
        hyphens."""
        return self.find(name) or self.find(name.replace(" ", "-"))

    def within(self, prefix: str) -> tuple[str, ...]:
        """Return the labels whose name begins with `prefix`."""
        return tuple(name for name in self.names if name.casefold().startswith(prefix.casefold()))


def _form(name: str) -> str:
    return visible(normalize("NFKC", name)).casefold()


def no_such_label(names: Markdown) -> Rejection:
    """Return what to say where the repository lacks a label (`names` are code spans already)."""
    return Rejection(reason=TEXT.no_label(names=names))
