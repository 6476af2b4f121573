"""What triage says; the words stand in `messages.<language>.toml` beside this."""

from __future__ import annotations

from bot.community.triage import MissingInfo
from bot.core.messages import load

TEXT = load(__name__)


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
