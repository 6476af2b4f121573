"""The reference of the program: every command with its arguments and options, as `--help` has them."""

import inspect
from collections.abc import Iterator
from typing import Any

from bot.cli import COMMANDS, load


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, such as `stewardbot db backup`, in the order of `--help`."""
    for name in COMMANDS:
        command = load(name)
        inner = getattr(command, "commands", None) or {"": command}
        for part, one in inner.items():
            yield f"stewardbot {name} {part}".rstrip(), one


def program_page() -> str:
    """Return all commands as Markdown, a heading for each."""
    return "\n\n".join(part for name, command in commands() for part in _parts(name, command)) + "\n"


def _parts(name: str, command: Any) -> Iterator[str]:
    yield f"## `{name}`"
    yield inspect.cleandoc(command.help or "").partition("\f")[0]
    rows = [_row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    if rows:
        yield "\n".join(("| argument or option | default | what it is |", "|---|---|---|", *rows))
    if command.epilog:
        yield command.epilog.replace("Example: ", "Example: `", 1) + "`"


def _row(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    names = [parameter.metavar or parameter.name.upper()] if is_argument else parameter.opts
    default = parameter.default
    usual = "" if default in (None, "") or callable(default) or isinstance(default, bool) else f"`{default}`"
    text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
    needed = "needed" if parameter.required else usual
    return f"| {', '.join(f'`{name}`' for name in names)} | {needed} | {text} |"
