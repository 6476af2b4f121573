"""Messages in text files beside the module that says them, one file a language, for translators to edit.

`handlers/welcome/messages.py` declares which messages there are and loads `messages.en.toml`,
`messages.fr.toml` … from its own folder; `handlers/digest.py` loads `digest.en.toml`:

    class Greetings(Messages):
        short: Template

    GREETINGS = load(Greetings, __name__)
    GREETINGS["fr"].short(author=login)

A key that the file lacks, one too many, and a brace that is no placeholder are refused when the file is
loaded; `tests/test_messages.py` compares the languages, and each call's values with the placeholders.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from string import Formatter
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, RootModel, field_validator

from bot.core.config.repository_config import Language

DEFAULT: Language = "en"
"""The language that every catalog has, and that stands in for one it lacks."""


class Template(RootModel[str]):
    """A message in Markdown with placeholders such as `{author}`.

    A value is put in as it stands: text of other people passes `escape` or `code` of `bot.core.markdown`
    first. `{{` and `}}` are braces.
    """

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))

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

    def __call__(self, **values: object) -> str:
        """Return the message; TypeError unless there is exactly one value for each placeholder."""
        if values.keys() != self.placeholders:
            raise TypeError(f"values for {sorted(values)}, placeholders {sorted(self.placeholders)}")
        return self.root.format_map(values)

    def fill(self, values: Mapping[str, object]) -> str:
        """Return the message, with those of `values` that it has placeholders for."""
        return self.root.format_map(values)


class Messages(BaseModel):
    """The messages of one module in one language: subclasses have a `Template` for each key of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=Messages)


class Catalog(dict[Language, M]):
    """The messages of one module by language; English stands in for a language that has no file."""

    def __missing__(self, language: Language) -> M:
        return self[DEFAULT]


def load(model: type[M], module: str) -> Catalog[M]:
    """Read the files of a module (its `__name__`), in all languages there are.

    The one place where pure packages read files, and only while they are imported: the files are part of the
    program as the modules are. Raise `ValueError` for a file that is not as `model` says.
    """
    package, _, name = module.rpartition(".")
    folder = resources.files(package)
    catalog: Catalog[M] = Catalog()
    for language in get_args(Language):
        file = folder.joinpath(f"{name}.{language}.toml")
        if language == DEFAULT or file.is_file():
            catalog[language] = model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    return catalog
