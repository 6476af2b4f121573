"""What kind of issue this is: a bug, a wish, a question about using the project, a matter of the docs.

The rules want evidence that can be named, and say nothing where it is missing or contradicts itself: an issue
without a kind costs a maintainer one click, a wrong kind costs a newcomer an answer.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.community.forms import FormField, IssueText, heading_key, parse


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
    Kind.BUG: ("bug", "bug report", "bugreport", "regr", "regression"),
    Kind.FEATURE: (
        "feature", "feature request", "feat", "fea", "enhancement", "enh", "rfe", "new feature",
        "adding new functionality to pandas", "changing existing functionality in pandas",
    ),
    Kind.DOCS: ("docs", "doc", "documentation", "documentation issue"),
    Kind.SUPPORT: (
        "question", "qst", "support", "help", "usage", "usage question", "support request",
        "support question",
    ),
}  # fmt: skip
_HEADINGS = {
    Kind.BUG: (
        "bug report", "bug description", "describe the bug", "description of the bug", "what is the bug",
        "bug summary", "steps to reproduce", "to reproduce", "how to reproduce", "reproduction steps",
        "steps code to reproduce", "code for reproduction", "reproduce the code example", "reproduction",
        "steps to reproduce the behavior", "reproducible example", "minimal reproducible example",
        "minimal complete verifiable example", "reproducing code example", "expected behavior",
        "expected result", "expected results", "expected outcome", "actual behavior", "actual result",
        "actual results", "actual outcome", "observed behavior", "what happened",
        "what did you expect to happen", "error message", "traceback", "stack trace", "relevant log output",
        "prior performance", "installation logs",
    ),
    Kind.FEATURE: (
        "feature request", "feature description", "feature type", "describe the feature",
        "proposed feature", "proposed new feature or change", "is your feature request related to a problem",
        "is your feature request related to a problem please describe", "proposed solution",
        "describe the solution youd like", "describe your proposed solution",
        "describe the workflow you want to enable", "describe alternatives youve considered",
        "describe alternatives youve considered if relevant", "alternative solutions",
        "describe the feature or improvement youre requesting", "describe the new feature youd like",
    ),
    Kind.DOCS: (
        "documentation", "documentation problem", "documentation issue", "location of the documentation",
        "link to documentation", "documentation link", "issue with current documentation",
        "idea or request for content", "describe the issue linked to the documentation",
        "suggested fix for documentation", "report incorrect documentation", "report needed documentation",
        "describe the documentation issue", "what is wrong with the documentation",
    ),
    Kind.SUPPORT: (
        "question", "your question", "what is your question", "how can we help", "how can we help you",
        "what do you need help with", "describe your question", "ask your question",
        "question about pandas", "link to question on stackoverflow",
    ),
}  # fmt: skip
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words}
_BY_HEADING = {heading_key(heading): kind for kind, headings in _HEADINGS.items() for heading in headings}
_TYPE_FIELD = {
    "type", "kind", "category", "issue type", "type of issue", "kind of issue", "report type", "request type",
    "feature type", "what kind of issue is this", "what type of issue is this",
}  # fmt: skip
_BRACKETS = re.compile(r"[\[【]([^\[\]【】]{1,30})[\]】]\s*")
_PREFIX = re.compile(r"([\w /,&-]{1,30})(?:\([\w ,./-]{1,30}\))?!?[:：]")

_OFFERS = re.compile(
    r"\b(?:(?:can|could|may|should|do) (?:i|we|one)|(?:like|love|want|happy|glad|how|start) to)"
    r" (?:please |also |maybe |still |just |start to )*(?:help(?! me| us)\b|contribute\b|work on\b"
    r"|take (?:this|it|over)\b|claim\b|pick (?:this|it)\b|be assigned\b|fix (?:this|it)\b"
    r"|(?:open|send|submit|make|create|file|provide|write|prepare) (?:an? |the |up )*"
    r"(?:pr\b|pull|patch|fix|issue|merge))",
    re.I,
)
"""Words by which somebody offers to do something: no question about using the project."""
_ASKS = re.compile(
    r"(?:how (?:do|does|can|could|should|would) (?:i|one|you|someone)\b|how do we\b"
    r"|how to (?!reproduce|replicate)|(?:can|could|may|should) i\b(?! expect\b)"
    r"|(?:can|could) (?:someone|anyone|anybody|somebody|you) (?:please )?(?:help|explain|tell|point|advise)"
    r"|is there (?:a|any) (?:(?:good|recommended|easy|proper|preferred) way"
    r"|(?:(?:good|recommended|easy) )?(?:guide|tutorial|example))"
    r"|what(?:'s| is| are) the (?:best|right|correct|recommended|proper|preferred) way"
    r"|where (?:can|do|should|could) (?:i|we|one)\b"
    r"|(?:i|we) (?:need|would like|could use) (?:some )?help\b"
    r"(?=[.,:;!?]|$| (?:with|to|on|in|from|here|please|\w+ing)\b)"
    r"|(?:need (?:some )?help|(?:need|looking for|asking for) (?:some )?(?:advice|guidance))"
    r" (?:with|on|about|for)"
    r"|(?<! )help with\b|question (?:about|on|regarding)\b|which \w+ should (?:i|we)\b)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"how to\b(?:(?!\?).)*?(?::|\b(?:is|are|was|were|has|should|needs?|must|pages?|sections?|guides?"
    r"|tutorials?|docs|documentation|articles?|links?)\b)",
    re.I,
)
"""A title that names a page, or says something of it: “How to cite page is out of date”."""
_DATED = r"(?:outdated|out of date|obsolete|misleading|incomplete|unclear|confusing|inaccurate|incorrect)"
_DEFECT = (
    r"(?:(?:is|are|was|has|have|looks?|seems?|still|now|been|links?|leads?|returns?|gives?|to|an?|the) )"
    rf"{{0,4}}(?:{_DATED}|missing|wrong|broken|dead|gone|404|not found|removed|no longer|typos?|lacks?"
    r"|(?:is|are|was|does|do|did|has|have)(?:n['’]t| not))\b"
)
_PAGES = (
    r"(?:pages?|sections?|guides?|tutorials?|docs|documentation|articles?|chapters?|links?|urls?|paragraphs?"
    r"|headings?|titles?|instructions|readme|how-?to|faq)"
)
_FAULTY_PAGE = re.compile(
    rf"\b{_PAGES}\b['\"”]?(?: (?:in|on|of) (?:[\w-]+ ){{1,3}}?)? ?{_DEFECT}"
    r"|\b(?:this|that|it|these|they) (?:is|are|looks|seems) (?:\w+ )?"
    r"(?:outdated|out of date|obsolete|misleading|incomplete)\b"
    rf"|\b(?:typos?|mistake|(?:dead|broken) link) (?:in|on|at) (?:[\w-]+ ){{0,5}}?{_PAGES}\b"
    rf"|\b(?:broken|dead|missing|wrong|outdated|incorrect) {_PAGES}\b"
    rf"|\b(?:missing|absent|gone|removed) from (?:[\w-]+ ){{0,3}}?{_PAGES}\b",
    re.I,
)
"""First words that say what is wrong with a page, below a title that may be the page's name."""
_PROPOSES = re.compile(
    r"\W*(?:add|allow|implement|provide|enable|remove|fix|improve|document|deprecate|drop|rename|support"
    r"|option|ability|possibility)\b(?! (?:for )?(?:question|request|needed|case))",
    re.I,
)
_FAULT = re.compile(
    r"\b(?:bugs?|crash\w*|regress\w*|exceptions?|traceback|segfaults?|broken|errors?|fail(?:s|ed|ing|ure|ures)?"
    r"|missing|wrong|incorrect|outdated|out of date|no longer|freez\w+"
    r"|(?:does|do|did|is|are)(?:n['’]t| not))\b",
    re.I,
)
_REPORTS = re.compile(
    r"\b(?:(?:is|found|seems|looks like|might be|probably) a bug|regression|expected behaviou?r"
    r"|feature request|(?:would|could|will|might) be (?:\w+ )?(?:nice|great|good|useful|helpful|lovely)\b"
    r"|would love|please (?:add|fix|support|implement|allow|provide)|i (?:would )?(?:propose|suggest)"
    r"|(?:we|you|it|this|that|they) should (?:be )?(?:add|document|mention|state|explain|support|allow)"
    r"(?:ed)?)\b",
    re.I,
)
_WISH_TITLE = re.compile(
    r"\W*(?:please )?(?:add|allow|implement|provide|enable|expose|introduce|support)\b"
    r"(?! (?:for )?(?:question|request|needed|case|me\b|us\b))",
    re.I,
)
"""A title that says what is to be added, as one gives an order."""
_NO_WISH = re.compile(
    r"\?|\b(?:docs?|documentation|readme|guides?|tutorials?|examples?|tests?|ci|changelog|typos?|links?)\b",
    re.I,
)
"""What else may be added: pages, tests. Or the title asks."""
_WISHES = re.compile(
    r"\b(?:it|that|this|which)(?:['’]d| would| could| might) be (?:\w+ )?"
    r"(?:nice|great|good|useful|helpful|lovely|cool|awesome)\b"
    r"|\b(?:i|we)(?:['’]d| would) (?:like|love) to (?:propose|suggest|request|see)\b"
    r"|\b(?:i|we) (?:propose|suggest)\b",
    re.I,
)
"""Words by which somebody wishes for something new."""
_GOES_ON = re.compile(r"\?\s+(?:the|it|its|this|that|there|these|those)\b", re.I)
"""A title that asks and then says what is the matter with the project; not with whoever asks."""
_OPENING, _TITLE, _WISH = 300, 300, 1_000
_COMMON, _ENOUGH = 0.15, 20


