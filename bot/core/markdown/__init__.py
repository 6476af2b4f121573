"""Markdown as GitHub shows it: where a command may stand, what is prose, and hostile text made harmless.

Pure, and safe for any text up to GitHub's 65,536 characters: nothing here raises, and the time grows with the
length of the text, whatever is in it.
"""

from bot.core.markdown.blanks import visible
from bot.core.markdown.comment_content import asks, has_words, own_prose
from bot.core.markdown.lines import command_lines
from bot.core.markdown.mail import own_words
from bot.core.markdown.prose import code_places, headings, plain, without_quotes
from bot.core.markdown.quoting import (
    NOTHING,
    Markdown,
    address,
    bare,
    begun,
    bullets,
    code,
    escape,
    file_address,
    file_link,
    issue_ref,
    joined,
    mention,
    plain_title,
    quote,
    replaced,
    table_row,
)
from bot.core.markdown.references import Reference, numbers_in, references, references_in

__all__ = [
    "NOTHING",
    "Markdown",
    "Reference",
    "address",
    "asks",
    "bare",
    "begun",
    "bullets",
    "code",
    "code_places",
    "command_lines",
    "escape",
    "file_address",
    "file_link",
    "has_words",
    "headings",
    "issue_ref",
    "joined",
    "mention",
    "numbers_in",
    "own_prose",
    "own_words",
    "plain",
    "plain_title",
    "quote",
    "references",
    "references_in",
    "replaced",
    "table_row",
    "visible",
    "without_quotes",
]
