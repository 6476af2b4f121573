"""Whether a comment has words of its own, and whether it asks something."""

import re

from bot.core.markdown.blanks import visible
from bot.core.markdown.lines import COMMAS, SLASHES, command_lines
from bot.core.markdown.mail import own_words
from bot.core.markdown.prose import plain

_ASKS = re.compile(r"\?(?=[\s)\]\"'*_]|$)")
_COMMAND = re.compile(
    rf"(?:[{SLASHES}]|@[^ {COMMAS}]+[ {COMMAS}]+[{SLASHES}]?)[a-z][a-z-]*[.!]?(?!\S)", re.IGNORECASE
)
"""A line that commands; `/usr/bin/python fails` does not."""
HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def has_words(body: str, me: str = "") -> bool:
    """Return whether a comment says more than commands (of the bot `me`) and quotes: only human words
    answer."""
    commands = {line for line in map(visible, command_lines(body, me)) if _COMMAND.match(line)}
    lines = map(visible, HTML_COMMENT.sub("", own_words(body)).split("\n"))
    return any(line and not line.startswith(">") and line not in commands for line in lines)


def own_prose(body: str, me: str = "") -> str:
    """Return the writer's own prose: no quotes, no code, no tail of a mail, no line that commands (the bot
    `me`)."""
    commands = {line for line in map(visible, command_lines(body, me)) if _COMMAND.match(line)}
    text = own_words(body)
    if commands:
        text = "\n".join(line for line in text.split("\n") if visible(line) not in commands)
    return plain(text)


def asks(body: str) -> bool:
    """Return whether there is a question mark at the end of a word, outside of code and quotes."""
    return "?" in body and _ASKS.search(plain(own_words(body))) is not None
