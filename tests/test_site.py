"""The documentation as a site: it builds without a warning, its links lead somewhere, its search finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.browser.chromium import PATIENCE, chromium
from tests.conftest import NO_SITE

DOCS = Path(__file__).parent.parent / "docs"
ASKED_FOR = "STEWARDBOT_TEST_DOCS"
BUILD = (sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html")
SEARCHED = ("restore", "reverse proxy", "proxy", "Docker", "systemd", "upgrade", "permission")
"""What somebody types who looks for help."""
NOWHERE = "kubernetes operator helm"

pytestmark = pytest.mark.slow


class Page(HTMLParser):
    """What a page links to, and what on it can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value for name, value in attrs if value is not None}
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.anchors |= {found["id"]} if "id" in found else set()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    if not all(find_spec(name) for name in ("sphinx", "furo", "myst_parser")):
        if os.environ.get(ASKED_FOR):
            pytest.fail("the documentation cannot be built: pip install -e '.[docs]'")
        pytest.skip(f"{NO_SITE}stewardbot[docs] is not installed")
    place = tmp_path_factory.mktemp("site")
    done = subprocess.run([*BUILD, DOCS, place], capture_output=True, text=True, check=False)  # noqa: S603  our own
    assert done.returncode == 0, done.stderr
    return place


def broken(site: Path) -> Iterator[str]:
    """Links inside the site that lead nowhere, each as `page: link`."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages[target].anchors if target in pages else {parts.fragment}
            if not target.exists() or unquote(parts.fragment) not in known:
                yield f"{path.relative_to(site)}: {link}"


def test_no_link_of_the_site_is_broken(site: Path) -> None:
    assert list(broken(site)) == []


def test_a_link_to_a_missing_page_or_heading_is_found(tmp_path: Path) -> None:
    links = ("b.html", "b.html#there", "#here", "https://example.org/x", "b.html#gone", "c.html", "#gone")
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    (tmp_path / "a.html").write_text(f'<p id="here">{anchors}</p>', encoding="utf-8")
    (tmp_path / "b.html").write_text('<p id="there"></p>', encoding="utf-8")
    assert sorted(broken(tmp_path)) == ["a.html: #gone", "a.html: b.html#gone", "a.html: c.html"]


@pytest.fixture(scope="module")
def index(site: Path) -> dict[str, Any]:
    """What the search box looks things up in."""
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return read


def found(index: dict[str, Any], query: str) -> set[str]:
    """The pages that the search box finds: those with all words of the query, by their stems."""
    from snowballstemmer import stemmer  # comes with Sphinx, whose search uses it

    def pages(word: str) -> set[int]:
        hits = [index[part].get(word, []) for part in ("terms", "titleterms")]
        return {page for hit in hits for page in (hit if isinstance(hit, list) else [hit])}

    words = stemmer("english").stemWords(query.lower().split())
    return {index["docnames"][page] for page in set.intersection(*map(pages, words))}


@pytest.mark.parametrize("query", SEARCHED)
def test_the_search_box_finds_it(index: dict[str, Any], query: str) -> None:
    assert [page for page in found(index, query) if not page.startswith("adr/")]


async def test_what_somebody_types_into_the_search_box_is_found(site: Path) -> None:
    app = web.Application()
    app.router.add_static("/", site)
    async with chromium() as browser, TestServer(app) as server:
        page = await browser.new_page()
        for query in (*SEARCHED, NOWHERE):
            await page.goto(str(server.make_url("/index.html")), timeout=PATIENCE)
            await page.get_by_role("search").get_by_placeholder("Search").first.type(query)
            await page.keyboard.press("Enter")
            await page.wait_for_function(
                "/finished|did not match/.test(document.querySelector('#search-results')?.textContent)",
                timeout=PATIENCE,
            )
            links = await page.locator("#search-results ul.search > li > a").all()
            pages = [str(await link.get_attribute("href")).partition("?")[0] for link in links]
            guides = [name for name in pages if not name.startswith("adr/")]
            assert bool(guides) is (query != NOWHERE), (query, pages)


def test_every_command_of_the_program_has_its_heading(site: Path) -> None:
    from bot.cli.reference import commands

    page = (site / "reference/program.html").read_text(encoding="utf-8")
    assert [name for name, _ in commands() if f'id="{name.replace(" ", "-")}"' not in page] == []


def test_what_stands_nowhere_is_not_found(index: dict[str, Any]) -> None:
    assert found(index, NOWHERE) == set()
