"""Whether somebody may set or remove a label by command: `labels.restricted`, asked of roles and teams."""

from collections.abc import Sequence

from bot.community.labels.families import restrictions
from bot.core.commands import Invocation, Rejection
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Surroundings
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.messages import load
from bot.core.model import contains, same
from bot.core.permissions import ANYONE, TRIAGE, Grant, Role, Who
from bot.core.states import CommandPreset

TEXT = load(__name__)


def triage_unless_prow(_call: Invocation, repo: RepositoryConfig) -> Who:
    """Return who sorts by command: with Prow's manners anyone, elsewhere the triage role."""
    return ANYONE if repo.preset is CommandPreset.PROW else TRIAGE


async def label_refusal(label: str, call: Invocation, ctx: Surroundings) -> Rejection | None:
    """Return why the author of a command may not set or remove a label; None when they may.

    A team is looked up only where a rule names one.
    """
    for rule in restrictions(ctx.repo):
        if contains(rule.labels, label) and not await _is_allowed(rule.allowed, call, ctx):
            allowed = joined(map(_described, rule.allowed), TEXT.and_next())
            return Rejection(
                reason=TEXT.not_allowed(label=code(label), allowed=allowed),
                allowed=allowed,
                who=_who(rule.allowed),
                part=code(label) if len(call.args) > 1 else NOTHING,
            )
    return None


def _who(allowed: Sequence[str]) -> Who:
    """Return those of a rule who are a role or the author."""
    roles = [role for entry in allowed if (role := Role.parse(entry)) is not Role.NONE]
    return Who(role=min(roles, default=None), grants=frozenset({Grant.AUTHOR} if "author" in allowed else ()))


def _described(allowed: str) -> Markdown:
    role = Role.parse(allowed)
    if allowed == "author":
        return TEXT.author()
    return code(allowed) if role is Role.NONE else TEXT.role(role=bare(role.name.lower()))


async def _is_allowed(allowed: Sequence[str], call: Invocation, ctx: Surroundings) -> bool:
    for entry in allowed:
        if entry == "author":
            if call.written.author.id == ctx.current.author.id:
                return True
            continue
        role = Role.READ if entry == "anyone" else Role.parse(entry)
        if role is not Role.NONE and call.role >= role:
            return True
        name = entry.removeprefix("@").rpartition("/")[2]
        if role is Role.NONE and "/" not in entry and same(name, call.author):
            return True
        if entry.startswith("@"):
            team = await ctx.github.team(name) or ()
            if any(member.id == call.written.author.id for member in team):
                return True
    return False
