"""What the repository's own labels say an issue is: asked, put into words, and judged by people."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.community.issue_kind import Kind
from bot.community.steward import rota_names
from bot.community.triage import FEATURE, GUESS, ShownGuess, TriageConfig, kind_by_label
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Surroundings
from bot.core.effects import Remember
from bot.core.keys import subject_scope
from bot.core.memory import Memory
from bot.core.model import Subject, User
from bot.core.ports.guesses import GuessMode, KindGuess, Verdict
from bot.insight.learning import IssueDocument
from bot.services.issue_reading import document_of, kind_of_issue

SHOWN_ABOVE = 0.5
"""Less likely guesses are shown to nobody."""
LONGEST_TEXT = 10_000
"""Characters of a text: as many as are learnt from."""
MOST_VERDICTS = 120
MOST_ALIKE = 2
MOST_LOOKED_AT = 200
"""So many of the newest open issues are looked at for guesses that wait."""
OPENS_CASE = "a question opens a case, and people decide on that"
OLDER = "it was made before such guesses could set a label"

VERDICTS = Memory(FEATURE, "verdicts", tuple[Verdict, ...])
"""In the repository's scope: what people made of the latest guesses."""


async def guess_for(subject: Subject, config: TriageConfig, ctx: Surroundings) -> KindGuess | None:
    """Return the guess for an issue; None where there is none that anybody may see."""

    async def document() -> IssueDocument:
        match = await kind_of_issue(subject, config, ctx)
        return document_of(subject.title, subject.body[:LONGEST_TEXT], match.kind.value if match else "")

    verdicts = await VERDICTS.read(ctx.records, ctx.repo_scope) or ()
    guess = await ctx.guess_kind(document, config.guess.threshold, verdicts)
    if guess is None or guess.mode is GuessMode.RULES or guess.p < SHOWN_ABOVE:
        return None
    return guess if guess.kind in set(Kind) else None


class WaitingGuess(NamedTuple):
    """An issue that nobody has sorted, the guess that maintainers see, and the same as it is made today."""

    issue: Subject
    shown: ShownGuess
    made: KindGuess


async def waiting_guesses(config: TriageConfig, ctx: Surroundings) -> list[WaitingGuess]:
    """Return the guesses that wait for somebody's word, the surest first; none where `config` shows none."""
    if config.guess.show == "never":
        return []
    issues = [issue for issue in await ctx.records.open_subjects() if not issue.is_pull_request]
    unsorted = [issue for issue in issues if kind_by_label(issue.labels, config) is None]
    guesses = list[WaitingGuess]()
    for issue in unsorted[-MOST_LOOKED_AT:]:
        shown = await GUESS.read(ctx.records, subject_scope(ctx.repository.id, issue.number))
        made = await guess_for(issue, config, ctx) if shown else None
        if shown and made and made.kind == shown.kind:
            guesses.append(WaitingGuess(issue, shown, made))
    return sorted(guesses, key=lambda guess: (-guess.shown.p, guess.issue.number))


def may_set(guess: KindGuess, repo: RepositoryConfig) -> bool:
    """Return whether a guess sets its label; where there are stewards, a question would open a case."""
    return guess.mode is GuessMode.APPLY and not (guess.kind == Kind.SUPPORT and rota_names(repo))


async def why_suggested(guess: KindGuess, subject: Subject, config: TriageConfig, ctx: Surroundings) -> str:
    """Return why a guess that is shown has set no label: plain words that fit after "because"."""
    if guess.mode is not GuessMode.APPLY:
        return guess.because
    if not may_set(guess, ctx.repo):
        return OPENS_CASE
    match = await kind_of_issue(subject, config, ctx)
    return f"the rules see another kind, {match.kind}" if match else OLDER


async def why_guessed(guess: KindGuess, subject: Subject, config: TriageConfig, ctx: Surroundings) -> str:
    """Return what decided, and how often that was right: words that fit after the label and a colon. They
    come from the issue: whoever shows them escapes them. Where no words decided, similar issues with that
    label stand for them."""
    words = ", ".join(guess.words) or await _alike(Kind(guess.kind), subject, config, ctx)
    return f"{words} (of {guess.tried} such guesses here {guess.right} were right)"


async def _alike(kind: Kind, subject: Subject, config: TriageConfig, ctx: Surroundings) -> str:
    similar = await ctx.similar.of(subject, MOST_ALIKE, config.labels.names(kind))
    numbers = " and ".join(f"#{issue.number}" for issue in similar.issues)
    return f"it is like {numbers}" if numbers else "its text as a whole"


async def judged(shown: ShownGuess, kind: Kind | None, by: User, ctx: Surroundings) -> Sequence[Remember]:
    """Return what is remembered when somebody says what an issue is (None: not what was guessed)."""
    right = kind is shown.kind
    verdict = Verdict(number=ctx.current.number, kind=shown.kind, p=shown.p, right=right, at=ctx.now)
    before = await VERDICTS.read(ctx.records, ctx.repo_scope) or ()
    because = f"{by.login} says that the guess {shown.kind} is {'right' if right else 'wrong'}"
    latest = (*before, verdict)[-MOST_VERDICTS:]
    effects = (
        VERDICTS.remember(ctx.ref, ctx.repo_scope, latest),
        GUESS.remember(ctx.ref, ctx.subject_scope, None),
    )
    return [effect.model_copy(update={"because": because}) for effect in effects]
