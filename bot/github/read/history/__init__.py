"""The past of a repository over GraphQL: a page of issues or pull requests with all that happened on them."""

from bot.github.read.history.past import PastEvent, PastSubject, past_events
from bot.github.read.history.reader import (
    HistoryReader,
    PastPage,
    SubjectList,
    ThreadPart,
    repository_as_it_is,
)

__all__ = [
    "HistoryReader",
    "PastEvent",
    "PastPage",
    "PastSubject",
    "SubjectList",
    "ThreadPart",
    "past_events",
    "repository_as_it_is",
]
