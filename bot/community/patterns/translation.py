r"""Python's regular expressions as RE2 reads them: it takes linear time, and so cannot look around or back.

Python's own parser reads the pattern, so all it accepts (`(?x)`, comments, `\Z`, `{,3}`, `\N{BULLET}`) is
understood, and what RE2 has no word for is refused with what to write instead. RE2's syntax:
https://github.com/google/re2/wiki/Syntax
"""

import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from re import _parser  # type: ignore[attr-defined]  # read, not guessed: the parser of re itself
from typing import Any, NoReturn

from bot.core.config.problems import quoted

EDGE = "\0"
r"""Stands twice at both edges of each word in the text that a pattern with `\b` is searched for in: RE2's own
`\b` takes `ü` for no letter, so `\br\b` would find an R in "für". A `\b` reads one, each character reads over
them, and no character of a pattern is one."""
MAX_COST = 500
"""So many characters may be under repetition or in sets, counted as often as they are repeated: the states
that RE2 may have to follow at once."""
_WORD_COST = 10
"""All letters of the world are a large set to compile, which a stranger's pull request may ask for too."""
_MAX_COUNT = 1_000
_GAP = "\n"
"""While translating: where edges may stand. No translated pattern holds a line break."""
_NOTHING = r"[^\x{0}-\x{10ffff}]"
_LETTERS_I = tuple(map(ord, "iIİı"))
"""One letter to Python when case does not count; RE2 parts those with and without a dot."""


def _piece(low: int, high: int | None = None) -> str:
    return rf"\x{{{low:x}}}" + (rf"-\x{{{high:x}}}" if high is not None else "")


_CLASSES = {
    "DIGIT": (r"\p{Nd}",),
    "SPACE": tuple(_piece(ord(sign)) for sign in map(chr, range(0x3001)) if sign.isspace()),
    "WORD": (r"\p{L}", r"\p{Nd}", r"\p{Nl}", r"\p{No}", _piece(ord("_"))),
}
"""Python's `\\d`, `\\s` and `\\w` in RE2's words."""
_MEMBER: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda sign: sign.isalnum() or sign == "_",
}
_INSTEAD = {
    "GROUPREF": ("`\\1` or `(?P=name)` (a group again)", "the words themselves once more"),
    "GROUPREF_EXISTS": ("`(?(1)…|…)`", "the two ways as `…|…`"),
    "ATOMIC_GROUP": ("`(?>…)`", "`(?:…)`; no pattern runs away here"),
    "POSSESSIVE_REPEAT": ("`++`, `*+`, `?+` or `}+`", "`+`, `*`, `?` or `}`; no pattern runs away here"),
    "FAILURE": ("`(?!)`", "only what may match"),
}
_AROUND = {
    ("ASSERT", 1): "`(?=…)`",
    ("ASSERT", -1): "`(?<=…)`",
    ("ASSERT_NOT", 1): "`(?!…)`",
    ("ASSERT_NOT", -1): "`(?<!…)`",
}


@dataclass(frozen=True)
class Translation:
    """A pattern for RE2, to be searched for in one line without regard to case."""

    text: str
    has_edges: bool
    r"""It has a `\b`, and reads texts in which `EDGE`s stand."""
    cost: int


