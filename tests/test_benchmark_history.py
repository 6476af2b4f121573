"""All figures in one go: what got worse is flagged, noise is not, and the history can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, repeat
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.figure import Figure, NotMeasured
from bot.queries.benchmarks.history import read, stored
from bot.queries.benchmarks.page import benchmarks_page

DOOR, REQUESTS = "bench_door", "bench_requests"


def cost(value: float) -> Figure:
    return Figure(number=2, name="cost of a delivery", value=value, reach=3.0)


def requests(value: float) -> Figure:
    return Figure(number=3, name="requests", value=value, unit="", reach=1.0, is_exact=True)


class Benches:
    """Benchmarks that measure one value after the other; None: what they need is not here."""

    def __init__(self, **values: list[Figure | None]) -> None:
        self.asked: list[str] = []
        self._values: Mapping[str, Iterator[Figure | None]] = {
            name: chain(figures, repeat(figures[-1])) for name, figures in values.items()
        }

    def __call__(self, name: str, quick: bool) -> list[Figure]:
        self.asked.append(name)
        figure = next(self._values[name])
        if figure is None:
            raise NotMeasured("Node is not installed")
        return [figure]


def runs(file: Path, benches: Benches, *arguments: str) -> int:
    """Run `benchmarks/run.py` on figures 2 and 3."""
    return run.main(["--only", "2", "3", "--history", str(file), *arguments], benches)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.jsonl"


def test_each_run_is_a_line_with_medians_and_what_the_rounds_differed_by(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    benches = Benches(bench_door=[cost(2.0), cost(2.2), cost(2.1)], bench_requests=[requests(1)])
    assert runs(file, benches) == 0
    assert benches.asked == [DOOR, REQUESTS, DOOR, DOOR], "by turns, and a count that is exact only once"
    (line,) = map(json.loads, file.read_text().splitlines())
    assert line["commit"]
    assert "cores" in line["machine"]
    door, counted = line["figures"]
    assert (door["figure"], door["median"]) == ("cost of a delivery", 2.1)
    assert door["spread"] == pytest.approx(0.2 / 2.1, abs=1e-4)
    assert (counted["median"], counted["spread"]) == (1, 0)
    out = capsys.readouterr().out
    assert "2.10 × ± 5%" in out
    assert "WORSE" not in out


def test_what_gets_worse_by_more_than_the_noise_is_flagged(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs(file, Benches(bench_door=[cost(2.0), cost(2.1), cost(2.05)], bench_requests=[requests(1)]))
    slower = Benches(bench_door=[cost(2.4), cost(2.5), cost(2.45)], bench_requests=[requests(1)])
    assert runs(file, slower) == 1
    out = capsys.readouterr().out
    assert "WORSE: cost of a delivery: 2.05 × ± 2% at" in out
    assert "20% worse, and the noise of the runs is 5%" in out
    assert len(file.read_text().splitlines()) == 2, "it is history all the same"


def test_noise_is_not_flagged_nor_what_got_better(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs(file, Benches(bench_door=[cost(2.0), cost(2.1), cost(2.05)], bench_requests=[requests(1)]))
    loud = Benches(bench_door=[cost(1.9), cost(2.6), cost(2.3)], bench_requests=[requests(1)])
    assert runs(file, loud) == 0, "a step of 12 % in rounds that differ by 30 %"
    assert runs(file, Benches(bench_door=[cost(1.5)], bench_requests=[requests(0)])) == 0
    assert "WORSE" not in capsys.readouterr().out


def test_one_request_more_is_no_noise(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs(file, Benches(bench_door=[cost(2.0)], bench_requests=[requests(1)]))
    assert runs(file, Benches(bench_door=[cost(2.0)], bench_requests=[requests(2)])) == 1
    assert "WORSE: requests: 1 at" in capsys.readouterr().out


def test_a_quick_run_and_another_machine_are_compared_with_their_like(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs(file, Benches(bench_door=[cost(1.0)], bench_requests=[requests(1)]))
    worse = Benches(bench_door=[cost(2.0)], bench_requests=[requests(1)])
    assert runs(file, worse, "--quick") == 0
    assert runs(file, worse, "--quick") == 0
    lines = file.read_text().splitlines()
    file.write_text("".join(line.replace("cores", "kernels") + "\n" for line in lines))
    assert runs(file, worse) == 0, "those were another machine's"


def test_what_is_not_here_is_not_measured_and_fails_where_that_matters(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    benches = Benches(bench_door=[None], bench_requests=[requests(1)])
    assert runs(file, benches) == 0
    assert benches.asked == [DOOR, REQUESTS], "it is not asked again"
    assert "bench_door: not measured: Node is not installed" in capsys.readouterr().out
    assert runs(file, Benches(bench_door=[None], bench_requests=[requests(1)]), "--strict") == 1
    kept = Benches(bench_door=[cost(2.0)], bench_requests=[requests(1)])
    assert runs(file, kept, "--strict") == 0
    broken = Benches(bench_door=[cost(3.5)], bench_requests=[requests(1)])
    assert runs(file.with_name("other"), broken, "--strict") == 1, "a bound is not kept"


def test_a_benchmark_that_fails_stops_no_other(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ask(name: str, quick: bool) -> list[Figure]:
        if name == DOOR:
            raise AssertionError("an answer other than 202")
        return [requests(1)]

    assert run.main(["--only", "2", "3", "--history", str(file)], ask) == 1
    out = capsys.readouterr().out
    assert "bench_door: not measured: failed: an answer other than 202" in out
    assert "requests" in out


def test_lines_that_cannot_be_read_are_left_out_and_explained(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs(file, Benches(bench_door=[cost(2.0)], bench_requests=[requests(1)]))
    good = file.read_text()
    file.write_text(f'<<<<<<< HEAD\n{good}{{"at": "2026-11-30T12:00:00Z"}}\n{good[:80]}\n[]\n\n')
    assert runs(file, Benches(bench_door=[cost(2.0)], bench_requests=[requests(1)])) == 0
    out = capsys.readouterr().out
    assert "history: line 1 is left out: the line: Invalid JSON" in out
    assert "history: line 3 is left out: commit: Field required. Mend it or delete it." in out
    assert "history: line 4 is left out" in out
    assert "history: line 5 is left out" in out
    assert len(read(file.read_text().splitlines()).runs) == 2


def test_the_page_shows_the_latest_run_its_past_and_what_is_missing(file: Path) -> None:
    assert "Nothing has been measured yet" in benchmarks_page(stored(file))
    runs(file, Benches(bench_door=[cost(2.0), cost(2.1), cost(2.05)], bench_requests=[requests(1)]))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    file.write_text("".join(json.dumps(line | {"at": "2026-01-01T00:00:00Z"}) + "\n" for line in lines))
    runs(file, Benches(bench_door=[cost(4.0), cost(4.1), cost(4.05)], bench_requests=[None]))
    page = benchmarks_page(stored(file))
    assert "| 2 | cost of a delivery | ≤ 3 × | 4.05 × ± 1% | no | 2.05 × ± 2% |" in page
    assert "- `bench_requests`: not measured: Node is not installed" in page


def test_every_figure_has_a_benchmark_and_each_of_them_the_port() -> None:
    assert sorted({number for numbers in run.BENCHMARKS.values() for number in numbers}) == [*range(1, 15)]
    folder = Path(run.__file__).parent
    for name in run.BENCHMARKS:
        assert "\ndef figures(*, quick: bool) -> list[Figure]:" in (folder / f"{name}.py").read_text(), name


@pytest.mark.slow
def test_a_benchmark_runs_in_a_process_of_its_own(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--only", "3", "--quick", "--history", str(file)]) == 0
    out, _ = capfd.readouterr()
    assert "requests for a newcomer's question" in out
