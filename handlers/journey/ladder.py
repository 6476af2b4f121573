"""The ladder: work is counted; the maintainers' letter proposes, once, who has done what a rung asks for."""

from collections.abc import Mapping
from datetime import datetime

from bot.community.channels import letter_channel
from bot.core.effects import AnyEffect, Effects, Record
from bot.core.events import CommentEvent, SubjectEvent, marks
from bot.core.feature import Deed
from bot.core.markdown import Markdown, bare, code, joined
from bot.core.messages import Template
from bot.core.model import User
from bot.core.ports.letter import News
from bot.services.newcomer_check import never_greeted
from handlers.journey.criteria import DOCUMENTED, RUNG, Kind, Ladder, Rung, counted, is_documentation
from handlers.journey.feature import TEXT, Ctx, feature

EVIDENCE = TEXT.table("evidence", dict[Kind, tuple[Template, Template]])


@feature.on(
    "issues.opened",
    "issue_comment.created",
    "pull_request.opened",
    "pull_request.closed",
    "pull_request_review.submitted",
)
async def climb(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Keep what kind of work this was, and propose whoever did it if it was what a rung still asked for."""
    person = event.comment.author if isinstance(event, CommentEvent) else event.subject.author
    if event.moved or never_greeted(person, ctx.me):
        return ()
    more = await _more(event, ctx)
    records = [
        Record(subject=event.ref, what=what, person_id=person.id, person=person.login) for what in more
    ]
    return [*records, *await _proposals(event, ctx, person, more)]


async def _more(event: SubjectEvent, ctx: Ctx) -> list[str]:
    """Return what is to be kept of this beside the plain line that every event leaves in the ledger."""
    if _deed(event) != "pull_request.merged" or not _asks_for_docs(ctx):
        return []
    paths = await ctx.github.changed_files(event.subject.number)
    return [DOCUMENTED] if is_documentation(event.subject.labels, paths) else []


def _asks_for_docs(ctx: Ctx) -> bool:
    """Return whether anybody wants to know: it may cost a request."""
    ladder = ctx.repo.section("newcomers.ladder", Ladder)
    return ladder is not None and any("docs" in rung.when for rung in ladder.root)


async def _proposals(event: SubjectEvent, ctx: Ctx, person: User, more: list[str]) -> list[AnyEffect]:
    ladder = ctx.repo.section("newcomers.ladder", Ladder)
    if ladder is None or letter_channel(ctx.repo) is None:
        return []
    left = [
        rung for rung in ladder.root if not await rung.proposed(person.id).exists(ctx.records, ctx.repo_scope)
    ]
    if not left:
        return []
    # This very deed is written together with the decision.
    now = [_line(event, ctx, person, what) for what in (_deed(event), *more)]
    counts = counted([*await ctx.records.deeds(person.id), *now])
    # Once a person and rung, ever: also where they have the role already, so that it is not asked again.
    return [
        rung.proposed(person.id).claim(event.ref, ctx.repo_scope, ctx.now)
        for rung in left
        if rung.is_reached(counts)
    ]


async def ladder_news(ctx: Ctx, since: datetime) -> list[News]:
    """Return whom the ladder proposes since an instant, for those who decide, with the evidence as it is by
    now; nobody who has the role already. Of a private repository nothing is named."""
    ladder = ctx.repo.section("newcomers.ladder", Ladder)
    proposed = await RUNG.read_all(ctx.records, ctx.repo_scope)
    news: list[News] = []
    for rung in ladder.root if ladder else ():
        for key, at in proposed.items():
            name, _, person_id = key.rpartition(":")
            deeds = await ctx.records.deeds(int(person_id)) if at >= since and name == rung.key else ()
            if not deeds or rung.is_granted_by(
                await ctx.github.role_of(User(id=int(person_id), login=deeds[-1].person))
            ):
                continue
            text = _words(rung, deeds[-1].person, counted(deeds), private=ctx.repository.private)
            news.append(News(text, decides=True, personal=True, outside=ctx.repository.private))
    return news


def _words(rung: Rung, login: str, counts: Mapping[str, int], *, private: bool) -> Markdown:
    """Return what those who decide hear, with the evidence; of a private repository nothing is named."""
    who, name = bare(rung.tell.removeprefix("@")), code(rung.name)
    if private:
        return TEXT.proposal_private(who=who, rung=name)
    evidence = joined(
        (EVIDENCE[kind][counts[kind] != 1](count=counts[kind]) for kind in rung.when),
        TEXT.and_next(),
    )
    return TEXT.proposal(who=who, login=bare(login), evidence=evidence, rung=name)


def _deed(event: SubjectEvent) -> str:
    merged = event.key == "pull_request.closed" and event.subject.merged
    return "pull_request.merged" if merged else event.key


def _line(event: SubjectEvent, ctx: Ctx, person: User, what: str) -> Deed:
    place = event.repository.full_name
    return Deed(ctx.now, what, person.id, person.login, place, event.subject.number, marks(event))
