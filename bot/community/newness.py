"""Who is new here. Asked in the order of cost: the event, our own ledger, and then GitHub, once."""

from __future__ import annotations

from collections.abc import Iterable

from bot.community.journey import is_stage
from bot.core.context import Deed, Reader, Records
from bot.core.events import SubjectEvent
from bot.core.model import Role, User, same

_PLAIN = {"NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR"}
"""Words of `author_association` that no collaborator gets; a hint that saves a request, nothing more."""
_ANYBODY = ("issue_comment.", "claimed")
"""A comment makes nobody an old hand, and no more does a claim: many people's first word is one."""

_KNOWN = "known"
"""Under this name the store keeps those who were with an owner when the bot came, and who joined since."""
_ALL_MEMBERS = ("known_members", "all")
"""Where it keeps that all members of an organization are among them."""


def greeted_key(person: User) -> str:
    """The fact, in the owner's scope, that somebody has been welcomed."""
    return f"greeted:{person.id}"


def never_greeted(person: User, me: User) -> str | None:
    """Why an account is nobody to greet, or None."""
    if person.is_ghost:
        return "the account is deleted"
    if person.is_bot or person.id == me.id:
        return "it is a bot"
    return None


def seen_before(deeds: Iterable[Deed], repository: str, number: int | None) -> Deed | None:
    """The deed that makes somebody an old hand: anything but a comment, on any other subject than this."""
    return next(
        (
            deed
            for deed in deeds
            if not is_stage(deed.what)
            and not deed.what.startswith(_ANYBODY)
            and not (same(deed.repository, repository) and deed.number == number)
        ),
        None,
    )


async def why_not_new(event: SubjectEvent, me: User, github: Reader, records: Records) -> str | None:
    """Why the author of what was just opened is no newcomer with this owner; None when they are one.

    Somebody never seen, who is a plain user to GitHub as well, costs one request; two where we may not
    know all members of the organization.
    """
    author, repository = event.subject.author, event.repository
    if reason := never_greeted(author, me):
        return reason
    if event.sender.id != author.id:
        return "somebody else opened it for them"
    if same(author.login, repository.owner):
        return "they own this repository"
    if await records.recall(f"owner:{repository.owner_id}", str(author.id), feature=_KNOWN):
        return "they were here before the bot"
    if await records.is_forgotten(author.id):
        return "they were here before and asked to be forgotten"
    deeds = await records.deeds(author.id, everywhere=True)
    if deed := seen_before(deeds, repository.full_name, event.number):
        return f"they were here before ({deed.what})"
    if repository.owner_type == "Organization":
        feature, key = _ALL_MEMBERS
        complete = await records.recall(f"owner:{repository.owner_id}", key, feature=feature)
        if not complete and await github.is_member(author.login):
            return "they belong to the organization"
    if await github.has_contributed(author.login, apart_from=event.ref):
        return "they contributed before we were here"
    if event.subject.author_association not in _PLAIN and await github.role_of(author.login) >= Role.TRIAGE:
        return "they look after this repository"
    return None
