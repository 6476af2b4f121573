"""Foresight: a subject as it will be once what is decided has been carried out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.core import effects as fx
from bot.core.model import Subject, User, contains


def project(subject: Subject, pending: Iterable[fx.Outward]) -> Subject:
    """The subject as it will be once effects that are decided but not yet carried out are on GitHub."""
    pending = tuple(pending)
    if not pending:
        return subject
    labels, assignees = list(subject.labels), list(subject.assignees)
    reviewers, teams = list(subject.reviewers), list(subject.teams)
    changes: dict[str, Any] = {}
    for effect in pending:
        match effect:
            case fx.AddLabels():
                labels += [name for name in effect.labels if not contains(labels, name)]
            case fx.RemoveLabels():
                labels = [name for name in labels if not contains(effect.labels, name)]
            case fx.Assign():
                known = [user.login for user in assignees]
                assignees += [User(id=0, login=n) for n in effect.logins if not contains(known, n)]
            case fx.Unassign():
                assignees = [user for user in assignees if not contains(effect.logins, user.login)]
            case fx.RequestReview():
                known = [user.login for user in reviewers]
                reviewers += [User(id=0, login=n) for n in effect.logins if not contains(known, n)]
                teams += [slug for slug in effect.teams if not contains(teams, slug)]
            case fx.UnrequestReview():
                reviewers = [user for user in reviewers if not contains(effect.logins, user.login)]
                teams = [slug for slug in teams if not contains(effect.teams, slug)]
            case fx.SetMilestone():
                changes["milestone"] = effect.title
            case fx.Retitle():
                changes["title"] = effect.title
            case fx.Close():
                changes |= {"state": "closed", "state_reason": effect.reason}
            case fx.Reopen():
                changes |= {"state": "open", "state_reason": "reopened"}
            case fx.Lock() | fx.Unlock():
                changes["locked"] = isinstance(effect, fx.Lock)
            case _:
                pass
    lists = {
        "labels": tuple(labels),
        "assignees": tuple(assignees),
        "reviewers": tuple(reviewers),
        "teams": tuple(teams),
    }
    return subject.model_copy(update=changes | lists)
