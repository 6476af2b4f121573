"""What is asked of every page in a real Chromium: the policy kept, no barrier, no other host; light, dark,
narrow, by keyboard and without script. Here: sample charts, a refusal, and a page that has it all wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.insight.charts.look import CONFIG
from bot.web import static_files
from bot.web.visits.templates import TEMPLATES, Frame, Link
from tests.browser.chromium import chromium, problems
from tests.contract.packages import Missing
from tests.harness.in_process.story import REPO, STEWARD, Story, world
from tests.harness.over_http.browser import Pages, open_pages
from tests.harness.sample_charts import charts

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("browser")]

FRAME = Frame(
    title="Sample charts",
    repository=REPO,
    navigation=tuple(
        Link(title, "/", is_here=title == "Newcomers")
        for title in (
            "What waits",
            "Stewards",
            "Cases",
            "Newcomers",
            "Communities",
            "Activity",
            "Configuration",
        )
    ),
    trail=(Link(REPO, "/"), Link("Newcomers", "/")),
)
BAD = """<!doctype html><html><head><title></title><script>document.title = "inline"</script></head>
<body style="color: #ddd; background: #fff"><p onclick="go()">pale</p><img src="https://elsewhere.example/x.png">
<div tabindex="0" id="wide">wide</div><figure data-spec="{}" id="lost"><div class="drawing"></div></figure>
<link rel="stylesheet" href="/bad.css"></body></html>"""
BAD_STYLE = "#wide { width: 2000px; outline: none !important; box-shadow: none } p { color: #ddd } /*%s*/"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests."""
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pages() -> AsyncIterator[Pages]:
    """A server with a page of sample charts and one of all that is wrong."""
    async with Story(STEWARD, world=world()) as story, open_pages(story, more=_more) as opened:
        yield opened


def _more(app: web.Application) -> None:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(static=static_files.address, chart_config=CONFIG)
    samples = environment.get_template("samples.html").render(view=charts(), frame=FRAME)
    answers = {
        "/samples": (samples, "text/html"),
        "/bad": (BAD, "text/html"),
        "/bad.css": (BAD_STYLE % ("x" * 400_000), "text/css"),
    }

    async def answer(request: web.Request) -> web.Response:
        text, content_type = answers[request.path]
        response = web.Response(text=text, content_type=content_type)
        if request.path == "/samples":
            response.enable_compression()  # As every page.
        return response

    for path in answers:
        app.router.add_get(path, answer)


async def _problems(browser: Browser, pages: Pages, path: str, status: int = 200) -> list[str]:
    try:
        return await problems(browser, str(pages.client.make_url(path)), status=status)
    except Missing as lacking:
        pytest.skip(f"not checked: {lacking}")


async def test_charts_are_drawn_in_every_view(browser: Browser, pages: Pages) -> None:
    assert await _problems(browser, pages, "/samples") == []


async def test_a_refusal_is_a_page_too(browser: Browser, pages: Pages) -> None:
    assert await _problems(browser, pages, "/r/nobody/nothing", status=404) == []


async def test_whatever_is_wrong_is_seen(browser: Browser, pages: Pages) -> None:
    wrong = "\n".join(await _problems(browser, pages, "/bad"))
    for sign in (
        "light: violation of the policy: script-src-elem",
        "light: violation of the policy: style-src-attr",
        "dark and narrow: axe-core color-contrast",
        "light: axe-core image-alt",
        "dark and narrow: wider than the window",
        "light: a request to https://elsewhere.example/x.png",
        "light: chart without a drawing: lost",
        "without script: chart without a table: lost",
        "light: focus that is not seen",
        "bytes at first view",
    ):
        assert sign in wrong, wrong
