"""What the simulated GitHub stores: plain mutable records, changed by `fakegithub.changes` alone.

Records point at each other (an issue holds its labels and people themselves), so that renaming a label or
learning somebody's id shows everywhere at once. Times are aware and in UTC.
"""

from fakegithub.model.records.accounts import App, Organization, Team, User
from fakegithub.model.records.checks import CheckRun, Status
from fakegithub.model.records.comments import Comment, Reaction, Review, ReviewComment
from fakegithub.model.records.repositories import (
    Installation,
    Issue,
    IssueType,
    Label,
    Milestone,
    Pull,
    Repository,
    TimelineEvent,
)

__all__ = [
    "App", "CheckRun", "Comment", "Installation", "Issue", "IssueType", "Label", "Milestone",
    "Organization", "Pull", "Reaction", "Repository", "Review", "ReviewComment", "Status", "Team",
    "TimelineEvent", "User",
]  # fmt: skip
