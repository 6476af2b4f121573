"""What an issue's text holds: the answers of a form or template, its prose, a traceback.

Issue forms give `### Heading` and the answer below it; older templates use bold lines. What stands in HTML
comments is the template's advice, not the reporter's word, and is left out.
"""

import re
from dataclasses import dataclass

from bot.community.patterns import TEXT_CAP
from bot.core.markdown.comment_content import HTML_COMMENT

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.{1,200}?)\s*#*\s*|\s{0,3}\*\*([^*]{1,200})\*\*:?\s*")
_NOTHING = {"", "_no response_", "no response", "n/a", "none", "-", "..."}
_TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|^[ \t]+at [\w.$<>]+\(|^panicked at |Segmentation fault", re.M
)


@dataclass(frozen=True)
class FormField:
    """One heading of a text and what stands below it."""

    name: str
    text: str

    @property
    def key(self) -> str:
        """The heading for comparing: lower case, letters and digits only, one blank between words."""
        return heading_key(self.name)

    @property
    def answered(self) -> bool:
        """Whether the reporter wrote anything there."""
        return self.text.strip().casefold() not in _NOTHING


def heading_key(heading: str) -> str:
    """Return a heading as `FormField.key` has it: `**Steps to reproduce:**` is `steps to reproduce`."""
    return " ".join(re.findall(r"[^\W_]+", heading.replace("’", "'").replace("'", "").casefold()))


@dataclass(frozen=True)
class IssueText:
    """An issue's text, taken apart. `prose` is what stands outside of headings and code."""

    fields: tuple[FormField, ...]
    prose: str
    code: str

    @property
    def has_traceback(self) -> bool:
        """Whether a traceback was pasted, in a code block or not."""
        return bool(_TRACEBACK.search(self.code) or _TRACEBACK.search(self.prose))


def parse(body: str) -> IssueText:
    """Take a body apart (its first 10,000 characters)."""
    text = HTML_COMMENT.sub("", body[:TEXT_CAP]).replace("\r\n", "\n")
    fields: list[tuple[str, list[str]]] = []
    prose: list[str] = []
    code: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and (not fence or mark == fence):
            fence = "" if fence else mark
        elif not fence and (heading := _HEADING.fullmatch(line[:300])):
            fields.append((heading[1] or heading[2], []))
            continue
        else:
            (code if fence else prose).append(line)
        if fields:
            fields[-1][1].append(line)
    return IssueText(
        fields=tuple(FormField(name.strip(), "\n".join(lines).strip()) for name, lines in fields),
        prose="\n".join(prose).strip(),
        code="\n".join(code).strip(),
    )
