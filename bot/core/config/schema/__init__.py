"""The JSON schema of the repository's file, for editors and for people, drawn from the sections' models."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.core.config.document import Path
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.config.schema.docstrings import SchemaWithDocstrings
from bot.core.config.sections import DeclaredSection, RepositoryFile, sections
from bot.core.feature import Feature

SCHEMA_ID = "https://json.schemastore.org/stewardbot.json"
"""Under which editors find it, as they do those of other files: https://www.schemastore.org"""
EDITOR_LINE = f"# yaml-language-server: $schema={SCHEMA_ID}"
"""The first line of a file for an editor that knows no file by its name."""


def schema(features: Sequence[Feature[Any]]) -> dict[str, Any]:
    """Return the schema of the whole file (JSON Schema, draft 2020-12)."""
    known = sections(features)
    models: list[type[BaseModel]] = list(
        dict.fromkeys([RepositoryFile, *(section.model for section in known.values())])
    )
    refs, shared = models_json_schema(
        [(model, "validation") for model in models], schema_generator=SchemaWithDocstrings
    )
    definitions: dict[str, Any] = shared.get("$defs", {})

    def inlined(model: type[Any]) -> dict[str, Any]:
        reference = refs[model, "validation"].get("$ref", "")
        definition = definitions.get(reference.rpartition("/")[2], {})
        return (
            {**definition, "properties": dict(definition["properties"])}
            if "properties" in definition
            else dict(definition)
        )

    root = inlined(RepositoryFile)
    places: dict[str, dict[str, Any]] = {"": root}
    for path, entry in known.items():
        parent, _, key = path.rpartition(".")
        places[path] = _described(inlined(entry.model), entry)
        places[parent].setdefault("properties", {})[key] = places[path]
    used = _mentioned(root, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **root,
        "title": CONFIG_PATH,
        "$defs": {name: definitions[name] for name in sorted(used)},
    }


def keys_at(whole: dict[str, Any], path: Path) -> list[str]:
    """Return the keys that may stand in the mapping at `path` of the file, by its whole schema."""
    here = _branches(whole, whole["$defs"])
    for step in path:
        inside = [node for one in here for node in _step(one, step)]
        here = [node for one in inside for node in _branches(one, whole["$defs"])]
    return list(dict.fromkeys(key for one in here for key in one.get("properties", ())))


def _step(node: dict[str, Any], step: str | int) -> list[dict[str, Any]]:
    if isinstance(step, int):
        inner = node.get("items")
    else:
        inner = node.get("properties", {}).get(step, node.get("additionalProperties"))
    return [inner] if isinstance(inner, dict) else []


def _branches(node: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a part of the schema may stand for: references followed, alternatives spread out."""
    if reference := node.get("$ref"):
        return _branches(definitions[reference.rpartition("/")[2]], definitions)
    return [node, *(part for one in node.get("anyOf", ()) for part in _branches(one, definitions))]


def _described(node: dict[str, Any], entry: DeclaredSection) -> dict[str, Any]:
    """Return a section's schema: it may be left empty, and says what it turns on."""
    described = dict(node)
    if described.get("type") == "object":
        described["type"] = ["object", "null"]
    if entry.turns_on and entry.feature:
        described["description"] = entry.feature.summary
    described.pop("title", None)
    return described


def _mentioned(node: Any, definitions: dict[str, Any]) -> set[str]:
    """Return the names of the definitions that are needed below `node`."""
    names: set[str] = set()
    waiting = [node]
    while waiting:
        match waiting.pop():
            case dict() as mapping:
                reference = mapping.get("$ref")
                if isinstance(reference, str) and (name := reference.rpartition("/")[2]) not in names:
                    names.add(name)
                    waiting.append(definitions[name])
                waiting.extend(mapping.values())
            case list() as items:
                waiting.extend(items)
    return names
