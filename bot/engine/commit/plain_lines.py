"""The plain line that every event leaves in the ledger, be it a webhook or read from the past."""

from __future__ import annotations

from datetime import datetime

from bot.core.events import CommentEvent, Event, IssueEvent, PullRequestEvent, SubjectEvent, marks
from bot.core.model import User, same
from bot.store import ledger


def plain_lines(event: Event, at: datetime, guid: str) -> list[ledger.Entry]:
    """Return who did what at an instant (UTC): one line, or none where no issue or pull request is meant."""
    if not isinstance(event, SubjectEvent):
        return []
    person: User = event.sender
    what = event.key
    if event.action == "opened":
        person = event.subject.author
    elif isinstance(event, PullRequestEvent) and event.action == "closed" and event.subject.merged:
        person, what = event.subject.author, "pull_request.merged"
    detail: dict[str, object] = {**marks(event)}
    if not same(person.login, event.sender.login):
        detail["by"] = event.sender.login
    if isinstance(event, CommentEvent) and event.verdict:
        detail["verdict"] = event.verdict
    if isinstance(event, IssueEvent | PullRequestEvent) and event.label:
        detail["label"] = event.label
    if person.is_bot:
        detail["bot"] = True
    line = ledger.Entry(
        at=at,
        repo_id=event.repository.id,
        owner_id=event.repository.owner_id,
        number=event.subject.number,
        person_id=person.id,
        person=person.login,
        what=what,
        detail=detail,
        guid=guid,
    )
    return [line]
