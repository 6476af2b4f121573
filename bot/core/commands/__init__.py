"""Slash commands: what in a text is one, and how its arguments are read. Pure."""

from bot.core.commands.arguments import Named, logins, named, nothing, number
from bot.core.commands.did_you_mean import nearest, one_edit
from bot.core.commands.grammar import MAX_COMMANDS, Parsed, find

__all__ = [
    "MAX_COMMANDS",
    "Named",
    "Parsed",
    "find",
    "logins",
    "named",
    "nearest",
    "nothing",
    "number",
    "one_edit",
]
