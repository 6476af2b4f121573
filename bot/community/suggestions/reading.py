"""What an issue's own words say: the code it names, what it is about, and what it still lacks."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from bot.community.patterns import TEXT_CAP, paths_in
from bot.core.markdown import Markdown
from bot.core.markdown.comment_content import HTML_COMMENT
from bot.core.model import Subject

CACHED = 16_384
"""Texts whose paths and words are kept once read: reading costs far more than ranking."""
GOAL, POINTER = Markdown("what is to be reached"), Markdown("where in the code")
TEST = Markdown("how to test it")
ENOUGH = 80
"""Characters of a description that can say what is to be reached."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = {
    "about", "after", "also", "before", "could", "does", "dont", "fails", "from", "have", "into",
    "issue", "make", "more", "need", "should", "some", "that", "their", "there", "this", "when",
    "where", "with", "without", "would", "support", "allow", "change", "update", "missing", "better",
    "improve", "test", "tests", "docs", "documentation",
}  # fmt: skip
_NOT_NOW = frozenset(
    {"stale", "rotten", "duplicate", "invalid", "wontfix", "on hold", "needs info", "question", "blocked"}
)
_LAST_WORDS = re.compile(r"(?:.* )?(?:blocked|on hold|(?:waiting (?:on|for)|awaiting|needs) (?:author|info))")
_LANGUAGES = {
    "py": "Python", "pyi": "Python", "pyx": "Cython", "ipynb": "notebooks", "md": "Markdown",
    "rst": "reStructuredText", "js": "JavaScript", "jsx": "JavaScript", "ts": "TypeScript",
    "tsx": "TypeScript", "c": "C", "h": "C", "cc": "C++", "cpp": "C++", "rs": "Rust", "go": "Go",
    "sh": "shell", "r": "R", "jl": "Julia", "yml": "YAML", "yaml": "YAML",
}  # fmt: skip
_CODE = re.compile(r"`(?=[^`\n]*`)(?:[^`\n]*[^`\n\w])?[A-Za-z_]\w*(?:\.[A-Za-z_]|\(\))|/blob/[\w.-]+/\S")
_TESTED = re.compile(r"\b(?:(?:py|doc|unit)?tests?|test(?:ed|ing)|reproduc\w+|verif\w+|check that)\b")


class IssueTraits(NamedTuple):
    """What one issue says."""

    named: tuple[str, ...]
    """The paths it names."""
    traits: tuple[str, ...]
    """All by which somebody may be drawn to it, in lower case: `folder:io` (the first part of a path),
    `label:area/io`, `language:python`, `word:zarr`."""
    not_now: bool
    """Whether a label says that it is not to be started now."""
    lacks: tuple[Markdown, ...]
    """What the description does not say: `GOAL`, `POINTER`, `TEST`."""


def issue_traits(issue: Subject) -> IssueTraits:
    """Return what an issue says."""
    return text_traits(issue.title, issue.body, issue.labels)


@lru_cache(maxsize=CACHED)
def text_traits(title: str, body: str, labels: tuple[str, ...]) -> IssueTraits:
    """Return what an issue of this title, body and labels says."""
    named, folded = paths_in(f"{title}\n{body}"), tuple(label.casefold() for label in labels)
    all_traits = traits(
        folders=folders_of(named), labels=folded, languages=languages_of(named), words=words_of(title)
    )
    return IssueTraits(
        named, tuple(sorted(all_traits)), any(map(_is_not_now, folded)), _lacks(title, body, folded, named)
    )


def traits(**kinds: Iterable[str]) -> frozenset[str]:
    """Hooks of several kinds (`labels=…` gives `label:…`). Equal ones are one object: found faster."""
    return frozenset(
        intern(f"{kind[:-1]}:{name.casefold()}") for kind, names in kinds.items() for name in names
    )


def group_traits(issue: IssueTraits) -> tuple[str, ...]:
    """Return the hooks by which the like of an issue are told: its folders and labels."""
    return tuple(trait for trait in issue.traits if trait.startswith(("folder:", "label:")))


def _lacks(title: str, body: str, labels: Collection[str], named: tuple[str, ...]) -> tuple[Markdown, ...]:
    description = HTML_COMMENT.sub("", body[:TEXT_CAP])
    missing = [] if len(description.strip()) >= ENOUGH else [GOAL]
    missing += [] if named or _CODE.search(description) else [POINTER]
    # Whoever mends words has nothing to run.
    tested = any("doc" in label for label in labels) or _TESTED.search(f"{title}\n{description}".casefold())
    return (*missing, *([] if tested else [TEST]))


@lru_cache(maxsize=1024)
def _is_not_now(label: str) -> bool:
    """Return whether a label says that an issue is not to be started now: `S-blocked`, `lifecycle/stale` …"""
    words = re.split(r"[\W_]+", label)
    plain = " ".join(words).strip()
    return plain in _NOT_NOW or words[-1] in ("stale", "rotten") or bool(_LAST_WORDS.fullmatch(plain))


def words_of(text: str) -> frozenset[str]:
    """Return the telling words of a title."""
    return frozenset(word for word in _WORD.findall(text[:300].casefold()) if word not in _COMMON)


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Return the first part of each path."""
    return frozenset(path.split("/", 1)[0] for path in paths)


def languages_of(paths: Iterable[str]) -> frozenset[str]:
    """Return the languages that files are written in, as far as their endings tell."""
    endings = (path.rpartition("/")[2].rpartition(".")[2].lower() for path in paths)
    return frozenset(_LANGUAGES[ending] for ending in endings if ending in _LANGUAGES)


def is_about(issue: Subject, topic: str) -> bool:
    """Return whether an issue has to do with a topic, by its labels and words."""
    words = topic.casefold().split()
    text = f"{issue.title}\n{issue.body}\n{' '.join(issue.labels)}".casefold()
    return all(word in text for word in words)


def lacks(issue: Subject) -> tuple[Markdown, ...]:
    """Return what a description still lacks to be somebody's first issue."""
    return issue_traits(issue).lacks
