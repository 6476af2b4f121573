"""The numbers of the report, counted from what the bot recorded; `texts/numbers.yml` says what they mean."""

from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus

from bot.core import effects as fx
from bot.core.states import OutcomeKind
from bot.demo.recorded_facts import BY_TIME, KINDS, PASSED_ON, RecordedDeed, RecordedFacts
from bot.demo.season import WEEKS
from fakegithub.api import Request


def counted(facts: RecordedFacts, requests: Sequence[Request], sent: int) -> dict[str, int]:
    """Return all numbers by key. `sent` is how many webhooks GitHub sent."""
    return {
        **_season(facts, sent),
        **_triage(facts),
        **_cases(facts),
        **_newcomers(facts),
        **_words(facts),
        **_cost(requests),
    }


def _season(facts: RecordedFacts, sent: int) -> dict[str, int]:
    own = facts.outcomes[OutcomeKind.OWN]
    return {
        "issues": len(facts.opened("issues")),
        "pulls": len(facts.opened("pull_request")),
        "merged": sum(deed.what == "pull_request.merged" for deed in facts.deeds),
        "newcomers": len(facts.stage("first_contact")),
        "deliveries": sum(facts.outcomes.values()),
        "deliveries_others": sent - own,
        "deliveries_own": own,
    }


def _triage(facts: RecordedFacts) -> dict[str, int]:
    kinds = facts.kinds()
    by_kind = Counter(kinds.values())
    return {
        "sorted": len(kinds),
        **{f"kind.{kind}": by_kind[kind] for kind in KINDS},
        "unsorted": len({deed.subject for deed in facts.opened("issues")} - set(kinds)),
        "labels": sum(1 for _ in facts.labels()),
        "asked": len({row.effect.subject for row in facts.sections("needs-info")}),
    }


def _cases(facts: RecordedFacts) -> dict[str, int]:
    cases = [case for case in facts.cases if case is not None]
    turns = facts.messages("handed", "handed_by")
    by_time = sum(any(reason in row.because for reason in BY_TIME) for row in turns)
    return {
        "cases": len(facts.cases),
        "acknowledged": sum(bool(case.first_word) for case in cases),
        "resolved": sum(bool(case.resolved_at) for case in cases),
        "no_case": len(facts.cases) - len(cases),
        "hands_time": by_time,
        "hands_people": len(turns) - by_time,
        "handovers": len(facts.kind("open_issue")),
    }


def _newcomers(facts: RecordedFacts) -> dict[str, int]:
    welcomed = {(row.repo_id, row.number) for row in facts.sections("welcome")}
    return {
        "welcomed": len(welcomed),
        "unwelcomed": len(_openings(facts) - welcomed),
        "first_claim": len(facts.stage("first_claim")),
        "passed_on": sum(
            isinstance(row.effect, fx.PostComment) and PASSED_ON in row.effect.body for row in facts.done
        ),
        "first_pull": len(facts.stage("first_pull_request")),
        "first_review": len(facts.stage("first_review_received")),
        "first_merge": len(facts.stage("first_merge")),
        "second_merge": len(facts.stage("second_merge")),
        "thanked": len(facts.sections("first-merge")),
        "offers": sum(
            row.effect.body.count("\n- #")
            for row in facts.done
            if isinstance(row.effect, fx.PostComment) and "<details>" in row.effect.body
        ),
    }


def _words(facts: RecordedFacts) -> dict[str, int]:
    comments = facts.kind("comment")
    posted = {row.remote_id for row in comments}
    effects = [row.effect for row in facts.done]
    reactions = Counter(effect.content for effect in effects if isinstance(effect, fx.React))
    return {
        "commands_done": reactions["+1"],
        "commands_refused": reactions["confused"],
        "comments": len(posted),
        "edited": len(comments) - len(posted),
        "assigned": sum(len(effect.logins) for effect in effects if isinstance(effect, fx.Assign))
        + sum(len(effect.assignees) for effect in effects if isinstance(effect, fx.OpenIssue)),
        "unassigned": sum(len(effect.logins) for effect in effects if isinstance(effect, fx.Unassign)),
        "closed": len(facts.kind("close")),
        "silent": len(_openings(facts) - {(row.repo_id, row.number) for row in comments}),
    }


def _cost(requests: Sequence[Request]) -> dict[str, int]:
    tokens = sum(request.path.endswith("/access_tokens") for request in requests)
    unchanged = sum(request.status == HTTPStatus.NOT_MODIFIED for request in requests)
    writes = sum(request.writes for request in requests) - tokens
    return {
        "requests": len(requests),
        "reads": len(requests) - unchanged - tokens - writes,
        "unchanged": unchanged,
        "tokens": tokens,
        "writes": writes,
    }


def _openings(facts: RecordedFacts) -> set[tuple[int, int]]:
    return {deed.subject for deed in (*facts.opened("issues"), *facts.opened("pull_request"))}


def by_week(deeds: Sequence[RecordedDeed]) -> tuple[int, ...]:
    """Return how many fell into each week of the season."""
    count = Counter(deed.week for deed in deeds)
    return tuple(count[week] for week in range(WEEKS))


def growing(deeds: Sequence[RecordedDeed]) -> tuple[int, ...]:
    """Return how many there were at the end of each week."""
    weekly = by_week(deeds)
    return tuple(sum(weekly[: week + 1]) for week in range(WEEKS))


def opened_by_kind(facts: RecordedFacts) -> dict[str, tuple[int, ...]]:
    """Return issues of each week by the kind they were given; those without one under an empty name."""
    kinds, issues = facts.kinds(), facts.opened("issues")
    return {
        kind: by_week([deed for deed in issues if kinds.get(deed.subject, "") == kind])
        for kind in (*KINDS, "")
    }
