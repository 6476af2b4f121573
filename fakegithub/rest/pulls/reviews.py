"""Reviews of pull requests, and comments on lines of their diffs.

https://docs.github.com/en/rest/pulls/reviews
https://docs.github.com/en/rest/pulls/comments
"""

from __future__ import annotations

from fakegithub.http.call import Call
from fakegithub.http.reply import not_found
from fakegithub.http.routing import show
from fakegithub.model.records import Issue, Review, ReviewComment
from fakegithub.payloads import pulls
from fakegithub.rest.pulls.pulls import pull_of

ONE = "/repos/{owner}/{repo}/pulls/{number}/reviews/{id}"


def _review(call: Call) -> tuple[Issue, Review]:
    issue = pull_of(call)
    return issue, call.pick(pulls.of(issue).reviews)


show(ONE, _review, pulls.review)


# Comments on lines


def line_comment_of(call: Call) -> tuple[Issue, ReviewComment]:
    """The comment on a line whose id the path names, with its pull request."""
    for issue in call.repository().issues.values():
        if issue.pull and (comment := issue.pull.review_comments.get(call.number())) is not None:
            return issue, comment
    return not_found()
