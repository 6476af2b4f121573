"""Who marked an issue for newcomers: a mark counts when somebody with the triage role put it on.

GitHub lets strangers put labels on through a form's file, and this bot through commands that are open to all.
Automations that an administrator installed, and rules of the repository's own file, count as its maintainers.
"""

from __future__ import annotations

from bot.community.newcomers.journey import NewcomersConfig
from bot.community.suggestions import HARDER
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent
from bot.core.model import Role, contains
from bot.services.suggestions import UNVOUCHED, suggestions_config
from handlers.suggestions.feature import feature


@feature.on("issues.opened", "issues.labeled", "issues.unlabeled")
async def vouch(event: IssueEvent, ctx: Context[NewcomersConfig]) -> Effects:
    """Remember the marks that were put on by somebody without the role, until somebody with it does."""
    labels = event.subject.labels if event.action == "opened" else (event.label or "",)
    meant = (*suggestions_config(ctx).labels, HARDER)
    marks = {label.casefold() for label in labels if contains(meant, label)}
    if not marks:
        return ()
    before = set(await UNVOUCHED.read(ctx.records, ctx.subject_scope) or ())
    if event.action == "unlabeled" or await ctx.github.role_of(event.sender.login) >= Role.TRIAGE:
        after = before - marks
    else:
        after = before | marks
    if after == before:
        return ()
    return [UNVOUCHED.remember(event.ref, ctx.subject_scope, sorted(after) or None)]
