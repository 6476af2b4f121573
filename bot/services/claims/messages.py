"""What is said about claims; the words stand in `messages.<language>.toml` beside this."""

from collections.abc import Iterator, Mapping, Sequence

from bot.community.newcomers.claim_state import ELSEWHERE, Claims, ClaimState, Holder
from bot.core.markdown import NOTHING, Markdown, bare, code, escape, issue_ref, joined, mention
from bot.core.messages import load
from bot.core.schedule import Duration, human_day

TEXT = load(__name__)


def names(logins: Sequence[str]) -> Markdown:
    """Return `@eve and @dan`."""
    mentions = [mention(login) for login in logins]
    return joined(filter(None, [joined(mentions[:-1]), *mentions[-1:]]), TEXT.and_next())


def state_comment(
    state: ClaimState,
    lines: Mapping[str, bool],
    claims: Claims,
    zone: str,
    mentors: Markdown = NOTHING,
    reservation: Markdown = NOTHING,
    assigned: Sequence[str] = (),
) -> Markdown:
    """Return who has the issue, until when, who mentors them (a sentence), and who waits.

    `reservation` says for which cohort it is reserved, if for any; `assigned` are people and bots to whom a
    maintainer gave it.
    """
    parts = [_holders(state, lines, zone) or _assigned(assigned) or reservation or TEXT.free()]
    if mentors and state.holders:
        parts.append(mentors)
    if state.waiting:
        parts.append(TEXT.next(people=joined(code(person.login) for person in state.waiting)))
    if state.whole:
        parts.append(TEXT.frees_waitlist() if claims.waitlist else TEXT.frees())
    elif assigned and claims.waitlist and not state.holders:
        parts.append(TEXT.waitlist())
    return joined(parts, " ")


def _assigned(logins: Sequence[str]) -> Markdown:
    """Return who has it without a claim; nobody is called for it."""
    who = joined(map(code, logins), TEXT.and_next())
    return (TEXT.have if len(logins) > 1 else TEXT.has)(who=who) if logins else NOTHING


def done(logins: Sequence[str], pull: int) -> Markdown:
    """Return that people have done what they claimed, with a merged pull request."""
    return (TEXT.done if len(logins) == 1 else TEXT.done_many)(who=names(logins), pull=issue_ref(pull))


def _holders(state: ClaimState, lines: Mapping[str, bool], zone: str) -> Markdown:
    """Return who has it, or for whom it is reserved; empty if nobody."""
    if state.whole:
        return _whole(state.whole, zone)
    if any(holder.path for holder in state.holders):
        return _lines(state, lines, zone)
    if state.turn and not state.turn.called:
        return TEXT.turn_to_come(login=bare(state.turn.login))
    if state.turn:
        return TEXT.turn_of(login=bare(state.turn.login), day=human_day(state.turn.until, zone))
    if state.reserved:
        return TEXT.reserved_for(login=bare(state.reserved.login), day=human_day(state.reserved.until, zone))
    return NOTHING


def _whole(holders: Sequence[Holder], zone: str) -> Markdown:
    who, one = names([holder.login for holder in holders]), len(holders) == 1
    if pulls := sorted({(holder.pull_in, holder.pull) for holder in holders if holder.pull}):
        numbers = joined(_pull(place, number) for place, number in pulls)
        return (TEXT.has_pull if one else TEXT.have_pull)(who=who, pulls=numbers)
    until = max((holder.until for holder in holders if holder.until), default=None)
    if until is None:
        return (TEXT.has if one else TEXT.have)(who=who)
    return (TEXT.has_until if one else TEXT.have_until)(who=who, day=human_day(until, zone))


def _pull(place: str, number: int) -> Markdown:
    """Return the name of a pull request; in a private repository it has none."""
    if place == ELSEWHERE:
        return TEXT.pull_elsewhere()
    return joined([bare(place), issue_ref(number)], "") if place else issue_ref(number)


def _lines(state: ClaimState, lines: Mapping[str, bool], zone: str) -> Markdown:
    claimed = {holder.path: holder for holder in state.holders if holder.path}

    def shown() -> Iterator[Markdown]:
        for line in dict.fromkeys([*lines, *claimed, *state.done]):
            text = escape(line, 120)
            if line in state.done or lines.get(line, False):
                yield TEXT.line_done(line=text)
            elif (holder := claimed.get(line)) and holder.until:
                day = human_day(holder.until, zone)
                yield TEXT.line_claimed_until(line=text, login=bare(holder.login), day=day)
            elif holder:
                yield TEXT.line_claimed(line=text, login=bare(holder.login))

    open_lines = [line for line, ticked in lines.items() if not ticked]
    free = sum(line not in claimed and line not in state.done for line in open_lines)
    return TEXT.lines(lines=joined(shown(), "\n"), free=free)


def reminder(holders: Sequence[Holder], lease: Duration, mentor: str, zone: str) -> Markdown:
    """Return what is asked before a claim ends."""
    until = max(holder.until for holder in holders if holder.until)
    return TEXT.reminder(
        who=names([holder.login for holder in holders]),
        lease=escape(str(lease)),
        stuck=TEXT.stuck_mentor(mentor=bare(mentor)) if mentor else TEXT.stuck(),
        day=human_day(until, zone),
    )


def hint(
    login: str, state: ClaimState, assigned: Sequence[str], lease: Duration, reservation: Markdown = NOTHING
) -> Markdown:
    """Return how to claim, for somebody who offers in plain words; `reservation`: it is for others now."""
    if reservation:
        return TEXT.hint_reserved(login=bare(login), reservation=reservation)
    if busy := [holder.login for holder in state.whole] or list(assigned):
        return TEXT.hint_busy(login=bare(login), who=joined(map(code, busy), TEXT.and_next()))
    return TEXT.hint(login=bare(login), lease=escape(str(lease)))


def occupied(state: ClaimState, assigned: Sequence[str], zone: str) -> Markdown:
    """Return why an issue cannot be claimed now."""
    reserved = state.reserved or state.turn
    if not state.whole and not assigned and reserved is not None:
        return TEXT.reserved_until(login=code(reserved.login), day=human_day(reserved.until, zone))
    logins = [holder.login for holder in state.whole] or list(assigned)
    who, one = joined(map(code, logins), TEXT.and_next()), len(logins) == 1
    until = max((holder.until for holder in state.whole if holder.until), default=None)
    if until is None:
        return (TEXT.occupied if one else TEXT.occupied_many)(who=who)
    return (TEXT.occupied_until if one else TEXT.occupied_many_until)(who=who, day=human_day(until, zone))


def not_held(
    state: ClaimState, assigned: Sequence[str], zone: str, *, is_open: bool, claimable: bool
) -> Markdown:
    """Return what somebody hears who lets go of what they do not hold: who has it, or that nobody has."""
    if not is_open:
        return TEXT.not_yours_closed()
    if state.whole or assigned or state.turn or state.reserved:
        return TEXT.not_yours(occupied=occupied(state, assigned, zone))
    if state.holders:
        return TEXT.no_line_yours()
    return TEXT.not_yours_free() if claimable else TEXT.nobodys()
