"""What the learner is given of an issue: the reporter's own words, and marks of what the text is made of."""

from collections.abc import Iterator, Sequence

from bot.community import forms
from bot.insight.learning import IssueDocument

MOST_HEADINGS, _LONG_HEADING, _MUCH_CODE = 30, 60, 1_000


def document_of(title: str, body: str, rule: str = "", questions: Sequence[str] = ()) -> IssueDocument:
    """Return an issue for the learner. Headings of a form or template are no words, only marks.

    `rule` is the kind that the rules see; `questions` are those of the form, where it is known.
    """
    report = forms.parse(body, questions)
    return IssueDocument(title, report.words, tuple(_marks(body, report)), rule)


def _marks(body: str, report: forms.IssueText) -> Iterator[str]:
    if report.code:
        yield "code"
    if len(report.code) > _MUCH_CODE:
        yield "much code"
    if report.has_traceback:
        yield "a traceback"
    if report.has_attachment:
        yield "an attached file"
    if report.has_picture:
        yield "a picture"
    if "http" in body:
        yield "a link"
    keys = sorted({key[:_LONG_HEADING] for key in forms.headings(body).keys})
    yield from (f"the heading “{key}”" for key in keys[:MOST_HEADINGS])
    if not keys:
        yield "no heading"
