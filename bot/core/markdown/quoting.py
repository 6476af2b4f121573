"""Text somebody else wrote, put into a comment of ours so that nothing in it works.

No mention calls anybody, no reference links back, no HTML or marker is left, and what is invisible or turns
the direction of writing is taken out. What stays reads as it was written.

What others wrote is a `str`; `Markdown` is what may stand in a comment. The way from one to the other is
here, so mypy finds a text that nobody escaped.
"""

import re
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import quote as percent_encoded

from pydantic_core import CoreSchema, core_schema

from bot.core.markdown.blanks import INVISIBLE


class Markdown(str):
    """Text in which nothing of others works: a literal of ours, a message, or what a function here returned.

    `Markdown("…")` is for literals only (`tests/test_foreign_text.py`). `message` is the name of a text in
    its message file; empty for words of the repository or of a person.
    """

    message: str

    def __new__(cls, text: str, message: str = "") -> Self:
        """Return the text, which knows its name."""
        self = super().__new__(cls, text)
        self.message = message
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Return how it is read where it was stored: as a plain string. What knows its name keeps it."""
        return core_schema.no_info_wrap_validator_function(
            lambda text, read: text if isinstance(text, cls) else cls(read(text)), core_schema.str_schema()
        )


NOTHING = Markdown("")

_INVISIBLE = re.compile(rf"[{INVISIBLE}\U000e0000-\U000e007f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"([\\`*_~\[\]<>&|$])")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*((/[a-z0-9_.-]+)+(#\d+)?|\[bot\])?", re.IGNORECASE | re.ASCII)
_BACKTICKS = re.compile("(`+)")
_CELL_END = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_MARKUP = re.compile(r"([\\\[<])")
_ADDRESS = "/:?&=#%+~@,;.-_"
"""What stays as it is in an address; all else could end the link that it stands in."""
_LEADING = re.compile(r"^(?=[/#+=:-])|^(\d{1,9})(?=[.)])")
_BREAK = "\u200b"
_WORKING = (
    (re.compile(r"([@#])(?=\w)"), rf"\1{_BREAK}"),
    (re.compile(r"\b(GH)-(?=\d)", re.IGNORECASE), rf"\1-{_BREAK}"),
    (re.compile(r":(?=//)"), f":{_BREAK}"),
    (re.compile(r"\b(www)\.", re.IGNORECASE), rf"\1{_BREAK}."),
    (re.compile(r"\b(mailto|xmpp):", re.IGNORECASE), rf"\1{_BREAK}:"),
)


def _clean(text: str, limit: int) -> str:
    """Return one line without anything invisible, cut at `limit` characters."""
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _BLANKS.sub(" ", text[: 4 * limit]))).strip()
    text = text.replace("<!--", f"<!{_BREAK}--")
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def escape(text: str, limit: int = 300) -> Markdown:
    """Return `text` as one line of prose that reads the same, but calls, links and formats nothing."""
    text = _PUNCTUATION.sub(r"\\\1", _clean(text, limit))
    for pattern, replacement in _WORKING:
        text = pattern.sub(replacement, text)
    return Markdown(_LEADING.sub(r"\1\\", text))


def code(text: str, limit: int = 120) -> Markdown:
    """Return `text` as a code span: for names (labels, milestones, commands), shown exactly."""
    text = _clean(text, limit)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not text or text[0] == "`" or text[-1] == "`" else ""
    return Markdown(f"{fence}{pad}{text or ' '}{pad}{fence}")


def defused(sentence: str) -> Markdown:
    """Return a sentence of ours that may hold what others wrote: nothing in it works, code spans stay."""
    parts = _BACKTICKS.split(_clean(sentence, len(sentence)))  # Prose and runs of backticks, in turns.
    at = 0
    while at < len(parts):
        if at % 2 and parts[at] in parts[at + 1 :]:  # A span ends at the next run of the same length.
            at = parts.index(parts[at], at + 1)
        elif at % 2 == 0:
            parts[at] = _MARKUP.sub(r"\\\1", parts[at])
            for pattern, replacement in _WORKING:
                parts[at] = pattern.sub(replacement, parts[at])
        at += 1
    return Markdown("".join(parts))


def table_row(*cells: Markdown) -> Markdown:
    """Return a row of a table. A bar ends a cell in a code span too, and what comes after it would work."""
    closed = (_CELL_END.sub(r"\1\|", cell) for cell in cells)
    return Markdown(f"| {' | '.join(closed)} |")


def plain_title(text: str, limit: int = 200) -> Markdown:
    """Return `text` as the title of an issue, where Markdown and mentions do not work."""
    return Markdown(_clean(text, limit))


def quote(line: str, limit: int = 160) -> Markdown:
    """Return `line` as a quotation of one line, such as the command that a reply is about."""
    return Markdown(f"> {code(line, limit)}")


def bare(name: str | None) -> Markdown:
    """Return a login, `organization/team`, `owner/name#7` or command as it is, what is none of these as code;
    for nobody nothing."""
    return Markdown(name or "") if not name or _NAME.fullmatch(name) else code(name, 60)


def mention(login: str) -> Markdown:
    """Return what calls a person or team."""
    return Markdown(f"@{bare(login)}")


def issue_ref(number: int) -> Markdown:
    """Return what links to an issue or pull request of the same repository."""
    return Markdown(f"#{number}")


def address(url: str) -> Markdown:
    """Return an address, or a path, as it may stand in a link: what could end the link is encoded."""
    return Markdown(percent_encoded(url, safe=_ADDRESS))


def file_address(page: str, path: str, at: str = "HEAD") -> Markdown:
    """Return the whole address of a file, which works in an e-mail, too; `page` is that of its repository,
    `at` the commit."""
    return address(path if path.startswith("https://") else f"{page}/blob/{at}/{path.lstrip('/')}")


def file_link(page: str, path: str, at: str = "HEAD") -> Markdown:
    """Return a file as a link; without the whole address of its repository, `page`, it is none."""
    return Markdown(f"[{code(path, 80)}]({file_address(page, path, at)})") if page else code(path, 80)


def joined(parts: Iterable[Markdown], between: str = ", ") -> Markdown:
    """Return the parts in one text, with `between` them, under the name of the first message among them."""
    parts = list(parts)
    return Markdown(between.join(parts), next((part.message for part in parts if part.message), ""))


def begun(sentence: Markdown) -> Markdown:
    """Return a sentence that begins with a capital."""
    return Markdown(sentence[:1].upper() + sentence[1:], sentence.message)


def replaced(text: Markdown, part: Markdown, by: Markdown) -> Markdown:
    """Return a text of ours in which `by` stands for the first `part`."""
    return Markdown(text.replace(part, by, 1), by.message)


def bullets(lines: Iterable[Markdown]) -> Markdown:
    """Return a list of one line an item."""
    return joined((Markdown(f"- {line}") for line in lines), "\n")
