"""What an issue's text holds: the answers of a form or template, its prose, its code, what is attached.

Issue forms give `### Heading` and the answer below it; older templates use other headings and bold lines.
What the form or template says itself (advice in HTML comments, examples to be overwritten, boxes nobody
ticked, lists with nothing in them, `_No response_`) is not the reporter's word, and is left out.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.community.forms.headings import form_places
from bot.community.patterns import TEXT_CAP
from bot.core.markdown import without_quotes
from bot.core.model import Subject

JUST_READ = 16
"""Texts whose parts are kept: whoever looks at an issue asks for them several times in a row."""
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.{1,200}?)\s*#*\s*|\s{0,3}\*\*([^*]{1,200})\*\*:?\s*")
_COMMENT_OR_CODE = re.compile(
    r"<!--.*?(?:-->|\Z)|^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE
)
_FORM_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
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
      | (?:please\ )?replace\ this\ (?:line|text)\b.* | (?:please\ )?(?:paste|put|insert)\ .{1, 60}\ here\.?
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
_CODE_TO_COME = re.compile(
    r"""\s*(?:
        (?:\#+|//+|--+|;+|%+|/\*+|"{3}|'{3})
          (?!.*\b(?:error|exception|fatal|fault|warning)) [^\d=()\[\]{}<>]{0,100}
      | (?:\*+/|"{3}|'{3}|\.{2,}|…|pass|>>>|\$|In\ \[\d*\]:)
      | <{1,2}[^<>]{0,60}>{1,2} | \[[^\[\]\d]{0,60}\] | \{\{.{0,60}\}\}
      | (?:please\ )?(?:paste|put|insert|add|write)\ (?:(?:your|the|some|any)\ .{1,60}|.{1,60}\ here)
      | your\ (?:\w+\ ){0,3}(?:here|code|answer|explanation|log|output|example)
    )[\s.:]*""",
    re.IGNORECASE | re.VERBOSE,
)
"""A line of code that a form shows where code is to come: a comment of mere words, three dots, a prompt."""

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
        """What was chosen of a list: the ticked boxes, else the answer's lines and what commas part. A report
        that was pasted into the answer chooses nothing."""
        lines = itertools.takewhile(lambda line: not _HEADING.fullmatch(line[:300]), self.text.split("\n"))
        own = "\n".join(lines)
        return tuple(_TICKED.findall(own)) or tuple(re.split(r"[,;\n]\s*", own))

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
    headings: tuple[str, ...] = ()
    """The keys of all headings in order, a form's and others."""

    def field(self, name: str | None) -> FormField | None:
        """Return the field of this name, of several the first that is answered; None if the text has none."""
        key = heading_key(name or "")
        named = [field for field in self.fields if key and field.key == key]
        return next((field for field in named if field.answered), next(iter(named), None))

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


def parse_issue(subject: Subject, *, quotes: bool = True) -> IssueText:
    """Take an issue's text apart, by the questions of its form where they are known."""
    return parse(subject.body, subject.questions, quotes=quotes)


def parse(body: str, questions: Sequence[str] = (), *, quotes: bool = True) -> IssueText:
    """Take a body apart (its first 10,000 characters); with `quotes` also what it quotes with `>`.

    `questions` are the keys of its form's headings, in order. Of a form that is not known each question comes
    once: a heading that comes again is part of the answer it stands in, or of another report that was pasted
    above the form.
    """
    return _parsed(body[:TEXT_CAP], tuple(questions), quotes)


@lru_cache(maxsize=JUST_READ)
def _parsed(body: str, questions: tuple[str, ...], quotes: bool) -> IssueText:
    lines = _text_lines(body, quotes)
    asking = [number for number, line in enumerate(lines) if line.heading]
    there = _headings(lines)
    of_form = {asking[place] for place in form_places(there.keys, there.written_above, questions)}
    fields: list[tuple[str, list[str]]] = []
    last: list[str] = []
    prose: list[str] = []
    code: list[str] = []
    words: list[str] = []
    for number, line in enumerate(lines):
        if number in of_form:
            last = []
            fields.append((line.name, last))
            if not _asked_by_form(line.marks, line.name):
                words.append(line.text)
        elif not line.is_form_s:
            (code if line.is_code else prose).append(line.text)
            last.append(line.text)
            words.append(line.text)
    return IssueText(
        fields=tuple(FormField(name, "\n".join(answer).strip()) for name, answer in fields),
        prose="\n".join(prose).strip(),
        code="\n".join(code).strip(),
        words="\n".join(words).strip(),
        headings=there.keys,
    )


@dataclass(frozen=True)
class Headings:
    """The keys of all headings of a text in order, a form's and others, and whether anything stands above."""

    keys: tuple[str, ...]
    written_above: bool


def headings(body: str) -> Headings:
    """Return the headings of a body."""
    return _headings(_text_lines(body))


@dataclass(frozen=True)
class _TextLine:
    """A line of a text; `marks` and `name` are those of a heading."""

    text: str
    marks: str = ""
    name: str = ""
    is_code: bool = False

    @property
    def heading(self) -> bool:
        return bool(self.name)

    @property
    def is_form_s(self) -> bool:
        """Whether a form leaves it behind where nothing is written."""
        return bool(_OWN_LINE.fullmatch(self.text[:300].strip()))


def _headings(lines: Sequence[_TextLine]) -> Headings:
    above = itertools.takewhile(lambda line: not line.heading, lines)
    keys = tuple(heading_key(line.name) for line in lines if line.heading)
    return Headings(keys, bool(keys) and not all(line.is_form_s for line in above))


def _text_lines(body: str, quotes: bool = True) -> list[_TextLine]:
    text = _COMMENT_OR_CODE.sub(_without_advice, body[:TEXT_CAP].replace("\r\n", "\n"))
    return list(_lines(text if quotes else without_quotes(text)))


def _lines(text: str) -> Iterator[_TextLine]:
    """Return the lines without those that open and end code, and without code that is still to come."""
    fence, code = "", list[_TextLine]()
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and (not fence or mark == fence):
            fence = "" if fence else mark
            yield from _written(code)
            code = []
        elif fence:
            code.append(_TextLine(line, is_code=True))
        else:
            heading = _HEADING.fullmatch(line[:300])
            name = (heading[2] or heading[3]).strip() if heading else ""
            yield _TextLine(line, (heading[1] or "") if heading else "", name)
    yield from _written(code)


def _written(code: list[_TextLine]) -> list[_TextLine]:
    """Return the lines of a block of code; none if all of them wait for code."""
    words = _FORM_COMMENT.sub("", "\n".join(line.text for line in code)).split("\n")
    return [] if all(not line.strip() or _CODE_TO_COME.fullmatch(line[:300]) for line in words) else code


def words_of(subject: Subject) -> str:
    """Return what a reporter says, for rules that look for words: no advice, no question of a form, no box
    left open, nothing that is quoted."""
    return f"{subject.title}\n{parse_issue(subject, quotes=False).words}"


def _without_advice(match: re.Match[str]) -> str:
    return match[0] if match[1] else ""


def _asked_by_form(marks: str, name: str) -> bool:
    """Issue forms write every label as `###`; templates ask with a question mark or a colon."""
    return len(marks) == 3 or name.endswith(("?", ":", "？", "："))
