"""How the sections of one comment fit together: each reader gets few words, and is named once."""

import re
from collections.abc import Sequence

from bot.core.effects import CommentSection
from bot.core.markdown import NOTHING, Markdown, mention

_AFTER_NAME = re.compile(r"(?: さん)?[,、] ?")
"""What stands between the name in a greeting and the sentence."""


def fitted(sections: Sequence[CommentSection]) -> tuple[CommentSection, ...]:
    """Return the sections as they stand in one comment.

    Where another one is for the same reader, a section takes its shorter form; whoever is named above is not
    greeted again. Fitting twice changes nothing.
    """
    readers = [section.reader.casefold() for section in sections]
    named: set[str] = set()
    result = []
    for section, reader in zip(sections, readers, strict=True):
        has_company = reader != "" and readers.count(reader) > 1
        body = section.short if section.short and has_company else section.body
        message = body.message or section.message
        if reader in named:
            body = _without_greeting(body, section.reader)
        elif reader and mention(section.reader) in body:
            named.add(reader)
        result.append(section.model_copy(update={"body": body, "message": message, "short": NOTHING}))
    return tuple(result)


def _without_greeting(body: Markdown, reader: str) -> Markdown:
    name = mention(reader)
    greeting = _AFTER_NAME.match(body, len(name)) if body.startswith(name) else None
    if greeting is None:
        return body
    sentence = body[greeting.end() :]
    return Markdown(sentence[:1].upper() + sentence[1:], body.message)