def kind_of(
    title: str, body: str, common: Collection[str] = (), questions: Sequence[str] = ()
) -> KindMatch | None:
    """Return the kind of an issue, from the strongest evidence there is: its title's mark, its form, its
    question, its wish.

    None if there is no evidence, or the form speaks for two kinds. `common` are keys of headings that show
    nothing here; `questions` those of the form, where it is known.
    """
    report, title = parse(body, questions), title[:_TITLE]
    fields = tuple(field for field in report.fields if field.key in _BY_HEADING and field.key not in common)
    own_words = parse(body, questions, quotes=False).prose
    return (
        _by_title(title)
        or _by_choice(report)
        or _by_headings(fields)
        or _question(title, own_words[:_OPENING], report, fields)
        or _wish(title, own_words[:_WISH], report, fields)
    )


def common_headings(bodies: Collection[str]) -> frozenset[str]:
    """Return the headings that show no kind, because so many issues carry them: more than 15 % of at least
    20."""
    if len(bodies) < _ENOUGH:
        return frozenset()
    times = Counter(key for body in bodies for key in showing_headings(body))
    return frozenset(key for key, count in times.items() if count > _COMMON * len(bodies))


def showing_headings(body: str) -> frozenset[str]:
    """Return the keys of a text's headings that may show a kind."""
    return frozenset(field.key for field in parse(body).fields if field.key in _BY_HEADING)


