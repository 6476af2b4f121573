"""Scenarios of commands: somebody writes on acme/widget#7, and this is what would be done and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import effects as fx
from tests.harness.in_process.decisions import Desk
from tests.harness.in_process.story import Planned
from tests.harness.worlds import acme

LABELS = (
    "bug", "kind/Bug", "kind/docs", "area/io", "area/cloud storage", "triage/accepted", "sig/core",
    "good-idea", "Needs Discussion", "help wanted", "good first issue", "do-not-merge/hold",
    "lifecycle/active", "lifecycle/stale", "lifecycle/rotten", "lifecycle/frozen",
    "S-waiting-on-review", "S-waiting-on-author", "S-blocked",
)  # fmt: skip
CONFIG = """
mode: act
labels:
  additional: [good-idea, needs discussion, gone]
  restricted:
    - {labels: [triage/accepted], allowed: triage}
    - {labels: [kind/docs], allowed: [eve, '@acme/docs']}
assignment: {}
lifecycle: {}
"""
PROW = CONFIG + "commands: {preset: prow}\n"


def world(files: Mapping[str, str] | None = None, /, **issue: Any) -> dict[str, Any]:
    """Acme's widget: dora is admin, bob writes, carol and alice triage, dan reads; eve wrote #7.

    mia is a member of the organization; `files` are those of the default branch.
    """
    repository = {
        "name": "acme/widget",
        "collaborators": {
            "dora": "admin",
            "bob": "write",
            "carol": "triage",
            "alice": "triage",
            "dan": "read",
        },
        "labels": list(LABELS),
        "milestones": ["v1.0", "v1.1", "Spring sprint"],
        "files": dict(files or {}),
        "issues": [{"number": 7, "title": "T", "author": "eve", **issue}, {"number": 4, "author": "eve"}],
    }
    return acme(
        repository,
        {"name": "acme/docs"},
        members=["mia"],
        teams={"docs": ["zoe"], "core": ["bob"]},
        users=[{"login": "zed"}],
    )


@dataclass(frozen=True)
class Outcome:
    """What would be done, apart from the answer; the words of the answer; and the thumb.

    `said` is what a comment of its own would say.
    """

    done: list[str]
    reply: str
    reaction: str
    said: str = ""


def wrote(
    desk: Desk,
    body: str,
    by: str = "carol",
    config: str = CONFIG,
    on: dict[str, Any] | None = None,
    files: Mapping[str, str] | None = None,
) -> Outcome:
    """What comes of a comment; `on` says how #7 differs from an open issue of eve's without labels."""
    present = on or {}
    issue = {
        "number": 7,
        "title": "T",
        "state": present.get("state", "open"),
        "user": {"login": present.get("author", "eve")},
        "body": present.get("body", ""),
        "labels": [{"name": label} for label in present.get("labels", ())],
        "assignees": [{"login": login} for login in present.get("assignees", ())],
    }
    if present.get("pull_request"):
        issue["pull_request"] = {}
    payload = {
        "action": "created",
        "repository": {"full_name": "acme/widget", "owner": {"login": "acme", "type": "Organization"}},
        "sender": {"login": by},
        "issue": issue,
        "comment": {"id": 501, "body": body, "user": {"login": by}},
    }
    return outcome(desk.plan("issue_comment", payload, config, world(files, **present)))


def outcome(found: Planned) -> Outcome:
    """A plan as a case of a table has it."""
    reaction = found.only("react")
    comment = found.only("comment")
    sections = comment.sections if comment is not None else ()
    reply = next((each.body for each in sections if _is_reply(each)), "")
    said = next((each for each in sections if not _is_reply(each)), None)
    done = [_brief(each) for each in found.answer.effects if each.effect not in ("react", "comment")]
    done += [f"comment {said.key}"] if said else []
    thumb = {"+1": "👍", "confused": "😕"}[reaction.content] if reaction else ""
    return Outcome(done, reply, thumb, said.body if said else "")


def _is_reply(section: fx.CommentSection) -> bool:
    return section.key.startswith("reply-")


def _brief(effect: fx.Outward) -> str:
    """An effect in a few words: its kind and what it is about."""
    shown = fx.public(effect)
    values = [value for key, value in shown.items() if key not in ("effect", "subject", "feature", "because")]
    words = [", ".join(value) if isinstance(value, list) else str(value) for value in values if value]
    return " ".join([effect.effect, *words])
