"""The messages in text files: what modules name and what files have is the same, in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cache
from importlib import import_module

import pytest
from pydantic import ValidationError

from bot.core.effects import say
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown, joined, mention
from bot.core.messages import Messages, Template, load
from tests.architecture.modules import PROJECT, Module, modules

SPEAKING = (
    "bot.core",
    "bot.community",
    "bot.engine",
    "bot.services",
    "handlers",
)
"""Where modules have messages."""
SAYING = {
    "Refusal": (0, "reason"),
    "Rejection": (0, "reason"),
    "answer": (1, "text"),
    "say": (2, "body"),
    "CommentSection": (3, "body"),
    "PostComment": (2, "body"),
    "OpenIssue": (3, "body"),
    "Notify": (3, "text"),
    "Check": (5, "summary"),
}
"""What people read on GitHub is an argument of these: its place and its name."""
FILES = sorted(
    {
        path.with_name(path.name.partition(".")[0]).relative_to(PROJECT).as_posix().replace("/", ".")
        for folder in ("bot", "handlers")
        for path in (PROJECT / folder).rglob("*.??.toml")
    }
)
"""Their names without the language, such as `handlers.digest`."""
WORDS = re.compile(r"[^\W\d_]{2} ")
"""A word of more than one letter, and a blank."""
ATTRIBUTES = set(dir(Messages({})))


class Uses:
    """What one module does with the messages it knows by `names`.

    That is `TEXT.key`, `TEXT[language].key`, and `words.key` after `words = TEXT[language]`.
    """

    def __init__(self, tree: ast.Module, names: Mapping[str, Messages]) -> None:
        self.nodes = tuple(ast.walk(tree))
        self.names = dict(names)
        for node in self.nodes:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Subscript):
                continue
            if (messages := self._messages(node.value)) is not None:
                self.names |= {name.id: messages for name in node.targets if isinstance(name, ast.Name)}

    def _messages(self, node: ast.expr) -> Messages | None:
        base = node.value if isinstance(node, ast.Subscript) else node
        return self.names.get(base.id) if isinstance(base, ast.Name) else None

    def _key(self, node: ast.expr) -> tuple[Messages, str] | None:
        if isinstance(node, ast.Attribute) and node.attr not in ATTRIBUTES:
            messages = self._messages(node.value)
            return None if messages is None else (messages, node.attr)
        return None

    def named(self) -> Iterator[tuple[int, Messages, str]]:
        """(line, messages, key) of all messages that the module names."""
        for node in self.nodes:
            if isinstance(node, ast.expr) and (use := self._key(node)):
                yield node.lineno, *use

    def calls(self) -> Iterator[tuple[int, Messages, str, set[str], bool]]:
        """(line, messages, key, names of the values, whether those are all) of the messages filled.

        `(TEXT.one if … else TEXT.many)(…)` fills both.
        """
        for node in self.nodes:
            if isinstance(node, ast.Call):
                branches = [node.func]
                if isinstance(node.func, ast.IfExp):
                    branches = [node.func.body, node.func.orelse]
                values = {word.arg for word in node.keywords if word.arg}
                for use in filter(None, map(self._key, branches)):
                    yield node.lineno, *use, values, len(values) == len(node.keywords)

    def methods(self) -> Iterator[tuple[Messages, str | None]]:
        """(messages, heading) of the tables read; None for the heading where keys are computed, with
        `getattr`."""
        for node in self.nodes:
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "table":
                messages = self._messages(node.func.value)
                if messages is not None and isinstance(node.args[0], ast.Constant):
                    yield messages, str(node.args[0].value)
            elif isinstance(node.func, ast.Name) and node.func.id == "getattr":
                yield from ((messages, None) for messages in [self._messages(node.args[0])] if messages)


def wrong_uses(uses: Uses) -> Iterator[str]:
    for line, messages, key in uses.named():
        if key not in messages.templates:
            yield f"{line}: there is no message {key}"
    for line, messages, key, values, are_all in uses.calls():
        placeholders = messages.templates[key].placeholders if key in messages.templates else values
        if not values <= placeholders or (are_all and values != placeholders):
            yield f"{line} {key}: {sorted(values)} for {sorted(placeholders)}"


def _uses(module: Module) -> Uses:
    known = vars(import_module(module.name)).items()
    return Uses(module.tree, {name: value for name, value in known if isinstance(value, Messages)})


@cache
def all_uses() -> Mapping[str, Uses]:
    """What each module does, by its name; a run that asks for none of it does not read them all."""
    return {module.name: _uses(module) for module in modules() if module.name.startswith(SPEAKING)}


@cache
def all_messages() -> Mapping[str, Messages]:
    """What modules load, by the name of the file."""
    return {messages.source: messages for uses in all_uses().values() for messages in uses.names.values()}


def test_every_file_is_loaded() -> None:
    assert sorted(all_messages()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_language_has_the_same_messages_with_the_same_placeholders(name: str) -> None:
    assert not list(differences(all_messages()[name]))


def differences(english: Messages) -> Iterator[str]:
    placeholders = {key: text.placeholders for key, text in english.templates.items()}
    for language, messages in english.translations.items():
        for key in placeholders.keys() ^ messages.templates.keys():
            yield f"[{language}] {key} is only in one language"
        for key, text in messages.templates.items():
            if text.placeholders != placeholders.get(key, text.placeholders):
                yield f"[{language}] {key} has other placeholders"
        # What only other languages have (how a day is written) they all have.
        if missing := {*english.tables, *next(iter(english.translations.values())).tables} - {
            *messages.tables
        }:
            yield f"[{language}] {missing} is missing"


def test_every_message_that_a_module_names_exists_and_gets_its_values() -> None:
    wrong = [f"{module}:{sentence}" for module, uses in all_uses().items() for sentence in wrong_uses(uses)]
    assert not wrong, "\n".join(wrong)


def test_no_message_puts_code_marks_around_a_value() -> None:
    """Values come as code where they are any: a second pair of marks would show."""
    texts = [text for path in PROJECT.glob("*/**/*.??.toml") for text in path.read_text().splitlines()]
    assert texts
    assert [text for text in texts if re.search(r"`\{\w+\}`", text)] == []


def test_every_message_of_a_file_is_used() -> None:
    used: set[tuple[int, str]] = set()
    for module, uses in all_uses().items():
        used |= {(id(messages), key) for _, messages, key in uses.named()}
        for messages, heading in uses.methods():
            folder = module.rpartition(".")[0]
            used |= (
                {(id(messages), heading)} if heading else {(id(messages), key) for key in _strings(folder)}
            )
    unused = [
        f"{name}: {key}"
        for name, messages in all_messages().items()
        for key in (*messages.templates, *messages.tables)
        if (id(messages), key) not in used
    ]
    assert not unused


def _strings(folder: str) -> Iterator[str]:
    """All texts in the modules of a package: there stand the keys that one of them computes."""
    for module in modules():
        if module.folder == folder:
            for node in module.nodes:
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_no_sentence_to_people_stands_in_python() -> None:
    modules_speaking = [module for module in modules() if module.name.startswith(SPEAKING)]
    found = [f"{module.name}:{line}" for module in modules_speaking for line in sentences(module.tree)]
    assert not found, "\n".join(found)


def sentences(tree: ast.Module) -> Iterator[str]:
    """Words in an argument of `SAYING`, and in what a function yields that warns of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place, keyword = SAYING.get(ast.unparse(node.func).removeprefix("fx."), (len(node.args), ""))
            said = [word.value for word in node.keywords if word.arg == keyword]
            said += node.args[place : place + 1]
        elif isinstance(node, ast.FunctionDef) and node.returns and "ConfigWarning" in ast.dump(node.returns):
            said = [child.value for child in ast.walk(node) if isinstance(child, ast.Yield) and child.value]
        else:
            continue
        for text in said:
            for part in ast.walk(text):
                if isinstance(part, ast.Constant) and WORDS.search(str(part.value)):
                    yield f"{part.lineno}: {part.value!r}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "'{'"),
        ("Bye }", "'}'"),
        ("{}", "no placeholder"),
        ("{who.login}", "no placeholder"),
        ("{who!r}", "no placeholder"),
    ],
)
def test_a_text_with_a_brace_that_is_no_placeholder_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Messages({"hello": "Hello", "bye": text})


