"""GitHub's OpenAPI descriptions as judges: of each request and answer, and of each webhook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

from tests.contract.known_errors import REST_ERRORS, WEBHOOK_ERRORS, KnownError, KnownWebhookError
from tests.contract.schemas import CLOSED, OPEN, translate, translate_all

ANYWHERE = frozenset({301, 304, 307, 401, 403, 404, 410, 429, 500, 502, 503, 520})
"""Statuses that any operation may answer, whether or not its description says so."""
ERROR = {"$ref": "#/components/schemas/basic-error"}
GREEDY = frozenset({"{path}", "{ref}", "{basehead}"})
"""Last parts of a template that take slashes too, or nothing."""


@dataclass(frozen=True)
class Exchange:
    """A request as it was sent, and the answer as it came; the path may have a query."""

    method: str
    path: str
    sent: bytes
    status: int
    headers: dict[str, str]
    told: bytes

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status}"


@dataclass
class _Operation:
    template: str
    pattern: re.Pattern[str]
    words: int
    """Of the template, those that are no parameters: of two that match, the one with more is meant."""
    methods: dict[str, Any] = field(default_factory=dict)


class _Schemas:
    """The document's schemas, ready to be referred to, and one validator a schema."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document, schemas = document, document["components"]["schemas"]
        named = [
            (base, {"components": {"schemas": translate_all(schemas, closed=base == CLOSED)}})
            for base in (OPEN, CLOSED)
        ]
        self._registry = Registry(named, draft=Draft202012)
        self._validators: dict[tuple[int, bool], Draft202012Validator] = {}

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """What a `$ref` leads to, or the node itself."""
        while "$ref" in node:
            value: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                value = value[part]
            node = value
        return node

    def complaints(self, schema: dict[str, Any], value: object, *, closed: bool = False) -> Iterator[str]:
        """What is wrong with a value; `closed`: also what the schema does not name."""
        key = (id(schema), closed)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(
                translate(schema, closed=closed), registry=self._registry, validate_formats=True
            )
        for error in self._validators[key].iter_errors(value):
            place = ".".join(str(part) for part in error.instance_path) or "body"
            yield f"{place}: {_plain(error)}"


def _reduced(removed: Mapping[str, str], node: dict[str, Any]) -> dict[str, Any]:
    match node:
        case {"properties": dict(fields), "required": list(required)}:
            gone = {field for field, beside in removed.items() if beside in fields}
            node["required"] = [field for field in required if field not in gone]
            node["properties"] = {field: fields[field] for field in fields if field not in gone}
    return node


