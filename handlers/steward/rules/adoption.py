"""Cases that stand in our comments and not in a database that was restored.

What the comment says is a proposal: a person counts who is on a rota of the file or assigned on GitHub, dates
are no later than the file has them, and what was written since is read on GitHub.
"""

from datetime import datetime

from bot.community.cases import CaseState, asks_reporter
from bot.community.rota import Rota
from bot.community.steward import people_of
from bot.core.config.repository_config import RepositoryConfig
from bot.core.model import Subject, contains, same
from handlers.steward.rules.deadlines import paused, with_steward


def confirmed(
    case: CaseState, issue: Subject, repo: RepositoryConfig
) -> tuple[CaseState | None, tuple[str, ...]]:
    """Return what GitHub and the file confirm of a case, None for nothing; and what they contradict."""
    if case.reporter and case.reporter_id != issue.author.id:
        return None, (f"the comment names {case.reporter} as its author, GitHub {issue.author.login}",)
    if case.steward is None or contains(issue.assignee_logins, case.steward):
        return case, ()
    others = [
        user.login for user in issue.assignees if not user.is_bot and not same(user.login, case.reporter)
    ]
    if others:
        taken = {"steward": others[0], "by_hand": True}
        return case.model_copy(update=taken), (f"the comment names {case.steward}, GitHub {others[0]}",)
    if contains(people_of(repo), case.steward):
        return case, ()
    doubt = f"the comment names {case.steward}, who is on no rota of the file and not assigned"
    return case.model_copy(update={"steward": None}), (doubt,)


def within_limits(case: CaseState, rota: Rota, issue: Subject, now: datetime) -> CaseState:
    """Return a case whose dates are no later than the file allows, and none of them impossible."""
    opened_at = min(max(case.opened_at, issue.created_at), now)
    state = case.model_copy(update={"opened_at": opened_at, "announced": True})
    if case.steward is None:
        state = state.model_copy(update={"retry_at": now})
    else:
        routed_at = min(max(case.routed_at or opened_at, opened_at), now)
        seen = {
            name: min(moment, now)
            for name in ("acknowledged_at", "answered_at", "thanked_at")
            if (moment := getattr(case, name)) is not None
        }
        seen |= {"answered_by": case.answered_by} if "answered_at" in seen else {}
        given = with_steward(state, rota, case.steward, routed_at, by_hand=case.by_hand)
        firsts = {"first_word_at": seen.get("acknowledged_at"), "first_answer_at": seen.get("answered_at")}
        state = given.model_copy(update={**seen, **firsts, "spoke_at": routed_at})
    return paused(state, now) if asks_reporter(issue.labels) else state
