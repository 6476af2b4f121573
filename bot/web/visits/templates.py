"""Templates become pages here; every value is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.insight.charts.look import CONFIG
from bot.web import static_files
from bot.web.visits.visit import Visitor

LARGE_PAGE = 64_000
"""Bytes from which on a page is packed beside the loop that serves others."""
TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True)
class Link:
    """A page that this visitor may open, as navigation and trail name it."""

    title: str
    path: str
    is_here: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around every page: where it is, who looks at it, and where they may go."""

    title: str = "Stewardbot"
    repository: str = ""
    """`owner/repo`; empty on pages of none."""
    navigation: tuple[Link, ...] = ()
    """The pages of this repository that this visitor may open."""
    trail: tuple[Link, ...] = ()
    """The pages above this one, outermost first."""
    tables: tuple[Link, ...] = ()
    """What this page shows, for programs."""
    visitor: Visitor | None = None
    sign_in: str = ""
    """Where one signs in, and comes back from; empty where one cannot, or has."""
    csrf: str = ""
    """What every form of the method POST sends along; empty for whoever is not signed in."""
    mistakes: tuple[str, ...] = ()
    """Sentences about what was asked for and cannot be."""


@cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.filters["spans"] = _spans
    made.filters["path_part"] = partial(quote, safe="")
    made.globals.update(static=static_files.address, chart_config=CONFIG)
    return made


def compile_all() -> None:
    """Compile every template: with the first visitor of each page it would hold up everybody else."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def _spans(text: str) -> Markup:
    """Return our own one-line Markdown as HTML: what stands between backticks is code, all else is
    escaped."""
    parts = enumerate(text.split("`"))
    return Markup().join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in parts)


def render(
    template: str, view: object = None, frame: Frame | None = None, *, status: int = 200
) -> web.Response:
    """Return a page from its template, which knows `view` and `frame`."""
    text = _environment().get_template(template).render(view=view, frame=frame or Frame())
    response = web.Response(text=text, status=status, content_type="text/html", zlib_executor_size=LARGE_PAGE)
    # No secret in it is the same twice: see `Sessions.csrf`.
    response.enable_compression()
    return response
