"""What the database teaches of one repository, learnt now and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import typer

from bot import logs, settings
from bot.cli.database_session import open_database
from bot.cli.rows import print_rows
from bot.errors import OperatorError
from bot.insight.learning import Trial
from bot.operations.training.learner import Learner, LearnResult, LearntIssue
from bot.store import mirror
from handlers import FEATURES

LAST = 50
"""So many of the newest labelled issues are shown, each as it was guessed by a model that did not know it."""


async def learn_stored(name: str) -> Sequence[Trial]:
    """Learn from what the database knows of a repository, say what came of it and show the latest issues;
    return how the guesses were tried."""
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    async with open_database(chosen, "Nothing can be learnt") as db:
        repository = await db.read(lambda conn: mirror.repository_named(conn, name))
        if repository is None:
            raise OperatorError(f"The database knows no repository {name}; check the name.")
        learner = Learner(db, FEATURES)
        result = await learner.learn(repository, always=True)
        if result in (LearnResult.OFF, LearnResult.TOO_FEW):
            raise OperatorError(f"{repository.full_name}: {result}, so nothing is learnt.")
        typer.echo(f"{repository.full_name}: {result}.", err=True)
        issues = await learner.learnt(repository)
    _print(issues)
    return [issue.trial for issue in issues]


def _print(issues: Sequence[LearntIssue]) -> None:
    rows = [
        (f"#{issue.number}", issue.trial.truth, issue.trial.label, f"{issue.trial.p:.2f}")
        for issue in issues[:LAST]
    ]
    print_rows(rows, "issue", "label", "guess", "p")
    print_deciding_words((issue.trial.label, issue.words) for issue in issues[:LAST])


def print_deciding_words(guesses: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Print for each label the words that decided most often; `guesses` are labels with their words."""
    words: dict[str, Counter[str]] = {}
    for label, decided in guesses:
        words.setdefault(label, Counter()).update(decided)
    for label, of_label in sorted(words.items()):
        often = ", ".join(f"{word} ({times})" for word, times in of_label.most_common(8))
        typer.echo(f"Words that decided for {label}: {often or 'none'}")
