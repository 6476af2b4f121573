"""Counting the pages of numbers again from the CSV of their rows alone; nothing of the bot is used."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Awaitable, Callable
from io import StringIO

from tests.e2e.recount_report import METRICS, Number, Row

Get = Callable[[str], Awaitable[str]]
"""The text at an address; empty where it is refused."""
FIGURE = re.compile(r'data-(?:metric="([\w-]+)"|figure="([^"]+)"><a href="[^"]*">([^<]*)</a>)')
UNITS = {"days": 86_400, "h": 3_600, "min": 60}


def table(text: str) -> list[Row]:
    return list(csv.DictReader(StringIO(text)))


def figures_on(html: str) -> dict[tuple[str, str], str]:
    """What a page shows, by metric and figure."""
    shown: dict[tuple[str, str], str] = {}
    metric = ""
    for name, figure, text in FIGURE.findall(html):
        metric = name or metric
        if figure:
            shown[metric, _plain(figure)] = _plain(text)
    return shown


def _plain(text: str) -> str:
    for entity, sign in (("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def spelled(value: Number, unit: str) -> str:
    """A number as a page is to spell it."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{round(100 * value)}%"
    if unit == "seconds":
        name = next((name for name, length in UNITS.items() if value >= length), "min")
        return f"{value / UNITS[name]:.{0 if name == 'min' else 1}f} {name}"
    return f"{value:.2f}" if unit == "index" else f"{round(value):,}"


async def differences(get: Get, repository: str, query: str = "") -> tuple[list[str], int]:
    """What pages show of a repository that its rows do not, and how many numbers were counted again."""
    rows = {
        name: table(await get(f"/api/v1/{repository}/{name}.csv{query}"))
        for name in METRICS
    }  # fmt: skip
    figures = table(await get(f"/api/v1/{repository}/figures.csv{query}"))
    hidden = {(line["metric"], line["figure"]) for line in figures if line["note"]}
    counted: dict[tuple[str, str], Number] = {}
    for name in {line["metric"] for line in figures}:
        counted |= (
            {(name, key): value for key, (value, _, _) in METRICS[name](rows[name])} if rows[name] else {}
        )
    wrong = [
        f"{line['metric']} {line['figure']}"
        for line in figures
        if (line["metric"], line["figure"]) in counted.keys() - hidden
        and not _same(counted[line["metric"], line["figure"]], line["value"])
    ]
    units = {(line["metric"], line["figure"]): line["unit"] for line in figures}
    right = 0
    for path in ("metrics", *(f"metrics/{name}" for name in METRICS)):
        for key, text in figures_on(await get(f"/r/{repository}/{path}{query}")).items():
            if key in hidden:
                few = next(line for line in figures if (line["metric"], line["figure"]) == key)
                wrong += [] if text == few["note"] or not few["note"] else [f"{path}: {key} tells {text}"]
            elif key in counted:
                right += 1
                ours = spelled(counted[key], units[key])
                wrong += [] if ours == text else [f"{path}: {key} is {text}, counted {ours}"]
            elif any(rows[key[0]]):
                wrong.append(f"{path}: nobody counted {key}")
    return wrong, right


def _same(ours: Number, theirs: str) -> bool:
    if ours is None or not theirs:
        return ours is None and not theirs
    return math.isclose(ours, float(theirs), rel_tol=1e-9, abs_tol=1e-12)
