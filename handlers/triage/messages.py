"""What triage says; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.community.triage import MissingInfo
from bot.core.messages import DEFAULT, Messages, Template, load


class TriageMessages(Messages):
    """The messages of one language."""

    question: Template
    seen: Template
    one_thing: Template
    some_things: Template
    example: Template
    listed: Template
    unusable: Template
    no_replies: Template
    name_reply: Template
    no_such_reply: Template
    and_more: Template
    documented_already: Template
    no_answer: Template
    document_title: Template
    document: Template
    answer_link: Template
    answer: Template
    offer: Template
    nobody_answers: Template
    there_already: Template
    no_topic: Template
    say_what: Template
    nothing_named: Template
    kind_unknown: Template


MESSAGES = load(TriageMessages, __name__)
TEXT = MESSAGES[DEFAULT]


def question(login: str, lack: MissingInfo) -> str:
    """Return the one request for what is missing."""
    seen = TEXT.seen(found=_listed(lack.present)) if lack.present else ""
    count = TEXT.one_thing() if len(lack.missing) == 1 else TEXT.some_things()
    return TEXT.question(
        login=login,
        seen=seen,
        count=count.capitalize() if seen else count,
        missing=_listed(lack.missing),
        example=TEXT.example(path=lack.example) if lack.example else "",
    )


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else TEXT.listed(first=", ".join(words[:-1]), last=words[-1])
