"""A real browser: where it is, and what it finds wrong with a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.conftest import NO_BROWSER
from tests.contract.packages import ACCESSIBILITY

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

ASKED_FOR = "STEWARDBOT_TEST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_BYTES = 350_000
"""What a first view may bring over the wire."""
PATIENCE = 15_000
"""Milliseconds for a page to come and to draw its charts."""

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class View:
    """One way to look at a page; `width` in CSS pixels."""

    name: str
    scheme: Scheme = "light"
    width: int = 1200
    script: bool = True


VIEWS = (
    View("light"),
    View("dark and narrow", "dark", width=320),
    View("without script", width=320, script=False),
)

_LISTENER = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""
_CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")


class NoBrowser(Exception):
    """Why there is none."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser, or a skip that says what is missing; a failure where one is asked for."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError:
        _do_without("Playwright is not installed (`pip install -e '.[browser]'`)")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    async with async_playwright() as driver:
        try:
            browser = await driver.chromium.launch(executable_path=program)
        except Error as failure:
            _do_without(f"Chromium does not start ({failure.message.splitlines()[0]})")
        try:
            yield browser
        finally:
            await browser.close()


def _do_without(why: str) -> None:
    if os.environ.get(ASKED_FOR) == "1":
        raise NoBrowser(why)
    pytest.skip(f"{NO_BROWSER}{why}")


@dataclass
class Traffic:
    """What a page fetches, from where and how much, and what it complains about."""

    url: str
    status: int
    bytes: int = 0
    problems: list[str] = field(default_factory=list)

    async def watch(self, page: Page) -> None:
        """Count from now on."""
        network = await page.context.new_cdp_session(page)
        await network.send("Network.enable")
        network.on("Network.loadingFinished", self._loaded)
        page.on("request", lambda request: self._requested(request.url))
        page.on("console", lambda line: self._complained(line.type, line.text, line.location["url"]))
        page.on("pageerror", lambda error: self.problems.append(f"error in a script: {error}"))
        page.on("dialog", lambda dialog: self.problems.append(f"a dialog: {dialog.message}"))

    def _loaded(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _requested(self, url: str) -> None:
        if not url.startswith(("data:", self.url[: self.url.index("/", 8) + 1])):
            self.problems.append(f"a request to {url}")

    def _complained(self, kind: str, text: str, url: str) -> None:
        is_refusal = url == self.url and self.status >= 400  # The browser tells of the page itself.
        if kind in ("error", "warning") and not is_refusal:
            self.problems.append(f"{kind} on the console: {text}")


async def problems(
    browser: Browser,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    views: Sequence[View] = VIEWS,
    status: int = 200,
) -> list[str]:
    """All that is wrong with a page, each with the view in which it shows. `Missing` without axe-core."""
    axe = ACCESSIBILITY.read().decode()
    wrong = []
    for view in views:
        context = await browser.new_context(
            color_scheme=view.scheme,
            viewport={"width": view.width, "height": 800},
            java_script_enabled=view.script,
            reduced_motion="reduce",
            extra_http_headers=dict(headers or {}),
        )
        try:
            wrong += [f"{view.name}: {line}" for line in await _look(context, url, view, axe, status)]
        finally:
            await context.close()
    return wrong


async def _look(context: BrowserContext, url: str, view: View, axe: str, status: int) -> list[str]:
    traffic = Traffic(url, status)
    page = await context.new_page()
    await page.add_init_script(_LISTENER)
    await traffic.watch(page)
    answer = await page.goto(url, wait_until="load", timeout=PATIENCE)
    wrong = traffic.problems
    if answer is None or answer.status != status:
        return [f"status {answer and answer.status}"]
    await page.evaluate(_CHECKS)
    if view.script:
        await page.wait_for_function("checks.settled()", timeout=PATIENCE)
        wrong += [f"violation of the policy: {line}" for line in await page.evaluate("window.violations")]
        wrong += [f"chart without a drawing: {key}" for key in await page.evaluate("checks.undrawn()")]
        wrong += [line async for line in _barriers(page, axe)]
    else:
        wrong += [f"chart without a table: {key}" for key in await page.evaluate("checks.tableless()")]
    wrong += [f"wider than the window: {element}" for element in await page.evaluate("checks.tooWide()")]
    if traffic.bytes > MOST_BYTES:
        wrong.append(f"{traffic.bytes:,} bytes at first view")
    wrong += [line async for line in _by_keyboard(page)]
    return wrong


async def _barriers(page: Page, axe: str) -> AsyncIterator[str]:
    """What axe-core finds, https://dequeuniversity.com/rules/axe/."""
    await page.evaluate(axe)
    result = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    for rule in result["violations"]:
        for node in rule["nodes"][:3]:
            why = node["failureSummary"].splitlines()[-1].strip()
            yield f"axe-core {rule['id']}: {node['html'][:120]} ({why})"


async def _by_keyboard(page: Page) -> AsyncIterator[str]:
    """What the Tab key does not reach, or reaches without showing it."""
    expected = int(await page.evaluate("checks.tabbable()"))
    reached: set[int] = set()
    for _ in range(3 * expected + 9):  # A field for a date has three places.
        await page.keyboard.press("Tab")
        focus = await page.evaluate("checks.focus()")
        if focus is None:
            break
        place, is_seen, element = focus
        if place not in reached and not is_seen:
            yield f"focus that is not seen: {element}"
        reached.add(place)
    if len(reached) < expected:
        yield f"the keyboard reaches {len(reached)} of {expected} elements"
