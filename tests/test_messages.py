"""The messages in text files: every language says the same, and every call gives what the text asks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bot.core.messages import DEFAULT, Catalog, Messages, Template, load
from tests.architecture.modules import PROJECT, modules

FOLDERS = ("bot", "handlers")
AnyCatalog = Catalog[Any]


def catalogs() -> dict[str, AnyCatalog]:
    """All catalogs by `module.NAME`, where they are loaded."""
    loaded = {}
    for module in modules():
        if module.name.startswith("handlers") or "load(" in module.text:
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, Catalog) and f"\n{name} = load(" in module.text:
                    loaded[f"{module.name}.{name}"] = value
    return loaded


def templates(messages: BaseModel, prefix: str = "") -> Iterator[tuple[str, Template]]:
    """All templates of one language by their keys."""
    for key in type(messages).model_fields:
        value = getattr(messages, key)
        if isinstance(value, Template):
            yield f"{prefix}{key}", value
        elif isinstance(value, Messages):
            yield from templates(value, f"{prefix}{key}.")


CATALOGS = catalogs()


def test_every_file_of_messages_is_loaded() -> None:
    files = {path for folder in FOLDERS for path in (PROJECT / folder).rglob("*.??.toml")}
    modules_of = {catalog.rpartition(".")[0] for catalog in CATALOGS}
    assert files
    for path in files:
        beside = path.with_name(path.name.partition(".")[0]).relative_to(PROJECT)
        assert ".".join(beside.parts) in modules_of, f"no module loads {path}"


@pytest.mark.parametrize("name", CATALOGS)
def test_every_language_has_the_same_placeholders(name: str) -> None:
    english = {key: text.placeholders for key, text in templates(CATALOGS[name][DEFAULT])}
    for language, messages in CATALOGS[name].items():
        for key, text in templates(messages):
            # What only other languages have (how a day is written) is compared among themselves.
            wanted = english.get(key)
            assert wanted in (None, text.placeholders), f"{name} [{language}] {key}"


def calls_in(source: str, names: dict[str, AnyCatalog]) -> Iterator[tuple[int, str, Template, set[str]]]:
    """(line, key, template, names of the values) of each message said in a module.

    `CATALOG[language].key(…)`, and `NAME.key(…)` where `NAME = CATALOG[…]` stands in the module.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or any(each.arg is None for each in node.keywords):
            continue
        keys: list[str] = []
        at: ast.expr = node.func
        while isinstance(at, ast.Attribute):
            keys.insert(0, at.attr)
            at = at.value
        base = at.value if isinstance(at, ast.Subscript) else at
        if keys and isinstance(base, ast.Name) and base.id in names:
            text = dict(templates(names[base.id][DEFAULT])).get(".".join(keys))
            if text is not None:
                yield node.lineno, ".".join(keys), text, {str(each.arg) for each in node.keywords}


def test_every_call_gives_what_the_text_asks_for() -> None:
    wrong = []
    for module in modules():
        if not any(name.rpartition(".")[2] in module.text for name in CATALOGS) and (
            ".messages" not in module.text
        ):
            continue
        for line, key, text, values in calls_in(module.text, _known_in(module.name)):
            if values != text.placeholders:
                wrong.append(f"{module.name}:{line} {key}: {sorted(values)} for {sorted(text.placeholders)}")
    assert not wrong, "\n".join(wrong)


def _known_in(module: str) -> dict[str, AnyCatalog]:
    """The catalogs that a module knows by a name of its own, also as the messages of one language."""
    names = {}
    for name, value in vars(import_module(module)).items():
        for catalog in CATALOGS.values():
            if value is catalog or any(value is messages for messages in catalog.values()):
                names[name] = catalog
    return names


class Two(Messages):
    hello: Template
    bye: Template


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hello": "Hello"}, "Field required"),
        ({"hello": "Hello", "bye": "Bye", "again": "Hi"}, "Extra inputs"),
        ({"hello": "Hello", "bye": "{"}, "'{'"),
        ({"hello": "Hello", "bye": "Bye }"}, "'}'"),
        ({"hello": "Hello", "bye": "{}"}, "no placeholder"),
        ({"hello": "Hello", "bye": "{who.login}"}, "no placeholder"),
        ({"hello": "Hello", "bye": "{who!r}"}, "no placeholder"),
    ],
)
def test_a_file_that_is_not_as_declared_is_refused(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Two.model_validate(wrong)


def test_a_message_takes_exactly_its_values_and_leaves_their_braces_alone() -> None:
    text = Template("Hello @{author}, {{braces}}")
    assert text(author="{eve}") == "Hello @{eve}, {braces}"
    for values in ({}, {"author": "eve", "more": 1}):
        with pytest.raises(TypeError, match="placeholders"):
            text(**values)


def test_english_stands_in_for_a_language_that_is_missing() -> None:
    catalog = Catalog({"en": Two(hello=Template("Hello"), bye=Template("Bye"))})
    assert catalog["fr"].bye() == "Bye"


def test_a_module_without_a_file_fails_when_it_is_imported() -> None:
    with pytest.raises(FileNotFoundError):
        load(Two, "handlers.welcome.nowhere")


def test_the_search_for_calls_finds_a_wrong_one() -> None:
    catalog = Catalog({"en": Two(hello=Template("Hello @{author}"), bye=Template("Bye"))})
    calls = list(calls_in("T[lang].hello(name=1)\nT.bye()", {"T": catalog}))
    assert [(line, key, values == text.placeholders) for line, key, text, values in calls] == [
        (1, "hello", False),
        (2, "bye", True),
    ]
