"""Style sheets and scripts: for ever at one address, small, and of others exactly what they published."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from bot.web.static_files import FOLDER, address
from tests.browser.vendor import MANIFEST, VENDOR, Vendored, manifest
from tests.harness.over_http.door import House

PLAIN = {"Accept-Encoding": "identity"}


async def test_a_file_is_at_an_address_that_browsers_may_keep(house: House) -> None:
    answer = await house.client.get(address("stewardbot.css"), headers=PLAIN)
    assert (answer.status, answer.content_type) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert await answer.read() == (FOLDER / "stewardbot.css").read_bytes()


async def test_it_travels_small(house: House) -> None:
    answer = await house.client.get(address("vendor/vega/vega.min.js"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) < 185_000
    assert await answer.read() == (FOLDER / "vendor/vega/vega.min.js").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/stewardbot.css",
        "/static/0123456789abcdef/stewardbot.css",
        "/static/0123456789abcdef/../server.py",
        "/static/0123456789abcdef/%2e%2e/server.py",
        "/static/0123456789abcdef/vendor/manifest.json",
    ],
)
async def test_nothing_else_is_served(house: House, path: str) -> None:
    assert (await house.client.get(path)).status == 404


def test_what_is_of_others_is_as_they_published_it() -> None:
    digests = {
        package.place(file): digest for package in manifest() for file, digest in package.sha256.items()
    }
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in digests} == digests
    others = {path for path in VENDOR.rglob("*") if path.is_file()} - set(digests) - {MANIFEST}
    assert others == set()


@pytest.mark.parametrize("package", manifest(), ids=lambda package: package.name)
def test_it_says_its_version_and_its_licence(package: Vendored) -> None:
    assert package.licence in ("BSD-3-Clause", "MIT")
    assert package.integrity.startswith("sha512-")
    # The interpreter's package has no licence file: it is of Vega's repository, under Vega's licence.
    has_licence = any(Path(file).stem == "LICENSE" for file in package.sha256)
    assert has_licence or package.name == "vega-interpreter"


def test_a_first_view_with_charts_is_small() -> None:
    """All that a page with charts loads, packed; what is left of 350 kB is the page's own."""
    scripts = re.findall(r"static\('(.+?)'\)", _template("parts.html") + _template("page.html"))
    assert len(scripts) == 8
    assert sum(len(gzip.compress((FOLDER / name).read_bytes())) for name in scripts) < 290_000


def _template(name: str) -> str:
    return (FOLDER.parent / "templates" / name).read_text(encoding="utf-8")
