"""Suggest words that are nearly the same as one that is unknown."""

from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import name as unicode_name

from bot.core.markdown import visible


def one_edit(one: str, other: str) -> bool:
    """Return whether two words differ by one letter put in, left out, exchanged, or swapped with its
    neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (swapped and short[same + 2 :] == long[same + 2 :])


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return up to `most` of the known names that resemble a word, the nearest first, in their own spelling.
    What may look the same to whoever reads it helps nobody."""
    folded = word.casefold()[:100]
    spelled = {name.casefold(): name for name in known if not _looks_equal(folded, name.casefold())}
    return [spelled[name] for name in get_close_matches(folded, spelled, n=most)]


def _looks_equal(one: str, other: str) -> bool:
    """Return whether two words differ in nothing but letters of different scripts, and what does not show."""
    one, other = visible(one), visible(other)
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and all(
        a.isalpha() and b.isalpha() and _script(a) != _script(b) for a, b in pairs
    )


def _script(letter: str) -> str:
    """Return the first word of a character's name in Unicode, such as `LATIN` or `CYRILLIC`."""
    return unicode_name(letter, "").partition(" ")[0]
