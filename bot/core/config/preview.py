"""A preview of a repository's file: what it would have done on the newest issues, before it is in force.

Pure values, and the table that shows them to people.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.core import effects as fx
from bot.core.config.base import TemplateFile
from bot.core.config.problems import Problem
from bot.core.config.repository_config import RepositoryConfig
from bot.core.markdown import NOTHING, Markdown, address, code, escape, issue_ref, joined, table_row
from bot.core.messages import load

TEXT = load(f"{__package__}.messages")

ISSUES = 30
"""On so many issues a first file is tried, the newest."""
SUBJECTS = 50
"""On so many issues and pull requests a changed file is tried, the newest."""
MOST_ROWS = 10
"""So many of them are shown for one feature."""
MOST_NUMBERS = 5
"""So many pull requests of one outcome are named."""
_SHOWN = 60
"""Characters of a comment that are shown."""


@dataclass(frozen=True)
class PreviewedSubject:
    """One issue or pull request: what would have been done when it was opened, and the labels people gave
    it."""

    number: int
    title: str
    effects: tuple[fx.Outward, ...]
    labels: tuple[str, ...] = ()
    is_pull_request: bool = False

    def reasons(self, features: Collection[str]) -> tuple[str, ...]:
        """Return why these features would have wanted something, each reason once."""
        return tuple(dict.fromkeys(effect.because for effect in self.effects if effect.feature in features))

    def by_feature(self) -> dict[str, list[fx.Outward]]:
        """Return the effects of each feature; what several do together stands under each."""
        parts: dict[str, list[fx.Outward]] = {}
        for effect in self.effects:
            for feature in effect.feature.split(", "):
                parts.setdefault(feature, []).append(effect)
        return parts


@dataclass(frozen=True)
class PreviewedPull:
    """One pull request, and why something would have been wanted when it was opened; nothing: it passes."""

    number: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConfigPreview:
    """What a file would do.

    `problems`: then it cannot be used. `template_files` are the files of the repository's own words that it
    names, with the line of the key; `config` is the file as it is read. `subjects` are tried on it, and on
    the file in force (`before`).
    """

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    subjects: tuple[PreviewedSubject, ...] = ()
    before: tuple[PreviewedSubject, ...] = ()
    template_files: tuple[tuple[TemplateFile, int], ...] = ()
    pulls: tuple[PreviewedPull, ...] = ()
    config: RepositoryConfig | None = None


def preview_table(issues: Iterable[PreviewedSubject]) -> Markdown:
    """Return the issues as a Markdown table, newest first, with reasons; those without effect are counted."""
    rows = sorted(issues, key=lambda issue: -issue.number)
    if not rows:
        return TEXT.no_issues()
    shown = [issue for issue in rows if issue.effects]
    lines = [TEXT.last_issues(count=len(rows)), NOTHING]
    if shown:
        lines += [TEXT.table_head(), *map(_row, shown), NOTHING]
    left = len(rows) - len(shown)
    if left:
        lines.append(TEXT.nothing_on_others(count=left) if shown else TEXT.nothing_on_any())
    return Markdown(joined(lines, "\n").rstrip())


def changes(preview: ConfigPreview, page: str) -> Markdown:
    """Return what would have changed, by feature: before, after and why, with links below `page`, the address
    of the repository."""
    before = {one.number: one for one in preview.before}
    rows: dict[str, list[Markdown]] = {}
    for one in sorted(preview.subjects, key=lambda subject: -subject.number):
        for feature, row in _changes(before.get(one.number), one, page):
            rows.setdefault(feature, []).append(row)
    if not preview.subjects:
        return TEXT.nothing_known()
    count = len(preview.subjects)
    if not rows:
        return TEXT.no_changes(count=count)
    parts = [TEXT.changed(count=count)]
    for feature, lines in sorted(rows.items()):
        parts += [NOTHING, TEXT.changes_of(feature=code(feature)), *lines[:MOST_ROWS]]
        if len(lines) > MOST_ROWS:
            parts += [NOTHING, TEXT.more_changes(count=len(lines) - MOST_ROWS)]
    return joined(parts, "\n")


def _changes(
    before: PreviewedSubject | None, after: PreviewedSubject, page: str
) -> Iterator[tuple[str, Markdown]]:
    """Yield the features that would have done something else with a subject, each with its row."""
    old, new = before.by_feature() if before else {}, after.by_feature()
    for feature in dict.fromkeys((*old, *new)):
        was, will_be = [_listed(effects.get(feature, ())) for effects in (old, new)]
        if was != will_be:
            reasons = [escape(one.because, 200) for one in new.get(feature) or old[feature] if one.because]
            link = address(f"{page}/{'pull' if after.is_pull_request else 'issues'}/{after.number}")
            where = TEXT.where(number=after.number, link=link, title=escape(after.title, 80))
            why = joined(dict.fromkeys(reasons), "; ")
            yield feature, table_row(where, was or TEXT.nothing(), will_be or TEXT.nothing(), why)


def _listed(effects: Iterable[fx.Outward]) -> Markdown:
    return Markdown("; ".join(effect_summary(effect) for effect in effects))


def pull_outcomes(pulls: Iterable[PreviewedPull]) -> Markdown:
    """Return what would have become of the latest pull requests, by outcome; empty where none was tried."""
    pulls = sorted(pulls, key=lambda pull: -pull.number)
    waiting = [pull for pull in pulls if pull.reasons]
    if not pulls:
        return NOTHING
    lines = [TEXT.last_pulls(count=len(pulls), passed=len(pulls) - len(waiting))]
    for reason, count in Counter("; ".join(pull.reasons) for pull in waiting).most_common():
        numbers = [pull.number for pull in waiting if "; ".join(pull.reasons) == reason]
        more = TEXT.and_more() if count > MOST_NUMBERS else NOTHING
        shown = joined(map(issue_ref, numbers[:MOST_NUMBERS]))
        lines.append(TEXT.pulls_of(reason=escape(reason, 200), count=count, pulls=shown, more=more))
    return joined(lines, "\n")


def _row(issue: PreviewedSubject) -> Markdown:
    what = _listed(issue.effects)
    reasons = dict.fromkeys(escape(effect.because, 200) for effect in issue.effects if effect.because)
    title = joined([issue_ref(issue.number), escape(issue.title, 80)], " ")
    return table_row(title, what, joined(reasons, "; "), joined(map(code, issue.labels), ", "))


def effect_summary(effect: fx.Outward) -> str:
    """Return one effect in a few words, calling nobody."""
    if isinstance(effect, fx.PostComment):
        return TEXT.say(body=escape(effect.body, _SHOWN))
    if isinstance(effect, fx.ListEffect) and effect.short:
        return effect.short.format(names=", ".join(map(code, effect.names)))
    return effect.effect.replace("_", " ")
