"""What a pull request lacks by the rules of the repository's file: facts in, an outcome out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.community.contributions.config import Bots, Contributions, Requirement
from bot.community.patterns.paths import first_path
from bot.core.model import Value, contains

MOST_NAMED = 2
"""So many of the author's other changes are named: what becomes of further ones is no news."""


class GateRule(StrEnum):
    """A rule that can be unmet, the one to be told of first above."""

    BY_HAND = "a maintainer asked for it to wait"
    PROGRAM = "pull requests of programs wait for a maintainer"
    UNASSIGNED_PROGRAM = "no person has claimed the issue for the program"
    RESERVED = "the issue is kept for newcomers"
    TAKEN = "somebody else holds the issue"
    UNLINKED = "no open issue is linked"
    NOT_ACCEPTED = "nobody accepted the issue yet"
    UNCLAIMED = "the author has not claimed the issue"
    UNASSIGNED = "the issue is assigned to nobody"
    AT_ONCE = "other pull requests of the author are open"
    TEMPLATE = "required parts of the template are gone"


FOR_MAINTAINERS = frozenset({GateRule.BY_HAND, GateRule.PROGRAM, GateRule.NOT_ACCEPTED})
"""What only a maintainer can mend: meanwhile nothing waits for the author."""
OF_ISSUE = (
    GateRule.UNCLAIMED,
    GateRule.UNASSIGNED,
    GateRule.NOT_ACCEPTED,
    GateRule.TAKEN,
    GateRule.UNLINKED,
)
"""What can be lacking on an issue, the nearest to what is asked for first."""


class Unmet(Value):
    """A rule that is unmet, and by what: the issue, who holds it, other pull requests, or headings."""

    rule: GateRule
    issue: int = 0
    holders: tuple[str, ...] = ()
    pulls: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkedIssue:
    """An open issue that a pull request is linked with.

    `holders` are those who have it, or for whom it is kept now; `theirs`: the author is one of them.
    `assigned` are those whom a maintainer assigned. `claimable`: a claim is how somebody comes to have it.
    """

    number: int
    labels: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    assigned: tuple[str, ...] = ()
    theirs: bool = False
    claimable: bool = True

    def is_accepted(self, config: Contributions) -> bool:
        """Return whether a label says so, or a maintainer has assigned somebody."""
        accepted = any(contains(config.accepted, label) for label in self.labels)
        return accepted or bool(self.assigned) or not config.accepted

    def is_reserved(self, config: Contributions) -> bool:
        """Return whether it is kept for newcomers."""
        labels = config.reserved.labels if config.reserved else ()
        return any(contains(labels, label) for label in self.labels)


@dataclass(frozen=True)
class PullFacts:
    """All that the rules ask about a pull request and its author.

    `paths` and `lines` (None: unknown) are what it changes; `missing` are required headings that are gone;
    `others` are the author's earlier pull requests that are open.
    """

    issues: tuple[LinkedIssue, ...] = ()
    others: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    paths: tuple[str, ...] | None = None
    lines: int | None = None
    is_program: bool = False
    is_newcomer: bool = True
    is_trusted: bool = False
    """They are vouched for, of a cohort, mentored, or have enough merged."""


@dataclass(frozen=True)
class GateOutcome:
    """What a pull request lacks, the first thing first; it passes where it lacks nothing."""

    unmet: tuple[Unmet, ...] = field(default=())

    @property
    def passes(self) -> bool:
        """Whether it goes on."""
        return not self.unmet

    @property
    def rules(self) -> tuple[GateRule, ...]:
        """The rules that are unmet."""
        return tuple(unmet.rule for unmet in self.unmet)

    @property
    def waits_for_maintainers(self) -> bool:
        """Whether it is a maintainer's turn: also where only other changes of the author are before it."""
        return not FOR_MAINTAINERS.isdisjoint(self.rules) or self.rules == (GateRule.AT_ONCE,)

    @property
    def issues(self) -> tuple[int, ...]:
        """The issues that it lacks something on."""
        return tuple(dict.fromkeys(unmet.issue for unmet in self.unmet if unmet.issue))


