"""Texts a repository writes itself, with a few variables. Not a language: `{{ name }}`, and nothing else."""

import re
from collections.abc import Iterable, Mapping

from bot.core.markdown import Markdown

_VARIABLE = re.compile(r"\{\{([^{}]{0,80})\}\}")
MAX_LENGTH = 5_000
REPLIES = ".github/replies"
"""The folder of a repository's saved replies, Markdown files."""


class TemplateMistake(ValueError):
    """A template that cannot be used, in a sentence for those who wrote it."""


def mistake_in(template: str, names: Iterable[str]) -> str | None:
    """Return why a text cannot be used where variables of these names are filled in; None if it can."""
    try:
        fill(template, dict.fromkeys(names, Markdown("x")))
    except TemplateMistake as mistake:
        return str(mistake)
    return None


def fill(template: str, values: Mapping[str, Markdown]) -> Markdown:
    """Return the text with its variables filled in, once: what a value says is never read as a variable.

    The text is the repository's own, so all of it works. Raises TemplateMistake for a variable that does not
    exist, and for a text that is empty or too long.
    """
    unknown = sorted({name.strip() for name in _VARIABLE.findall(template)} - values.keys())
    if unknown:
        raise TemplateMistake(
            f"it uses {{{{ {unknown[0]} }}}}, which does not exist: there are {', '.join(sorted(values))}"
        )
    text = _VARIABLE.sub(lambda match: values[match[1].strip()], template).strip()
    if not text:
        raise TemplateMistake("it is empty")
    if len(text) > MAX_LENGTH:
        raise TemplateMistake(f"it has {len(text)} characters: at most {MAX_LENGTH} are shown")
    return Markdown(text)