class RestDescription:
    """Judges exchanges with the REST API; `removed` are fields that are gone from objects with another."""

    def __init__(
        self,
        text: bytes,
        errors: Sequence[KnownError] = REST_ERRORS,
        removed: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        document = json.loads(text, object_hook=partial(_reduced, removed))
        for error in errors:
            error.mend(
                document["paths"][error.template][error.method.lower()], document["components"]["schemas"]
            )
        self._schemas = _Schemas(document)
        self._operations: dict[str, list[_Operation]] = {}
        for template, methods in document["paths"].items():
            operation = _operation(template, methods)
            self._operations.setdefault(_first(template), []).append(operation)

    def template(self, method: str, path: str) -> str | None:
        """Which operation this is, as the description writes its path; None: there is no such."""
        operation = self._operation(method, path)
        return operation.template if operation else None

    def complaints(self, exchange: Exchange) -> list[str]:
        """All that is wrong with a request and its answer."""
        path, query = urlsplit(exchange.path).path, urlsplit(exchange.path).query
        operation_ = self._operation(exchange.method, path)
        if operation_ is None:
            return [f"{exchange}: GitHub has no such operation"]
        operation = operation_.methods[exchange.method.lower()]
        wrong = [
            *(f"query {complaint}" for complaint in self._query(operation, operation_.methods, query)),
            *(f"sent {complaint}" for complaint in self._sent(operation, exchange)),
            *(f"answered {complaint}" for complaint in self._told(operation, exchange)),
        ]
        return [f"{exchange}: {complaint}" for complaint in wrong]

    def _operation(self, method: str, path: str) -> _Operation | None:
        path = urlsplit(path).path
        matching = [
            operation
            for operation in self._operations.get(_first(path), ())
            if method.lower() in operation.methods and operation.pattern.fullmatch(path)
        ]
        return max(matching, key=lambda operation: operation.words, default=None)

    def _query(self, operation: dict[str, Any], methods: dict[str, Any], query: str) -> Iterator[str]:
        declared = [
            self._schemas.resolved(parameter)
            for parameter in (*methods.get("parameters", ()), *operation.get("parameters", ()))
        ]
        known = {
            parameter["name"]: parameter["schema"] for parameter in declared if parameter["in"] == "query"
        }
        query_values = dict(parse_qsl(query, keep_blank_values=True))
        for name, value in query_values.items():
            if name not in known:
                yield f"{name}: GitHub knows no such parameter"
            else:
                yield from (f"{name}: {parameter}" for parameter in self._parameter(known[name], value))
        for parameter in declared:
            if (
                parameter["in"] == "query"
                and parameter.get("required")
                and parameter["name"] not in query_values
            ):
                yield f"{parameter['name']}: is required"

    def _parameter(self, schema: dict[str, Any], text: str) -> list[str]:
        # A query has only words: one that reads as a number may be meant as one.
        readings: list[object] = [text]
        if re.fullmatch(r"-?\d+", text):
            readings.append(int(text))
        if text in ("true", "false"):
            readings.append(text == "true")
        judged = [list(self._schemas.complaints(schema, reading)) for reading in readings]
        return min(judged, key=len)

    def _sent(self, operation: dict[str, Any], exchange: Exchange) -> Iterator[str]:
        described = operation.get("requestBody")
        if described is None:
            if exchange.sent:
                yield "body: GitHub takes none here"
            return
        described = self._schemas.resolved(described)
        if not exchange.sent:
            if described.get("required"):
                yield "body: is required"
            return
        schema = described["content"]["application/json"]["schema"]
        yield from self._schemas.complaints(schema, json.loads(exchange.sent), closed=True)

    def _told(self, operation: dict[str, Any], exchange: Exchange) -> Iterator[str]:
        answer = operation["responses"].get(str(exchange.status))
        kind = exchange.headers.get("content-type", "")
        if answer is None:
            if exchange.status not in ANYWHERE:
                yield f"{exchange.status}: GitHub never answers this here"
            elif exchange.told and "json" in kind:
                yield from self._schemas.complaints(ERROR, json.loads(exchange.told))
            return
        described = self._schemas.resolved(answer).get("content", {}).get("application/json")
        if described is None:
            if exchange.told and exchange.status < 300:
                yield "body: GitHub sends none here"
            return
        if not exchange.told or "json" not in kind:
            yield "body: there is no JSON"
            return
        closed = exchange.status < 300
        yield from self._schemas.complaints(described["schema"], json.loads(exchange.told), closed=closed)


class WebhookDescription:
    """Judges webhooks."""

    def __init__(self, text: bytes, errors: Sequence[KnownWebhookError] = WEBHOOK_ERRORS) -> None:
        document = json.loads(text)
        for error in errors:
            error.mend(document["components"]["schemas"])
        self._schemas = _Schemas(document)
        self._events = document["webhooks"]

    def complaints(self, event: str, payload: dict[str, Any]) -> list[str]:
        """All that is wrong with a webhook."""
        action = payload.get("action")
        name = "-".join(complaint.replace("_", "-") for complaint in (event, action) if complaint)
        described = self._events.get(name)
        if described is None:
            return [f"{name}: GitHub sends no such webhook"]
        schema = described["post"]["requestBody"]["content"]["application/json"]["schema"]
        return [
            f"{name}: {complaint}" for complaint in self._schemas.complaints(schema, payload, closed=True)
        ]


def _plain(error: ValidationError) -> str:
    """What is wrong in few words: of several forms that were possible, what is wrong with the nearest."""
    forms: list[list[ValidationError]] = getattr(error.kind, "context", None) or []
    nearest = min(forms, key=len, default=[])
    if not nearest:
        return error.message[-300:]
    return "; ".join(f"{'.'.join(map(str, error.instance_path))} {_plain(error)}" for error in nearest)


def _first(path: str) -> str:
    return unquote(path.split("/")[1])


def _operation(template: str, methods: dict[str, Any]) -> _Operation:
    parts = template.strip("/").split("/")
    written = [
        "(?:/.+)?" if part in GREEDY and part is parts[-1]
        else "/[^/]+" if part.startswith("{")
        else f"/{re.escape(part)}"
        for part in parts
    ]  # fmt: skip
    words = sum(not part.startswith("{") for part in parts)
    return _Operation(template, re.compile("".join(written)), words, methods)