STOPPED = GateOutcome((Unmet(rule=GateRule.BY_HAND),))
"""A maintainer has closed the gate by hand."""


def outcome_of(facts: PullFacts, config: Contributions) -> GateOutcome:
    """Return what a pull request lacks."""
    order = list(GateRule)
    return GateOutcome(tuple(sorted(_unmet(facts, config), key=lambda unmet: order.index(unmet.rule))))


def is_exempt_change(facts: PullFacts, config: Contributions) -> bool:
    """Return whether the change is one that needs no issue: small, or of certain files alone."""
    exempt = config.exempt
    if facts.lines is not None and facts.lines < exempt.lines_under:
        return True
    return bool(facts.paths) and all(first_path([path], exempt.paths) for path in facts.paths or ())


def _unmet(facts: PullFacts, config: Contributions) -> Iterator[Unmet]:
    reserved = [issue for issue in facts.issues if issue.is_reserved(config) and not issue.theirs]
    for_others = [issue.number for issue in reserved if facts.is_program or not facts.is_newcomer]
    yield from (Unmet(rule=GateRule.RESERVED, issue=number) for number in for_others[:1])
    if facts.is_program:
        yield from () if for_others else _of_program(facts, config)
        return
    if not facts.is_trusted:
        if facts.is_newcomer and config.open_at_once and len(facts.others) >= config.open_at_once:
            yield Unmet(rule=GateRule.AT_ONCE, pulls=facts.others[:MOST_NAMED])
        if facts.missing:
            yield Unmet(rule=GateRule.TEMPLATE, headings=facts.missing)
    if for_others:
        return
    if config.needs_issue and not facts.is_trusted and not is_exempt_change(facts, config):
        yield from _of_issue(facts.issues, config)
    elif taken := next((issue for issue in reserved if issue.holders), None):
        yield Unmet(rule=GateRule.TAKEN, issue=taken.number, holders=taken.holders)


def _of_program(facts: PullFacts, config: Contributions) -> Iterator[Unmet]:
    if config.bots is Bots.NONE:
        yield Unmet(rule=GateRule.PROGRAM)
    elif config.bots is Bots.CLAIMED and not any(issue.theirs for issue in facts.issues):
        number = facts.issues[0].number if facts.issues else 0
        yield Unmet(rule=GateRule.UNASSIGNED_PROGRAM, issue=number)


def _of_issue(issues: Sequence[LinkedIssue], config: Contributions) -> Iterator[Unmet]:
    """Return what is lacking on the issue that is nearest to what is asked for."""
    options = [_of_one(issue, config) for issue in issues]
    if not options:
        yield Unmet(rule=GateRule.UNLINKED)
    elif best := min(options, key=_distance):
        yield best


def _of_one(issue: LinkedIssue, config: Contributions) -> Unmet | None:
    if not issue.is_accepted(config):
        return Unmet(rule=GateRule.NOT_ACCEPTED, issue=issue.number)
    if issue.theirs:
        return None
    if issue.holders:
        return Unmet(rule=GateRule.TAKEN, issue=issue.number, holders=issue.holders)
    if config.require is Requirement.CLAIM:
        rule = GateRule.UNCLAIMED if issue.claimable else GateRule.UNASSIGNED
        return Unmet(rule=rule, issue=issue.number)
    return None


def _distance(unmet: Unmet | None) -> int:
    return OF_ISSUE.index(unmet.rule) if unmet else -1


def missing_headings(keys: Iterable[str], templates: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the headings that a description lacks of the template that it is nearest to; none where the
    repository has no template. A heading that calls itself optional may go."""
    there = set(keys)
    lacking = [
        tuple(heading for heading in template if "optional" not in heading and heading not in there)
        for template in templates
    ]
    return min(lacking, key=len, default=())
