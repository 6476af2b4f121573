"""What a report of an issue's kind surely lacks. What cannot be judged is not missing."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.community import forms
from bot.community.triage import InfoTopic, NeedsInfo, TriageConfig, kind_now
from bot.core.markdown import escape
from bot.core.model import Subject, contains


@dataclass(frozen=True)
class MissingInfo:
    """What a report surely lacks, what it does bring (in words), and the example to point to."""

    kind: InfoTopic
    missing: tuple[str, ...]
    present: tuple[str, ...]
    example: str | None


_VERSION = re.compile(
    r"(?<![\d.])v?\d+\.\d+|\b(?:version|release|v)[ \t:#]*\d|\b(?:latest|newest|current) (?:version|release)"
    r"|\b(?:on|from|of|latest|current) (?:main|master|trunk)\b|\bnightly\b"
    r"|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b",
    re.I,
)
_VERSION_OF_SYSTEM = re.compile(
    r"\b(?:windows|mac ?os(?: x)?|os ?x|ubuntu|debian|fedora|rocky|centos|rhel|suse|ipad ?os|ios|android"
    r"|kernel|chrome|chromium|firefox|safari|edge)"
    r"(?: (?:linux|server|version|sonoma|sequoia|tahoe|ventura))*[ /:]{1,2}v?\d+(?:\.\d+)*",
    re.I,
)
"""`macOS 14.3`, `Safari 17.2`: what the project runs on."""
_STEPS = re.compile(
    r"^[ \t]*(?:[-*][ \t]+(?![^\n:]{1,40}:)|\d+[.)][ \t]+)\S"
    r"|\b(?:reproduc\w+|when i|if i|i (?:run|ran|call|click|open))\b",
    re.I | re.M,
)
_ERROR = re.compile(r"(?:error|exception|fatal|panic)\b(?: \w+)?:[^\S\n]*\S", re.I)
_SYSTEM = re.compile(
    r"\b(?:windows|win ?\d\d|linux|ubuntu|debian|fedora|rocky|centos|rhel|suse|arch|\w+bsd|\w+nix"
    r"|mac(?:\b|book| ?os)|os ?x|android|ipad ?os|ios|wsl|docker)",
    re.I,
)
_CONFIRMS = {"check", "checklist", "confirmation", "checkbox", "checkboxe"}
"""What a heading says above boxes to be ticked."""
_PROMISE = re.compile(r"^[ \t]*[-*+][ \t]+\[[xX]\](?:[ \t]+\S+){6,}[ \t]*$", re.MULTILINE)
_ENGLISH = re.compile(r"\b(?:the|it|and|this|that|with|not|my|when|after|have|are|but|you)\b", re.I)
_OTHER = re.compile(
    r"\b(?:der|und|ist|nicht|ich|wenn|beim|le|les|est|pas|je|quand|el|los|las|que|cuando|il|che|non|quando"
    r"|het|een|niet|och|inte|nie|jest|uma|por|para)\b|[^\W\d_a-z]",
    re.I,
)
"""Small words of other languages, and letters that English has not."""


def missing_info(
    subject: Subject, config: TriageConfig, labels: Collection[str] = (), common: Collection[str] = ()
) -> MissingInfo | None:
    """Return what a new issue surely lacks for its kind; None if nothing is, or nothing is asked for.

    `labels` are those it is about to get: they choose the nearest example. `common` are headings that show
    nothing here.
    """
    kind = kind_now(subject, config, common)
    for topic in (InfoTopic(kind) if kind else None, InfoTopic.DESCRIPTION):
        needs = config.needs(topic)
        if topic is None or needs is None or not _is_asked(needs, subject):
            continue
        if lack := missing_for(subject, topic, needs, labels):
            return lack
    return None


def _is_asked(needs: NeedsInfo, subject: Subject) -> bool:
    return needs.on is None or (needs.on == "pull_request") is subject.is_pull_request


def missing_for(
    subject: Subject,
    kind: InfoTopic,
    needs: NeedsInfo,
    labels: Collection[str] = (),
    comments: Collection[str] = (),
) -> MissingInfo | None:
    """Return what surely is missing of `needs`; None if nothing is.

    `labels` are those the issue is about to get: they choose the nearest example. `comments` are what its
    author has added.
    """
    report = forms.parse_issue(subject)
    additions = [forms.parse(comment) for comment in comments]
    missing = tuple(
        name
        for name in needs.require
        if _surely_missing(name, report, subject.title)
        and all(_surely_missing(name, addition) for addition in additions)
    )
    if not missing:
        return None
    nearer = next(
        (path for label, path in needs.examples.items() if contains((*subject.labels, *labels), label)), None
    )
    return MissingInfo(kind, missing, _brought(report), nearer or needs.example)


def _surely_missing(name: str, report: forms.IssueText, title: str = "") -> bool:
    """Unless a field of that name is answered, or the text holds what may well be it or cannot be judged."""
    key = set(_singular(name))
    fields = [
        field for field in report.fields if (words := set(_singular(field.name))) and _alike(key, words)
    ]
    if any(field.answered for field in fields):
        return False
    if not fields and not _can_be_judged(report):
        return False
    text = unicodedata.normalize("NFKC", f"{title}\n{_without_promises(report.words)}")
    prose = _without_promises(report.prose)
    if "version" in key:
        return not _names_version(text)
    if key & {"reproduce", "reproduction", "reproducible", "step", "example"}:
        return not (report.code or _STEPS.search(prose))
    if key & {"traceback", "error", "log"}:
        # Where the form asks for it and got nothing, what stands under other headings is something else.
        message = "error" in key and _ERROR.search(text)
        elsewhere = not fields and (report.code or report.has_picture or message)
        return not (report.has_traceback or report.has_attachment or elsewhere)
    if key & {"os", "system", "platform"}:
        return not _SYSTEM.search(text)
    if "screenshot" in key:
        return not report.has_picture
    if key & {"description", "summary", "detail"}:
        if report.fields:
            return not any(field.answered for field in report.fields)
        return not (prose or report.code or report.has_picture)
    return not key & set(_singular(prose))


def _names_version(text: str) -> bool:
    """Whether a text may well name a version of the project: one of the system it runs on is none."""
    return bool(_VERSION.search(_VERSION_OF_SYSTEM.sub("", text)))


def _without_promises(text: str) -> str:
    """Return a text without the ticked boxes in which a form has its reporter say something, such as that
    the newest version has the bug too."""
    return _PROMISE.sub("", text).strip()


def _singular(text: str) -> list[str]:
    return [word.removesuffix("s") if len(word) > 3 else word for word in forms.heading_key(text).split()]


def _alike(requirement: set[str], heading: set[str]) -> bool:
    """Whether a heading asks for it: it has all its words, or no others, or both ask what was expected."""
    if all(any(word.startswith("expect") for word in words) for words in (requirement, heading)):
        return True
    if heading & _CONFIRMS and not requirement & _CONFIRMS:
        return False
    return bool(heading) and (requirement <= heading or heading <= requirement)


def _can_be_judged(report: forms.IssueText) -> bool:
    """Whether the rules can read a text: they know English. What is written in another language or script may
    say anything."""
    letters = [sign for sign in report.prose if sign.isalpha()]
    if sum(map(str.isascii, letters)) * 2 < len(letters):
        return False
    return bool(_ENGLISH.search(report.prose)) or not _OTHER.search(report.prose)


def _brought(report: forms.IssueText) -> tuple[str, ...]:
    facts: Mapping[str, bool] = {
        "the traceback": report.has_traceback,
        "the code": bool(report.code) and not report.has_traceback,
        "a version": _names_version(report.prose),
    }
    seen = [words for words, there in facts.items() if there]
    answers = [f"your answer to “{escape(field.name, 60)}”" for field in report.fields if field.answered]
    return tuple(seen or answers[:2])
