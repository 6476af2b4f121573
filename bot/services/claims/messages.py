"""What is said about claims; the words stand in `messages.<language>.toml` beside this."""

from collections.abc import Iterator, Mapping, Sequence

from bot.community.newcomers.claim_state import ELSEWHERE, ClaimState, Holder
from bot.community.newcomers.claims_config import Claims
from bot.core.markdown import NOTHING, Markdown, bare, code, escape, issue_ref, joined, mention
from bot.core.messages import Messages, Template, load
from bot.core.schedule import Duration
from bot.services.locale import Locale

TEXT = load(__name__)
NOTICES = load(f"{__package__}.notices")
"""What is said on an issue, in its language."""
REFUSALS = load(f"{__package__}.refusals")
"""Why somebody cannot claim, or let go."""


def names(logins: Sequence[str], locale: Locale) -> Markdown:
    """Return `@eve and @dan`."""
    mentions = [mention(login) for login in logins]
    last = NOTICES[locale.language].and_next()
    return joined(filter(None, [joined(mentions[:-1]), *mentions[-1:]]), last)


def state_comment(
    state: ClaimState,
    lines: Mapping[str, bool],
    claims: Claims,
    locale: Locale,
    mentors: Markdown = NOTHING,
    reservation: Markdown = NOTHING,
    assigned: Sequence[str] = (),
) -> Markdown:
    """Return who has the issue, until when, who mentors them (a sentence), and who waits.

    `reservation` says for which cohort it is reserved, if for any; `assigned` are people and bots to whom a
    maintainer gave it.
    """
    words = NOTICES[locale.language]
    parts = [_holders(state, lines, locale) or _assigned(assigned, locale) or reservation or words.free()]
    if mentors and state.holders:
        parts.append(mentors)
    if state.waiting:
        parts.append(words.next(people=joined(code(person.login) for person in state.waiting)))
    if state.whole:
        parts.append(words.frees_waitlist() if claims.waitlist else words.frees())
    elif assigned and claims.waitlist and not state.holders:
        parts.append(words.waitlist())
    return locale.sentences(parts)


def _assigned(logins: Sequence[str], locale: Locale) -> Markdown:
    """Return who has it without a claim; nobody is called for it."""
    words = NOTICES[locale.language]
    who = joined(map(code, logins), words.and_next())
    return (words.have if len(logins) > 1 else words.has)(who=who) if logins else NOTHING


def done(logins: Sequence[str], pull: int, locale: Locale) -> Markdown:
    """Return that people have done what they claimed, with a merged pull request."""
    words = NOTICES[locale.language]
    text = words.done if len(logins) == 1 else words.done_many
    return text(who=names(logins, locale), pull=issue_ref(pull))


def _holders(state: ClaimState, lines: Mapping[str, bool], locale: Locale) -> Markdown:
    """Return who has it, or for whom it is reserved; empty if nobody."""
    words = NOTICES[locale.language]
    if state.whole:
        return _whole(state.whole, locale)
    if any(holder.path for holder in state.holders):
        return _lines(state, lines, locale)
    reserved = state.turn or state.reserved
    if reserved and not (reserved.called and locale.is_dated):
        return words.turn_to_come(login=bare(reserved.login))
    if state.turn:
        return words.turn_of(login=bare(state.turn.login), day=locale.day(state.turn.until))
    if state.reserved:
        return words.reserved_for(login=bare(state.reserved.login), day=locale.day(state.reserved.until))
    return NOTHING


def _whole(holders: Sequence[Holder], locale: Locale) -> Markdown:
    words = NOTICES[locale.language]
    if pulls := sorted({(holder.pull_in, holder.pull) for holder in holders if holder.pull}):
        who, one = names([holder.login for holder in holders], locale), len(holders) == 1
        numbers = joined(_pull(place, number, locale) for place, number in pulls)
        return (words.has_pull if one else words.have_pull)(who=who, pulls=numbers)
    return locale.sentences([_without_clock(holders, locale), _until(holders, locale)])


def _without_clock(holders: Sequence[Holder], locale: Locale) -> Markdown:
    """Return who has it for as long as maintainers like; empty if nobody."""
    words = NOTICES[locale.language]
    logins = [holder.login for holder in holders if not (holder.until and locale.is_dated)]
    return (words.have if len(logins) > 1 else words.has)(who=names(logins, locale)) if logins else NOTHING


def _until(holders: Sequence[Holder], locale: Locale) -> Markdown:
    """Return who has it until a day; empty if nobody."""
    words = NOTICES[locale.language]
    ends = {holder.login: holder.until for holder in holders if holder.until and locale.is_dated}
    if not ends:
        return NOTHING
    text = words.have_until if len(ends) > 1 else words.has_until
    return text(who=names(list(ends), locale), day=locale.day(max(ends.values())))


