"""The ladder: work is counted, and who has done what a rung asks for is proposed, privately and once."""

from collections.abc import Mapping

from bot.community.channels import NEWCOMERS, channel, notify
from bot.core.effects import AnyEffect, Effects, Record
from bot.core.events import CommentEvent, SubjectEvent, marks
from bot.core.feature import Deed
from bot.core.markdown import Markdown, bare, code, joined
from bot.core.messages import Template
from bot.core.model import User
from bot.services.newcomer_check import never_greeted
from handlers.journey.criteria import DOCUMENTED, Kind, Ladder, Rung, counted, is_documentation
from handlers.journey.feature import TEXT, Ctx, feature

CHANNELS = ("ladder", NEWCOMERS)
"""Where proposals are read: the first of these keys of `notify` that is set."""
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
    if ladder is None or channel(ctx.repo, *CHANNELS) is None:
        return []
    left = [
        rung for rung in ladder.root if not await rung.proposed(person.id).exists(ctx.records, ctx.repo_scope)
    ]
    if not left:
        return []
    # This very deed is written together with the decision.
    now = [_line(event, ctx, person, what) for what in (_deed(event), *more)]
    counts = counted([*await ctx.records.deeds(person.id), *now])
    effects: list[AnyEffect] = []
    for rung in left:
        if rung.is_reached(counts):
            effects += await _proposal(rung, event, ctx, person, counts)
    return effects


async def _proposal(
    rung: Rung, event: SubjectEvent, ctx: Ctx, person: User, counts: dict[str, int]
) -> list[AnyEffect]:
    """Once a person and rung, ever: also where they have the role already, so that it is not asked again."""
    once = rung.proposed(person.id).claim(event.ref, ctx.repo_scope, ctx.now)
    if rung.is_granted_by(await ctx.github.role_of(person)):
        return [once]
    private = ctx.repository.private
    text = _words(rung, person.login, counts, ctx.repository.full_name, private=private)
    because = f"{person.login} has done what the file asks of {rung.name}"
    return [once, *notify(ctx.repo, event.ref, text, because, *CHANNELS)]


def _words(rung: Rung, login: str, counts: Mapping[str, int], repository: str, *, private: bool) -> Markdown:
    """Return what those who decide hear, with the evidence; of a private repository nothing is named."""
    who, name = bare(rung.tell.removeprefix("@")), code(rung.name)
    if private:
        return TEXT.proposal_private(who=who, rung=name)
    evidence = joined(
        (EVIDENCE[kind][counts[kind] != 1](count=counts[kind]) for kind in rung.when),
        TEXT.and_next(),
    )
    return TEXT.proposal(
        who=who, login=bare(login), evidence=evidence, repository=bare(repository), rung=name
    )


def _deed(event: SubjectEvent) -> str:
    merged = event.key == "pull_request.closed" and event.subject.merged
    return "pull_request.merged" if merged else event.key


def _line(event: SubjectEvent, ctx: Ctx, person: User, what: str) -> Deed:
    place = event.repository.full_name
    return Deed(ctx.now, what, person.id, person.login, place, event.subject.number, marks(event))
