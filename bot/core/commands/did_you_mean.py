"""Suggest words that are nearly the same as one that is unknown."""

from collections.abc import Iterable
from difflib import get_close_matches


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
    """Return up to `most` of the known names that resemble a word, the nearest first, in their own
    spelling."""
    spelled = {name.casefold(): name for name in known}
    return [spelled[name] for name in get_close_matches(word.casefold()[:100], spelled, n=most)]
