"""Who is new here. Asked in the order of cost: the event, our own ledger, and then GitHub, once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.community.newcomers.journey import Journey, is_stage
from bot.core.commands.command import Invocation
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Surroundings
from bot.core.events import IssueEvent, SubjectEvent
from bot.core.keys import owner_scope
from bot.core.memory import Memory, Moment
from bot.core.model import EPOCH, Repository, Subject, User, contains, same
from bot.core.permissions import Role
from bot.core.ports.reader import Reader
from bot.core.ports.records import Deed, Records
from bot.services.journey import journey_of

FEATURE = "welcome"
"""Under this name it is remembered who was found to be new, and who was greeted."""

RECENTLY = timedelta(days=1)
"""What somebody wrote so shortly before is left to the ledger."""

_PLAIN = {"NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR"}
"""Words of `author_association` that no collaborator gets; a hint that saves a request, nothing more."""
_GUEST = {*_PLAIN, "CONTRIBUTOR"}
"""Words of it that only members who hide it get besides those without any role."""
_ANYBODY = ("issue_comment.", "claimed")
"""A comment makes nobody an old hand, and no more does a claim: many people's first word is one."""
_PULLS = "pull_request"
"""How the deeds begin that count against a first pull request."""

GREETED = Memory(FEATURE, "greeted:", Moment)
"""In the owner's scope, by a person's id: when they were welcomed. It falls if the words never got out."""
NEW = Memory(FEATURE, "newcomer:", bool)
"""In the owner's scope, by a person's id: they were found to be new when they first came. It stays, so that a
welcome that never got out, or was taken back since it waited too long, can be made up for."""
OLD_HANDS = Memory("known", "", bool)
"""In the owner's scope, by a person's id: they were with the owner when the bot came, or joined since. False
of those who were only seen there: nobody named them as a member or collaborator."""
ALL_MEMBERS = Memory("known_members", "all", bool)
"""In the owner's scope: all members of an organization are among the old hands."""


def may_want_work(call: Invocation, _repo: RepositoryConfig) -> bool:
    """Return whether somebody without a role writes on an open issue that is neither theirs nor with them."""
    subject, writer = call.event.subject, call.written.author
    is_theirs = writer.id == subject.author.id or contains(subject.assignee_logins, writer.login)
    return subject.is_open and call.role < Role.TRIAGE and not is_theirs


def never_greeted(person: User, me: User) -> str | None:
    """Return why an account is nobody to greet, or None."""
    if person.is_ghost:
        return "the account is deleted"
    if person.is_bot or person.id == me.id:
        return "it is a bot"
    return None


def seen_before(
    deeds: Iterable[Deed], repo_id: int, number: int | None, *, as_reporter: bool = False
) -> Deed | None:
    """Return the deed that makes somebody an old hand: anything but a comment, on any other subject than
    this.

    Who only reported or commented before we came is one `as_reporter` of an issue, but their first pull
    request is a first one still.
    """
    others = [
        deed for deed in deeds if not is_stage(deed.what) and (deed.repo_id, deed.number) != (repo_id, number)
    ]
    if any(deed.past for deed in others):
        counting = (deed for deed in others if as_reporter or deed.what.startswith(_PULLS))
    else:
        counting = (deed for deed in others if not deed.what.startswith(_ANYBODY))
    return next(counting, None)


async def why_not_new(event: SubjectEvent, me: User, github: Reader, records: Records) -> str | None:
    """Return why the author of what was just opened is no newcomer with this owner; None if they are one.

    Somebody never seen, who is a plain user to GitHub as well, costs one request; two where we may not
    know all members of the organization.
    """
    author = event.subject.author
    if event.moved:
        return "it was moved here from another repository"
    if event.sender.id != author.id and not never_greeted(author, me):
        return "somebody else opened it for them"
    return await why_known(author, event, me, github, records)


