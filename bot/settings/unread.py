"""Settings that nothing reads: slips of the pen, in the environment and in `.env`."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from bot.settings import Settings
from bot.settings.hooks import HOOK_PREFIX

NEAR = 0.85
"""How alike two names are (`difflib`) for the one to be a slip of the other."""
_NAME = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=", re.MULTILINE)


def unread(env_file: Path = Path(".env")) -> Iterator[str]:
    """Return a sentence for each name in `.env` that is no setting, and for each in the environment that is
    nearly one: most of the environment is other programs'."""
    known = {name.upper() for name in Settings.model_fields} - {"NOTIFY"}
    text = env_file.read_text("utf-8", "replace") if env_file.is_file() else ""
    written = set(_NAME.findall(text))
    for name in sorted({*written, *os.environ}):
        upper = name.upper()
        if upper in known or upper.startswith(HOOK_PREFIX):
            continue
        near = get_close_matches(upper, known, n=1, cutoff=NEAR)
        if near:
            yield f"{name} is no setting, so nothing reads it; did you mean {near[0]}?"
        elif name in written:
            yield f"{name} in {env_file} is no setting, so nothing reads it"
