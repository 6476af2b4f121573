"""`/`: what this server is, for somebody who followed a link to it."""

from bot.web.visits.page import Page, Shown
from bot.web.visits.visit import Visit


async def _answer(visit: Visit) -> Shown:
    return Shown("landing.html")


page = Page("landing", path="/", title="Front page", answer=_answer)
