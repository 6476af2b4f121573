"""Similar issues in words: open ones by their number, closed ones as where it was answered."""

from bot.core.markdown import Markdown, bullets, escape, issue_ref
from bot.core.messages import load
from bot.core.ports.similar import SimilarIssue, SimilarIssues

TEXT = load(__name__)
LONGEST_TITLE = 80
"""Characters of a title."""


def lines_of(similar: SimilarIssues) -> Markdown:
    """Return a list of similar issues, open ones first."""
    return bullets(map(line_of, similar.issues))


def line_of(issue: SimilarIssue) -> Markdown:
    """Return one similar issue, with what it is worth to whoever looks for an answer."""
    words = TEXT.open if issue.is_open else TEXT.answered if issue.is_answered else TEXT.closed
    return words(issue=issue_ref(issue.number), title=escape(issue.title, LONGEST_TITLE))
