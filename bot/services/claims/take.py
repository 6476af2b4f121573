"""Taking an issue on: whether somebody may, gets one line of it, or has to wait."""

from __future__ import annotations

from bot.community.newcomers.claim_state import (
    CLAIMED_BY,
    MOST_WAITING,
    Person,
    checklist,
    leased,
    line_named,
    renewed,
    taken,
)
from bot.core.errors import Refusal
from bot.core.markdown import code, escape
from bot.core.model import Subject, same
from bot.services.claims import messages
from bot.services.claims.claim_service import Claiming
from bot.services.cohorts.reserved_issues import kept_from


async def take(claiming: Claiming, who: Person, path: str = "", partner: Person | None = None) -> None:
    """Claim for somebody, or put them on the waitlist; Refusal says why neither is possible."""
    subject = claiming.subject
    if subject is None or not subject.is_open:
        raise Refusal("This issue is closed. `/suggest` finds another that is open and free.")
    line = _line(claiming, subject, path) if path else ""
    if any(each.path == line for each in claiming.held.of(who.id)):
        claiming.held = renewed(claiming.held, who.id, claiming.claims, claiming.hours, claiming.ctx.now, "")
        return
    await _is_not_kept(claiming, subject, who)
    if line:
        _is_free(claiming, line)
    elif await _is_busy(claiming, who):
        _wait(claiming, who)
        return
    people = [who] if partner is None else [who, partner]
    for each in people:
        await _has_room(claiming, each, who)
    claiming.held = taken(
        claiming.held,
        *(leased(each, claiming.claims, claiming.hours, claiming.ctx.now, path=line) for each in people),
    )


async def _is_not_kept(claiming: Claiming, subject: Subject, who: Person) -> None:
    """What is kept for a cohort is claimed by its people alone, and by whom it was promised to before."""
    if claiming.held.promised_to(who.id):
        return
    kept = await kept_from(claiming.ctx, claiming.number, subject.labels, who.id, who.login)
    if kept is not None:
        raise Refusal(f"{kept} `/suggest` finds another that is free.")


def _line(claiming: Claiming, subject: Subject, path: str) -> str:
    lines = checklist(subject.body)
    found = line_named(lines, path)
    gone = {*claiming.held.done, *(each.path for each in claiming.held.holders)}
    free = [line for line, ticked in lines.items() if not ticked and line not in gone]
    if found is None:
        if not lines:
            raise Refusal("There is no checklist here to take a line of. `/claim` alone takes the issue.")
        named = "; ".join(escape(line, 80) for line in free[:3]) or "none"
        raise Refusal(f"{code(path, 80)} names no single line of the list. Free, among others: {named}.")
    if found not in free and lines[found]:
        raise Refusal("That line is done already.")
    return found


def _is_free(claiming: Claiming, line: str) -> None:
    other = next((each for each in claiming.held.holders if each.path in ("", line)), None)
    if other is not None:
        what = "that line" if other.path else "the whole issue"
        raise Refusal(f"{code(other.login)} has {what} at the moment.")


async def _is_busy(claiming: Claiming, who: Person) -> bool:
    if any(each.path for each in claiming.held.holders):
        raise Refusal("People work on single lines of this list: `/claim` and the words of a free line.")
    others = [login for login in claiming.assigned if not same(login, who.login)]
    if claiming.held.whole or others or claiming.held.kept_for_another(who.id):
        return True
    if claiming.held.of(who.id):
        return False
    for pull in await claiming.ctx.records.linked_pulls(claiming.number):
        found = await claiming.ctx.github.subject(pull)
        if found is not None and found.is_open and found.author.id != who.id:
            raise Refusal(f"#{pull} is open for this already; a review there helps most.")
    return False


def _wait(claiming: Claiming, who: Person) -> None:
    busy = messages.occupied(claiming.held, claiming.assigned, claiming.zone)
    if not claiming.claims.waitlist:
        raise Refusal(busy)
    if any(each.id == who.id for each in claiming.held.waiting):
        return
    if len(claiming.held.waiting) >= MOST_WAITING:
        raise Refusal(f"{busy} {MOST_WAITING} people wait already.")
    claiming.held = claiming.held.model_copy(update={"waiting": (*claiming.held.waiting, who)})


async def _has_room(claiming: Claiming, who: Person, author: Person) -> None:
    stored = await CLAIMED_BY.of(who.id).read(claiming.ctx.records, claiming.ctx.owner_scope)
    here = [claiming.ctx.repository.id, claiming.number]
    others = [each for each in stored or [] if each[:2] != here]
    mine = [each for each in claiming.held.of(who.id) if each.counts]
    if len(others) + len(mine) < claiming.claims.limit:
        return
    in_sight = next((f"#{each[1]}" for each in others if each[0] == here[0]), "an issue elsewhere here")
    has = f"You have {in_sight}" if who.id == author.id else f"{code(who.login)} has {in_sight}"
    most = "one claim" if claiming.claims.limit == 1 else f"{claiming.claims.limit} claims"
    raise Refusal(
        f"{has} already, and this project keeps to {most} a person. It stops counting when its pull "
        "request is open, or with `/unclaim` there."
    )