def test_a_message_knows_its_name_and_tells_it_to_what_it_is_a_part_of() -> None:
    messages = Messages({"hello": "Hello {author}", "bye": "Bye"})
    hello, bye = messages.hello(author=mention("eve")), messages.bye()
    assert (hello, hello.message, mention("eve").message) == ("Hello @eve", "hello", "")
    assert joined([mention("eve"), bye, hello], " ").message == "bye"
    assert copy(bye).message == "bye"
    assert [section.message for section in say("acme/widget#7", SectionKey("k"), hello).sections] == ["hello"]


def test_a_message_takes_exactly_its_values_and_leaves_their_braces_alone() -> None:
    text = Template("Hello @{author}, {{braces}}")
    assert text(author=Markdown("{eve}")) == "Hello @{eve}, {braces}"
    with pytest.raises(TypeError, match="placeholders"):
        text()
    with pytest.raises(TypeError, match="placeholders"):
        text(author=Markdown("eve"), more=1)


def test_english_stands_in_for_a_language_that_is_missing() -> None:
    messages = Messages({"bye": "Bye"}, {"fr": Messages({"bye": "Au revoir"})})
    assert [messages[language].bye() for language in ("fr", "de")] == ["Au revoir", "Bye"]


def test_a_message_that_is_missing_is_an_error_that_names_the_next() -> None:
    with pytest.raises(AttributeError, match=r"no message `helo` in greetings, did you mean `hello`"):
        Messages({"hello": "Hello"}, source="greetings").helo()


