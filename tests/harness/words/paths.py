"""A path of the repository is a whole link: an e-mail has no page to be relative to.

What somebody wrote is repeated as it is: a command with its path, or a reason that `/why` shows.
"""

import re

from tests.harness.words.finding import Finding
from tests.harness.words.season import Season

_WHOLE_LINK = re.compile(r"\[[^\]]*\]\(https?://[^)\s]*\)|<?https?://\S+")
_RELATIVE_LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s]*)\)")
_COMMAND = re.compile(r"`/[^`\n]*`")
_RECORD = "help.done"
"""The answer to `/why`."""
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*")


def unlinked(body: str, known: frozenset[str]) -> list[str]:
    """Return the paths of a repository (`known`) that stand in a text and are no whole link."""
    own = "\n".join(line for line in body.split("\n") if not line.startswith(">"))
    text = _COMMAND.sub("", _WHOLE_LINK.sub("", own))
    return [
        *_RELATIVE_LINK.findall(text),
        *(path for path in _PATH.findall(text) if path.rstrip(".") in known),
    ]


def find(season: Season) -> list[Finding]:
    """Return the comments with unlinked paths."""
    return [
        Finding.of(comment, f"{path} is no link")
        for comment in season.by_bot
        if all(section.name != _RECORD for section in comment.sections)
        for path in unlinked(comment.body, season.repository(comment.subject).paths)
    ]
