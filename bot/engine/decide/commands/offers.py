"""What somebody who was refused a command is told instead: who can do it, and what they themselves can."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.core.commands.command import Command, Invocation
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.messages import load
from bot.core.model import same
from bot.core.permissions import Grant, Role, Who
from bot.engine.decide.commands.request import Request

TEXT = load(f"{__package__}.replies")

_MOST = 3
"""Commands that are offered."""


def offers(request: Request, role: Role, refused: Collection[Command]) -> Markdown:
    """Return what this person needs on this subject and may do, nothing that was `refused`; or nothing."""
    event, written, repo = request.event, request.written, request.situation.repo
    grants = frozenset({Grant.AUTHOR} if written.author.id == event.subject.author.id else ())
    kind = "pull_request" if event.subject.is_pull_request else "issue"
    names: list[Markdown] = []
    for command in request.situation.commands:
        if command.offered is None or command in refused or command.on not in ("any", kind):
            continue
        call = Invocation(command, command.name, (), "", "", event, written, role, grants)
        who = command.permission_for(call, repo) if command.permission_for else command.who
        if command.offered(call, repo) and who.allows(role, grants):
            names.append(code(f"/{command.name}"))
    return TEXT.offers(commands=joined(names[:_MOST])) if names else NOTHING


async def helper(request: Request, needed: Sequence[Who | None]) -> Markdown:
    """Return who can give the commands that each of `needed` may give, not calling them; empty if unknown.

    Somebody who answers people just now comes before the author.
    """
    if not needed or None in needed:
        return NOTHING
    situation, subject = request.situation, request.event.subject
    for feature, section in situation.features_on:
        if feature.at_hand is None:
            continue
        for login in await feature.at_hand(situation.context(feature, section)):
            person = None if same(login, request.author) else await situation.github.user(login)
            if person is None:
                continue
            role = await situation.github.role_of(person)
            if all(who is not None and who.allows(role, ()) for who in needed):
                return TEXT.helper(person=bare(person.login))
    author = subject.author
    if author.is_bot or author.is_ghost or author.id == request.written.author.id:
        return NOTHING
    by_author = all(who is not None and who.allows(Role.NONE, {Grant.AUTHOR}) for who in needed)
    return TEXT.helper(person=bare(author.login)) if by_author else NOTHING
