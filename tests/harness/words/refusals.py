"""A refusal offers nothing that it refuses."""

import re

from bot.engine.decide.commands.replies import TEXT
from tests.harness.words.finding import Finding
from tests.harness.words.season import Season

_REFUSED = re.compile(r"^((?:`/[^`]+`(?:, | and )?)+[\w ]*?)(?::| is for | are for )", re.MULTILINE)
"""The commands of a reason, which begins with them."""
_COMMAND = re.compile(r"`(/[a-z][\w-]*)[^`]*`")
_MENU = TEXT.offers.root.partition("{")[0]
"""How the sentence begins that offers what the person may do."""


def offered_again(body: str) -> list[str]:
    """Return the commands that a reply refuses and offers."""
    refused = {command for reason in _REFUSED.findall(body) for command in _COMMAND.findall(reason)}
    menu = body.partition(_MENU)[2]
    return [command for command in _COMMAND.findall(menu) if command in refused]


def find(season: Season) -> list[Finding]:
    """Return the refusals that offer what they refuse."""
    return [
        Finding.of(comment, f"refuses and offers {command}")
        for comment in season.by_bot
        for command in offered_again(comment.body)
    ]
