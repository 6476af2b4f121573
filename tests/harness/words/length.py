"""How many words a comment has for one reader: what is visible, all sections joined."""

import re

from tests.harness.words.finding import Finding
from tests.harness.words.season import Comment, Season

MOST = 60
MOST_IN_LIST = 150
"""Of a board, a hand-over or a report, which has one line an item."""
LISTS = ("board:", "handover", "cohort-report-", "digest", "supply", "pains")
"""How the keys of boards, hand-overs and reports begin."""
LIST_MESSAGES = {"help.list", "help.record"}
"""Answers that are lists."""

_FOLDED = re.compile(r"<details>.*?(?:</details>|\Z)", re.DOTALL)
_HIDDEN = re.compile(r"<!--.*?-->|<[^>\n]+>", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_WORD = re.compile(r"\S*\w\S*")
_MENTION = re.compile(r"(?<![\w/])@([A-Za-z0-9][\w-]*)")


def visible(body: str) -> str:
    """Return the words that are seen: no markers, nothing folded, of a link its text."""
    return _LINK.sub(r"\1", _HIDDEN.sub("", _FOLDED.sub("", body)))


def words_by_reader(body: str) -> dict[str, int]:
    """Return the words of each reader: a paragraph is for whom it names first, or else for whom the one
    before it is."""
    counts: dict[str, int] = {}
    reader = ""
    for paragraph in visible(body).split("\n\n"):
        called = _MENTION.search(paragraph)
        reader = called[1] if called else reader
        counts[reader] = counts.get(reader, 0) + len(_WORD.findall(paragraph))
    if "" in counts and len(counts) > 1:  # What stands before the first name is for that reader.
        nobody = counts.pop("")
        counts[next(iter(counts))] += nobody
    return counts


def is_list(comment: Comment) -> bool:
    """Return whether a comment is a board, a hand-over or a report."""
    return any(section.key.startswith(LISTS) or section.name in LIST_MESSAGES for section in comment.sections)


def find(season: Season) -> list[Finding]:
    """Return the comments that are too long for one reader."""
    findings = []
    for comment in season.by_bot:
        most = MOST_IN_LIST if is_list(comment) else MOST
        reader, words = max(words_by_reader(comment.body).items(), key=lambda item: item[1])
        if words > most:
            findings.append(
                Finding.of(comment, f"{words} words for {reader or 'its reader'}, at most {most}")
            )
    return findings
