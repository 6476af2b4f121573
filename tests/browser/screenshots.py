"""`make screenshots`: pages of the demo as the README shows them, into `docs/images`. It needs a Chromium."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.community import HUB, LIBRARY, MARIT
from tests.browser.chromium import PATIENCE, Scheme, chromium
from tests.browser.season import is_shown, played_season
from tests.harness.over_http.served_demo import new_browser, signs_in

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 150_000
WIDTH = 1100


@dataclass(frozen=True)
class Screenshot:
    """What a picture shows: `height` CSS pixels of a page, from what `begins` selects on."""

    name: str
    path: str
    begins: str
    height: int
    scheme: Scheme = "light"


SCREENSHOTS = (
    Screenshot("newcomers", f"/r/{LIBRARY}/newcomers", "body", 900),
    Screenshot("support-cases", f"/r/{HUB}/metrics/support-cases", "figure", 760, "dark"),
)


async def take() -> None:
    """Play the season, sign in as a maintainer, and take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        async with (
            chromium() as browser,
            played_season(Path(folder)) as demo,
            new_browser() as visitor,
        ):
            await signs_in(visitor, demo.bot_url, MARIT)
            cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in visitor.cookie_jar)
            for shot in SCREENSHOTS:
                url = demo.bot_url + shot.path
                assert await is_shown(visitor, url), url
                page = await browser.new_page(
                    color_scheme=shot.scheme,
                    viewport={"width": WIDTH, "height": shot.height},
                    reduced_motion="reduce",
                    extra_http_headers={"Cookie": cookies},
                )
                await page.goto(url, wait_until="load", timeout=PATIENCE)
                await page.wait_for_selector(".drawing svg", timeout=PATIENCE)
                box = await page.locator(shot.begins).first.bounding_box()
                assert box is not None, shot.begins
                top = max(0.0, box["y"] - 16)
                picture = await page.screenshot(
                    full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": shot.height}
                )
                assert len(picture) <= MOST_BYTES, (shot.name, len(picture))
                (IMAGES / f"{shot.name}.png").write_bytes(picture)


def main() -> int:
    """Take them."""
    asyncio.run(take())
    return 0


if __name__ == "__main__":
    sys.exit(main())
