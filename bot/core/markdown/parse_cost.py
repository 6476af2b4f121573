"""Recognise texts that are slow to parse as Markdown before they are parsed.

markdown-it completes short rows of a table to its full width, and tries every rule anew inside each quote and
list, so its time grows with cells and with the depth of what lines stand in, not with the length of the text.
"""

import re
from collections.abc import Sequence

MAX_CELLS = 3_000
"""Cells of tables that are read as such in one text: each costs about 0.02 ms."""
MAX_DEPTH = 3_000
"""Lines and the quotes and lists they begin in, summed up: each costs about 0.01 ms."""

_RULE = "-:|>*+.)0123456789 \t"
"""All that the row under the head of a table can hold, in a list or a quote too."""
_CONTAINER = r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))"
_CONTAINERS = re.compile(rf"(?:{_CONTAINER}){{0,20}}")
_BULLET = re.compile(r"[-+*>.)]")


def many_cells(lines: Sequence[str]) -> bool:
    """Return whether tables could have more than `MAX_CELLS` cells; an empty line ends a table at the
    latest."""
    cells = width = 0
    for line in lines:
        if not line.strip(" \t>"):
            width = 0
        elif "-" in line and not line.strip(_RULE):
            width = max(width, line.count("|") + 1)
        cells += width
        if cells > MAX_CELLS:
            return True
    return False


def shallow(lines: Sequence[str]) -> int:
    """Return how many of the first lines stay within `MAX_DEPTH`."""
    left = MAX_DEPTH
    for number, line in enumerate(lines):
        begin = _CONTAINERS.match(line)
        left -= 1 + len(_BULLET.findall(begin[0] if begin else ""))
        if left < 0:
            return number
    return len(lines)
