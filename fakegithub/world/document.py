"""The world: the seed of a simulated GitHub, as people write it in YAML or JSON.

The keys are a public contract and an unknown one is an error, because a misspelt `lables:` that is quietly
ignored costs its author an afternoon. Anyone named anywhere exists as an ordinary user.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from fakegithub.world.parts import Instant, Part, Text, WorldOrganization, WorldRepository, WorldUser, named

LARGEST = 20_000_000
"""Characters of the largest world that is read."""


class WorldError(ValueError):
    """The world cannot be read; the message says where and what to write instead."""


class World(Part):
    """A simulated GitHub before anything happens in it."""

    now: Instant | None = None
    bot: Text = "stewardbot[bot]"
    users: list[Annotated[WorldUser, named("login")]] = Field(default_factory=list)
    organizations: list[Annotated[WorldOrganization, named("login")]] = Field(default_factory=list)
    repositories: list[Annotated[WorldRepository, named("name")]] = Field(default_factory=list)

    @classmethod
    def load(cls, text: str) -> Self:
        """Read a world from YAML (1.2: the login `no` is a word) or JSON. WorldError says what is wrong."""
        if len(text) > LARGEST:
            raise WorldError(f"the world is larger than {LARGEST:,} characters")
        parsed = _parse(text)
        return cls.read({} if parsed is None else parsed)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read a world from an object that was parsed already. WorldError says what is wrong."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise WorldError("; ".join(_complaints(error))) from error


def _parse(text: str) -> Any:
    try:
        if text.lstrip()[:1] == "{":
            try:
                return json.loads(text)
            except ValueError:
                pass  # YAML's own short form also begins with a brace
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise WorldError(f"{place}{getattr(error, 'problem', None) or error}") from error
    except RecursionError:
        raise WorldError("the world is nested too deeply") from None


def _complaints(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False)[:5]:
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in mistake["loc"]
        ).lstrip(".")
        if mistake["type"] == "extra_forbidden":
            key = str(mistake["loc"][-1])
            near = get_close_matches(key, _every_key(), n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            yield f"{place}: unknown key `{key}`{hint}"
        else:
            yield f"{place or 'the world'}: {mistake['msg'].removeprefix('Value error, ')}"


def _every_key() -> list[str]:
    return sorted({name for part in Part.__subclasses__() for name in part.model_fields})
