"""Slash commands: what a feature declares and answers, what in a text is one, and how its arguments are read.

Pure.
"""

from bot.core.commands.arguments import NamedPeople, items, logins, named, nothing, number
from bot.core.commands.command import Command, CommandResult, Example, Invocation, Rejection, answer
from bot.core.commands.did_you_mean import nearest, one_edit
from bot.core.commands.grammar import MAX_COMMANDS, Parsed, find
from bot.core.errors import Refusal

__all__ = [
    "MAX_COMMANDS",
    "Command",
    "CommandResult",
    "Example",
    "Invocation",
    "NamedPeople",
    "Parsed",
    "Refusal",
    "Rejection",
    "answer",
    "find",
    "items",
    "logins",
    "named",
    "nearest",
    "nothing",
    "number",
    "one_edit",
]
