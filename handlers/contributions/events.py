"""What people do that may change what a pull request lacks: on it, on its issue, with others of theirs."""

from __future__ import annotations

from bot.community.contributions.declared import declarations
from bot.community.contributions.state import SINCE
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.effects import AnyEffect, Effects
from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, PushEvent
from bot.core.model import User
from bot.core.states import Closing, GateWord
from bot.services.claims.gate import gated, look_again, look_for_issue, look_for_person
from bot.services.undone import may_undo
from handlers.contributions.feature import Ctx, feature
from handlers.contributions.files import concerns, read_files
from handlers.contributions.gate import Gate, begin


@feature.on(
    "pull_request.opened",
    "pull_request.edited",
    "pull_request.synchronize",
    "pull_request.assigned",
    "pull_request.unassigned",
)
async def changed(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """A pull request is new, or says or holds something else."""
    gate = await Gate.at(ctx, ctx.current)
    declared, before = (
        declarations(subject.body, ctx.config.declared) for subject in (event.subject, event.before_edit)
    )
    return await gate.look(
        is_opening=event.action == "opened",
        has_new_head=event.action == "synchronize",
        declares_anew=declared != before,
    )


@feature.on("pull_request.reopened", "pull_request.ready_for_review")
async def taken_up(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Somebody takes it up again: a maintainer lets it on by that, its author has it looked at."""
    gate = await Gate.at(ctx, ctx.current)
    is_reopened = event.action == "reopened"
    if gate.state is not None:
        known = {"closing": Closing.NONE} if is_reopened else {"drafted": False}
        gate = Gate(ctx, gate.pull, gate.state.model_copy(update={**known, "asked_at": None}))
    if gate.state is not None and gate.state.waits and await _is_maintainers(event.sender, gate):
        return await gate.spoken_for(GateWord.OPEN)
    effects = await gate.look(has_new_head=is_reopened, anew=is_reopened)
    return effects or (gate.remembered(gate.state) if gate.state is not None else ())


@feature.on("pull_request.unlocked")
async def unlocked(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """What could not be said on it is said now, and its time begins."""
    gate = await Gate.at(ctx, ctx.current)
    return await gate.look(anew=True) if gate.state is not None and gate.state.waits else ()


@feature.on("pull_request_review.submitted")
async def reviewed(event: CommentEvent, ctx: Ctx) -> Effects:
    """A maintainer approves what waits: it goes on. What the reviewer has waiting may be trusted now."""
    gate, reviewer = await Gate.at(ctx, ctx.current), event.comment.author
    looks = await look_for_person(ctx, reviewer) if ctx.config.exempt.trusted_after else []
    if event.verdict != "approved" or gate.state is None or not gate.state.waits:
        return looks
    if not await _is_maintainers(reviewer, gate):
        return looks
    return [*await gate.spoken_for(GateWord.OPEN), *looks]


async def _is_maintainers(person: User, gate: Gate) -> bool:
    return person.id != gate.pull.author.id and person.is_person and await gate.ctx.may_triage(person)


@feature.on("pull_request.closed")
async def ended(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Merged, or closed by a person: nothing waits any more; the author's others may be next."""
    gate = await Gate.at(ctx, ctx.current)
    return [*gate.over(), *await gate.makes_room()]


@feature.on(
    "issues.opened",
    "issues.labeled",
    "issues.unlabeled",
    "issues.assigned",
    "issues.unassigned",
    "issues.reopened",
    "issues.closed",
    "issues.deleted",
    "issues.transferred",
)
async def issue_changed(event: IssueEvent, ctx: Ctx) -> Effects:
    """An issue may be accepted, free, or somebody's by now."""
    return await look_for_issue(ctx, event.subject.number)


@feature.on("issue_comment.created")
async def taken_back(event: CommentEvent, ctx: Ctx) -> Effects:
    """A comment may take back (`/undo`) what the gate did: that is looked at just after it."""
    if not event.subject.is_pull_request or not may_undo(event, ctx):
        return ()
    state = (await Gate.at(ctx, ctx.current)).state
    return look_again(ctx, [ctx.current.number]) if state is not None else ()


@feature.on("push")
async def pushed(event: PushEvent, ctx: Ctx) -> Effects:
    """The rules, the template or who is vouched for may be others by now."""
    if event.ref != f"refs/heads/{ctx.repository.default_branch}":
        return ()
    effects: list[AnyEffect] = []
    if not await SINCE.exists(ctx.records, ctx.repo_scope):
        effects.append(begin(ctx, ctx.repository.full_name, ctx.now))
    if concerns(event.paths) or CONFIG_PATH in event.paths:
        effects += (await read_files(ctx))[1]
        effects += look_again(ctx, await gated(ctx))
    return effects
