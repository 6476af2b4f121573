"""What the features declare, gathered: what the App must be allowed and hear, and the generated pages.

Pure and deterministic: the same features give the same bytes, so that a test can hold the committed copies
against them (`make docs` writes them anew).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.commands.command import Command
from bot.core.config.schema import schema
from bot.core.events.webhooks import SUBSCRIPTIONS
from bot.core.feature import Feature
from bot.core.generated_docs.file_page import file_page
from bot.core.permissions import LEVELS, OptionalRight

BASE_PERMISSIONS: Mapping[str, str] = {
    "contents": "read",
    "issues": "read",
    "members": "read",
    "metadata": "read",
    "pull_requests": "read",
}
"""What reading needs, whatever features are on."""

_ABOUT = "<!-- Generated from the features' declarations by `make docs`: change those, not this. -->"


def permissions(features: Sequence[Feature[Any]]) -> dict[str, str]:
    """Return the permissions the App must have, sorted by name: the strongest that anything asks for.

    Raise ValueError for a strength GitHub does not have.
    """
    needed = dict(BASE_PERMISSIONS)
    for feature in features:
        for name, strength in feature.needs.items():
            if strength not in LEVELS:
                raise ValueError(f"{feature.name} needs {name}: {strength}, which GitHub does not have")
            needed[name] = max(needed.get(name, "read"), strength, key=LEVELS.index)
    return dict(sorted(needed.items()))


def optional_rights(features: Sequence[Feature[Any]]) -> list[OptionalRight]:
    """Return the permissions that features can use and the App does not ask for."""
    rights = (right for feature in features for right in feature.may_use)
    return sorted(dict.fromkeys(rights), key=lambda right: (right.permission, right.brings))


def pages(features: Sequence[Feature[Any]]) -> dict[str, str]:
    """Return every generated file: its path inside the project, and its text."""
    whole = schema(features)
    return {
        "docs/reference/commands.md": commands_page(features),
        "docs/reference/features.md": features_page(features),
        "docs/reference/file.md": file_page(whole, _ABOUT),
        "docs/reference/config.schema.json": json.dumps(whole, indent=2, ensure_ascii=False) + "\n",
    }


def commands_page(features: Sequence[Feature[Any]]) -> str:
    """Return all slash commands by feature (Markdown)."""
    parts = [
        "# Slash commands",
        _ABOUT,
        "Write a command at the beginning of a line, in a comment or in the body of a new issue or pull "
        "request. Upper and lower case mean the same; a command in code, in a quote or in the "
        'tail of a mail is no command. Names with blanks stand in quotes: `/label "good idea"`; a name may '
        "also stand in backticks, and commas may part the names of a list (`/area io, docs`, `/cc @a, @b`), "
        "unless a label has that very name. "
        "`/help` lists what you may do where you are.",
    ]
    for feature in features:
        if feature.commands:
            parts.append(f"## {feature.name}")
            parts.append(f"{feature.summary} {_turned_on(feature)}")
            parts.extend(_command(command) for command in feature.commands)
    return "\n\n".join(parts) + "\n"


def features_page(features: Sequence[Feature[Any]]) -> str:
    """Return what the bot can do, what turns it on, and what the App needs for it (Markdown)."""
    parts = [
        "# Features",
        _ABOUT,
        "A feature is off until its section is in the repository's file, `.github/stewardbot.yml`. Every "
        "key of that file is described in [file.md](file.md), every command in [commands.md](commands.md).",
    ]
    for feature in features:
        parts += [f"## {feature.name}", feature.summary, feature.docs.strip(), _facts(feature)]
    rights = (f"{right.permission} ({right.level}): {right.brings}" for right in optional_rights(features))
    more = _listed(rights)
    parts += [
        "## What the App needs",
        "Permissions: " + ", ".join(f"{name} ({how})" for name, how in permissions(features).items()) + ".",
        "Events: " + ", ".join(SUBSCRIPTIONS) + ".",
        f"Not asked for; whoever wants what it brings grants it on the App's page: {more}." if more else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(feature: Feature[Any]) -> str:
    needs = feature.needs.items()
    lines = {
        "Turned on by": _turned_on(feature),
        "Reads also": _listed(f"`{path}`" for path in feature.also),
        "Commands": _listed(f"[/{command.name}](commands.md)" for command in feature.commands),
        "Listens to": _listed(f"`{key}`" for key in sorted(feature.handlers)),
        "By the clock": _listed(job.name for job in feature.jobs),
        "Needs": _listed(f"{name} ({strength})" for name, strength in sorted(needs)),
        "Can use": _listed(f"{right.permission} ({right.level})" for right in feature.may_use),
    }
    return "\n".join(f"- {name}: {text}" for name, text in lines.items() if text)


def _turned_on(feature: Feature[Any]) -> str:
    return "Always on." if feature.always_on else f"Section `{feature.turned_on_by}`."


def _command(command: Command) -> str:
    place = {"issue": "issues", "pull_request": "pull requests"}.get(command.on, "issues and pull requests")
    lines = [f"### `{command.usage}`", "", command.help, "", f"- Who: {command.who}", f"- Where: {place}"]
    if command.aliases:
        lines.append(f"- Also: {_listed(f'`/{alias}`' for alias in command.aliases)}")
    for example in command.examples:
        means = f": {example.means}" if example.means else ""
        lines.append(f"- Example: `{example.line}`{means}")
    return "\n".join(lines)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
