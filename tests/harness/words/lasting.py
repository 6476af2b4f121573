"""A lasting comment, and one that calls somebody, is true while it is seen; no reply stands inside one."""

from collections.abc import Iterator

from tests.harness.words.finding import Finding
from tests.harness.words.season import Comment, Season
from tests.harness.words.table import NOTICES, TABLE, TIMELESS
from tests.harness.words.truth import Truth


def false_in(comment: Comment, truth: Truth) -> Iterator[Finding]:
    """Return what a comment that is seen says that is not so, if it is lasting or calls somebody."""
    if comment.folded_at is not None or comment.is_reply:
        return
    for section in comment.sections:
        if section.name in NOTICES:
            if comment.is_lasting:
                yield Finding.of(comment, "a notice stands inside a lasting comment", section.name)
            if why := NOTICES[section.name](comment.body, truth):
                yield Finding.of(comment, why, section.name)
        elif not comment.is_lasting:
            continue
        elif section.is_reply:
            yield Finding.of(comment, "a reply stands inside a lasting comment", section.name)
        elif check := TABLE.get(section.name):
            if why := check(comment.body, truth):
                yield Finding.of(comment, why, section.name)
        elif section.message and section.name not in TIMELESS:
            yield Finding.of(comment, "no predicate says when this is true", section.name)


def find(season: Season) -> list[Finding]:
    """Return what is false at the end of a season."""
    return [
        finding for comment in season.by_bot for finding in false_in(comment, season.truth(comment.subject))
    ]
