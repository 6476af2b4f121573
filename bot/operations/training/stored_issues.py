"""What the labels that people set on a repository's issues teach, read from the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.community.issue_kind import common_headings, kind_of
from bot.community.triage import TriageConfig, kind_by_label
from bot.core.erasure import NOBODY
from bot.core.model import Repository, Subject
from bot.insight.learning import LabelledIssue
from bot.insight.learning.training import MOST_OF_SISTERS, MOST_OWN
from bot.services.issue_reading import ISSUES, document_of
from bot.store import learning, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection


@dataclass(frozen=True)
class LabelledIssues:
    """Issues whose kind people have told: `kinds` are those of `issues`, `labelled` counts all there are."""

    issues: tuple[Subject, ...]
    kinds: tuple[str, ...]
    labelled: dict[str, int]
    common: frozenset[str] = frozenset()
    """Headings that show no kind here."""

    @property
    def examples(self) -> list[tuple[int, str]]:
        """(Number, kind) of each issue, the newest first."""
        return [(issue.number, kind) for issue, kind in zip(self.issues, self.kinds, strict=True)]

    def documents(self, *, with_rules: bool) -> Iterator[LabelledIssue]:
        """Yield the issues as the learner reads them; `with_rules`: with what the rules see in each."""
        for issue, kind in zip(self.issues, self.kinds, strict=True):
            rule = kind_of(issue.title, issue.body, self.common) if with_rules else None
            document = document_of(issue.title, issue.body, rule.kind.value if rule else "")
            yield LabelledIssue(document, kind)


def labelled_issues(
    conn: Connection, repository: Repository, config: TriageConfig, most: int = MOST_OWN
) -> LabelledIssues:
    """Return what a repository teaches: so many of the newest issues of each kind.

    An issue to which people gave several kinds teaches none; nor does one of a bot, or of somebody who was
    forgotten.
    """
    kinds_by_number = _kinds_by_people(conn, repository, config)
    chosen: dict[int, str] = {}
    times: Counter[str] = Counter()
    for number in sorted(kinds_by_number, reverse=True):
        times[kinds_by_number[number]] += 1
        if times[kinds_by_number[number]] <= most:
            chosen[number] = kinds_by_number[number]
    issues = [
        issue
        for issue in mirror.subjects(conn, repository.id, chosen)
        if not (issue.author.is_bot or issue.author == NOBODY or issue.is_pull_request)
        and kind_by_label(issue.labels, config) == chosen[issue.number]
    ]
    issues.sort(key=lambda issue: -issue.number)
    bodies = [issue.body for issue in mirror.newest_issues(conn, repository.id, ISSUES)]
    kinds = tuple(chosen[issue.number] for issue in issues)
    return LabelledIssues(tuple(issues), kinds, dict(times), common_headings(bodies))


def _kinds_by_people(conn: Connection, repository: Repository, config: TriageConfig) -> dict[int, str]:
    kinds_by_number: dict[int, str] = {}
    for number, labels in learning.labels_by_people(conn, repository.id).items():
        kinds = {kind for label in labels if (kind := kind_by_label((label,), config)) is not None}
        if len(kinds) == 1:
            kinds_by_number[number] = kinds.pop().value
    return kinds_by_number


def sisters(conn: Connection, repository: Repository, configs: ConfigStore) -> list[LabelledIssue]:
    """Return what the other repositories of the same owner teach, the newest first: public ones teach public
    ones, private ones private ones."""
    by_kind: dict[str, list[tuple[Subject, LabelledIssue]]] = defaultdict(list)
    for other in mirror.repositories(conn):
        if other.id == repository.id or not _is_sister(other, repository):
            continue
        config = configs.in_force(conn, other.id).config.section("triage", TriageConfig) or TriageConfig()
        taught = labelled_issues(conn, other, config, MOST_OF_SISTERS)
        for issue, example in zip(taught.issues, taught.documents(with_rules=False), strict=True):
            by_kind[example.label].append((issue, example))
    newest = [
        pair
        for pairs in by_kind.values()
        for pair in sorted(pairs, key=lambda pair: pair[0].created_at, reverse=True)[:MOST_OF_SISTERS]
    ]
    newest.sort(key=lambda pair: pair[0].created_at, reverse=True)
    return [example for _, example in newest]


def _is_sister(other: Repository, repository: Repository) -> bool:
    return other.owner_id == repository.owner_id and other.private == repository.private
