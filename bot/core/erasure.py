"""Forgetting a person: how they are recognised in what is stored, and what stands in their place. Pure."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from bot.core.keys import Scope
from bot.core.markdown import escape
from bot.core.memory import Memory, Moment
from bot.core.model import GHOST, User, Value


class Wish(Value):
    """Somebody wishes to be forgotten."""

    at: Moment


WISH = Memory("forget", "wish", Wish)
"""In the person's scope."""
MARKS = Scope("forgotten")
"""The scope of the marks of those who were forgotten: one key a person, and only the holder of the operator's
key can tell whose it is."""
FORGOTTEN = Memory("forget", "", bool)
"""In the scope `MARKS`, by `mark`: somebody was here, and asked to be forgotten."""

NOBODY = User(id=0, login=GHOST.login)
"""The author of what somebody wrote who was forgotten. Not GitHub's own ghost: here the mirror takes in
no words that GitHub tells again."""
STRUCK = "…"
"""Stands in our texts for a title of theirs."""
QUOTED = (80, 120)
"""Characters to which our messages cut the titles they quote."""
_WORDS = frozenset({"title", "body"})

_PERSONS = frozenset({"id", "person", "author", "by", "reserved_for"})
_NOT_PERSONS = frozenset({"comment_id", "target_id", "remote_id", "repo_id", "owner_id", "installation_id"})


def mark(person_id: int, key: bytes) -> str:
    """Return the mark of somebody who was forgotten: a keyed hash of their id, which shows nobody who it
    was."""
    secret = blake2b(key, digest_size=32).digest()
    return blake2b(str(person_id).encode(), digest_size=16, key=secret, person=b"steward-forget").hexdigest()


@dataclass(frozen=True)
class ErasedPerson:
    """Somebody by GitHub's id, all the logins they are known under here, and the titles they wrote."""

    id: int
    logins: frozenset[str]
    titles: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """Words to search texts for, lower case; not all that is found is meant (`evelyn` holds `eve`)."""
        return (str(self.id), *sorted(login.casefold() for login in self.logins))

    @cached_property
    def _login(self) -> re.Pattern[str]:
        names = "|".join(sorted(map(re.escape, self.logins))) or r"(?!)"
        return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE | re.ASCII)

    @cached_property
    def _phrases(self) -> tuple[str, ...]:
        """Their titles as texts and JSON show them, the longest first. One word alone could be anybody's."""
        phrases = {title for title in self.titles if len(title.split()) > 1}
        phrases |= {escape(title, most) for title in phrases for most in QUOTED}
        phrases |= {
            json.dumps(phrase, ensure_ascii=plain)[1:-1] for phrase in phrases for plain in (True, False)
        }
        return tuple(sorted(phrases, key=len, reverse=True))

    @cached_property
    def _mention(self) -> re.Pattern[str]:
        return re.compile("(?<!\\w)@" + self._login.pattern, re.IGNORECASE | re.ASCII)

    @cached_property
    def _number(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\d){self.id}(?!\d)")

    def named_in(self, text: str) -> bool:
        """Return whether a text (JSON, say) names them, by login or by id, or repeats a title of theirs."""
        return bool(
            self._login.search(text)
            or self._number.search(text)
            or any(map(text.__contains__, self._phrases))
        )

    def in_key(self, key: str) -> bool:
        """Return whether a key such as `greeted:4711` is about them."""
        return any(self._is(part) or part == str(self.id) for part in re.split(r"[:/#]", key))

    def struck(self, text: str) -> str:
        """Return a text of ours with `ghost` in the place of their name, and without their titles."""
        for phrase in self._phrases:
            text = text.replace(phrase, STRUCK)
        return self._login.sub(GHOST.login, text)

    def unmentioned(self, text: str) -> str:
        """Return a text of other people: only what surely means the account is struck."""
        return self._mention.sub(f"@{GHOST.login}", text)

    def erased(self, value: Any, *, gone: bool, theirs: bool = False, key: str = "") -> Any:
        """Return a JSON value without them: `ghost` stands in for them, or (`gone`) nothing where that is
        possible.

        `gone` takes entries about them out of lists and objects, and leaves None for an object that is them.
        `theirs`: titles and bodies in it are other people's words, of which only mentions are struck.
        """
        if isinstance(value, dict):
            if gone and self._is_meant(value):
                return None
            wrote = _WORDS if self._is_meant(value.get("author")) else frozenset()
            left = {
                name: "" if name in wrote else entry
                for name, entry in value.items()
                if not (gone and self.in_key(name))
            }
            return {
                name if gone else self.struck(name): self.erased(entry, gone=gone, theirs=theirs, key=name)
                for name, entry in left.items()
            }
        if isinstance(value, list):
            entries = (entry for entry in value if not (gone and self._is_meant(entry)))
            return [self.erased(entry, gone=gone, theirs=theirs) for entry in entries]
        if isinstance(value, str):
            if theirs and key in _WORDS:
                return self.unmentioned(value)
            return STRUCK if key == "title" and value in self.titles else self.struck(value)
        if isinstance(value, int) and value == self.id and _tells_a_person(key):
            return GHOST.id
        return value

    def _is(self, text: str) -> bool:
        return bool(self._login.fullmatch(text))

    def _is_meant(self, value: Any) -> bool:
        if isinstance(value, dict):
            login = value.get("login")
            return value.get("id") == self.id or (isinstance(login, str) and self._is(login))
        return isinstance(value, str) and self._is(value)


def _tells_a_person(key: str) -> bool:
    return key in _PERSONS or (key.endswith("_id") and key not in _NOT_PERSONS)
