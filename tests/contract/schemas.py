"""OpenAPI 3.0 schemas as JSON Schema 2020-12, which validators understand.

Twice: `OPEN` as GitHub wrote them, where what is not named is allowed; and `CLOSED`, where it is not. Nobody
would notice a misspelt field otherwise, since most fields of a request may be left out.
"""

from __future__ import annotations

from typing import Any

OPEN, CLOSED = "urn:github:open", "urn:github:closed"
DROPPED = frozenset({"nullable", "example", "examples", "discriminator"})
UNDESCRIBED = {
    "Team": ("notification_setting", "type", "organization_id"),
    "Team Simple": ("parent",),
    "Installation": ("client_id",),
}
"""Fields GitHub sends though not all of its schemas know them yet, by the schema's title."""
EVERYWHERE = ("user_view_type",)
"""The same for accounts, whose schemas have many titles and often none."""
COMPOSITIONS = ("anyOf", "oneOf", "allOf")


def translate(schema: Any, *, closed: bool) -> Any:
    """The schema (or a list of them) in JSON Schema; references lead to `OPEN` or `CLOSED`."""
    if isinstance(schema, list):
        return [translate(each, closed=closed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    translated = {
        key: _part(key, value, schema, closed) for key, value in schema.items() if key not in DROPPED
    }
    if isinstance(translated.get("$ref"), str):
        translated["$ref"] = translated["$ref"].replace("#", f"{CLOSED if closed else OPEN}#", 1)
    if closed and _is_object(schema) and "additionalProperties" not in translated:
        sent = (*EVERYWHERE, *UNDESCRIBED.get(schema.get("title", ""), ()))
        translated["properties"] = {**dict.fromkeys(sent, True), **translated.get("properties", {})}
        translated["unevaluatedProperties"] = False
    if schema.get("nullable") is True:  # in 3.0 it says so beside whatever else is said, also a reference
        if isinstance(translated.get("enum"), list) and None not in translated["enum"]:
            translated["enum"] = [*translated["enum"], None]
        return {"anyOf": [translated, {"type": "null"}]}
    return translated


def translate_all(schemas: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    """Schemas by their names."""
    return {name: translate(schema, closed=closed) for name, schema in schemas.items()}


def _part(key: str, value: Any, schema: dict[str, Any], closed: bool) -> Any:
    if key == "properties":  # names of the field's own choosing, among them `example` and `properties`
        return translate_all(value, closed=closed)
    # A part of a whole must not refuse what another part names; the whole is closed instead.
    whole = key not in COMPOSITIONS or (key != "allOf" and "properties" not in schema)
    return translate(value, closed=closed and whole)


def _is_object(schema: dict[str, Any]) -> bool:
    return isinstance(schema.get("properties"), dict) or isinstance(schema.get("allOf"), list)
