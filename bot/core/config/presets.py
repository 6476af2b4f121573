"""What a file may say in one word: `preset`, and an empty `newcomers`. Both stand for ordinary keys."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class FilePreset(StrEnum):
    """For what a repository is; each stands for ordinary keys, of which those of the file itself win."""

    LIBRARY = "library"
    """Code that people change: sorting, commands, newcomers, reviews."""
    HUB = "hub"
    """A service that people ask about: sorting, commands, a welcome; its stewards are named beside it."""
    SPRINT = "sprint"
    """Some days on which many come at once: short claims, more suggestions, offers that claim at once."""


Keys = Mapping[str, Any]

_EVERYWHERE: Keys = MappingProxyType({"labels": {}, "assignment": {}, "lifecycle": {}, "triage": {}})
PRESETS: Mapping[FilePreset, Keys] = {
    FilePreset.LIBRARY: {
        **_EVERYWHERE,
        "newcomers": {"welcome": {}, "suggestions": {}, "claims": {}},
        "reviews": {},
    },
    FilePreset.HUB: {**_EVERYWHERE, "newcomers": {"welcome": {}}},
    FilePreset.SPRINT: {
        **_EVERYWHERE,
        "plain_words": "act",
        "newcomers": {"welcome": {}, "suggestions": {"count": "5"}, "claims": {"lease": "3 days"}},
        "reviews": {"remind_after": "1 working day"},
    },
}
"""The keys of each, as a file would write them."""
_NEWCOMERS = ("welcome", "suggestions", "claims")
"""What an empty section `newcomers` means."""


def given_keys(data: Keys, known: Collection[str]) -> dict[str, Any]:
    """Return the keys that a file is given beside its own: those of its preset, and of an empty `newcomers`.
    Sections that are not `known` are left out: not every program has all features."""
    preset = data.get("preset")
    keys = dict(PRESETS[FilePreset(preset)]) if preset in list(FilePreset) else {}
    if "newcomers" in data and not data["newcomers"]:
        keys.setdefault("newcomers", {name: {} for name in _NEWCOMERS})
    if inside := keys.get("newcomers"):
        keys["newcomers"] = {key: value for key, value in inside.items() if f"newcomers.{key}" in known}
    return {key: value for key, value in keys.items() if key in known or not isinstance(value, dict)}


def merged(given: Keys, own: Keys) -> dict[str, Any]:
    """Return two sets of keys as one; what stands in `own` wins, key by key."""
    both = {**given, **own}
    for key, value in given.items():
        mine = own.get(key, value)
        if isinstance(value, dict) and (mine is None or isinstance(mine, dict)):
            both[key] = merged(value, mine or {})
    return both
