"""`/lock`, `/unlock`, `/pin`, `/unpin` and `/transfer`."""

import re

from bot.core.commands import CommandResult, Example, Invocation, Refusal, nothing
from bot.core.effects import Lock, Pin, Transfer, Unlock, Unpin
from bot.core.feature import ANYONE, ORG_MEMBER, TRIAGE, RepositoryConfig, Who
from bot.core.markdown import bare, code
from bot.core.model import same
from handlers.lifecycle.feature import TEXT, Ctx, feature

_LOCK_REASONS = {"off topic": "off-topic", "too heated": "too heated", "resolved": "resolved", "spam": "spam"}
_REPOSITORY = re.compile(r"[A-Za-z0-9._-]{1,100}")


@feature.command(
    "lock",
    usage="/lock [off-topic | too heated | resolved | spam] [why]",
    help="Locks the conversation, with a reason if you give one.",
    who=TRIAGE,
    examples=["/lock", Example("/lock resolved", "locks it as resolved")],
)
async def lock(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Lock the conversation; words that are none of GitHub's reasons are the note."""
    words = " ".join(call.args).lower().replace("-", " ").replace("_", " ").split()
    reason = next(
        (_LOCK_REASONS[text] for n in (2, 1) if (text := " ".join(words[:n])) in _LOCK_REASONS), None
    )
    if reason is None and len(words) == 1:
        raise Refusal(TEXT.lock_reasons())
    return [Lock(subject=call.ref, reason=reason)]


@feature.command("unlock", help="Unlocks the conversation.", who=TRIAGE)
async def unlock(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Unlock the conversation."""
    nothing(call)
    return [Unlock(subject=call.ref)]


@feature.command(
    "pin",
    help="Pins the issue to the top of the repository's issues (GitHub allows three).",
    who=TRIAGE,
    on="issue",
)
async def pin(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Pin the issue."""
    nothing(call)
    return [Pin(subject=call.ref)]


@feature.command("unpin", help="Takes the pin off.", who=TRIAGE, on="issue")
async def unpin(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Take the pin off."""
    nothing(call)
    return [Unpin(subject=call.ref)]


def _who_transfers(call: Invocation, repo: RepositoryConfig) -> Who:
    """Members of the organization; a person's own repositories have none, so there the owner."""
    return ANYONE if same(call.event.repository.owner, call.author) else ORG_MEMBER


@feature.command(
    "transfer",
    usage="/transfer repository",
    help="Moves the issue to another repository of the same owner, where I am installed too.",
    who=ORG_MEMBER,
    permission_for=_who_transfers,
    aliases=("transfer-issue",),
    on="issue",
    examples=[Example("/transfer docs", "moves it to the owner's repository `docs`")],
)
async def transfer(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Move the issue."""
    if len(call.args) != 1:
        raise Refusal(TEXT.name_repository(command=bare(call.word)))
    owner, slash, name = call.args[0].rpartition("/")
    if not _REPOSITORY.fullmatch(name):
        raise Refusal(TEXT.no_repository(name=code(call.args[0], 80)))
    if slash and not same(owner, ctx.repository.owner):
        raise Refusal(TEXT.other_owner(owner=code(ctx.repository.owner)))
    target = f"{ctx.repository.owner}/{name}"
    if same(target, ctx.repository.full_name):
        raise Refusal(TEXT.same_repository())
    if not await ctx.github.can_see(target):
        raise Refusal(TEXT.not_installed(repository=code(target)))
    return [Transfer(subject=call.ref, to=target)]