def translate(pattern: str) -> Translation:
    """Translate a regular expression of Python's. ValueError says what of it cannot be, and what to write."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # `[[`: read as it always was
            tree = _parser.parse(pattern, re.IGNORECASE)
        writer = _Writer()
        writer.refuse_flags(tree.state.flags)
        text = writer.sequence(tree)
    except re.error as failure:
        place = f" at its character {failure.pos + 1}" if failure.pos is not None else ""
        raise ValueError(f"this is no regular expression: {quoted(failure.msg)}{place}") from None
    except (RecursionError, OverflowError):
        raise ValueError("this is nested too deep or repeated too often: write it simpler") from None
    if writer.cost > MAX_COST:
        raise ValueError(
            f"what it repeats costs {writer.cost:,}, at most {MAX_COST} are allowed (1 a character, "
            f"{_WORD_COST} a `\\w`): write smaller counts, or `+` and `*`"
        )
    text = text.replace(_GAP, rf"{_piece(ord(EDGE))}*" if writer.has_edges else "")
    return Translation(text, writer.has_edges, writer.cost + 1)


def _refuse(construct: str, instead: str) -> NoReturn:
    raise ValueError(f"{construct} cannot be used here: write {instead}")


class _Writer:
    """Writes the parser's tree again, counting what it costs."""

    def __init__(self) -> None:
        self.cost = 0
        self.has_edges = False
        self._times = 0
        """How often what is being written is repeated; 0 outside of any repeat."""
        self._folds = True
        """Upper and lower case are one."""

    def sequence(self, items: Iterable[Any]) -> str:
        return "".join(self._item(operation.name, value) for operation, value in items)

    def refuse_flags(self, flags: int) -> None:
        if flags & re.ASCII:
            _refuse("`(?a)`", "`[0-9]` for `\\d`, `[A-Za-z0-9_]` for `\\w`")

    def _item(self, operation: str, value: Any) -> str:
        match operation:
            case "LITERAL":
                self.cost += self._times
                return _GAP + self._set([(_LITERAL, value)])
            case "NOT_LITERAL":
                return self._counted_set([(_NEGATE, None), (_LITERAL, value)])
            case "ANY":
                return self._counted_set([(_NEGATE, None)])
            case "IN":
                return self._counted_set(value)
            case "AT":
                return self._place(value.name)
            case "BRANCH":
                self.cost += len(value[1]) * max(self._times, 1)
                return f"(?:{'|'.join(map(self.sequence, value[1]))})"
            case "SUBPATTERN":
                return self._group(*value[1:])
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(*value) + ("?" if operation == "MIN_REPEAT" else "")
            case "ASSERT" | "ASSERT_NOT":
                _refuse(_AROUND[operation, value[0]], "what stands there into the pattern itself")
        _refuse(*_INSTEAD.get(operation, ("this", "it simpler")))

    def _place(self, name: str) -> str:
        match name:
            case "AT_BEGINNING" | "AT_BEGINNING_STRING":
                return "(?m:^)"
            case "AT_END" | "AT_END_STRING":
                return f"{_GAP}(?m:$)"
            case "AT_BOUNDARY":
                self.has_edges = True
                return _piece(ord(EDGE))
        _refuse("`\\B`", "`\\w` where the word goes on")

    def _group(self, added: int, removed: int, items: Iterable[Any]) -> str:
        self.refuse_flags(added)
        before, self._folds = self._folds, (self._folds or bool(added & re.I)) and not removed & re.I
        text = self.sequence(items)
        switch = "" if before == self._folds else "i" if self._folds else "-i"
        self._folds = before
        return f"(?{switch}:{text})"

    def _repeat(self, least: int, most: Any, items: Iterable[Any]) -> str:
        endless = most is _parser.MAXREPEAT
        if (least if endless else most) > _MAX_COUNT:
            _refuse(f"a count over {_MAX_COUNT:,}", "`+` or `*`")
        before = self._times
        self._times = max(before, 1) * (max(least, 1) if endless else most)
        text = self.sequence(items)
        self._times = before
        return f"(?:{text}){{{least},{'' if endless else most}}}"

    def _counted_set(self, items: list[Any]) -> str:
        words = sum(repr(value).endswith("WORD") for _, value in items)
        self.cost += max(self._times, 1) * max(words * _WORD_COST, 1)
        return _GAP + self._set(items)

    def _set(self, items: list[Any]) -> str:
        """Return the class for the parser's items, of which a first NEGATE means all but the others."""
        negated = bool(items) and items[0][0].name == "NEGATE"
        ranges: list[tuple[int, int]] = []
        names: list[str] = []
        for operation, value in items[negated:]:
            if operation.name == "CATEGORY":
                names.append(value.name.removeprefix("CATEGORY_"))
            else:
                ranges.append(value if operation.name == "RANGE" else (value, value))
        if self._folds and any(low <= letter <= high for low, high in ranges for letter in _LETTERS_I):
            ranges += [(letter, letter) for letter in _LETTERS_I]
        pieces = [_piece(max(low, 1), high) for low, high in ranges if high]
        pieces += [piece for name in names for piece in _CLASSES.get(name, ())]
        complements = [name.removeprefix("NOT_") for name in names if name not in _CLASSES]
        if negated and complements:
            return _class(_intersection(complements, ranges, pieces))
        if complements:
            return f"(?:{'|'.join([_class(pieces), *(_all_but(_CLASSES[name]) for name in complements)])})"
        return _all_but(pieces) if negated else _class(pieces)


_LITERAL, _NEGATE = _parser.LITERAL, _parser.NEGATE


def _class(pieces: Iterable[str]) -> str:
    inside = "".join(pieces)
    return f"[{inside}]" if inside else _NOTHING


def _all_but(pieces: Iterable[str]) -> str:
    return f"[^{_piece(ord(EDGE))}{''.join(pieces)}]"


def _intersection(names: list[str], ranges: list[tuple[int, int]], pieces: list[str]) -> list[str]:
    r"""Return what `[^\W_]` leaves: the members of one class without some others."""
    name = names[0]
    whole = _CLASSES[name]
    single = [low for low, high in ranges if low == high]
    apart = all(_piece(sign) in whole for sign in single if _MEMBER[name](chr(sign)))
    if len(set(names)) > 1 or len(single) < len(ranges) or not apart:
        _refuse("`\\W`, `\\S` or `\\D` with others in `[^…]`", "the characters that may stand there")
    removed = {*pieces, *map(_piece, single)}
    return [piece for piece in whole if piece not in removed]
