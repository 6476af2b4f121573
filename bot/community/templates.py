"""Texts a repository writes itself, with a few variables. Not a language: `{{ name }}`, and nothing else."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import AfterValidator

from bot.core.config.names.references import is_file_name
from bot.core.markdown import Markdown, code_places

_VARIABLE = re.compile(r"(?<!\$)\{\{([^{}]{0,80})\}\}")
"""`${{ … }}` is an expression of GitHub's workflows:
https://docs.github.com/actions/learn-github-actions/expressions"""
MAX_LENGTH = 5_000
_MAX_SOURCE = 10 * MAX_LENGTH
"""Characters of a text with its variables that are read at all."""
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


def usable_with(variables: Iterable[str]) -> AfterValidator:
    """Return the check of a config value `OwnWords`: that words can be filled in with these variables. What
    names a file is right: the file is judged where it is changed."""

    def check(words: str) -> str:
        if not is_file_name(words) and (mistake := mistake_in(words, variables)):
            raise ValueError(mistake)
        return words

    return AfterValidator(check)


def fill(template: str, values: Mapping[str, Markdown]) -> Markdown:
    """Return the text with its variables filled in, once: what a value says is never read as a variable, and
    code stands as it is written.

    The text is the repository's own, so all of it works. Raises TemplateMistake for a variable that does not
    exist, and for a text that is empty or too long.
    """
    if len(template) > _MAX_SOURCE:
        raise TemplateMistake(f"it has {len(template)} characters: at most {MAX_LENGTH} are shown")
    pieces = list(_prose_and_code(template.replace("\r\n", "\n").replace("\r", "\n")))
    names = {name.strip() for prose, _ in pieces for name in _VARIABLE.findall(prose)}
    if unknown := sorted(names - values.keys()):
        raise TemplateMistake(
            f"it uses {{{{ {unknown[0]} }}}}, which does not exist: there are {', '.join(sorted(values))}"
        )
    text = "".join(
        _VARIABLE.sub(lambda match: values[match[1].strip()], prose) + code for prose, code in pieces
    ).strip()
    if not text:
        raise TemplateMistake("it is empty")
    if len(text) > MAX_LENGTH:
        raise TemplateMistake(f"it has {len(text)} characters: at most {MAX_LENGTH} are shown")
    return Markdown(text)


def _prose_and_code(template: str) -> Iterator[tuple[str, str]]:
    """Return the pieces of a text: some prose, and the code that follows it."""
    place = 0
    for begin, end in code_places(template):
        yield template[place:begin], template[begin:end]
        place = end
    yield template[place:], ""
