"""Texts that another bot posts, as ours may post them: word for word, or not at all."""

import re
from collections.abc import Iterable

from bot.community.templates import mistake_in
from bot.operations.migrate.draft import Draft
from bot.operations.migrate.keys import Keys, not_texts
from bot.operations.migrate.sources import list_of

_PLACEHOLDER = re.compile(
    r"\$?\{\{(?:[^{}]|\{[^{}]*\})*\}\}"  # GitHub's expressions; Go's, Mustache's and Handlebars'
    r"|(?<!\$)\{(?:issue-author|author|user|handle|total_days|days)[\w-]*\}"  # dessant's and their kin's
    r"|\[(?:user|author)\]"
)


def why_not(text: str, variables: Iterable[str]) -> str:
    """Return why a text cannot be posted as it stands; empty: it can. Placeholders of its own tool would be
    posted as they are, and are never edited."""
    if placeholder := _PLACEHOLDER.search(text):
        names = [f"{{{{ {name} }}}}" for name in variables]
        if placeholder[0] in names:
            return f"it says {placeholder[0]}, and a name would stand there"
        return f"it says {placeholder[0]}, where we know {', '.join(names)}"
    return mistake_in(text, variables) or ""


def set_text(
    draft: Draft, keys: Keys, key: str, path: tuple[str, ...], variables: Iterable[str], reason: str = ""
) -> bool:
    """Take a text over, word for word. One that cannot be posted is left to a person, and until then the
    built-in words serve: then False."""
    several = list_of(keys.values[key])
    if not several or not_texts({key: several[0]}):
        keys.impossible(key, reason="its tool wants a text here")
        return False
    text = str(several[0]).strip()
    if len(several) > 1:
        reason = f"word for word, the first of {len(several)} by turns"
    if fault := why_not(text, variables):
        keys.changed(key, reason=f"left behind #, as {fault}")
        draft.withhold(*path, value=text, reason=f"{key}: {fault}.")
        return False
    if not draft.set(*path, value=text):
        keys.impossible(
            key, reason=f"there is one text for {'.'.join(path)}, and another file gave it already"
        )
        return False
    (keys.changed if reason else keys.same)(key, reason=reason or f"word for word, as `{'.'.join(path)}`")
    return True
