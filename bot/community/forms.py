"""What an issue's text holds: the answers of a form or template, its prose, its code, what is attached.

Issue forms give `### Heading` and the answer below it; older templates use other headings and bold lines.
What the form or template says itself (advice in HTML comments, examples to be overwritten, boxes nobody
ticked, lists with nothing in them, `_No response_`) is not the reporter's word, and is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.community.patterns import TEXT_CAP

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.{1,200}?)\s*#*\s*|\s{0,3}\*\*([^*]{1,200})\*\*:?\s*")
_COMMENT_OR_CODE = re.compile(
    r"<!--.*?(?:-->|\Z)|^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE
)
_NOTHING = {"", "no response", "na", "n a", "none", "not applicable"}
_TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|^[ \t]+at [\w.$<>]+\(|^panicked at |Segmentation fault", re.M
)
_ATTACHED = re.compile(
    r"https://github\.com/(?:user-attachments|[\w.-]+/[\w.-]+)/files/\d"
    r"|https?://(?:gist\.github\.com|pastebin\.com|bpa\.st)/\S"
    r"|\]\([^)\s]+\.(?:log|txt|out|err|zip|gz|tgz|har|dmp)\)",
    re.I,
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(|<img\s|https://github\.com/user-attachments/assets/", re.I)
_TICKED = re.compile(r"^[ \t]*[-*+][ \t]+\[[xX]\][ \t]*(.{1,200})$", re.MULTILINE)
_GLOSS = re.compile(r"[(\[:：（–—]|\s-\s")

_EXAMPLE = r"\[\s*e\.?g\b[^\]\n]{0,200}\](?!\()|<<[^<>\n]{1,60}>>"
_OWN_LINE = re.compile(
    rf"""(?:
        [-*+]\s+\[\s?\].*                                  # a box nobody ticked
      | (?:[-*+]|\d+[.)])?                                 # an item with nothing in it
      | [-*+]\s+(?:[^\s:：]+\s+){{0,4}}[^\s:：]+[:：][*_]*  # a label without its value
      | (?:[-*+]\ )?[^:\[\n]{{0,60}}[:：]?\ ?(?:{_EXAMPLE})  # a label with the example still there
      | </?details[^>\n]*> | <summary>.*</summary>
      | (?:[-*+]\s+|\d+[.)]\s+)?(?:
            (?: a\ clear\ and\ concise\ description\ of | if\ applicable,?\ add\ screenshots
              | add\ any\ other\ (?:context|information) | please\ add\ additional | provide\ any\ further
              | (?:go|scroll\ down)\ to\ ['"‘“]\.{{2,}} | click\ on\ ['"‘“]\.{{2,}} ).*
          | steps\ to\ reproduce(?:\ the\ (?:behaviou?r|issue|problem|bug))?\s*[:：] | see\ error\.?
        )
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A line of GitHub's own templates, or one that a form or template leaves behind where nothing is written."""

_SPELLING = (
    (re.compile(r"(?<=[^\W\d_]{3})our"), "or"),
    (re.compile(r"(?<=[^\W\d_]{3})([iy])s(?=e|ing|ation)"), r"\1z"),
    (re.compile(r"(?<=[^\W\d_]{3})ogue\b"), "og"),
    (re.compile(r"(?<=[^\W\d_]{2})tre\b"), "ter"),
)
"""British spelling made American, and a few words neither: keys are compared with keys only."""


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
        return heading_key(self.text) not in _NOTHING or bool(_PICTURE.search(self.text))

    @property
    def choices(self) -> tuple[str, ...]:
        """What was chosen of a list: the ticked boxes, else the answer's lines and what commas part."""
        return tuple(_TICKED.findall(self.text)) or tuple(re.split(r"[,;\n]\s*", self.text))

    def chooses(self, names: Iterable[str], *, glossed: bool = False) -> bool:
        """Return whether one of `names` is the answer or among its choices; `glossed`: also a choice with an
        explanation behind it, `Pangeo (us-central1)`."""
        given = {heading_key(self.text), *map(heading_key, self.choices)}
        if glossed:
            given |= {heading_key(_GLOSS.split(choice, 1)[0]) for choice in self.choices}
        return any(key in given for name in names if (key := heading_key(name)))


def heading_key(heading: str) -> str:
    """Return a heading as `FormField.key` has it: `**Expected behaviour:**` is `expected behavior`."""
    key = " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", "", heading.casefold())))
    for british, american in _SPELLING:
        key = british.sub(american, key)
    return key


@dataclass(frozen=True)
class IssueText:
    """An issue's text, taken apart. `prose` is what stands outside of headings and code; `words` are all the
    reporter's own: without what the form asks."""

    fields: tuple[FormField, ...]
    prose: str
    code: str
    words: str

    def field(self, name: str | None) -> FormField | None:
        """Return the field of this name; None if the text has none."""
        key = heading_key(name or "")
        return next((field for field in self.fields if key and field.key == key), None)

    @property
    def has_traceback(self) -> bool:
        """Whether a traceback was pasted, in a code block or not."""
        return bool(_TRACEBACK.search(self.code) or _TRACEBACK.search(self.prose))

    @property
    def has_attachment(self) -> bool:
        """Whether a file is attached or linked, such as a log."""
        return bool(_ATTACHED.search(self.words))

    @property
    def has_picture(self) -> bool:
        """Whether it shows a picture or a film."""
        return bool(_PICTURE.search(self.words))


def parse(body: str) -> IssueText:
    """Take a body apart (its first 10,000 characters).

    A form asks each question once, so that a heading that comes again is part of the answer it stands in.
    """
    text = _COMMENT_OR_CODE.sub(_without_advice, body[:TEXT_CAP].replace("\r\n", "\n"))
    fields: dict[str, tuple[str, list[str]]] = {}
    last: list[str] = []
    prose: list[str] = []
    code: list[str] = []
    words: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and (not fence or mark == fence):
            fence = "" if fence else mark
            continue
        heading = None if fence else _HEADING.fullmatch(line[:300])
        name = (heading[2] or heading[3]).strip() if heading else ""
        if heading and heading_key(name) not in fields:
            last = fields.setdefault(heading_key(name), (name, []))[1]
            if not _asked_by_form(heading[1] or "", name):
                words.append(line)
        elif not _OWN_LINE.fullmatch(line[:300].strip()):
            (code if fence else prose).append(line)
            last.append(line)
            words.append(line)
    return IssueText(
        fields=tuple(FormField(name, "\n".join(lines).strip()) for name, lines in fields.values()),
        prose="\n".join(prose).strip(),
        code="\n".join(code).strip(),
        words="\n".join(words).strip(),
    )


def words_of(title: str, body: str) -> str:
    """Return what a reporter says, for rules that look for words: no advice, no question of a form, no box
    left open."""
    return f"{title}\n{parse(body).words}"


def _without_advice(match: re.Match[str]) -> str:
    return match[0] if match[1] else ""


def _asked_by_form(marks: str, name: str) -> bool:
    """Issue forms write every label as `###`; templates ask with a question mark or a colon."""
    return len(marks) == 3 or name.endswith(("?", ":", "？", "："))
