"""`stewardbot train`, through the program's own door, on files."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.inspect.train import app
from bot.clock import VirtualClock
from bot.store.database import Database
from bot.store.sql import migrate
from tests.harness.labelled_issues import known, repository, some
from tests.store.conftest import NOW

SPEECH = {"bug": "crash and traceback", "wish": "would be nice to allow", "question": "how do i open"}
TOPICS = ("the index", "a mask", "the legend", "a calendar", "the cache")


def table(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write a file of issues."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["repo", "title", "body", "label"])
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def issues(repo: str = "acme/widget", number: int = 30) -> list[dict[str, str]]:
    """So many issues of a repository, a third of each label."""
    labels = list(SPEECH)
    return [
        {
            "repo": repo,
            "title": f"{SPEECH[label]} {TOPICS[place % 5]}",
            "body": f"Hello, {SPEECH[label]}\nwith {TOPICS[place % 4]}",
            "label": label,
        }
        for place in range(number)
        for label in [labels[place % 3]]
    ]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("train")
    rows = issues() + issues("acme/gadget", 15)
    return table(folder / "a.csv", rows), table(
        folder / "b.csv", [*issues(number=6), *issues("acme/gadget", 3)]
    )


def predictions(source: Path, test: Path, out: Path, *more: str) -> bytes:
    result = run("--from", source, "--test", test, "--predict", out, *more)
    assert result.exit_code == 0, result.output
    return out.read_bytes()


def test_one_line_a_row_with_label_probability_and_the_rules_verdict(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    made = list(csv.DictReader(predictions(*files, tmp_path / "out.csv").decode().splitlines()))
    assert [line["row"] for line in made] == [str(row) for row in range(1, 10)]
    assert [line["label"] for line in made[:3]] == list(SPEECH)
    assert all(0 < float(line["p"]) <= 1 for line in made)
    assert {line["rule"] for line in made} == {"", "question"}


def test_the_same_files_give_the_same_bytes_and_the_labels_of_the_test_file_play_no_part(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    source, test = files
    rows = csv.DictReader(io.StringIO(test.read_text()))
    blank = table(tmp_path / "blank.csv", [row | {"label": ""} for row in rows])
    for more in ((), ("--pool",)):
        first = predictions(source, test, tmp_path / "1.csv", *more)
        assert predictions(source, blank, tmp_path / "2.csv", *more) == first


def test_it_prints_how_good_the_guesses_are_and_the_words_that_decided(files: tuple[Path, Path]) -> None:
    source, test = files
    result = run("--from", source, "--test", test, "acme/widget")
    assert "acme/widget\tF1 of wish\t1.000\t2" in result.stdout
    assert "calibration error" in result.stdout
    assert "Words that decided for bug: " in result.stdout
    out_of_fold = run("acme/gadget", "--from", source)
    assert "F1, mean of labels\t" in out_of_fold.stdout
    assert "acme/widget" not in out_of_fold.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1: the headings lack repo, title, body, label"),
        (b"repo,title,label\na/b,t,bug\n", "line 1: the headings lack body"),
        (b"repo,title,body,label\n", "line 2: there is no row"),
        (b"repo,title,body,label\na/b,t\n", "line 2: the row has 2 cells"),
        (b"repo,title,body,label\na/b,t,b,\n", "line 2: the row has no label"),
        (b"repo,title,body,label\na/b,t,b,bug\na/b,\xff,b,bug\n", "line 3: this is not UTF-8"),
        ("repo,title,body,label\n".encode("utf-16"), "line 1: this is not UTF-8"),
        (b'repo,title,body,label\na/b,"t,b,bug\n', "this is no CSV"),
        (b"repo,title,body,label\na/b,t,b,bug\na/b,u,b,bug\n", "line 3: all rows of a/b bear one label"),
    ],
)
def test_a_file_that_teaches_nothing_is_refused_with_its_line(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(content)
    result = run("--from", source)
    assert result.exit_code == 1
    assert sentence in str(result.exception)


def test_a_repository_without_labels_is_named_with_its_line(files: tuple[Path, Path], tmp_path: Path) -> None:
    test = table(tmp_path / "b.csv", issues("acme/other", 3))
    result = run("--from", files[0], "--test", test, "--predict", tmp_path / "out.csv")
    assert "line 3: " in str(result.exception)
    assert "has no labels of acme/other" in str(result.exception)
    assert not (tmp_path / "out.csv").exists()


def test_what_is_missing_on_the_command_line_is_wrong_usage(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert run("acme/widget", "--pool").exit_code == 2
    assert run("--from", files[0], "--predict", tmp_path / "out.csv").exit_code == 2


@pytest.mark.slow
def test_what_the_database_knows_is_learnt_kept_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_url = f"sqlite+aiosqlite:///{tmp_path}/steward.db"
    migrate.upgrade(file_url)
    monkeypatch.setenv("DATABASE_URL", file_url)

    async def put() -> None:
        async with Database(file_url, VirtualClock(NOW)) as db:
            await known(db, repository(), some(1, 60))

    asyncio.run(put())
    result = run("acme/r12")
    assert result.exit_code == 0, result.output
    assert "#60\tbug\tbug\t" in result.output
    assert "F1 of feature" in result.output
    assert "Words that decided for bug: " in result.output
    assert "knows no repository" in str(run("acme/other").exception)
