"""Payloads with as little in them as GitHub's description of its webhooks allows."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.packages import WEBHOOKS

Node = dict[str, Any]


class Least:
    """What may be missing from a webhook, and what may be null. Raises `Missing` without the description."""

    def __init__(self) -> None:
        document = json.loads(WEBHOOKS.read())
        self._schemas: Node = document["components"]["schemas"]
        self._webhooks: Node = document["webhooks"]

    def bare(self, event: str, payload: Node) -> Node | None:
        """Without all fields that are optional; None for a webhook that is not described."""
        return self._made(event, payload, nulls=False)

    def null(self, event: str, payload: Node) -> Node | None:
        """With null wherever null may be."""
        return self._made(event, payload, nulls=True)

    def _made(self, event: str, payload: Node, *, nulls: bool) -> Node | None:
        name = "-".join(str(each).replace("_", "-") for each in (event, payload.get("action")) if each)
        described = self._webhooks.get(name)
        if described is None:
            return None
        schema = described["post"]["requestBody"]["content"]["application/json"]["schema"]
        made: Node = self._walk(schema, payload, nulls)
        return made

    def _walk(self, schema: Node, value: Any, nulls: bool) -> Any:
        schema = self._resolved(schema)
        if isinstance(value, list):
            return [self._walk(schema.get("items", {}), each, nulls) for each in value]
        if not isinstance(value, dict) or "properties" not in schema:
            return value
        known, required = schema["properties"], schema.get("required", ())
        made = {}
        for name, each in value.items():
            if name not in known:
                made[name] = each
            elif nulls:
                nullable = self._nullable(known[name])
                made[name] = None if nullable else self._walk(known[name], each, nulls)
            elif name in required:
                made[name] = self._walk(known[name], each, nulls)
        return made

    def _resolved(self, schema: Node) -> Node:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def _nullable(self, schema: Node) -> bool:
        schema = self._resolved(schema)
        forms = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        kinds = schema.get("type", ())
        return (
            schema.get("nullable") is True
            or (isinstance(kinds, list) and "null" in kinds)
            or any(form.get("type") == "null" for form in forms)
        )