def test_a_table_is_as_its_form_says() -> None:
    messages = Messages({"work": {"merged": ["change", "changes"]}})
    assert messages.table("work", dict[str, tuple[str, str]]) == {"merged": ("change", "changes")}
    for heading, form in (("work", dict[str, str]), ("play", dict[str, tuple[str, str]])):
        with pytest.raises(ValidationError):
            messages.table(heading, form)


def test_a_module_without_a_file_fails_when_it_is_imported() -> None:
    with pytest.raises(FileNotFoundError):
        load("handlers.welcome.nowhere")


def test_the_search_finds_sentences() -> None:
    source = """
raise Refusal(f"Not {this} one")
raise Refusal(TEXT.not_this(people=" and ".join(people)))
say(ref, "an open question", TEXT.hello(), because="it is due")
fx.say(ref, KEY, body=TEXT.hello() if short else f"Hello there, {who}")
def warnings(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    yield ("a b", 1), "nobody hears of it"
    yield ("a", 1), f"`{TEXT.unheard()}`"
"""
    assert list(sentences(ast.parse(source))) == [
        "7: 'nobody hears of it'",
        "2: 'Not '",
        "3: ' and '",
        "5: 'Hello there, '",
    ]


def test_the_search_finds_what_is_wrong() -> None:
    messages = Messages(
        {"hello": "Hello @{author}", "bye": "Bye"}, {"fr": Messages({"hello": "Salut @{who}"})}
    )
    source = """
T[lang].hello(name=1)
T.bye()
words = T[lang]
words.helo
(T.bye if late else T.hello)(author=1)
T.hello(author=1, **more)
"""
    assert list(wrong_uses(Uses(ast.parse(source), {"T": messages}))) == [
        "5: there is no message helo",
        "2 hello: ['name'] for ['author']",
        "6 bye: ['author'] for []",
    ]
    assert set(differences(messages)) == {
        "[fr] bye is only in one language",
        "[fr] hello has other placeholders",
    }
