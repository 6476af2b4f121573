"""What is said about claims: one comment that says how it stands, and a word to whoever's turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.community.newcomers.claim_state import Claims, Held, Holder, Kept
from bot.core.markdown import code, escape
from bot.core.schedule import spoken_day
from bot.services.mentoring.messages import beside

FREE = "This is free: a line with `/claim` makes it yours."


def names(people: Sequence[str]) -> str:
    """`@eve and @dan`."""
    called = [f"@{each}" for each in people]
    return " and ".join(filter(None, [", ".join(called[:-1]), called[-1] if called else ""]))


def standing(
    held: Held,
    lines: Mapping[str, bool],
    claims: Claims,
    zone: str,
    mentors: Sequence[str] = (),
    kept: str = "",
) -> str:
    """Who has the issue, until when, who stands by them, and who waits; `kept` says for which cohort it is
    kept."""
    parts: list[str] = []
    if held.whole:
        parts.append(_held(held.whole, zone))
    elif slices := [each for each in held.holders if each.path]:
        parts.append(_slices(held, slices, lines, zone))
    elif held.turn:
        parts.append(f"Kept for @{held.turn.login} until {spoken_day(held.turn.until, zone)}.")
    elif held.reserved:
        parts.append(f"Reserved for @{held.reserved.login} until {spoken_day(held.reserved.until, zone)}.")
    else:
        parts.append(kept or FREE)
    if mentors and held.holders:
        parts.append(beside(mentors))
    if held.waiting:
        parts.append("Next: " + ", ".join(code(each.login) for each in held.waiting) + ".")
    if held.whole:
        wait = "; `/claim` puts others on the list" if claims.waitlist else ""
        parts.append(f"`/unclaim` frees it{wait}.")
    return " ".join(parts)


def _held(holders: Sequence[Holder], zone: str) -> str:
    who = names([each.login for each in holders])
    verb = "has" if len(holders) == 1 else "have"
    pulls = sorted({each.pull for each in holders if each.pull})
    if pulls:
        return f"{who} {verb} this, with " + ", ".join(f"#{each}" for each in pulls) + " open."
    until = max((each.until for each in holders if each.until), default=None)
    if until is None:
        return f"{who} {verb} this."
    return (
        f"{who} {verb} this until {spoken_day(until, zone)}; "
        "any word here, a commit or a linked pull request renews that."
    )


def _slices(held: Held, slices: Sequence[Holder], lines: Mapping[str, bool], zone: str) -> str:
    by = {each.path: each for each in slices}
    shown = []
    for line in dict.fromkeys([*lines, *by, *held.done]):
        done = line in held.done or lines.get(line, False)
        if done:
            shown.append(f"- [x] {escape(line, 120)}")
        elif holder := by.get(line):
            until = f", until {spoken_day(holder.until, zone)}" if holder.until else ""
            shown.append(f"- [ ] {escape(line, 120)} (@{holder.login}{until})")
    free = sum(1 for line, ticked in lines.items() if not ticked and line not in by and line not in held.done)
    return (
        "Taken from the list above:\n\n"
        + "\n".join(shown)
        + f"\n\nStill free: {free}. `/claim` and the words of a line takes it."
    )


def reminder(holders: Sequence[Holder], lease: str, mentor: str, zone: str) -> str:
    """Before a claim ends."""
    until = max(each.until for each in holders if each.until)
    stuck = f"“stuck at the tests” (then @{mentor} will help)" if mentor else "“stuck at the tests”"
    return (
        f"{names([e.login for e in holders])}, how is this going? Any word keeps it yours for {lease} more: "
        f"“still on it”, “waiting for my employer”, {stuck}. If plans changed, `/unclaim`; that is perfectly "
        f"fine. Without a word I will free it on {spoken_day(until, zone)}."
    )


def released(logins: Sequence[str], *, free: bool) -> str:
    """After a claim ended without a word."""
    again = " You can take it back with `/claim` while it is free." if free else ""
    return (
        f"{'This is free again. ' if free else ''}{names(logins)}, thank you for the time you put in. If you "
        f"learnt something on the way, one line here saves the next person an afternoon.{again}"
    )


def cohort_over(logins: Sequence[str], cohort: str, until: str) -> str:
    """To those who hold a claim when the days of their cohort are over."""
    return (
        f"{names(logins)}, {code(cohort)} is over; thank you for being part of it. This stays yours until "
        f"{until}; any word here, a commit or a linked pull request keeps it longer. Rather leave it to "
        "others? `/unclaim`; that is perfectly fine, and you are welcome back."
    )


def turn(kept: Kept, zone: str) -> str:
    """To the next of the waitlist."""
    return (
        f"@{kept.login}, you are next: this is held for you until {spoken_day(kept.until, zone)}. "
        "`/claim` takes it, `/unclaim` passes it on."
    )


def hint(login: str, held: Held, assigned: Sequence[str], lease: str, kept: str = "") -> str:
    """To somebody who offers in plain words; `kept` says that it is not for them now."""
    if kept:
        return f"@{login}, thank you for offering. {kept} `/suggest` finds another that is free."
    busy = [each.login for each in held.whole] or list(assigned)
    if busy:
        return (
            f"@{login}, thank you for offering. {' and '.join(code(each) for each in busy)} has this at the "
            "moment; a line with `/claim` puts you next on the list."
        )
    return (
        f"@{login}, thank you for offering. A line with `/claim` makes it yours for {lease}; "
        "nothing else is needed."
    )


def occupied(held: Held, assigned: Sequence[str], zone: str) -> str:
    """Why an issue cannot be claimed now."""
    kept = held.reserved or held.turn
    if not held.whole and not assigned and kept is not None:
        return f"This is kept for {code(kept.login)} until {spoken_day(kept.until, zone)}."
    who = [each.login for each in held.whole] or list(assigned)
    until: datetime | None = max((e.until for e in held.whole if e.until), default=None)
    when = f" until {spoken_day(until, zone)}" if until else ""
    verb = "has" if len(who) == 1 else "have"
    return f"{' and '.join(code(each) for each in who)} {verb} this{when}."
