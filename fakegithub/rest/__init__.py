"""The REST routes, grouped as https://docs.github.com/rest groups them. Importing this fills their table."""

from fakegithub.rest import accounts, web_pages
from fakegithub.rest.apps import app, oauth, webhook
from fakegithub.rest.issues import comments, issues, labels, reactions, search
from fakegithub.rest.pulls import pulls, reviews
from fakegithub.rest.repositories import branches, checks, contents, repositories, workflow_runs

__all__ = [
    "accounts", "app", "branches", "checks", "comments", "contents", "issues", "labels", "oauth", "pulls",
    "reactions", "repositories", "reviews", "search", "web_pages", "webhook", "workflow_runs",
]  # fmt: skip
