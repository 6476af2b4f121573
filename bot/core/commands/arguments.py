"""The arguments of commands. What cannot be read is refused by a `Refusal` that says how to write it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.core.commands.command import Invocation
from bot.core.errors import Refusal
from bot.core.markdown import code
from bot.core.messages import DEFAULT, Language, load
from bot.core.model import same

TEXT = load(__name__)

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,38})?(?:\[bot\])?")
_TEAM = re.compile(r"@?([A-Za-z0-9][A-Za-z0-9-]{0,38})/([A-Za-z0-9][A-Za-z0-9._-]{0,99})")
_NUMBER = re.compile(
    r"(?:(?:https?://[\w.-]+/)?([\w.-]+/[\w.-]+)(?:#|/(?:issues|pull)/)|#?)(\d{1,9})", re.IGNORECASE
)
LIST_COMMAS = ",\uff0c\u3001"
"""What may part the items of a list, besides blanks."""
_COMMA = re.compile(f"[{LIST_COMMAS}]")


def items(args: Sequence[str], whole: Collection[str] = ()) -> list[tuple[str, ...]]:
    """Return the words of each item of a list, in which commas may part the items.

    A comma parts only what it stands between: one that nothing follows stays with its word, and so do those
    of the `whole` words (in lower case) and of what stood in quotes.
    """
    lists: list[list[str]] = [[]]
    for place, arg in enumerate(args, 1):
        if " " in arg or arg.casefold() in whole:
            lists[-1].append(arg)
            continue
        parts = [core, ""] if (core := arg.rstrip(LIST_COMMAS)).casefold() in whole else _COMMA.split(arg)
        if place == len(args) and not parts[-1]:
            parts[-2:] = [f"{parts[-2]},"] if len(parts) > 1 else []
        lists[-1].append(parts[0])
        lists += [[part] for part in parts[1:]]
    return [words for item in lists if (words := tuple(filter(None, item)))]


@dataclass(frozen=True)
class NamedPeople:
    """People and teams as a command names them, each once, without `@`.

    `teams` are `organization/team`; `bare` are those logins that were written without `@`, which may be
    prose as well.
    """

    logins: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


def named(args: Sequence[str], *, teams: bool = False, language: Language = DEFAULT) -> NamedPeople:
    """Return the people (and `teams`) that arguments name. Raise Refusal for a word that can be neither."""
    people: dict[str, str] = {}
    groups: dict[str, str] = {}
    bare: list[str] = []
    for word in chain.from_iterable(items(args)):
        login = word.removeprefix("@")
        if _LOGIN.fullmatch(login):
            people.setdefault(login.casefold(), login)
            bare += [login] if login == word else []
        elif teams and (team := _TEAM.fullmatch(word)):
            groups.setdefault(team[0].casefold(), f"{team[1]}/{team[2]}")
        else:
            raise Refusal(TEXT[language].no_login(word=code(word, 60)))
    return NamedPeople(tuple(people.values()), tuple(groups.values()), tuple(bare))


def logins(args: Sequence[str], language: Language = DEFAULT) -> tuple[str, ...]:
    """Return the logins that arguments name, with or without `@`. Raise Refusal for a word that can be
    none."""
    return named(args, language=language).logins


def nothing(call: Invocation) -> None:
    """Refuse whatever stands after a command that takes no arguments."""
    if call.args:
        raise Refusal(TEXT[call.language].takes_nothing())


def number(word: str, repository: str, language: Language = DEFAULT) -> int:
    """Return the number that `#7`, `7`, `owner/repo#7` or an address means inside `repository`.

    Raise Refusal if it is none, or one of another repository.
    """
    parts = _NUMBER.fullmatch(word)
    if not parts or int(parts[2]) == 0:
        raise Refusal(TEXT[language].no_number(word=code(word, 60)))
    if parts[1] and not same(parts[1], repository):
        raise Refusal(TEXT[language].other_repository(word=code(word, 80), repository=code(repository)))
    return int(parts[2])
