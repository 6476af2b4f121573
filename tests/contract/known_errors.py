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


def _commenters_who_left(operation: Node, schemas: Node) -> None:
    here = schemas["timeline-comment-event"]["properties"]
    here |= {name: {**here[name], "nullable": True} for name in ("user", "actor")}


def _answer(operation: Node, status: str) -> Node:
    found: Node = operation["responses"][status]["content"]["application/json"]["schema"]
    return found


def _names_its_installation(webhook: str) -> KnownWebhookError:
    def mend(schemas: Node) -> None:
        named = {"$ref": "#/components/schemas/simple-installation"}
        schemas[f"webhook-{webhook}"]["properties"]["installation"] = named

    return KnownWebhookError(webhook, "it would never reach an App (no installation is named)", mend)


REST_ERRORS = (
    KnownError(
        "GET",
        "/app/installations",
        "an account would have to be a user and an enterprise at once (allOf for anyOf)",
        _either_account,
    ),
    KnownError(
        "GET",
        "/repos/{owner}/{repo}/issues/{issue_number}/timeline",
        "nobody whose account is deleted could have commented (user is not nullable)",
        _commenters_who_left,
    ),
)
WEBHOOK_ERRORS = (
    _names_its_installation("pull-request-milestoned"),
    _names_its_installation("pull-request-demilestoned"),
)
