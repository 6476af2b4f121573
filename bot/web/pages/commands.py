"""`/r/{owner}/{repo}/commands`: how to command the bot in a repository, for people and for programs."""

from bot.core.commands.command_catalog import CommandCatalog
from bot.queries.commands_page import commands_of
from bot.web.visits.page import Download, Page, Shown
from bot.web.visits.visit import Filters, Visit


class _Format(Filters):
    format: str = ""


async def _catalog(visit: Visit) -> CommandCatalog:
    store, repository = visit.store, visit.of
    return await store.read(lambda conn: commands_of(conn, store.features, repository))


async def _answer(visit: Visit) -> Shown | Download:
    form, mistakes = visit.filters(_Format)
    if form.format == "json":
        return await _answer_json(visit)
    return Shown("commands.html", await _catalog(visit), mistakes)


async def _answer_json(visit: Visit) -> Download:
    return Download((await _catalog(visit)).model_dump_json().encode(), "application/json")


page = Page("commands", path="/r/{owner}/{repo}/commands", title="Commands", answer=_answer, menu="Commands")
sheet = Page(
    "commands.json", path="/r/{owner}/{repo}/commands.json", title="Commands as JSON", answer=_answer_json
)
