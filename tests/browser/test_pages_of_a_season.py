"""Every page over a played season in a real Chromium, as everybody for whom it opens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.demo.community import COMMUNITY, HUB, INES, LIBRARY, MARIT, OFFICE
from bot.demo.playback import Playback
from bot.web.pages import PAGES
from tests.browser.chromium import VIEWS, View, chromium, problems
from tests.browser.season import is_shown, played_season
from tests.contract.packages import Missing
from tests.harness.over_http.served_demo import new_browser, signs_in

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("browser")]

PEOPLE = (MARIT, "stewardbot-owner", INES, "milan-bay", "")
"""A maintainer, the operator, a steward, a newcomer, and whoever is not signed in. The funder has a link."""
ON_THE_HUB = {"cases", "stewards", "community"}
"""Pages of which the hub has more to show."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests."""
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playback]:
    """What `demo --serve` serves; played only where there is a browser."""
    async with played_season(tmp_path_factory.mktemp("demo")) as playback:
        yield playback


async def paths(demo: Playback) -> dict[str, str]:
    """Where each page is, by its name."""
    token = (await demo.funders_link()).rpartition("/")[2]
    findings = {
        page.name: page.address(
            HUB if page.name in ON_THE_HUB else LIBRARY, **({"token": token} if page.own_key else {})
        )
        for page in PAGES
        if page.method == "GET"
    }
    return findings | {"community": f"/r/{HUB}/communities/{COMMUNITY}", "private": f"/r/{OFFICE}"}


async def test_every_page_as_everybody_for_whom_it_opens(browser: Browser, demo: Playback) -> None:
    """All views where a page opens first, one for everybody after."""
    wrong: dict[str, list[str]] = {}
    seen: dict[str, list[str]] = {}
    places = await paths(demo)
    for place, login in enumerate(PEOPLE):
        async with new_browser() as visitor:
            if login:
                await signs_in(visitor, demo.bot_url, login)
            cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in visitor.cookie_jar)
            for name, path in places.items():
                if not await is_shown(visitor, demo.bot_url + path):
                    continue
                views = [VIEWS[place % len(VIEWS)]] if name in seen else list(VIEWS)
                seen.setdefault(name, []).append(login)
                lines = await _problems(browser, demo.bot_url + path, views, cookies)
                wrong |= {f"{login} {path}": lines} if lines else {}
    assert wrong == {}
    pages = {page.name for page in PAGES if page.method == "GET" and ".{format}" not in page.path}
    assert pages - set(seen) == {"commands.json", "rota", "shared-definitions"}, "no pages, but files"
    assert len(seen["metric"]) == len(PEOPLE)
    assert seen["private"] == [MARIT, INES]
    assert seen["status"] == ["stewardbot-owner"]


async def _problems(browser: Browser, url: str, views: list[View], cookies: str) -> list[str]:
    try:
        return await problems(browser, url, headers={"Cookie": cookies} if cookies else {}, views=views)
    except Missing as lacking:
        pytest.skip(f"not checked: {lacking}")
