"""What kind of issue this is: a bug, a wish, a question about using the project, a matter of the docs.

The rules want evidence that can be named, and say nothing where it is missing or contradicts itself: an issue
without a kind costs a maintainer one click, a wrong kind costs a newcomer an answer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.community import forms


class Kind(StrEnum):
    """The kinds a new issue can be given."""

    BUG = "bug"
    """Something does not do what it should."""
    FEATURE = "feature"
    """Something new, or better, is wished for."""
    SUPPORT = "support"
    """A question about using the project."""
    DOCS = "docs"
    """The documentation is wrong, or lacks something."""


@dataclass(frozen=True)
class KindMatch:
    """A kind, and what shows it: plain words that fit after "because"; whoever shows them escapes them."""

    kind: Kind
    because: str


_WORDS = {
    Kind.BUG: ("bug", "bug report", "bugreport"),
    Kind.FEATURE: ("feature", "feature request", "feat", "enhancement", "enh", "rfe", "new feature"),
    Kind.DOCS: ("docs", "doc", "documentation", "documentation issue"),
    Kind.SUPPORT: (
        "question",
        "support",
        "help",
        "usage",
        "usage question",
        "support request",
        "support question",
    ),
}
_HEADINGS = {
    Kind.BUG: (
        "bug description", "describe the bug", "description of the bug", "what is the bug", "bug summary",
        "steps to reproduce", "to reproduce", "how to reproduce", "reproduction steps", "reproduction",
        "steps to reproduce the behavior", "reproducible example", "minimal reproducible example",
        "minimal complete verifiable example", "reproducing code example", "expected behavior",
        "expected behaviour", "expected result", "expected results", "actual behavior", "actual behaviour",
        "actual result", "actual results", "observed behavior", "observed behaviour", "what happened",
        "what did you expect to happen", "error message", "traceback", "stack trace", "relevant log output",
    ),
    Kind.FEATURE: (
        "feature request", "feature description", "describe the feature", "proposed feature",
        "is your feature request related to a problem", "describe the solution youd like",
        "is your feature request related to a problem please describe", "proposed solution",
        "describe alternatives youve considered", "describe the feature or improvement youre requesting",
    ),
    Kind.DOCS: (
        "documentation problem", "documentation issue", "location of the documentation",
        "link to documentation",
        "suggested fix for documentation", "report incorrect documentation", "report needed documentation",
        "describe the documentation issue", "what is wrong with the documentation",
    ),
    Kind.SUPPORT: (
        "question", "your question", "what is your question", "how can we help", "how can we help you",
        "what do you need help with", "describe your question", "ask your question",
    ),
}  # fmt: skip
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words}
_BY_HEADING = {heading: kind for kind, headings in _HEADINGS.items() for heading in headings}
_TYPE_FIELD = {
    "type", "kind", "category", "issue type", "type of issue", "kind of issue", "report type", "request type",
    "what kind of issue is this", "what type of issue is this",
}  # fmt: skip
_PREFIX = re.compile(r"\s*(?:\[([\w -]{1,30})\]|([\w -]{1,30})(?:\([\w ,./-]{1,30}\))?:)")
_CHOSEN = re.compile(r"^[ \t]*[-*][ \t]+\[[xX]\][ \t]*(.{1,80})$", re.MULTILINE)

_ASKS = re.compile(
    r"(?:how (?:do|does|can|could|should|would) (?:i|one|you|someone)\b|how do we\b|how to\b"
    r"|(?:can|could|may|should) i\b"
    r"|(?:can|could) (?:someone|anyone|anybody|somebody|you) (?:please )?(?:help|explain|tell|point|advise)"
    r"|is it possible to\b|is there (?:a|any) (?:good |recommended |easy )?(?:way|guide|tutorial|example)"
    r"|what(?:'s| is| are) the (?:best|right|correct|recommended|proper|preferred) way"
    r"|where (?:can|do|should|could) (?:i|we|one)\b|(?:i|we) (?:need|would like|could use) (?:some )?help\b"
    r"|(?:need|looking for|asking for) (?:some )?(?:help|advice|guidance) (?:with|on|about|for)|help with\b"
    r"|question (?:about|on|regarding)\b|which \w+ should (?:i|we)\b)",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"\b(?:bugs?|crash\w*|regress\w*|exceptions?|traceback|segfaults?|broken|errors?|fail(?:s|ed|ing|ure|ures)?)\b",
    re.I,
)
_REPORTS = re.compile(
    r"\b(?:(?:is|found|seems|looks like|might be|probably) a bug|regression|expected behaviou?r"
    r"|feature request"
    r"|(?:would|could) be (?:nice|great|good|useful|helpful) (?:if|to)|please add|i (?:would )?propose)\b",
    re.I,
)
_OPENING, _TITLE = 300, 300


def kind_of(title: str, body: str) -> KindMatch | None:
    """Return the kind of an issue, from the strongest evidence there is: its title's mark, its form, its
    question.

    None if there is no evidence, or the form speaks for two kinds.
    """
    report, title = forms.parse(body), title[:_TITLE]
    return _by_title(title) or _by_choice(report) or _by_headings(report) or _question(title, report)


def _by_title(title: str) -> KindMatch | None:
    mark = _PREFIX.match(title)
    word = " ".join((mark[1] or mark[2]).casefold().replace("-", " ").split()) if mark else ""
    kind = _BY_WORD.get(word)
    return (
        KindMatch(kind, f"the title begins with “{(mark[1] or mark[2]).strip()}”") if kind and mark else None
    )


def _by_choice(report: forms.IssueText) -> KindMatch | None:
    for field in report.fields:
        if field.key in _TYPE_FIELD and field.answered:
            chosen = _CHOSEN.findall(field.text) or [field.text]
            kinds = {_BY_WORD.get(forms.heading_key(choice)) for choice in chosen}
            if len(kinds) == 1 and (kind := kinds.pop()) is not None:
                return KindMatch(kind, f"“{field.name[:60]}” is answered with “{chosen[0][:60].strip()}”")
    return None


def _by_headings(report: forms.IssueText) -> KindMatch | None:
    matches = [(kind, field.name) for field in report.fields if (kind := _BY_HEADING.get(field.key))]
    if not matches or len({kind for kind, _ in matches}) > 1:
        return None
    return KindMatch(matches[0][0], f"the form has “{matches[0][1][:60]}”")


def _question(title: str, report: forms.IssueText) -> KindMatch | None:
    """Return a support question asks in its title, or in its first words, how to do something with the
    project, and reports no fault and proposes no change: no traceback, no form of another kind, no word of a
    bug or wish.
    """
    opening = report.prose[:_OPENING]
    other = any(
        field.key in _BY_HEADING and _BY_HEADING[field.key] is not Kind.SUPPORT for field in report.fields
    )
    if other or report.has_traceback or _FAULT.search(title) or _REPORTS.search(f"{title}\n{report.prose}"):
        return None
    if question := _ASKS.match(title.strip()):
        return KindMatch(Kind.SUPPORT, f"the title asks “{question[0]} …”")
    if (question := _ASKS.search(opening)) and ("?" in title or "?" in opening):
        return KindMatch(Kind.SUPPORT, f"its first words ask “{question[0]} …”")
    return None
