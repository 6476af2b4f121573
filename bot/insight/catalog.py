"""All metrics, in the order of reports, and the page of their definitions."""

from collections.abc import Iterable

from bot.insight import people, rhythm, support, waiting
from bot.insight.metric import LEAST, Metric

METRICS: tuple[Metric, ...] = (
    support.support_cases,
    waiting.time_to_first_response,
    people.new_contributors,
    people.conversion,
    waiting.duration,
    waiting.issue_age,
    waiting.closure_ratio,
    people.absence_factor,
    people.activity,
    rhythm.good_first_issues,
    rhythm.bot_activity,
    rhythm.burstiness,
    support.steward_load,
)

HEAD = f"""\
# What the numbers mean

Each number of `stewardbot report` is counted from rows, one file of them a metric, by the formula below; who
has both can count it again. All times are seconds, all instants UTC, and a period begins with its first
moment and ends before its last. Figures about fewer than {LEAST} people read *fewer than five*, those by
which subtracting would show so few *not told: it would show fewer than five*, and their rows are withheld.
This page is generated from the metrics themselves, and the examples are run by a test.
"""


def definitions(metrics: Iterable[Metric] = METRICS) -> str:
    """Return the page of definitions as Markdown."""
    return "\n".join([HEAD, *map(_definition, metrics)])


def _definition(metric: Metric) -> str:
    text, _, example = metric.text.partition(">>> ")
    columns = ", ".join(f"`{column}`" for column in metric.columns)
    return (
        f"## {metric.title}\n\n`{metric.name}` · [source]({metric.source}) · rows: {columns}\n\n"
        f"{text.strip()}\n\n```python\n>>> {example.strip()}\n```\n"
    )


def definition_parts(metric: Metric) -> tuple[tuple[str, str], ...]:
    """Return a definition as headings and texts; the first has no heading."""
    text = metric.text.partition(">>> ")[0].strip()
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    return tuple(_part(part) for part in parts if part)


def _part(text: str) -> tuple[str, str]:
    if not text.startswith("**"):
        return "", text
    heading, _, rest = text.removeprefix("**").partition(".** ")
    return heading, rest
