"""The world the contract is tried in, with a little of everything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WIDGET = "acme/widget"
WORLD: dict[str, Any] = {
    "now": NOON.isoformat(),
    "bot": "stewardbot[bot]",
    "users": [{"login": "dependabot[bot]", "type": "Bot"}],
    "organizations": [{"login": "acme", "members": ["alice"], "teams": {"triage": ["alice"]}}],
    "repositories": [
        {
            "name": WIDGET,
            "collaborators": {"alice": "admin", "bob": "write", "carol": "triage", "mona": "maintain"},
            "labels": ["bug", {"name": "kind/bug", "color": "ff0000", "description": "It fails"}],
            "milestones": ["v1.0", {"title": "v0.9", "state": "closed"}],
            "files": {"README.md": "# Widget", "docs/a.md": "a", ".github/stewardbot.yml": "mode: act\n"},
            "issues": [
                {
                    "number": 7,
                    "title": "It breaks",
                    "body": "Badly.",
                    "author": "eve",
                    "labels": ["bug"],
                    "assignees": ["bob"],
                    "milestone": "v1.0",
                    "comments": [{"id": 1, "author": "bob", "body": "hi"}, {"id": 2, "body": "I have left"}],
                    "timeline": [{"actor": "bob", "labeled": "bug"}],
                },
                {
                    "number": 8,
                    "title": "A fix",
                    "author": "eve",
                    "pull_request": True,
                    "files": ["docs/a.md"],
                    "head_files": {"docs/a.md": "better"},
                    "requested_reviewers": ["bob", "acme/triage"],
                    "reviews": [{"id": 31, "author": "carol", "state": "approved", "body": "ok"}],
                },
                {"number": 9, "title": "Done", "author": "eve", "state": "closed"},
            ],
        },
        {"name": "acme/gadget", "collaborators": {"alice": "admin"}, "labels": ["bug"]},
        {"name": "acme/.github", "files": {".github/stewardbot.yml": "mode: observe\n"}},
    ],
}
