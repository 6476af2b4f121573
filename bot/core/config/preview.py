"""A preview of a repository's file: what it would have done on the newest issues, before it is in force.

Pure values, and the table that shows them to people.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core import effects as fx
from bot.core.config.base import TemplateFile
from bot.core.config.problems import Problem
from bot.core.config.repository_config import RepositoryConfig
from bot.core.markdown import NOTHING, Markdown, code, escape, issue_ref, joined, table_row
from bot.core.messages import load

TEXT = load(f"{__package__}.messages")

ISSUES = 30
"""So many issues are shown, the newest."""
MOST_NUMBERS = 5
"""So many pull requests of one outcome are named."""
_SHOWN = 60
"""Characters of a comment that are shown."""


@dataclass(frozen=True)
class PreviewedIssue:
    """One issue: what would have been done when it was opened, and the labels people gave it."""

    number: int
    title: str
    effects: tuple[fx.Outward, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreviewedPull:
    """One pull request, and why something would have been wanted when it was opened; nothing: it passes."""

    number: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConfigPreview:
    """What a file would do.

    `problems`: then it cannot be used. `template_files` are the files of the repository's own words that it
    names, with the line of the key; `config` is the file as it is read.
    """

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    issues: tuple[PreviewedIssue, ...] = ()
    template_files: tuple[tuple[TemplateFile, int], ...] = ()
    pulls: tuple[PreviewedPull, ...] = ()
    config: RepositoryConfig | None = None


def preview_table(issues: Iterable[PreviewedIssue]) -> Markdown:
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


def _row(issue: PreviewedIssue) -> Markdown:
    what = Markdown("; ".join(effect_summary(effect) for effect in issue.effects))
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
