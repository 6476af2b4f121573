"""The least payload that GitHub's description of a webhook allows, made from the description alone.

`Least` cuts published examples down; of many new events no example is published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.contract.packages import WEBHOOKS

Node = dict[str, Any]
DEEPEST = 12
"""So deep do descriptions that name themselves go; what is deeper is empty."""
AT = "2026-03-02T09:00:00Z"
"""What stands where a moment is told, whether the description says so or only the name."""
STRINGS = {"date-time": AT, "date": "2026-03-02", "uri": "https://github.example/x"}


def described(overrides: Mapping[str, Any]) -> Iterator[tuple[str, Node]]:
    """All webhooks that are described: the event's name and its payload, with fields of `overrides` where
    the description has them. Raise `Missing` without the description."""
    document = json.loads(WEBHOOKS.read())
    schemas = document["components"]["schemas"]
    for webhook in document["webhooks"].values():
        operation = webhook["post"]
        content = operation["requestBody"]["content"]["application/json"]["schema"]
        payload = _made(content, schemas, 0)
        known = _resolved(content, schemas).get("properties", {})
        told = {name: value for name, value in overrides.items() if name in known}
        yield operation["x-github"]["subcategory"].replace("-", "_"), {**payload, **told}


def _resolved(schema: Node, schemas: Node) -> Node:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


def _made(schema: Node, schemas: Node, depth: int) -> Any:
    schema = _resolved(schema, schemas)
    for choice in ("oneOf", "anyOf"):
        if choice in schema and "properties" not in schema:
            return _made(schema[choice][0], schemas, depth)
    if "allOf" in schema:
        parts = [_made(part, schemas, depth) for part in schema["allOf"]]
        return {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind if isinstance(kind, str) else kind[0]:
        case "object":
            if depth > DEEPEST:
                return {}
            known = schema.get("properties", {})
            return {
                name: AT if name.endswith("_at") and made is not None else made
                for name in schema.get("required", ())
                if name in known
                for made in [_made(known[name], schemas, depth + 1)]
            }
        case "array":
            return []
        case "integer" | "number":
            return 7
        case "boolean":
            return False
        case "null":
            return None
    return STRINGS.get(schema.get("format", ""), "x")
