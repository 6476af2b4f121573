"""Small charts as SVG: pure text out of numbers, readable in light and dark, on paper and by screen readers.

Colours come from the page (`--chart-1` … `--chart-6`) with fallbacks that the colour-blind can tell apart.
Each mark carries its number (`data-count`, `data-value`), so that a page can be recounted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b38600", "#7a7a7a")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 560, 230, 34, 34, 26


@dataclass(frozen=True)
class Series:
    """One row of numbers: `key` names it in `data-count`, one value for each category."""

    key: str
    name: str
    values: tuple[int, ...]


def stacked_bars(
    key: str, title: str, description: str, categories: Sequence[str], series: Sequence[Series]
) -> str:
    """Bars, one a category, the series stacked upon each other."""
    totals = [sum(row.values[place] for row in series) for place in range(len(categories))]
    scale = _Scale(max(totals, default=0), len(categories))
    marks: list[str] = []
    for place, category in enumerate(categories):
        below = 0
        for number, row in enumerate(series):
            value = row.values[place]
            if value:
                y = scale.y(below + value)
                height = scale.y(below) - y
                marks.append(
                    f'<rect x="{scale.x(place) + scale.step * 0.14:.1f}" y="{y:.1f}"'
                    f' width="{scale.step * 0.72:.1f}" height="{height:.1f}" {_fill(number)}'
                    f"{_count(key, categories, place, row)}>{_title(category, row, value)}</rect>"
                )
                below += value
    return _svg(key, title, description, [*scale.grid(), *marks, *scale.names(categories), *_legend(series)])


def lines(key: str, title: str, description: str, categories: Sequence[str], series: Sequence[Series]) -> str:
    """Lines over the categories, with a dot at each number."""
    scale = _Scale(max((value for row in series for value in row.values), default=0), len(categories))
    marks: list[str] = []
    for number, row in enumerate(series):
        at = [(scale.x(place) + scale.step / 2, scale.y(value)) for place, value in enumerate(row.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        marks.append(f'<polyline points="{path}" fill="none" stroke-width="2.5" {_stroke(number)}/>')
        for place, (x, y) in enumerate(at):
            marks.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {_fill(number)}'
                f"{_count(key, categories, place, row)}>"
                f"{_title(categories[place], row, row.values[place])}</circle>"
            )
    return _svg(key, title, description, [*scale.grid(), *marks, *scale.names(categories), *_legend(series)])


class _Scale:
    """Where a number and a category are on the paper."""

    def __init__(self, largest: int, count: int) -> None:
        self.tick = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if largest <= 4 * step)
        self.top = max(self.tick, -(-largest // self.tick) * self.tick)
        self.step = (WIDTH - LEFT) / max(1, count)

    def x(self, place: int) -> float:
        return LEFT + place * self.step

    def y(self, value: int) -> float:
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> Iterator[str]:
        for value in range(0, self.top + 1, self.tick):
            y = self.y(value)
            yield f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="grid" {_FAINT}/>'
            yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" class="axis">{value}</text>'

    def names(self, categories: Sequence[str]) -> Iterator[str]:
        for place, name in enumerate(categories):
            x = self.x(place) + self.step / 2
            yield (
                f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle" class="axis">{escape(name)}</text>'
            )


_FAINT = 'stroke="currentColor" stroke-opacity="0.15"'


def _fill(number: int) -> str:
    return f'style="fill:var(--chart-{number + 1},{COLOURS[number % len(COLOURS)]})"'


def _stroke(number: int) -> str:
    return f'style="stroke:var(--chart-{number + 1},{COLOURS[number % len(COLOURS)]})"'


def _count(key: str, categories: Sequence[str], place: int, series: Series) -> str:
    return f' data-count="{escape(f"{key}.{place + 1}.{series.key}")}" data-value="{series.values[place]}"'


def _title(category: str, series: Series, value: int) -> str:
    return f"<title>{escape(category)}: {escape(series.name)} {value}</title>"


def _legend(series: Sequence[Series]) -> Iterator[str]:
    x = float(LEFT)
    for number, row in enumerate(series):
        yield f'<rect x="{x:.0f}" y="6" width="11" height="11" rx="2" {_fill(number)}/>'
        yield f'<text x="{x + 16:.0f}" y="16" class="legend">{escape(row.name)}</text>'
        x += 34 + 6.6 * len(row.name)


def _svg(key: str, title: str, description: str, parts: Sequence[str]) -> str:
    name = f"chart-{escape(key)}"
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-t {name}-d"'
        ' font-family="system-ui, sans-serif" font-size="12" fill="currentColor">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )
