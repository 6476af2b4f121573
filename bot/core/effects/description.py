"""Effects in words, as `/why`, `/undo` and the page of what was done tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.effects import KINDS
from bot.core.markdown import Markdown, code, joined


class _Fields(dict[str, Markdown]):
    """The fields of an effect as text; one it lacks is left out."""

    def __missing__(self, key: str) -> Markdown:
        return Markdown("nobody" if key == "logins" else "none")

    @classmethod
    def of(cls, effect: Mapping[str, Any]) -> _Fields:
        fields = cls()
        for key, value in effect.items():
            names = [*value, *effect.get("teams", ())] if key == "logins" else value
            if isinstance(names, Sequence) and names:
                fields[key] = joined(map(code, [names] if isinstance(names, str) else map(str, names)))
        return fields


def described(kind: str, effect: Mapping[str, Any]) -> Markdown:
    """Return what an effect of a known kind did, as in "set `bug`"; empty for what needs no telling."""
    return Markdown(KINDS[kind].words.format_map(_Fields.of(effect)))
