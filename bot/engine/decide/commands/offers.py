"""What somebody who was refused a command is told instead: who can do it, and what they themselves can."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.commands.command import Command, Invocation
from bot.core.markdown import NOTHING, Markdown, bare, code, joined
from bot.core.messages import load
from bot.core.model import same
from bot.core.permissions import Grant, Role, Who
from bot.engine.decide.commands.request import Request

TEXT = load(f"{__package__}.replies")

_MOST = 3
"""Commands that are offered."""


def offers(request: Request, role: Role, given: Collection[Command]) -> Markdown:
    """Return what this person needs on this subject and may do, nothing that was `given`; or nothing."""
    event, written, repo = request.event, request.written, request.situation.repo
    grants = frozenset({Grant.AUTHOR} if written.author.id == event.subject.author.id else ())
    kind = "pull_request" if event.subject.is_pull_request else "issue"
    names: list[Markdown] = []
    for command in request.situation.commands:
        if command.offered is None or command in given or command.on not in ("any", kind):
            continue
        call = Invocation(command, command.name, (), "", "", event, written, role, grants)
        who = command.permission_for(call, repo) if command.permission_for else command.who
        if command.offered(call, repo) and who.allows(role, grants):
            names.append(code(f"/{command.name}"))
    return TEXT.offers(commands=joined(names[:_MOST])) if names else NOTHING


@dataclass(frozen=True)
class Helper:
    """Somebody who can give commands that were refused, by role or as the author."""

    login: str
    role: Role
    grants: frozenset[Grant] = frozenset()

    def can(self, who: Who | None) -> bool:
        """Return whether they may give what `who` may; not known of rules that name logins."""
        return who is not None and who.allows(self.role, self.grants)

    @property
    def sentence(self) -> Markdown:
        """Their name, which calls nobody, and what to do."""
        return TEXT.helper(person=bare(self.login))


async def helper(request: Request, needed: Sequence[Who | None]) -> Helper | None:
    """Return who can give commands that one of `needed` may give: somebody who answers people just now, else
    the author."""
    situation, author = request.situation, request.event.subject.author
    for feature, section in situation.features_on if needed else ():
        if feature.at_hand is None:
            continue
        for login in await feature.at_hand(situation.context(section)):
            person = None if same(login, request.author) else await situation.github.user(login)
            if person is None:
                continue
            candidate = Helper(person.login, await situation.github.role_of(person))
            if any(map(candidate.can, needed)):
                return candidate
    candidate = Helper(author.login, Role.NONE, frozenset({Grant.AUTHOR}))
    is_somebody_else = author.is_person and author.id != request.written.author.id
    return candidate if is_somebody_else and any(map(candidate.can, needed)) else None
