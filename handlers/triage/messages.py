"""What triage says."""

from __future__ import annotations

from bot.community.triage import MissingInfo


def question(login: str, lack: MissingInfo) -> str:
    """The one request for what is missing."""
    seen = f"I can see {_listed(lack.found)}, thank you. " if lack.found else ""
    count = "one thing is" if len(lack.missing) == 1 else "some things are"
    count = count.capitalize() if seen else count
    example = f" This example shows how: `{lack.example}`." if lack.example else ""
    return (
        f"@{login}, {seen}{count} missing: {_listed(lack.missing)}.{example} "
        "Please add it here in a comment; you need not open a new issue. "
        "Cannot, or the data are private? Say so: a person takes it from there."
    )


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
