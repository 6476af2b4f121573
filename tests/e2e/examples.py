"""GitHub's own example payloads, variants made of them, and a simulated GitHub in which they are true.

The examples are older than much of what GitHub sends today and name each other's people, repositories and
installations: a bad lot of payloads to be robust against.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.store import backlog, inbox
from bot.store.database import Connection, Database
from bot.store.inbox import Delivery
from fakegithub import GitHub, adopt, apply
from tests.contract.packages import EXAMPLES

Payload = dict[str, Any]
CONFIG_PATH = ".github/stewardbot.yml"
CONFIG = """\
mode: act
labels: {}
assignment: {}
lifecycle: {close: triage}
triage:
  labels: {bug: bug, feature: enhancement, support: question, docs: documentation}
  rules: [{label: bug, text: spelling, paths: ['**']}]
steward:
  people: [Codertocat, octocat]
  change: every wednesday 10:00
  starts: 2026-01-07
newcomers:
  welcome: {}
  suggestions: {labels: [good first issue], count: 3}
"""
"""Everything that listens, listens."""
NEVER_SEEN = 7_000_000
"""Ids from here on are in no example."""


@dataclass(frozen=True)
class Example:
    """One webhook as GitHub would send it."""

    guid: str
    event: str
    payload: Payload

    @property
    def action(self) -> str | None:
        """`opened` …; None for events that have none."""
        return self.payload.get("action")


def published() -> list[Example]:
    """All examples, in the order they are published. Raises `Missing`."""
    told = json.loads(EXAMPLES.read())
    return [
        Example(str(uuid5(NAMESPACE_URL, f"{each['name']}/{number}")), each["name"], payload)
        for each in told
        for number, payload in enumerate(each["examples"])
    ]


def settle(github: GitHub, example: Example) -> None:
    """Make the simulated GitHub what it was when this was sent, with our file in the repository.

    Where that makes the App's installation another one, GitHub tells of it first.
    """
    state, payload = github.state, example.payload
    before = _installed(github)
    adopt(state, example.event, payload)
    apply(state, example.event, payload)
    for where in state.repositories.values():
        if where.files.get(CONFIG_PATH) != CONFIG:
            with state.quiet():
                github.person(where.owner.login).pushes(where.full_name, {CONFIG_PATH: CONFIG})
    for owner in _installed(github) - before:
        github.person(owner[0]).installs(owner[0])


def _installed(github: GitHub) -> set[tuple[str, int, frozenset[int]]]:
    """(owner, installation, repositories) of all there are."""
    state = github.state
    return {
        (owner.login, each.id, frozenset(w.id for w in state.repositories.values() if w.owner is owner))
        for each in state.installations.values()
        for owner in [each.account]
    }


def changed(example: Example, name: str, payload: Payload) -> Example:
    """The example with another payload, under a GUID of its own."""
    return replace(example, guid=str(uuid5(NAMESPACE_URL, f"{example.guid}/{name}")), payload=payload)


@dataclass(frozen=True)
class Variant:
    """A change made to every example; None where it does not concern one."""

    name: str
    make: Callable[[Payload], Payload | None]

    def of(self, examples: list[Example]) -> list[Example]:
        """The examples it concerns, so changed."""
        made = ((each, self.make(deepcopy(each.payload))) for each in examples)
        return [changed(each, self.name, payload) for each, payload in made if payload is not None]


def _objects(value: object) -> Iterator[Payload]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)


def _subject(payload: Payload) -> Payload | None:
    found = payload.get("issue") or payload.get("pull_request")
    return found if isinstance(found, dict) else None


def _said(payload: Payload) -> Iterator[Payload]:
    """What somebody has written: the subject, a comment, a review."""
    for name in ("issue", "pull_request", "comment", "review", "discussion"):
        if isinstance(payload.get(name), dict):
            yield payload[name]


def _by(payload: Payload, **person: Any) -> Payload:
    """Written and sent by somebody else; others who are named stay who they are."""
    if isinstance(payload.get("sender"), dict):
        payload["sender"] |= person
    for each in _said(payload):
        if isinstance(each.get("user"), dict):
            each["user"] |= person
    return payload


def first_timer(payload: Payload) -> Payload | None:
    """By somebody nobody has seen before."""
    if not list(_said(payload)):
        return None
    number = NEVER_SEEN + len(json.dumps(payload))
    for each in _said(payload):
        each["author_association"] = "FIRST_TIMER"
    return _by(payload, login=f"newcomer-{number}", id=number, type="User")


def by_a_bot(payload: Payload) -> Payload | None:
    """By an App that is not ours."""
    if not list(_said(payload)):
        return None
    return _by(payload, login="dependabot[bot]", id=49_699_333, type="Bot")


def by_a_ghost(payload: Payload) -> Payload | None:
    """By people whose accounts are gone; there are no persons but the sender."""
    if _subject(payload) is None and "comment" not in payload:
        return None
    for each in _objects(payload):
        for role in ("user", "assignee", "author", "committer", "creator", "closed_by"):
            if isinstance(each.get(role), dict):
                each[role] = None
    return payload


def closed(payload: Payload) -> Payload | None:
    """About something that is closed by now."""
    subject = _subject(payload)
    if subject is None:
        return None
    subject |= {"state": "closed", "closed_at": subject.get("updated_at") or "2026-03-01T00:00:00Z"}
    return payload


def from_windows(payload: Payload) -> Payload | None:
    """Written with CRLF, with commands in it."""
    said = list(_said(payload))
    for each in said:
        text = str(each.get("body") or "").replace("\n", "\r\n")
        each["body"] = f"\ufeff/kind bug\r\n/assign\r\n/help\r\n\r\n{text}\r\n/close.\r\n"
    return payload if said else None


def wordless(payload: Payload) -> Payload | None:
    """Without a body: GitHub says null, not empty."""
    said = list(_said(payload))
    for each in said:
        each["body"] = None
    return payload if said else None


def without_installation(payload: Payload) -> Payload | None:
    """As a repository's own webhook would send it, not an App's."""
    return payload if payload.pop("installation", None) else None


VARIANTS = tuple(
    Variant(make.__name__, make)
    for make in (first_timer, by_a_bot, by_a_ghost, closed, from_windows, wordless, without_installation)
)


@dataclass(frozen=True)
class Tally:
    """How deliveries ended.

    `reasons` say why deliveries were ignored. `effects` are all of the database by state. `failures` are
    deliveries that are dead or open, and features that failed in them; `again` those that ended at a later
    attempt: a repository out of sight is asked for twice before that is believed.
    """

    stored: int
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    effects: Mapping[str, int]
    failures: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


async def tally(db: Database, examples: list[Example]) -> Tally:
    """How these ended, out of the store."""

    def look(conn: Connection) -> tuple[list[Delivery | None], dict[str, int]]:
        return [inbox.by_guid(conn, each.guid) for each in examples], backlog.effects_by_state(conn)

    found, effects = await db.read(look)
    there = [each for each in found if each is not None]
    return Tally(
        len(there),
        Counter(each.outcome or each.state for each in there),
        Counter((each.reason or "").split(" listens to ")[0] for each in there if each.outcome == "ignored"),
        effects,
        [failure for each in there for failure in _failures(each)],
        [f"{_name(each)}: {each.reason}" for each in there if each.state == "done" and each.attempts],
    )


def _name(delivery: Delivery) -> str:
    return f"{delivery.event}.{delivery.action} {delivery.guid}"


def _failures(delivery: Delivery) -> Iterator[str]:
    name = _name(delivery)
    if delivery.state != "done":
        yield f"{name}: {delivery.state} after {delivery.attempts} failures: {delivery.reason}"
    steps = delivery.trace.get("steps", ()) if isinstance(delivery.trace, dict) else ()
    yield from (f"{name}: {each['feature']}: {each['problem']}" for each in steps if each.get("problem"))
