"""Answers of the API, refusals among them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

DOCUMENTATION = "https://docs.github.com/rest"


@dataclass(frozen=True)
class Reply:
    """An answer. Header names are in lower case."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Refusal(Exception):
    """An error answer, in GitHub's form."""

    def __init__(self, status: int, message: str, *errors: Any, **headers: str) -> None:
        super().__init__(message)
        self.status, self.message, self.errors, self.headers = status, message, errors, headers

    def reply(self) -> Reply:
        """The answer."""
        body: dict[str, Any] = {"message": self.message}
        if self.errors:
            body["errors"] = list(self.errors)
        return answer(
            {**body, "documentation_url": DOCUMENTATION, "status": str(self.status)},
            self.status,
            **self.headers,
        )


def answer(value: Any, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    all_headers = {"content-type": "application/json; charset=utf-8", **headers}
    return Reply(status, all_headers, json.dumps(value, separators=(",", ":")).encode())


def nothing() -> Reply:
    """204."""
    return Reply(204)


def not_found() -> NoReturn:
    """404: there is no such thing, or you may not know of it."""
    raise Refusal(404, "Not Found")


def invalid(resource: str, field_: str, code: str = "invalid", **more: Any) -> NoReturn:
    """422 that names the field."""
    raise Refusal(422, "Validation Failed", {"resource": resource, "field": field_, "code": code, **more})
