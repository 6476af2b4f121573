"""From the text of the repository's file to validated models, and every problem in it at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, RootModel, ValidationError

from bot.core.config.accounts import FileNames
from bot.core.config.document import Document, Path, read
from bot.core.config.error_messages import explain
from bot.core.config.names.references import NamedThing, references_in
from bot.core.config.presets import given_keys, merged
from bot.core.config.problems import ConfigError, Problem
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.schema import keys_at, schema
from bot.core.config.sections import INHERITED, DeclaredSection, RepositoryFile, sections
from bot.core.feature import Feature

M = TypeVar("M", bound=BaseModel)


@dataclass
class Reading:
    """A file as far as it could be understood."""

    document: Document
    top: RepositoryFile = field(default_factory=RepositoryFile)
    models: dict[str, BaseModel] = field(default_factory=dict)
    present: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: FileNames = field(default_factory=FileNames)
    given: Mapping[str, Any] = field(default_factory=dict)
    """Keys that the file has without writing them (`presets`)."""

    def is_given(self, path: Path) -> bool:
        """Return whether the value at a path is one that the file does not write itself."""
        inner: Any = self.given
        for step in path:
            if not isinstance(inner, Mapping) or step not in inner:
                return False
            inner = inner[step]
        return True

    def config(self, source: str) -> RepositoryConfig:
        """Return the configuration in force. Raise `ConfigError` with all problems if there are any."""
        if self.problems:
            raise ConfigError(self.problems)
        return RepositoryConfig(
            mode=self.top.mode,
            timezone=self.top.timezone,
            working_days=self.top.working_days,
            preset=self.top.commands.preset,
            command_bots=self.top.commands.bots,
            programs=self.top.accounts.programs,
            policy=self.top.policy,
            landed=self.top.landed,
            foreign_words=frozenset(word.lower().lstrip("/") for word in self.top.commands.foreign),
            language=self.top.language,
            plain_words=self.top.plain_words,
            sections=self.models,
            source=source,
            logins=frozenset(self.names.logins),
            read_as=self.names.others,
        )


def load(
    text: str, features: Sequence[Feature[Any]], source: str = "", names: Mapping[str, str] | None = None
) -> RepositoryConfig:
    """Return the configuration that `text` gives; an empty text is no file: observe, nothing turned on.

    `source` (`owner/repo@sha:path`) is kept with it; `names` are those of `NamedAccounts`. Raise
    `ConfigError` with every problem found.
    """
    return examine(text, features, names).config(source)


def examine(text: str, features: Sequence[Feature[Any]], names: Mapping[str, str] | None = None) -> Reading:
    """Read and validate the whole file. `ConfigError` only where it cannot be read as YAML at all."""
    reading = Reading(read(text))
    known = sections(features)
    data = {} if reading.document.data is None else reading.document.data
    if not isinstance(data, dict):
        line, column = reading.document.place(())
        message = "the file should be keys and values, such as `mode: observe`"
        raise ConfigError([Problem(line, column, "", message)])
    reading.problems += reading.document.problems
    reading.given = given_keys(data, known)
    data = merged(reading.given, data)
    rotas = data.get("rotas")
    reading.names = FileNames(names or {}, rotas if isinstance(rotas, dict) else ())
    judge = _Judge(reading, known, features)
    set_here = {key: value for key, value in data.items() if key not in known and value is not None}
    if top := judge.validated(RepositoryFile, set_here, ()):
        reading.top = top
    for path, entry in known.items():
        present, value = _at(data, path)
        if present:
            reading.present.append(path)
        elif not (entry.turns_on and entry.feature and entry.feature.always_on):
            continue
        own = _inheriting(entry.model, _without(value, path, known), reading.top)
        if (model := judge.validated(entry.model, own, tuple(path.split(".")))) is not None:
            reading.models[path] = model
    return reading


def references(reading: Reading) -> Iterator[NamedThing]:
    """Return every name in a file that stands for something of the repository's."""
    yield from references_in(reading.top)
    for path, model in reading.models.items():
        yield from references_in(model, tuple(path.split(".")))


def _at(data: Any, path: str) -> tuple[bool, Any]:
    """Return whether the file has the section, and its value; an empty section is one with nothing set."""
    for key in path.split("."):
        if not isinstance(data, dict) or key not in data:
            return False, {}
        data = data[key]
    return True, {} if data is None else data


def _without(value: Any, path: str, known: Iterable[str]) -> Any:
    """Return a section's own keys: those of the sections inside it are read by themselves."""
    if not isinstance(value, dict):
        return value
    return {key: inner for key, inner in value.items() if f"{path}.{key}" not in known}


def _inheriting(model: type[BaseModel], value: Any, top: RepositoryFile) -> Any:
    """Return the value with `timezone` and `working_days` from the top where its model has them and it does
    not."""
    if not isinstance(value, dict):
        return value
    if issubclass(model, RootModel):
        inner = get_args(model.model_fields["root"].annotation)[-1:]
        if inner and isinstance(inner[0], type) and issubclass(inner[0], BaseModel):
            return {key: _inheriting(inner[0], entry, top) for key, entry in value.items()}
        return value
    return {key: getattr(top, key) for key in INHERITED if key in model.model_fields} | value


@dataclass
class _Judge:
    """Validates the parts of one file and notes what is wrong with them in its reading."""

    reading: Reading
    known: Mapping[str, DeclaredSection]
    features: Sequence[Feature[Any]]

    def validated(self, model: type[M], value: Any, path: Path) -> M | None:
        """Return the model, or None where there are problems."""
        try:
            return model.model_validate(value, context=self.reading.names)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        self.reading.problems += explain(errors, path, self.reading.document, self._keys_at, self.known)
        return None

    def _keys_at(self, path: Path) -> list[str]:
        return keys_at(_schema(tuple(self.features)), path)


@lru_cache(maxsize=1)
def _schema(features: tuple[Feature[Any], ...]) -> dict[str, Any]:
    """Return the schema in which the keys beside a wrong one are looked up; drawing it costs as much as
    reading fifty files."""
    return schema(features)
