"""What the bot did, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.effects import KINDS
from bot.core.keys import COMMANDS
from bot.core.markdown import code
from bot.core.ports.records import EffectRecord


class _Fields(dict[str, str]):
    """The fields of an effect as text; one it lacks is left out."""

    def __missing__(self, key: str) -> str:
        return "nobody" if key == "logins" else "none"

    @classmethod
    def of(cls, effect: Mapping[str, Any]) -> _Fields:
        fields = cls()
        for key, value in effect.items():
            names = [*value, *effect.get("teams", ())] if key == "logins" else value
            if isinstance(names, Sequence) and names:
                fields[key] = ", ".join(map(code, [names] if isinstance(names, str) else map(str, names)))
        return fields


def is_answer(done: EffectRecord) -> bool:
    """Return whether a deed is only the answer to a command: a reply, or a reaction."""
    return done.feature == COMMANDS and done.kind in KINDS and KINDS[done.kind].talk


def in_words(done: EffectRecord) -> str:
    """Return one deed, as in "set `bug`"; empty for what needs no telling (reactions, and answers to
    commands)."""
    words = KINDS[done.kind].words if done.kind in KINDS and not is_answer(done) else ""
    return words.format_map(_Fields.of(done.effect))
