"""`stewardbot train`: learn a repository's labels from a file or the database, and how far to trust them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.arguments import full_name
from bot.cli.inspect.learnt import learn_stored, print_deciding_words
from bot.cli.rows import print_rows
from bot.errors import OperatorError
from bot.insight.learning import Trial
from bot.insight.learning.evaluation import by_label, calibration_error, macro_f1, reach
from bot.operations.training import Prediction, Teacher, predict, true_labels, write_predictions
from bot.operations.training.labelled_csv import read_issues

app = typer.Typer(add_completion=False)

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


@app.command(epilog="Example: stewardbot train --from labelled.csv --test new.csv --predict guesses.csv")
def train(
    repository: Annotated[
        str, typer.Argument(metavar="OWNER/REPO", help="The repository; of a file only this one.")
    ] = "",
    source: Annotated[
        Path | None, typer.Option("--from", metavar="CSV", help="Labelled issues: repo,title,body,label.")
    ] = None,
    test: Annotated[Path | None, typer.Option(metavar="CSV", help="Issues whose labels are guessed.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--predict", metavar="CSV", help="Write row,label,p,rule here."),
    ] = None,
    pool: Annotated[
        bool, typer.Option("--pool", help="Learn from the file's other repositories too, a tenth as much.")
    ] = False,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Print how good the guesses are, also with --predict.")
    ] = False,
) -> None:
    """Learn labels from a file of issues and print how good the guesses would be.

    With a repository alone, learn from what the database knows of it, and keep it as after a night.

    Without `--test` each guess is by a model that did not see the issue. Labels of the test file are read
    only when all guesses are written; its rows are counted from 1.
    """
    if source is None:
        if not repository or test is not None or out is not None or pool:
            raise typer.BadParameter("name the file to learn from", param_hint="--from")
        name = full_name(repository)
        _print_scores(name, asyncio.run(learn_stored(name)))
        return
    if out is not None and test is None:
        raise typer.BadParameter("--predict needs --test, the issues to guess", param_hint="--predict")
    teacher = Teacher.of(source, pool=pool)
    chosen = _chosen(teacher, repository)
    if test is None:
        for repo in chosen:
            model = teacher.model(repo)
            _print_scores(repo, model.trials)
        return
    rows = [row for row in read_issues(test) if not repository or row.repo in chosen]
    predictions = list(predict(teacher, rows, test))
    if out is not None:
        write_predictions(out, predictions)
        typer.echo(f"{out}: {len(predictions):,} guesses.", err=True)
    if evaluate or out is None:
        _evaluate(predictions, true_labels(test))


def _chosen(teacher: Teacher, repository: str) -> Sequence[str]:
    if not repository:
        return teacher.repositories
    name = full_name(repository).casefold()
    chosen = [repo for repo in teacher.repositories if repo.casefold() == name]
    if not chosen:
        raise OperatorError(f"{teacher.path} has no labels of {repository}.")
    return chosen


def _evaluate(predictions: Sequence[Prediction], truths: dict[int, str]) -> None:
    """Print how good guesses are, by the labels of the test file."""
    if not truths:
        raise OperatorError("The test file has no labels, so the guesses cannot be counted.")
    trials: dict[str, list[Trial]] = {}
    for made in predictions:
        if truth := truths.get(made.row.number):
            trial = Trial(truth, made.guess.label, made.guess.p)
            trials.setdefault(made.row.repo, []).append(trial)
    for repo, of_repo in trials.items():
        _print_scores(repo, of_repo)
    if len(trials) > 1:
        _print_scores("all", [trial for of_repo in trials.values() for trial in of_repo])
    known = (made for made in predictions if truths.get(made.row.number))
    print_deciding_words((made.guess.label, made.guess.evidence.words) for made in known)


def _print_scores(name: str, trials: Sequence[Trial]) -> None:
    scores = [
        (name, f"F1 of {score.label}", f"{score.f1:.3f}", f"{score.true:,}") for score in by_label(trials)
    ]
    rows = [*scores, (name, "F1, mean of labels", f"{macro_f1(trials):.3f}", f"{len(trials):,}")]
    for threshold in THRESHOLDS:
        at = reach(trials, threshold)
        right = "–" if at.precision is None else f"{at.precision:.3f}"
        rows.append((name, f"right at p ≥ {threshold}", right, f"{at.guessed:,} ({at.coverage:.0%})"))
    rows.append((name, "calibration error", f"{calibration_error(trials):.3f}", f"{len(trials):,}"))
    print_rows(rows, "repository", "figure", "value", "issues")
