"""Permitted: who gives a command, by role and grants, and whether it is for them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.commands.command import Invocation, Rejection
from bot.core.markdown import bare, code, joined
from bot.core.model import User
from bot.core.permissions import Grant, Role, Who
from bot.engine.decide.commands.refusals import WORDS
from bot.engine.decide.commands.replies import TEXT
from bot.engine.decide.commands.request import Request
from bot.engine.decide.situation import Situation


@dataclass(frozen=True)
class Call:
    """An invocation with its author's role and grants; `refused` says why it is not carried out."""

    invocation: Invocation
    refused: Rejection | None = None


async def permit(request: Request, role: Role, invocation: Invocation) -> Call:
    """Return a command with what its author may do, refused where that is not enough."""
    call = await _with_grants(request, role, invocation)
    situation = request.situation
    return Call(call, _wrong_subject(call) or _not_allowed(call, situation) or _waits(call, situation))


def permission(call: Invocation, situation: Situation) -> Who:
    """Return who may give a command in this repository."""
    command = call.command
    return command.permission_for(call, situation.repo) if command.permission_for else command.who


async def _with_grants(request: Request, role: Role, call: Invocation) -> Invocation:
    """Return the invocation with its author's role, and those grants that decide about its command."""
    situation = request.situation
    grants: set[Grant] = set()
    if call.written.author.id == call.event.subject.author.id:
        grants.add(Grant.AUTHOR)
    who = permission(call.by(role, grants), situation)
    for grant in sorted(who.grants - grants):
        if who.allows(role, grants):
            break
        if await _has(grant, call.written.author, situation):
            grants.add(grant)
    return call.by(role, grants)


async def _has(grant: Grant, person: User, situation: Situation) -> bool:
    if grant is Grant.ORG_MEMBER and await situation.github.is_member(person):
        return True
    for feature, section in situation.features_on:
        decide = feature.grants.get(grant)
        if decide is not None and await decide(person, situation.context(section)):
            return True
    return False


def _wrong_subject(call: Invocation) -> Rejection | None:
    on = call.command.on
    if on == "any" or (on == "pull_request") == call.event.subject.is_pull_request:
        return None
    words = WORDS[call.language]
    return Rejection(reason=words.issues_only() if on == "issue" else words.pulls_only())


def _waits(call: Invocation, situation: Situation) -> Rejection | None:
    """Return that the App lacks what the command's feature needs: nobody here can do anything about it."""
    rights = situation.awaited.get(call.command.feature)
    if not rights:
        return None
    owner, needed = bare(situation.repository.owner), joined(map(code, rights), ", ")
    return Rejection(reason=WORDS[call.language].awaited(owner=owner, rights=needed))


def _not_allowed(call: Invocation, situation: Situation) -> Rejection | None:
    who = permission(call, situation)
    if who.allows(call.role, call.grants):
        return None
    reason = TEXT.not_allowed(command=code(call.named), who=who.words)
    return Rejection(reason=reason, allowed=who.words, who=who)
