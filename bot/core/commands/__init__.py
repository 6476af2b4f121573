"""Slash commands: what in a text is one, and how its arguments are read. Pure."""

from bot.core.commands.arguments import Named, logins, named, nothing, number
from bot.core.commands.grammar import MAX_COMMANDS, Parsed, find
from bot.core.commands.nearness import nearest, one_edit

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
