"""What the repository's own labels say an issue is: asked, put into words, and judged by people."""

from collections.abc import Sequence

from bot.community.issue_kind import Kind
from bot.community.triage import FEATURE, GUESS, ShownGuess, TriageConfig
from bot.core.context import Surroundings
from bot.core.effects import Remember
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
