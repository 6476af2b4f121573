"""Where GitHub's description of itself is wrong, and how it is mended before anything is judged by it.

A test shows of each that it is still needed; what GitHub has put right must go from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]


@dataclass(frozen=True)
class KnownError:
    """An error at one operation: what is wrong, and the change that puts it right in operation or schemas."""

    method: str
    template: str
    wrong: str
    mend: Callable[[Node, Node], None]


@dataclass(frozen=True)
class KnownWebhookError:
    """An error in one webhook (`event-action`)."""

    webhook: str
    wrong: str
    mend: Callable[[Node], None]


def _either_account(operation: Node, schemas: Node) -> None:
    account = _answer(operation, "200")["items"]["properties"]["account"]
    account["anyOf"] = account.pop("allOf")


def _one_of_two_alike(operation: Node, schemas: Node) -> None:
    conflict = _answer(operation, "409")
    conflict["anyOf"] = conflict.pop("oneOf")


def _answer(operation: Node, status: str) -> Node:
    node: Node = operation["responses"][status]["content"]["application/json"]["schema"]
    return node


def _names_its_installation(webhook: str) -> KnownWebhookError:
    def mend(schemas: Node) -> None:
        named = {"$ref": "#/components/schemas/simple-installation"}
        schemas[f"webhook-{webhook}"]["properties"]["installation"] = named

    return KnownWebhookError(webhook, "it would never reach an App (no installation is named)", mend)


def _newer_repositories(schemas: Node) -> None:
    sides = schemas["webhook-pull-request-review-edited"]["properties"]["pull_request"]["properties"]
    for side in ("head", "base"):
        known = sides[side]["properties"]["repo"]["properties"]
        known |= {"has_discussions": {"type": "boolean"}, "web_commit_signoff_required": {"type": "boolean"}}


REST_ERRORS = (
    KnownError(
        "GET",
        "/app/installations",
        "an account would have to be a user and an enterprise at once (allOf for anyOf)",
        _either_account,
    ),
    KnownError(
        "PUT",
        "/repos/{owner}/{repo}/contents/{path}",
        "a conflict would have to have exactly one of two forms, of which one includes the other",
        _one_of_two_alike,
    ),
)
WEBHOOK_ERRORS = (
    _names_its_installation("pull-request-milestoned"),
    _names_its_installation("pull-request-demilestoned"),
    KnownWebhookError(
        "pull-request-review-edited",
        "its repositories lack two fields that those of all other webhooks have",
        _newer_repositories,
    ),
)
