"""The port through which effects are carried out on GitHub.

The executor hands over all waiting effects of one subject as `Task`s; the writer answers each with a
`Receipt`. Which requests that takes is the writer's own business (REST: about one an effect).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.effects import Outward, Target, is_answer
from bot.core.states import ReceiptState


@dataclass(frozen=True)
class ConfigFile:
    """The repository's file as it lies on the default branch.

    No `text` and no `problem`: there is no file. `problem` says why a file cannot be read at all (too
    large, not text), in words for whoever must fix it. `source` is `owner/repo@sha:path`.
    """

    text: str | None = None
    sha: str = ""
    source: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Nodes:
    """GraphQL's ids of a subject (empty: unknown) and of what effects on it name, as far as GitHub told
    them. An id stays with its thing through renames.

    https://docs.github.com/en/graphql/guides/using-global-node-ids
    """

    subject: str = ""
    is_pull_request: bool = False
    by_label: Mapping[str, str] = field(default_factory=dict)
    """By name; this and logins in lower case."""
    by_login: Mapping[str, str] = field(default_factory=dict)
    by_comment: Mapping[tuple[Target, int], str] = field(default_factory=dict)
    repository: str = ""
    """Of a pull request; empty: unknown."""
    by_milestone: Mapping[str, str] = field(default_factory=dict)
    """By title, in lower case."""
    by_issue: Mapping[int, str] = field(default_factory=dict)
    """Other issues of the repository, by number."""
    by_repository: Mapping[str, str] = field(default_factory=dict)
    """Repositories that an issue moves to, by `owner/repo` in lower case."""

    def labels(self, names: Iterable[str]) -> list[str] | None:
        """Return the labels; None unless all are known."""
        return _all(self.by_label, (name.casefold() for name in names))

    def people(self, logins: Iterable[str]) -> list[str] | None:
        """Return the accounts; None unless all are known."""
        return _all(self.by_login, (login.casefold() for login in logins))

    def comment(self, target: Target, comment_id: int | None) -> str | None:
        """Return a comment or review; None where it is not known."""
        return self.by_comment.get((target, comment_id)) if comment_id is not None else None


def _all(known: Mapping[str, str], names: Iterable[str]) -> list[str] | None:
    ids = [known.get(name) for name in names]
    return [node_id for node_id in ids if node_id] if all(ids) else None


@dataclass(frozen=True)
class Place:
    """Where effects belong: `number` None is the repository itself.

    `create_labels`: whether the repository allows that labels it lacks are made in passing. `labels`: those
    that we know it has, so that GitHub need not be asked for them; it may have others.
    """

    installation_id: int
    repository: str
    number: int | None
    repo_id: int = 0
    create_labels: bool = False
    labels: tuple[str, ...] = ()
    nodes: Nodes = Nodes()


@dataclass(frozen=True)
class Task:
    """One effect to carry out.

    `key` is its once-only key, `marker` the hidden line an unrepeatable write carries. Such a write must be
    sent before `deadline` (UTC) or not at all. `adopt` says that an earlier attempt may have been applied:
    look for the marker among our own comments first, back to `since` (UTC), when it was first intended.
    With `send` false it is only looked for: not found, it is `absent`. `former_keys` are those that it may
    bear from before the secret was changed. `comment_id` is the comment to edit, delete or pin;
    one to pin that the same batch posts is known only then.
    """

    key: str
    effect: Outward
    deadline: datetime
    adopt: bool = False
    send: bool = True
    former_keys: tuple[str, ...] = ()
    comment_id: int | None = None
    marker: str = ""
    since: datetime | None = None

    @property
    def is_answer(self) -> bool:
        """Whether it answers a text with commands; it stands behind what they lead to."""
        return is_answer(self.effect.effect, self.effect.feature)


@dataclass(frozen=True)
class Receipt:
    """What became of a task.

    done: GitHub has it. refused/gone: settled for good, `note` says why. retry: try again later. limited:
    GitHub's limits, not before `retry_at` (UTC), costs no attempt. paused: the installation may not act.
    `dropped` are names that GitHub would not take (assignees, reviewers, labels). `uncertain`: no answer
    came, so the write may have been applied all the same. `absent`: it was looked for, and neither found nor
    sent. `unsent`: it was not even tried: its deadline had passed, or one before it waits. `node_id` is
    GraphQL's id of a comment that was written. `withheld`: an answer says that all is done, and something
    before it was refused. `resource` is the one of GitHub's budgets that is used up; empty: all
    that the installation writes with.
    """

    key: str
    state: ReceiptState
    remote_id: int | None = None
    note: str = ""
    retry_at: datetime | None = None
    dropped: tuple[str, ...] = ()
    uncertain: bool = False
    absent: bool = False
    unsent: bool = False
    node_id: str = ""
    withheld: bool = False
    resource: str = ""

    @property
    def is_untried(self) -> bool:
        """Whether surely nothing was written, and it is to be tried another time."""
        waits = self.state in (ReceiptState.LIMITED, ReceiptState.PAUSED)
        return waits or self.unsent or self.absent or self.withheld

    @property
    def is_short(self) -> bool:
        """Whether GitHub refused it, or a part of it."""
        return bool(self.dropped) or self.state in (ReceiptState.REFUSED, ReceiptState.GONE)


class Writer(Protocol):
    """Carries out effects on GitHub."""

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """Return one receipt a task, in order. Whatever GitHub answers raises nothing."""
        ...


def marker(key: str, life: str = "", facts: str = "") -> str:
    """Return the hidden line by which a write of ours is known again; `life` is the one that writes it, and
    `facts` is what a lasting comment says, under a seal."""
    return f"<!-- stewardbot:{' '.join(filter(None, (key, life, facts)))} -->"


MARKER = re.compile(r"<!-- stewardbot:(\w+)(?: ([0-9a-f]{32}))?(?: ([\w+/=]+\.[0-9a-f]{32}))? -->\s*\Z")
"""Finds a marker at the end of a text: the key, the life that wrote it, and sealed facts."""
