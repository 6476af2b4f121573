"""What a repository's file names: labels, people, teams, files. A field says so once, by `Names`.

From that follows all that is asked about such a name: whether the repository has it, and what a file without
a repository may take for granted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, RootModel


class Thing(StrEnum):
    """A kind of thing that a name may stand for."""

    LABEL = "label"
    """A label of the repository."""
    FAMILY = "family"
    """What labels such as `area/io` begin with."""
    ISSUE_TYPE = "issue type"
    """One of GitHub's issue types."""
    ACCOUNT = "account"
    """A login, or a team with an @; also the name of a rota where the field allows one."""
    PERSON = "person"
    """A login of somebody who is no program."""
    ASSIGNEE = "assignee"
    """A login or team that issues are assigned to."""
    FILE = "file"
    """A file of the repository, with or without a place in it (`CONTRIBUTING.md#ai`), or an address."""
    WORDS = "words"
    """Words of the repository's own, or the file that holds them (`is_file_name`)."""
    FILES = "files"
    """A glob of the repository's files."""
    ISSUE = "issue"
    """The number of an issue of the repository."""
    MILESTONE = "milestone"
    """The title of an open milestone."""
    CHANNEL = "channel"
    """One of the operator's private channels."""


@dataclass(frozen=True)
class Names:
    """Marks a field, or each of its values, as the name of a thing. Of several marks the last one counts."""

    thing: Thing


Path = tuple[str | int, ...]


class NamedThing(NamedTuple):
    """A name that a file writes, what it stands for, and the path of the value in the file."""

    path: Path
    thing: Thing
    name: str


def references_in(model: BaseModel, path: Path = ()) -> Iterator[NamedThing]:
    """Return what the values that were set in `model` name, in their order; defaults name nothing."""
    for field, info in type(model).model_fields.items():
        if field in model.model_fields_set:
            inside = path if isinstance(model, RootModel) else (*path, info.alias or field)
            yield from _in_value(getattr(model, field), info.annotation, tuple(info.metadata), inside)


def _in_value(value: Any, annotation: Any, marks: tuple[Any, ...], path: Path) -> Iterator[NamedThing]:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from _in_value(value, inner, (*more, *marks), path)
        return
    if isinstance(value, BaseModel):
        yield from references_in(value, path)
        return
    arguments = get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        for arm in arguments:
            yield from _in_value(value, arm, marks, path)
    elif isinstance(value, Mapping) and len(arguments) == 2:
        of_key, of_value = arguments
        for key, one in value.items():
            yield from _in_value(key, of_key, (), (*path, str(key)))
            yield from _in_value(one, of_value, marks, (*path, str(key)))
    elif isinstance(value, tuple) and get_origin(annotation) is tuple:
        for place, one in enumerate(value):
            yield from _in_value(one, arguments[0], marks, (*path, place))
    else:
        yield from _named(value, marks, path)


def _named(value: Any, marks: tuple[Any, ...], path: Path) -> Iterator[NamedThing]:
    thing = next((mark.thing for mark in reversed(marks) if isinstance(mark, Names)), None)
    kind = int if thing is Thing.ISSUE else str
    if thing is not None and isinstance(value, kind) and not isinstance(value, bool) and value != "":
        yield NamedThing(path, thing, str(value))


LabelName = Annotated[str, Names(Thing.LABEL)]
"""A config value: a label of the repository."""
MilestoneTitle = Annotated[str, Names(Thing.MILESTONE)]
"""A config value: a milestone of the repository."""
FileName = Annotated[str, Names(Thing.FILE)]
"""A config value: a file of the repository."""
OwnWords = Annotated[str, Names(Thing.WORDS)]
"""A config value: words that the repository says instead of ours, or the file that holds them."""
_TEXT_FILE = re.compile(r"\S+\.(?:md|txt)")


def is_file_name(words: str) -> bool:
    """Return whether own words are the path of a file, which ends in `.md` or `.txt`, and no words."""
    return _TEXT_FILE.fullmatch(words) is not None
