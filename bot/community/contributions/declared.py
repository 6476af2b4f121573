"""What an author declares about a change, as the project's policy asks: read, and never judged."""

from collections.abc import Iterator

from bot.community import forms
from bot.community.contributions.config import Declared
from bot.community.patterns import TEXT_CAP
from bot.core.model import same

LONGEST = 200
"""Characters of a declaration that are passed on."""
MOST = 5
"""Declarations that are passed on."""


def declarations(body: str, config: Declared) -> tuple[str, ...]:
    """Return what a description declares, each on one line: the answer under the field, and trailers. What
    a comment of the template, a quotation or code shows declares nothing."""
    lines = (" ".join(line.split())[:LONGEST] for line in _declared(body, config))
    return tuple(dict.fromkeys(lines))[:MOST]


def _declared(body: str, config: Declared) -> Iterator[str]:
    answer = forms.parse(body).field(config.field) if config.field else None
    if answer is not None and answer.answered:
        yield f"{answer.name}: {answer.text}"
    prose = forms.parse(body[-TEXT_CAP:], quotes=False).prose if config.trailer else ""
    for line in prose.splitlines():
        name, colon, value = line.partition(":")
        if colon and value.strip() and same(name.strip(), config.trailer or ""):
            yield f"{name.strip()}: {value}"
