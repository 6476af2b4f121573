"""What the bot did, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.markdown import code
from bot.core.owners import COMMANDS
from bot.core.ports.records import EffectRecord

DEEDS = {
    "add_labels": "set {labels}",
    "remove_labels": "removed {labels}",
    "assign": "assigned {logins}",
    "unassign": "took the assignment of {logins} back",
    "request_review": "asked {logins} for a review",
    "unrequest_review": "withdrew the request for a review from {logins}",
    "set_milestone": "set the milestone to {title}",
    "retitle": "changed the title to {title}",
    "close": "closed it",
    "reopen": "opened it again",
    "lock": "locked it",
    "unlock": "unlocked it",
    "pin": "pinned it",
    "unpin": "took the pin off",
    "transfer": "moved it to {to}",
    "check": "checked {head_sha}",
    "open_issue": "opened {title}",
    "comment": "commented",
    "delete_comment": "removed a comment of mine",
}


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
    """Whether a deed is only the answer to a command: a reply, or a reaction."""
    return done.feature == COMMANDS and done.kind in ("comment", "delete_comment", "react", "unreact")


def in_words(done: EffectRecord) -> str:
    """One deed, as in "set `bug`"; empty for what needs no telling (reactions, and answers to commands)."""
    deed = DEEDS.get(done.kind)
    return "" if deed is None or is_answer(done) else deed.format_map(_Fields.of(done.effect))
