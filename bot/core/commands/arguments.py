"""The arguments of commands. What cannot be read is refused by a `Refusal` that says how to write it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.commands.command import Invocation
from bot.core.errors import Refusal
from bot.core.markdown import code
from bot.core.model import same

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,38})?(?:\[bot\])?")
_TEAM = re.compile(r"@?([A-Za-z0-9][A-Za-z0-9-]{0,38})/([A-Za-z0-9][A-Za-z0-9._-]{0,99})")
_NUMBER = re.compile(
    r"(?:(?:https?://[\w.-]+/)?([\w.-]+/[\w.-]+)(?:#|/(?:issues|pull)/)|#?)(\d{1,9})", re.IGNORECASE
)


@dataclass(frozen=True)
class Named:
    """People and teams as a command names them, each once, without `@`.

    `teams` are `organization/team`; `bare` are those logins that were written without `@`, which may be
    prose as well.
    """

    logins: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


def named(args: Sequence[str], *, teams: bool = False) -> Named:
    """Return the people (and `teams`) that arguments name. Raise Refusal for a word that can be neither."""
    people: dict[str, str] = {}
    groups: dict[str, str] = {}
    bare: list[str] = []
    for word in args:
        login = word.removeprefix("@")
        if _LOGIN.fullmatch(login):
            people.setdefault(login.casefold(), login)
            bare += [login] if login == word else []
        elif teams and (team := _TEAM.fullmatch(word)):
            groups.setdefault(team[0].casefold(), f"{team[1]}/{team[2]}")
        else:
            raise Refusal(
                f"{code(word, 60)} is nobody's login. Write names with blanks between: `@alice @bob`."
            )
    return Named(tuple(people.values()), tuple(groups.values()), tuple(bare))


def logins(args: Sequence[str]) -> tuple[str, ...]:
    """Return the logins that arguments name, with or without `@`. Raise Refusal for a word that can be
    none."""
    return named(args).logins


def nothing(call: Invocation) -> None:
    """Refuse whatever stands after a command that takes no arguments."""
    if call.args:
        raise Refusal(f"`/{call.word}` takes nothing after it; please write it on a line of its own.")


def number(word: str, repository: str) -> int:
    """Return the number that `#7`, `7`, `owner/repo#7` or an address means inside `repository`.

    Raise Refusal if it is none, or one of another repository.
    """
    parts = _NUMBER.fullmatch(word)
    if not parts or int(parts[2]) == 0:
        raise Refusal(f"{code(word, 60)} is no issue number. Write it like `#7`.")
    if parts[1] and not same(parts[1], repository):
        raise Refusal(f"{code(word, 80)} is in another repository; this works inside `{repository}` only.")
    return int(parts[2])
