"""The pages, in the order of the navigation. A new one is a module here and a line in `PAGES`."""

from bot.web.pages import commands, landing, rota
from bot.web.visits.page import Page

PAGES: tuple[Page, ...] = (
    landing.page,
    commands.page,
    commands.sheet,
    rota.feed,
)