async def why_known(
    person: User, event: SubjectEvent, me: User, github: Reader, records: Records
) -> str | None:
    """Return why somebody is no newcomer with this owner, whatever they have done just now; None if they are
    one.

    What they did on the subject of the event does not count against them. Requests as `why_not_new`.
    """
    scope = owner_scope(event.repository.owner_id)
    if reason := never_greeted(person, me):
        return reason
    if same(person.login, event.repository.owner):
        return "they own this repository"
    if await OLD_HANDS.of(person.id).exists(records, scope):
        return "they were here before the bot"
    if await records.is_forgotten(person.id):
        return "they were here before and asked to be forgotten"
    if await NEW.of(person.id).exists(records, scope):
        return None
    deeds = await records.deeds(person.id, everywhere=True)
    as_reporter = event.key == "issues.opened"
    if deed := seen_before(deeds, event.repository.id, event.number, as_reporter=as_reporter):
        return f"they were here before ({deed.what})"
    is_author = event.subject.author.id == person.id
    hint = event.subject.author_association if is_author else ""
    if reason := await _why_at_home(person, hint, event.repository, github, records):
        return reason
    before = await _before(event.subject, records) if is_author else None
    # What somebody reported in the past is known, and makes them no old hand.
    ask = github.has_proposed if any(deed.past for deed in deeds) else github.has_contributed
    if await ask(person.login, event.ref if is_author else "", before):
        return "they contributed before we were here"
    return None


async def _before(subject: Subject, records: Records) -> datetime | None:
    """Return what is older than this makes an old hand of a subject's author; None if nobody can say.

    News may come late, a second one before the first, and about a login that is another's by now: so this is
    about when the subject was opened, not about today. What was there before we came is older in any case.
    """
    if subject.created_at == EPOCH:
        return None
    came = await records.came_at()
    recently = subject.created_at - RECENTLY
    return recently if came is None else max(recently, min(came, subject.created_at))


async def _why_at_home(
    person: User, hint: str, repository: Repository, github: Reader, records: Records
) -> str | None:
    """Return why somebody belongs here; `hint` is GitHub's word of their association, empty where it says
    none."""
    if repository.owner_type == "Organization":
        complete = await ALL_MEMBERS.exists(records, owner_scope(repository.owner_id))
        if (hint == "MEMBER" or not complete) and await github.is_member(person):
            return "they belong to the organization"
    if hint not in _PLAIN and await github.role_of(person) >= Role.TRIAGE:
        return "they look after this repository"
    return None


async def is_guest(subject: Subject, repository: Repository, records: Records) -> bool:
    """Return whether the author of a subject has no role there, as far as nobody need be asked; no ground for
    a permission.

    GitHub's word of their association would do, but for members who hide it: those the first sync listed.
    """
    scope = owner_scope(repository.owner_id)
    if subject.author_association not in _GUEST or await OLD_HANDS.of(subject.author.id).read(records, scope):
        return False
    return repository.owner_type != "Organization" or await ALL_MEMBERS.exists(records, scope)


async def is_newcomer(ctx: Surroundings, event: SubjectEvent, had: Journey) -> bool:
    """Return whether the author of what was just opened has merged nothing yet, and was not here before the
    bot."""
    author = event.subject.author
    if never_greeted(author, ctx.me) or event.sender.id != author.id or event.moved:
        return False
    if had.has_begun:
        return had.is_newcomer
    return await why_not_new(event, ctx.me, ctx.github, ctx.records) is None


async def claims_as_newcomer(ctx: Surroundings, number: int, person: User) -> tuple[bool, Journey]:
    """Return whether somebody who claims an issue is a newcomer, and what stages they have passed."""
    had = await journey_of(ctx, person.id)
    if had.has_begun or never_greeted(person, ctx.me):
        return had.is_newcomer, had
    event = IssueEvent(
        name="issues", sender=person, repository=ctx.repository, subject=Subject(number=number)
    )
    return await why_known(person, event, ctx.me, ctx.github, ctx.records) is None, had
