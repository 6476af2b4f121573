"""Configuration files after real public ones: `files` were there before the mapper, `held_out` after it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.operations.migrate import Draft, KeyFinding, KeyOutcome, migrate

HERE = Path(__file__).parent
FILES = sorted((HERE / "files").glob("*/*.yml"))
HELD_OUT = sorted((HERE / "held_out").glob("*/*.yml"))
REPOSITORIES = {
    "kcp": "kcp-dev/kcp",
    "gardener": "gardener/gardener",
    "istio": "istio/istio",
    "kubernetes": "kubernetes/kubernetes",
    "kubevirt": "kubevirt/common-templates",
    "kubesphere": "kubesphere/kubesphere",
    "metal3": "metal3-io/metal3-docs",
}
"""For which repository a file of Prow's is tried."""
PLUMBING = {
    "repo-token",
    "repo_token",
    "github_token",
    "github-token",
    "token",
    "operations-per-run",
    "configuration-path",
}
"""Keys that set nothing for anybody: how an action signs in, paces itself or finds its file."""


def called(path: Path) -> str:
    """Return what a file is called where it comes from, as its first line says."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    found = re.search(r"\S+\.ya?ml", first)
    return found[0] if found else path.name


@cache
def moved_in(path: Path) -> Draft:
    """Return what comes of one file."""
    return migrate([(called(path), path.read_bytes())], REPOSITORIES.get(path.stem, ""))


@dataclass(frozen=True)
class Share:
    """How many keys are mapped, of how many."""

    mapped: int
    keys: int

    def __str__(self) -> str:
        return f"{self.mapped} of {self.keys} ({100 * self.mapped // max(1, self.keys)} %)"


def share(findings: list[KeyFinding], *, of_all: bool = False) -> Share:
    """Return the share of keys that are kept or changed, without plumbing and other steps: of those that name
    something a community bot could do, or of all (`of_all`), also of what GitHub, CI or another App does."""
    others = ("uses ", "script ")
    counted = (each for each in findings if each.key not in PLUMBING and not each.key.startswith(others))
    outcomes = Counter(finding.outcome for finding in counted)
    mapped = outcomes[KeyOutcome.SAME] + outcomes[KeyOutcome.CHANGED]
    keys = outcomes.total() if of_all else outcomes.total() - outcomes[KeyOutcome.ELSEWHERE]
    return Share(mapped, keys)


if __name__ == "__main__":
    for title, paths in (("files", FILES), ("held out", HELD_OUT)):
        rows: dict[str, list[KeyFinding]] = {}
        for path in paths:
            rows.setdefault(path.parent.name, []).extend(moved_in(path).findings)
        for name, findings in rows.items():
            print(f"{title}, {name}: {share(findings)}; of all, {share(findings, of_all=True)}")  # noqa: T201 (a table for people)
        every = [row for rows_of in rows.values() for row in rows_of]
        print(f"{title}: {share(every)}; of all, {share(every, of_all=True)}")  # noqa: T201