def _pull(place: str, number: int, locale: Locale) -> Markdown:
    """Return the name of a pull request; in a private repository it has none."""
    words = NOTICES[locale.language]
    if place == ELSEWHERE:
        return words.pull_elsewhere()
    return joined([bare(place), issue_ref(number)], "") if place else issue_ref(number)


def _lines(state: ClaimState, lines: Mapping[str, bool], locale: Locale) -> Markdown:
    words = NOTICES[locale.language]
    claimed = {holder.path: holder for holder in state.holders if holder.path}

    def shown() -> Iterator[Markdown]:
        for line in dict.fromkeys([*lines, *claimed, *state.done]):
            text = escape(line, 120)
            if line in state.done or lines.get(line, False):
                yield words.line_done(line=text)
            elif (holder := claimed.get(line)) and holder.until and locale.is_dated:
                day = locale.day(holder.until)
                yield words.line_claimed_until(line=text, login=bare(holder.login), day=day)
            elif holder:
                yield words.line_claimed(line=text, login=bare(holder.login))

    open_lines = [line for line, ticked in lines.items() if not ticked]
    free = sum(line not in claimed and line not in state.done for line in open_lines)
    return words.lines(lines=joined(shown(), "\n"), free=free)


def reminder(holders: Sequence[Holder], lease: Duration, mentor: Markdown, locale: Locale) -> Markdown:
    """Return what is asked before a claim ends."""
    words = NOTICES[locale.language]
    until = max(holder.until for holder in holders if holder.until)
    return words.reminder(
        who=names([holder.login for holder in holders], locale),
        lease=_lease(lease, words),
        stuck=words.stuck_mentor(mentor=mentor) if mentor else words.stuck(),
        day=locale.day(until),
    )


def hint(
    login: str,
    state: ClaimState,
    assigned: Sequence[str],
    lease: Duration,
    locale: Locale,
    reservation: Markdown = NOTHING,
    *,
    suggests: bool,
) -> Markdown:
    """Return how to claim, for somebody who offers in plain words; `reservation`: it is for others now, and
    `suggests`: `/suggest` is a command here."""
    words = NOTICES[locale.language]
    if reservation:
        elsewhere = words.suggest() if suggests else NOTHING
        return words.hint_reserved(login=bare(login), reservation=reservation, suggest=elsewhere)
    if busy := [holder.login for holder in state.whole] or list(assigned):
        return words.hint_busy(login=bare(login), who=joined(map(code, busy), words.and_next()))
    return words.hint(login=bare(login), lease=_lease(lease, words))


def _lease(lease: Duration, words: Messages) -> Markdown:
    """Return `2 weeks`; as the file has it where a language has no word for it."""
    forms = words.table("lease", dict[str, tuple[Template, Template]])
    unit = f"{'working ' * lease.working}{lease.unit}"
    return forms[unit][lease.count != 1](count=lease.count) if unit in forms else escape(str(lease))


def occupied(state: ClaimState, assigned: Sequence[str], locale: Locale) -> Markdown:
    """Return why an issue cannot be claimed now."""
    reasons = REFUSALS[locale.language]
    reserved = state.reserved or state.turn
    if not state.whole and not assigned and reserved is not None:
        if not locale.is_dated:
            return reasons.reserved(login=code(reserved.login))
        return reasons.reserved_until(login=code(reserved.login), day=locale.day(reserved.until))
    logins = [holder.login for holder in state.whole] or list(assigned)
    who, one = joined(map(code, logins), reasons.and_next()), len(logins) == 1
    until = max((holder.until for holder in state.whole if holder.until), default=None)
    if until is None or not locale.is_dated:
        return (reasons.occupied if one else reasons.occupied_many)(who=who)
    day = locale.day(until)
    return (reasons.occupied_until if one else reasons.occupied_many_until)(who=who, day=day)


def not_held(
    state: ClaimState, assigned: Sequence[str], locale: Locale, *, is_open: bool, claimable: bool
) -> Markdown:
    """Return what somebody hears who lets go of what they do not hold: who has it, or that nobody has."""
    reasons = REFUSALS[locale.language]
    if not is_open:
        return reasons.not_yours_closed()
    if state.whole or assigned or state.turn or state.reserved:
        return reasons.not_yours(occupied=occupied(state, assigned, locale))
    if state.holders:
        return reasons.no_line_yours()
    return reasons.not_yours_free() if claimable else reasons.nobodys()
