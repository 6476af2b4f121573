"""`/r/{owner}/{repo}/rota.ics?token=`: the rota as a calendar that people subscribe to.

Programs that show calendars cannot sign in: the token is what opens it, also where the dashboard is public.
"""

from bot.queries.rota_calendar import calendar_for_token
from bot.web.visits.page import Download, NotHere, Page
from bot.web.visits.visit import Filters, Visit


class _FeedAddress(Filters):
    owner: str = ""
    repo: str = ""
    token: str = ""


async def _answer(visit: Visit) -> Download:
    form, _ = visit.filters(_FeedAddress)
    store, name = visit.store, f"{form.owner}/{form.repo}"
    calendar = await store.read(
        lambda conn: calendar_for_token(conn, store.features, visit.now, name, form.token)
    )
    if calendar is None:
        raise NotHere
    return Download(calendar, "text/calendar", fresh=900)


feed = Page(
    "rota", path="/r/{owner}/{repo}/rota.ics", title="Rota as a calendar", answer=_answer, own_key=True
)
