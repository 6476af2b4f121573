"""`threads.jsonl`: all that was written in a season, and how each subject stands at its end.

`docs/reference/threads.md` says what a line holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.community.cases import CASE
from bot.community.newcomers.claim_state import ISSUE_CLAIMS
from bot.core import effects as fx
from bot.core.keys import subject_scope
from bot.core.markdown.prose import plain
from bot.core.ports.writer import MARKER
from bot.demo.people_of_file import people_of_file
from bot.demo.recorded_facts import RecordedFacts
from bot.store.sql.tables import memory as memories
from fakegithub.github import GitHub
from fakegithub.model.records import Issue, Repository

_MENTION = re.compile(r"(?<![\w/@-])@([A-Za-z0-9][A-Za-z0-9-]*)(?![\w/-])")


@dataclass
class Posted:
    """What the bot recorded of one of its comments."""

    sticky: str | None
    sections: tuple[fx.CommentSection, ...]
    because: str
    edited_at: list[datetime] = field(default_factory=list)
    folded_at: datetime | None = None


@dataclass(frozen=True)
class Remembered:
    """What the bot recorded: its comments by GitHub's id, issues it opened, and memories by their scope."""

    comments: dict[int, Posted]
    opened: dict[tuple[int, int], str]
    cases: dict[str, Any]
    claims: dict[str, Any]

    @classmethod
    def read(cls, conn: Connection, facts: RecordedFacts) -> Remembered:
        """Read the memories; the comments are in `facts`."""
        comments: dict[int, Posted] = {}
        opened: dict[tuple[int, int], str] = {}
        for row in facts.done:
            effect, at = row.effect, row.settled_at
            if isinstance(effect, fx.PostComment) and row.remote_id is not None:
                before = comments.get(row.remote_id)
                posted = Posted(effect.sticky, effect.sections, row.because)
                if before is not None:
                    posted.edited_at = [*before.edited_at, *([at] if at else [])]
                comments[row.remote_id] = posted
            elif isinstance(effect, fx.MinimizeComment) and effect.comment_id in comments:
                comments[effect.comment_id].folded_at = at
            elif isinstance(effect, fx.OpenIssue) and row.remote_id is not None:
                opened[row.repo_id, row.remote_id] = f"{row.feature} {effect.key}"
        return cls(comments, opened, _memories(conn, CASE), _memories(conn, ISSUE_CLAIMS))


def _memories(conn: Connection, memory: Any) -> dict[str, Any]:
    rows = select(memories.c.scope, memories.c.value).where(
        memories.c.feature == memory.feature, memories.c.key == memory.key
    )
    return {row.scope: row.value for row in conn.execute(rows)}


def lines(
    github: GitHub, remembered: Remembered, *, seed: int, begin: datetime, end: datetime
) -> Iterator[str]:
    """Return the lines of the file, for a season from `begin` to `end`."""
    senders = (sent.webhook.payload.get("sender", {}) for sent in github.state.deliveries.made)
    entries: list[dict[str, Any]] = [
        {
            "line": "season",
            "seed": seed,
            "begin": begin,
            "end": end,
            "bot": github.state.app.bot.login,
            "human_events": sum(sender.get("type") == "User" for sender in senders),
        }
    ]
    for repository in github.state.repositories.values():
        entries.append(_repository(repository))
        for issue in repository.issues.values():
            scope = subject_scope(repository.id, issue.number)
            memory = {"claims": remembered.claims.get(scope), "case": remembered.cases.get(scope)}
            entries += [_subject(issue) | memory, *_comments(github, issue, remembered)]
    return (json.dumps(entry, default=_iso, ensure_ascii=False) for entry in entries)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no value of a line")


def _repository(repository: Repository) -> dict[str, Any]:
    pulls = (issue.pull for issue in repository.issues.values() if issue.pull)
    paths = {*repository.files, *(file for pull in pulls for file in pull.files)}
    zone, people = people_of_file(repository)
    return {
        "line": "repository",
        "repository": repository.full_name,
        "timezone": zone,
        "paths": sorted(paths),
        "people": {login: asdict(person) for login, person in people.items()},
    }


def _subject(issue: Issue) -> dict[str, Any]:
    pull = issue.pull
    return {
        "line": "subject",
        "subject": _ref(issue),
        "title": issue.title,
        "author": issue.author.login if issue.author else "ghost",
        "pull_request": pull is not None,
        "draft": pull is not None and pull.draft,
        "state": "merged" if pull and pull.merged else issue.state,
        "created_at": issue.created_at,
        "closed_at": issue.closed_at,
        "labels": list(issue.label_names),
        "assignees": list(issue.assignee_logins),
    }


def _ref(issue: Issue) -> str:
    return f"{issue.repository.full_name}#{issue.number}"


def _comments(github: GitHub, issue: Issue, remembered: Remembered) -> Iterator[dict[str, Any]]:
    reviews = issue.pull.reviews if issue.pull else ()
    written = [
        (issue.created_at, 0, issue.author, issue.body or ""),
        *((made.created_at, made.id, made.author, made.body) for made in issue.comments.values()),
        *((made.submitted_at, made.id, made.author, made.body) for made in reviews if made.body),
    ]
    for at, number, author, text in sorted(written, key=lambda part: part[:2]):
        posted = remembered.comments.get(number, Posted(None, (), ""))
        by_bot = author is github.state.app.bot
        sections = [
            {"key": part.key, "feature": part.feature, "message": part.message} for part in posted.sections
        ]
        key = remembered.opened.get((issue.repository.id, issue.number))
        if by_bot and not number and key:
            feature, _, name = key.partition(" ")
            sections = [{"key": name, "feature": feature, "message": ""}]
        body = MARKER.sub("", text).rstrip()
        yield {
            "line": "comment",
            "subject": _ref(issue),
            "id": number or None,
            "author": author.login if author else "ghost",
            "by_bot": by_bot,
            "sticky": posted.sticky,
            "sections": sections,
            "readers": list(dict.fromkeys(_MENTION.findall(plain(body)))),
            "body": body,
            "made_at": at,
            "edited_at": posted.edited_at,
            "folded_at": posted.folded_at,
            "because": posted.because,
        }
