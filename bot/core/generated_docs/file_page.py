"""The reference page of the repository's file: each key, its values and its default, by the JSON schema."""

import json
from collections.abc import Iterator
from typing import Any

_DEEPEST = 6
"""A path longer than this many keys is of a definition that holds itself."""
_INTO = {"": "", "items": "[]", "additionalProperties": ".<name>"}
"""How a step into what a key holds is written behind it."""
_TABLE = ("| key | values | default | what it is |", "|---|---|---|---|")


def file_page(whole: dict[str, Any], about: str) -> str:
    """Return the page (Markdown) for the whole schema; `about` is the comment on where it comes from."""
    known = whole["$defs"]
    top = whole["properties"]
    sections = {name: node for name, node in top.items() if any(_inside(node, known))}
    plain = {"properties": {name: node for name, node in sorted(top.items()) if name not in sections}}
    parts = [
        "# The repository's file",
        about,
        "`.github/stewardbot.yml` on the default branch, or in the owner's `.github` repository for all. "
        "`<name>` stands for a name that you choose, `[]` for each line of a list. "
        "[config.schema.json](config.schema.json) says the same to an editor.",
        "## At the top",
        _table(plain, known),
    ]
    for name, node in sections.items():
        rows = {"properties": {"<name>": _mapped(node, known)}} if not _properties(node, known) else node
        parts += [f"## {name}", node.get("description", ""), _table(rows, known)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(node: dict[str, Any], known: dict[str, Any]) -> str:
    return "\n".join([*_TABLE, *_rows(node, known, ())])


def _rows(node: dict[str, Any], known: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for name, child in _properties(node, known).items():
        here = (*path, name)
        cells = (f"`{'.'.join(here)}`", _values(child, known), _default(child), _text(child, known))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
        if len(here) < _DEEPEST:
            for inner, into in _inside(child, known):
                yield from _rows(inner, known, (*path, name + _INTO[into]))


def _mapped(node: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return next(inner for inner, _ in _inside(node, known))


def _inside(node: dict[str, Any], known: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for branch in _branches(node, known):
        if branch.get("properties"):
            yield branch, ""
        for into in ("items", "additionalProperties"):
            if isinstance(inner := branch.get(into), dict):
                for one in _branches(inner, known):
                    if one.get("properties"):
                        yield one, into


def _branches(node: dict[str, Any], known: dict[str, Any]) -> list[dict[str, Any]]:
    if reference := node.get("$ref"):
        return _branches(known[reference.rpartition("/")[2]], known)
    inner = [part for one in node.get("anyOf", ()) for part in _branches(one, known)]
    return inner or [node]


def _properties(node: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return {
        name: inner
        for branch in _branches(node, known)
        for name, inner in branch.get("properties", {}).items()
    }


def _text(node: dict[str, Any], known: dict[str, Any]) -> str:
    texts = [node.get("description", ""), *(one.get("description", "") for one in _branches(node, known))]
    return " ".join(next((text for text in texts if text), "").split())


def _default(node: dict[str, Any]) -> str:
    default = node.get("default")
    if isinstance(default, dict):
        default = default.get("text")  # of a duration; what a section holds stands in its own rows
    if default is None or default in ("", [], {}):
        return ""
    return f"`{default if isinstance(default, str) else json.dumps(default, ensure_ascii=False)}`"


def _values(node: dict[str, Any], known: dict[str, Any]) -> str:
    values = dict.fromkeys(filter(None, (_value(one, known) for one in _branches(node, known))))
    return ", or ".join(values)


def _value(node: dict[str, Any], known: dict[str, Any]) -> str:
    kind = node.get("type")
    if names := node.get("enum") or ([node["const"]] if "const" in node else []):
        return ", ".join(f"`{json.dumps(name) if isinstance(name, bool) else name}`" for name in names)
    if examples := [example for example in node.get("examples", ()) if isinstance(example, str)]:
        return "such as " + ", ".join(f"`{example}`" for example in examples[:2])
    if kind == "array":
        inner = _values(node["items"], known) if isinstance(node.get("items"), dict) else ""
        return f"list of {inner}" if inner else "list"
    words = {
        "string": "text",
        "integer": "number",
        "number": "number",
        "boolean": "`true`, `false`",
        "object": "mapping",
    }
    return words.get(kind, "") if isinstance(kind, str) else "mapping" if kind else ""
