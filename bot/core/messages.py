"""Messages in text files beside the module that says them, one file a language, for translators to edit.

The file is the only place where a message stands. `bot/services/calls.py` loads `calls.en.toml`, and
`calls.fr.toml` … where there are any:

    TEXT = load(__name__)
    TEXT.more(count=3)
    TEXT["fr"].more(count=3)

`tests/test_messages.py` holds modules and files against each other: each message that a module names exists
and gets a value for each placeholder, each that a file has is used, and all languages have the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import resources
from string import Formatter
from typing import Literal, Self, TypeVar, get_args

from pydantic import ConfigDict, PrivateAttr, RootModel, TypeAdapter, field_validator

from bot.core.markdown.quoting import Markdown

Language = Literal["en", "fr", "de", "es", "pt", "ja"]
"""Languages (ISO 639-1) in which the bot has words of its own."""
DEFAULT: Language = "en"
"""The language that every module has, and that stands in for one it lacks."""

Value = Markdown | int | Literal[""]
"""A value for a placeholder of a message: no text of others that was not escaped."""

T = TypeVar("T")


class Template(RootModel[str]):
    """A message in Markdown with placeholders such as `{author}`.

    A value is put in as it stands, so it is `Markdown`: text of other people has passed `escape` or `code` of
    `bot.core.markdown`. `{{` and `}}` are braces.
    """

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))

    _name: str = PrivateAttr("")

    @field_validator("root")
    @classmethod
    def _has_plain_placeholders(cls, text: str) -> str:
        for _, name, form, conversion in Formatter().parse(text):
            if name is not None and (not name.isidentifier() or form or conversion):
                raise ValueError(f"{{{name}}} is no placeholder: a plain name stands between braces")
        return text

    @cached_property
    def placeholders(self) -> frozenset[str]:
        """The names between braces."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.root) if name is not None)

    def __call__(self, **values: Value) -> Markdown:
        """Return the message; TypeError unless there is exactly one value for each placeholder."""
        if values.keys() != self.placeholders:
            raise TypeError(f"values for {sorted(values)}, placeholders {sorted(self.placeholders)}")
        return self.fill(values)

    def fill(self, values: Mapping[str, Value]) -> Markdown:
        """Return the message, with those of `values` that it has placeholders for."""
        return Markdown(self.root.format_map(values), self._name)

    def named(self, name: str) -> Self:
        """Return the template, whose messages bear a name."""
        self._name = name
        return self


_TEMPLATES = TypeAdapter(dict[str, Template])


class Messages:
    """The messages of one file: an attribute for each key, a table for each heading."""

    def __init__(
        self,
        content: Mapping[str, object],
        translations: Mapping[Language, Messages] | None = None,
        source: str = "",
    ) -> None:
        """Raise `ValueError` for a text with a brace that is no placeholder. `source` is the file's name."""
        self.source = source
        self.tables = {key: value for key, value in content.items() if isinstance(value, Mapping)}
        texts = {key: value for key, value in content.items() if key not in self.tables}
        templates = _TEMPLATES.validate_python(texts)
        self.templates = {key: template.named(key) for key, template in templates.items()}
        self.translations = translations or {}

    def __getattr__(self, key: str) -> Template:
        templates: dict[str, Template] = self.__dict__.get("templates", {})
        if key not in templates:
            near = "".join(f", did you mean `{name}`?" for name in get_close_matches(key, templates, n=1))
            raise AttributeError(f"no message `{key}` in {self.source}{near}")
        return templates[key]

    def __getitem__(self, language: Language) -> Messages:
        """Return the same messages in another language; English stands in for one that has no file."""
        return self.translations.get(language, self)

    def table(self, heading: str, form: type[T]) -> T:
        """Return the words under a heading of the file. Raise `ValueError` if they are not as `form` says."""
        return TypeAdapter(form).validate_python(self.tables.get(heading))


@cache
def load(module: str) -> Messages:
    """Read the files beside a module, `<its name>.<language>.toml`, in all languages there are.

    `load(__name__)` in a module whose own they are; `load(f"{__package__}.messages")` for those of a package.

    The one place where pure packages read files, and only while they are imported: the files are part of the
    program as the modules are. Raise `ValueError` for a file that cannot be used.
    """
    package, _, name = module.rpartition(".")
    contents = {}
    for language in get_args(Language):
        file = resources.files(package).joinpath(f"{name}.{language}.toml")
        if language == DEFAULT or file.is_file():
            contents[language] = tomllib.loads(file.read_text(encoding="utf-8"))
    translations = {key: Messages(content, source=module) for key, content in contents.items()}
    return Messages(contents[DEFAULT], translations, module)
