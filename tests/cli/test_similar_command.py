"""`stewardbot similar`, through the program's own door, on files."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.inspect.similar import app

FORM = "### What happened\n\nI ran it as the guide says.\n\n**Which version do you have**\n\n2.1\n\n"
ISSUES = [
    ("1", "[Bug] the mean of a lazy mask is wrong", f"{FORM}The mask of a lazy array gives NaN."),
    ("2", "bug: lazy masks give a wrong mean", f"{FORM}With dask the mean of masks is NaN."),
    ("3", "The legend hides the plot", f"{FORM}It lies on the curve."),
    ("4", "plot(legend): covered by the legend", f"{FORM}The curve cannot be seen."),
    ("5", "猫の絵が出ません", f"{FORM}起動すると消えます"),
    ("6", "絵が出ません、猫", f"{FORM}消えます"),
    *((str(number), f"Something else {number}", FORM) for number in range(7, 20)),
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "issues.csv"
    rows = "".join(f'{name},"{title}","{body}"\n' for name, title, body in ISSUES)
    path.write_text(f"id,title,body\n{rows}", encoding="utf-8")
    return path


def test_partners_are_ranked_and_counted(source: Path, tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "ranks.csv"
    pairs.write_text("a,b\n1,2\n4,3\n5,6\n7,1\n")
    result = run("--from", source, "--pairs", pairs, "--ranks", out)
    assert result.exit_code == 0, result.output
    heading, *lines = out.read_text().splitlines()
    assert heading == "a,rank"
    assert lines[:3] == ["1,1", "4,1", "5,1"]
    assert lines[3].startswith("7,")
    assert result.stdout.splitlines()[0] == "hit@1\t0.750"
    assert "MRR\t" in result.stdout


def test_what_a_template_brought_into_every_issue_matches_nothing(source: Path, tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "ranks.csv"
    pairs.write_text("a,b\n7,1\n")
    run("--from", source, "--pairs", pairs, "--ranks", out)
    assert out.read_text() == f"a,rank\n7,{len(ISSUES) - 1}\n"


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ("a\n1\n", "line 1: the headings lack b"),
        ("a,b\n1,99\n", "line 2: no issue is called 99"),
        ("a,b\n1,2\n3,3\n", "line 3: an issue is no partner of its own"),
    ],
)
def test_pairs_that_are_none_are_refused_with_their_line(
    source: Path, tmp_path: Path, pairs: str, sentence: str
) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(pairs)
    result = run("--from", source, "--pairs", path)
    assert result.exit_code == 1
    assert sentence in str(result.exception)
