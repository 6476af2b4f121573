"""Conversations of the season as they look on GitHub: who wrote what, what happened in between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.ports.writer import MARKER
from bot.demo.community import ORG
from fakegithub.model.records import Issue, Label, Reaction, TimelineEvent, User
from fakegithub.model.state import State

LONDON = ZoneInfo("Europe/London")
_SPECIAL = re.compile(r"(?<!\w)(@[A-Za-z][\w-]*|#\d+)\b")
_FOLD = re.compile(r"<p>&lt;details&gt;\s*&lt;summary&gt;(.*?)&lt;/summary&gt;</p>")
_FACES = {"+1": "👍", "-1": "👎", "confused": "😕", "eyes": "👀", "heart": "❤️", "hooray": "🎉"}
_DEEDS = {"closed": "closed this", "reopened": "reopened this", "merged": "merged this",
          "pinned": "pinned this", "unpinned": "unpinned this"}  # fmt: skip
_STATES = {"APPROVED": "approved these changes", "CHANGES_REQUESTED": "asked for a change"}


@dataclass(frozen=True)
class ThreadEntry:
    """A comment (`html`), what happened (`line`), or both (a review). Both are HTML, and safe."""

    at: datetime
    who: str
    badge: str = ""
    html: str = ""
    line: str = ""
    edited: bool = False
    reactions: tuple[tuple[str, int], ...] = ()

    @property
    def is_bot(self) -> bool:
        """Whether a program wrote it."""
        return self.badge == "bot"


@dataclass(frozen=True)
class Thread:
    """A conversation: its first entry is the issue's own text."""

    repository: str
    number: int
    title: str
    state: str
    is_pull: bool
    labels: tuple[tuple[str, str], ...]
    assignees: tuple[str, ...]
    entries: tuple[ThreadEntry, ...]


def thread(state: State, issue: Issue) -> Thread:
    """Return a conversation as it stands at the end."""
    merged = issue.pull is not None and issue.pull.merged
    first = _comment(state, issue.author, issue.created_at, issue.body or "", issue.reactions)
    entry = [*_comments(state, issue), *_lines(state, issue)]
    return Thread(
        issue.repository.full_name,
        issue.number,
        issue.title,
        "merged" if merged else issue.state,
        issue.pull is not None,
        tuple((label.name, f"#{label.color}") for label in issue.labels),
        issue.assignee_logins,
        (first, *(entry for _, entry in sorted(entry, key=lambda part: part[0]))),
    )


def spoken_moment(at: datetime) -> str:
    """Return a time as the report shows it, in the community's own zone."""
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%B}, {local:%H:%M}"


_Placed = tuple[tuple[datetime, int], ThreadEntry]


def _comments(state: State, issue: Issue) -> Iterator[_Placed]:
    for part in issue.comments.values():
        edited = part.updated_at != part.created_at
        made = _comment(state, part.author, part.created_at, part.body, part.reactions, edited=edited)
        yield (part.created_at, part.id), made
    for review in issue.pull.reviews if issue.pull else ():
        verdict = _STATES.get(review.state, "reviewed")
        made = _comment(state, review.author, review.submitted_at, review.body, [])
        yield (
            (review.submitted_at, review.id),
            ThreadEntry(made.at, made.who, made.badge, made.html, verdict),
        )


def _lines(state: State, issue: Issue) -> Iterator[_Placed]:
    """Return what happened, one line for what a person did of a kind at one instant."""
    merged = issue.pull is not None and issue.pull.merged
    together: dict[tuple[datetime, str, str], list[TimelineEvent]] = {}
    for moment in issue.timeline:
        if not (merged and moment.event == "closed"):
            who = moment.actor.login if moment.actor else "ghost"
            together.setdefault((moment.at, who, moment.event), []).append(moment)
    for (at, who, _), moments in together.items():
        if line := _sentence(moments):
            yield (at, moments[0].id), ThreadEntry(at, who, _badge(state, moments[0].actor), line=line)


def _sentence(moments: list[TimelineEvent]) -> str:
    first = moments[0]
    if first.label is not None:
        pills = " ".join(_pill(part.label) for part in moments if part.label)
        return f"{'added' if first.event == 'labeled' else 'removed'} {pills}"
    if first.assignee is not None:
        names = ", ".join(f"<b>{escape(part.assignee.login)}</b>" for part in moments if part.assignee)
        return f"{first.event} {names}"
    if first.rename is not None:
        return f"changed the title from “{escape(first.rename[0])}”"
    return _DEEDS.get(first.event, "")


def _pill(label: Label) -> str:
    return f'<span class="label" style="--label:#{label.color}">{escape(label.name)}</span>'


def _comment(
    state: State,
    author: User | None,
    at: datetime,
    body: str,
    reactions: list[Reaction],
    *,
    edited: bool = False,
) -> ThreadEntry:
    faces: dict[str, int] = {}
    for part in reactions:
        face = _FACES.get(part.content, part.content)
        faces[face] = faces.get(face, 0) + 1
    who = author.login if author else "ghost"
    return ThreadEntry(at, who, _badge(state, author), rendered(body), "", edited, tuple(faces.items()))


def _badge(state: State, user: User | None) -> str:
    organization = state.organization(ORG)
    if user is None:
        return ""
    if user.type == "Bot":
        return "bot"
    return "Member" if organization and user.key in organization.members else ""


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.core.ruler.push("mentions", lambda state: _mark(state.tokens))
    return parser


def _mark(tokens: list[Token]) -> None:
    """Show @people and #numbers as GitHub does."""
    for token in tokens:
        children = []
        for child in token.children or ():
            parts = _SPECIAL.split(child.content) if child.type == "text" else []
            if len(parts) <= 1:
                children.append(child)
                continue
            for place, part in enumerate(parts):
                kind, text = (
                    ("html_inline", f'<b class="ref">{escape(part)}</b>') if place % 2 else ("text", part)
                )
                children.append(Token(kind, "", 0, content=text))
        if token.children is not None:
            token.children = children


_PARSER = _parser()


def rendered(body: str) -> str:
    """Markdown as GitHub shows it; the bot's hidden marker is hidden, raw HTML is text."""
    html = _PARSER.render(MARKER.sub("", body))
    folded = _FOLD.sub(r"<details><summary>\1</summary>", html)
    return folded.replace("<p>&lt;/details&gt;</p>", "</details>")
