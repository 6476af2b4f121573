"""`/r/{owner}/{repo}/communities/{community}`: one slide of a community's numbers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model import spelling
from bot.web.pages.numbers.figures import CountNotes, ShownMetric, community_metric, notes
from bot.web.pages.numbers.form import CountForm, count_request
from bot.web.pages.numbers.metrics import Counting
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit


@dataclass(frozen=True)
class CommunityView:
    """A community; without metrics where there is none of this name."""

    repository: str
    name: str
    form: CountForm
    notes: CountNotes
    metrics: tuple[ShownMetric, ...]
    communities: tuple[str, ...]


async def _answer(visit: Visit) -> Shown:
    request = count_request(visit)
    answer = await visit.store.counts.answer(request.question, visit.now)
    if answer is None:
        return Shown("counting.html", Counting(visit.of.full_name), request.mistakes)
    name = spelling(answer.communities, request.form.community)
    view = CommunityView(
        visit.of.full_name,
        name or "",
        request.form,
        notes(answer),
        tuple(community_metric(visit, request, one, name) for one in answer.disclosures) if name else (),
        answer.communities,
    )
    return Shown("community.html", view, request.mistakes)


page = Page(
    "community",
    path="/r/{owner}/{repo}/communities/{community}",
    title="Community",
    answer=_answer,
    needs=Sight.COUNTS,
    example={"community": "pangeo"},
)