def _by_title(title: str) -> KindMatch | None:
    """Return the kind that the marks before a title name; several may stand there, of one kind."""
    start = re.match(r"[^\w\[【]*", title)
    rest = title[start.end() :] if start else title
    marks: list[str] = []
    while bracket := _BRACKETS.match(rest):
        marks.append(bracket[1].strip())
        rest = rest[bracket.end() :]
    if prefix := _PREFIX.match(rest):
        marks.append(prefix[1].strip())
    named = [(kind, mark) for mark in marks for word in re.split(r"[/,&]", mark) if (kind := _word(word))]
    if not named or len({kind for kind, _ in named}) > 1:
        return None
    return KindMatch(named[0][0], f"the title begins with “{named[0][1]}”")


def _word(text: str) -> Kind | None:
    return _BY_WORD.get(heading_key(text.replace("-", " ")))


def _by_choice(report: IssueText) -> KindMatch | None:
    for field in report.fields:
        if field.key in _TYPE_FIELD and field.answered:
            kinds = {kind for kind, words in _WORDS.items() if field.chooses(words, glossed=True)}
            if len(kinds) == 1:
                chosen = field.choices[0][:60].strip()
                return KindMatch(kinds.pop(), f"“{field.name[:60]}” is answered with “{chosen}”")
    return None


def _by_headings(fields: Collection[FormField]) -> KindMatch | None:
    """Return the kind of the form: of the questions that are answered, or of all where none is."""
    showing = [field for field in fields if field.answered] or list(fields)
    kinds = {_BY_HEADING[field.key] for field in showing}
    return KindMatch(kinds.pop(), f"the form has “{showing[0].name[:60]}”") if len(kinds) == 1 else None


def _question(title: str, opening: str, report: IssueText, fields: Collection[FormField]) -> KindMatch | None:
    """Return a support question asks in its title, or in its first words, how to do something with the
    project, and reports no fault and proposes no change: no traceback, no form of another kind, no word of a
    bug or wish.
    """
    other = any(_BY_HEADING[field.key] is not Kind.SUPPORT for field in fields)
    states = _FAULT.search(title) or _PROPOSES.match(title) or _PAGE.match(title.strip())
    if _OFFERS.search(f"{title}\n{opening}"):
        return None
    if "?" not in f"{title}{opening}" and _FAULTY_PAGE.search(opening):
        return None
    if other or states or report.has_traceback or _REPORTS.search(f"{title}\n{report.prose}"):
        return None
    if not _GOES_ON.search(title) and (question := _ASKS.match(title.strip())):
        return KindMatch(Kind.SUPPORT, f"the title asks “{question[0].strip()} …”")
    if (question := _ASKS.search(opening)) and ("?" in title or "?" in opening):
        return KindMatch(Kind.SUPPORT, f"its first words ask “{question[0].strip()} …”")
    return None


def _wish(title: str, opening: str, report: IssueText, fields: Collection[FormField]) -> KindMatch | None:
    """Return a feature where the title orders an addition, or the first words wish for something; neither
    reports a fault, names a page, offers help or stands in a form of another kind.
    """
    other = any(_BY_HEADING[field.key] is not Kind.FEATURE for field in fields)
    if other or report.has_traceback or _FAULT.search(title) or _NO_WISH.search(title):
        return None
    if _OFFERS.search(f"{title}\n{opening}"):
        return None
    if order := _WISH_TITLE.match(title.strip()):
        return KindMatch(Kind.FEATURE, f"the title proposes: “{order[0].strip()} …”")
    if wish := _WISHES.search(opening):
        return KindMatch(Kind.FEATURE, f"its first words wish: “{wish[0]} …”")
    return None
