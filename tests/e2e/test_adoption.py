"""After a crash under load and an hour-old backup, cases and claims go on as our comments have them.

GitHub redelivers what is up to three days old, and then all is decided again (`test_lives`). Here it has
nothing to redeliver any more: what was decided since the backup stands in the bot's own comments alone.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from bot.bootstrap import marker_key
from bot.community.cases import CASE
from bot.community.newcomers.claim_state import ISSUE_CLAIMS
from bot.community.newcomers.cohort import tag
from bot.core.effects import PostComment
from bot.core.erasure import ErasedPerson
from bot.core.keys import repository_scope, subject_scope
from bot.core.memory import Memory
from bot.core.ports.writer import marker
from bot.engine import comment_facts
from bot.engine.life import Life
from bot.github.read.changes_since import Changes
from bot.operations.reconcile import Gap, last_heard, reconcile
from bot.operations.reconcile.adoption import Adoption
from bot.store import memory, mirror
from bot.store.upkeep import forgetting
from fakegithub import GitHub, Server
from fakegithub.model.records import Issue
from handlers.cohorts.memory import PROGRESS
from tests.e2e.test_lives import keep_copy, restore
from tests.e2e.test_serve_process import eventually
from tests.harness.over_http.program import Serve, settings
from tests.harness.over_http.town import REPO, SECRET, Town, world

T = TypeVar("T")
CONFIG = """\
mode: act
triage: {labels: {support: support}}
steward:
  people: [alice, bob, carol]
  change: every wednesday 10:00
  starts: 2026-01-07
  answer_within: 2 working days
newcomers: {welcome: {}, claims: {lease: 2 weeks}}
"""
QUESTION = "How do I open a store on S3?"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path, world(CONFIG)) as town:
        await town.syncs()
        yield town


async def stored(town: Town, kind: Memory[T], number: int) -> T | None:
    """What the bot remembers of a subject."""
    there = town.github.state.repository(REPO)
    assert there is not None
    place = (subject_scope(there.id, number), kind.feature, kind.key)
    return kind.parse((await town.db.read(lambda conn: memory.read(conn, *place))).value)


def issue(town: Town, number: int) -> Issue:
    """A subject as GitHub has it."""
    found = town.github.state.issue(REPO, number)
    assert found is not None
    return found


async def reconciles(town: Town, *, adopts: bool = True, forget_key: bytes | None = None) -> Gap:
    """The operator runs `reconcile`."""
    repository = await town.db.read(lambda conn: mirror.repository_named(conn, REPO))
    assert repository is not None
    since = await last_heard(town.db, repository)
    assert since is not None
    tokens = town.bot.github.tokens
    adoption = None
    if adopts:
        me = (await tokens.me(town.installation)).id
        adoption = Adoption(Life(marker_key(SECRET)), me, town.clock.now(), forget_key)
    changes = Changes(tokens.client(town.installation), REPO)
    gap = await reconcile(town.db, changes, repository, since, adoption=adoption)
    await town.later(minutes=1)
    return gap


class Hour:
    """An hour of work after a backup, a crash in its midst, and the backup put back."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.cases: list[int] = []
        self.claims: dict[int, str] = {}

    async def passes(self) -> None:
        """All of it; afterwards GitHub has nothing to redeliver."""
        town = self.town
        old = town.person("eve").opens_issue(REPO, QUESTION)
        free = [town.person("alice").opens_issue(REPO, f"Tidy up {n}") for n in range(3)]
        await town.works()
        copy = await keep_copy(town)
        for n in range(6):
            self.cases.append(town.person(f"new{n}").opens_issue(REPO, QUESTION))
            if n == 3:
                await town.crashes("POST", f"/issues/{self.cases[-1]}/comments", "after")
            await town.later(minutes=10)
        for n, number in enumerate(free):
            town.person(f"new{n}").comments(REPO, number, "/claim")
            self.claims[number] = f"new{n}"
        town.person("bob").comments(REPO, old, "/pass")
        await town.later(minutes=5)
        self.cases.append(old)
        town.github.state.deliveries.made.clear()
        await restore(town, copy)
        # The server hears again before anybody thinks of `reconcile`.
        town.person("zoe").opens_issue(REPO, "Some other thoughts")
        await town.works()

    async def lost(self) -> list[int]:
        """Open cases and claims that stand in comments, and that the database has not, or in other hands."""
        town, lost = self.town, []
        for number in self.cases:
            there, case = issue(town, number), await stored(town, CASE, number)
            if case is None or not case.is_open or (case.steward,) != there.assignee_logins:
                lost.append(number)
        for number, login in self.claims.items():
            claims = await stored(town, ISSUE_CLAIMS, number)
            if claims is None or [holder.login for holder in claims.holders] != [login]:
                lost.append(number)
        return lost

    def said(self) -> list[int]:
        """How often the bot has spoken on each."""
        return [len(self.town.comments(number)) for number in (*self.cases, *self.claims)]


@pytest.mark.slow
async def test_what_stands_in_comments_goes_on_and_nobody_is_greeted_again(town: Town) -> None:
    hour = Hour(town)
    await hour.passes()
    before = hour.said()
    gap = await reconciles(town)
    assert gap.doubts == []
    assert await hour.lost() == []
    assert hour.said() == before

    for number in hour.cases:
        steward = issue(town, number).assignee_logins[0]
        comment = town.person(steward).comments(REPO, number, "/ack")
        await town.works()
        given = issue(town, number).comments[comment].reactions
        assert [reaction.content for reaction in given] == ["+1"]
    again = [town.person(f"new{n}").opens_issue(REPO, "Some thoughts") for n in range(6)]
    await town.later(hours=1)
    assert [town.comments(number) for number in again] == [[]] * 6
    assert hour.said() == before


@pytest.mark.slow
async def test_without_the_comments_it_would_be_lost(town: Town) -> None:
    hour = Hour(town)
    await hour.passes()
    await reconciles(town, adopts=False)
    assert sorted(await hour.lost()) == sorted([*hour.cases, *hour.claims])


@pytest.mark.slow
async def test_what_is_about_somebody_who_was_forgotten_is_not_taken_over(town: Town) -> None:
    hour, key = Hour(town), b"a key outside of the database"
    await hour.passes()
    number, gone = next(iter(hour.claims.items()))
    person = town.github.state.person(gone)
    await forgetting.forget(
        town.db, ErasedPerson(id=person.id, logins=frozenset({gone})), key, town.clock.now()
    )
    gap = await reconciles(town, forget_key=key)
    theirs = [one for one in hour.cases if issue(town, one).author is person]
    assert theirs
    doubts = "\n".join(gap.doubts)
    for one in (number, *theirs):
        assert f"{REPO}#{one}: it is about somebody who was forgotten" in doubts
    assert sorted(await hour.lost()) == sorted([number, *theirs]), "all others go on"


@pytest.mark.slow
async def test_what_contradicts_github_is_told_and_not_taken_over(town: Town) -> None:
    hour = Hour(town)
    await hour.passes()
    claimed, edited, closed, other = next(iter(hour.claims)), hour.cases[0], hour.cases[1], hour.cases[2]
    town.person("alice").unassigns(REPO, claimed, "new0")
    town.person("alice").assigns(REPO, claimed, "carol")
    comment = next(iter(issue(town, edited).comments.values()))
    town.person("alice").edits_comment(REPO, edited, comment.id, comment.body.replace("bob", "mallory"))
    town.person("alice").closes(REPO, closed)
    for login in issue(town, other).assignee_logins:
        town.person("alice").unassigns(REPO, other, login)
    town.person("alice").assigns(REPO, other, "alice")
    town.github.webhooks.clear()
    gap = await reconciles(town)
    assert len(gap.doubts) == 3
    assert "gives it to new0" in " ".join(gap.doubts)
    assert "somebody has edited" in " ".join(gap.doubts)
    assert await stored(town, CASE, edited) is None
    assert await stored(town, CASE, closed) is None
    case = await stored(town, CASE, other)
    assert case is not None
    assert case.steward == "alice"
    claims = await stored(town, ISSUE_CLAIMS, claimed)
    assert claims is None or claims.holders == ()


def posted(life: Life, words: str = "Hello.\n\n@bob has this.", person: int = 7) -> str:
    """A lasting comment of two sections as it is on GitHub, on a subject of that name."""
    first, second = words.split("\n\n")
    sections = [
        {"key": "welcome", "feature": "welcome", "body": first},
        {"key": "claim", "feature": "claims", "body": second, "facts": {"holders": [{"id": person}]}},
    ]
    fields = {"subject": "acme/widget#7", "body": words, "sticky": "welcome", "sections": sections}
    facts = comment_facts.sealed(life, "1#7", PostComment.model_validate(fields), datetime.now(UTC))
    return f"{words}\n\n{marker('0' * 32, life.name, facts)}"


def test_facts_cannot_be_made_moved_or_edited() -> None:
    life, former = Life(marker_key(SECRET)), marker_key("the secret before it")
    body = posted(life)
    facts = comment_facts.facts_in(life, "1#7", body)
    assert facts is not None
    sections = facts.sections(body)
    assert sections is not None
    assert [section.body for section in sections] == ["Hello.", "@bob has this."]
    assert sections[1].facts == {"holders": [{"id": 7}]}
    assert facts.sections(body.replace("\n", "\r\n")) == sections, "GitHub's line ends"
    assert facts.sections(body.replace("@bob", "@eve")) is None
    assert comment_facts.facts_in(life, "1#8", body) is None
    assert comment_facts.facts_in(Life(marker_key("another secret")), "1#7", body) is None
    assert comment_facts.facts_in(Life(marker_key("a new secret"), [marker_key(SECRET)]), "1#7", body)
    assert comment_facts.facts_in(Life(former), "1#7", posted(life, person=8)) is None
    assert len(posted(life, "x" * 64_900 + "\n\ny")) < comment_facts.ROOM


SPRINT = """\
mode: act
newcomers:
  claims: {}
  cohorts: {sprint: {host: carol, from: 2026-03-05, until: 2026-03-06, ahead: 2 days, board: open}}
"""


@pytest.mark.slow
async def test_a_board_is_known_again_and_no_other_is_opened(tmp_path: Path) -> None:
    async with Town(tmp_path, world(SPRINT)) as town:
        await town.syncs()
        copy = await keep_copy(town)
        await town.later(days=2, hours=3)
        await town.later(hours=1)
        boards = [number for number in range(1, 9) if town.github.state.issue(REPO, number)]
        assert len(boards) == 1
        assert "sprint" in town.comments(boards[0])[0]
        town.github.state.deliveries.made.clear()
        await restore(town, copy)
        assert (await reconciles(town)).adopted == 1
        there = town.github.state.repository(REPO)
        assert there is not None
        kind = PROGRESS.of(tag("sprint"))
        place = (repository_scope(there.id), kind.feature, kind.key)
        progress = PROGRESS.parse((await town.db.read(lambda conn: memory.read(conn, *place))).value)
        assert progress is not None
        assert progress.board == boards[0]
        await town.later(days=1)
        assert not town.github.state.issue(REPO, boards[0] + 1)


@pytest.fixture
async def github() -> AsyncIterator[Server]:
    """A GitHub that keeps real time."""
    server = Server(GitHub.of(world(CONFIG), clock=lambda: datetime.now(UTC), secret=SECRET))
    await server.start()
    yield server
    await server.stop()


async def stewardbot(folder: Path, env: Mapping[str, str], *arguments: str) -> str:
    """What a command of the program says; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env={**env, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said
    return said


@pytest.mark.slow
async def test_killed_under_load_restored_and_reconciled_by_the_commands(
    github: Server, tmp_path: Path
) -> None:
    """`kill -9`, `db restore`, `serve`, `reconcile`: an `/ack` on a living comment works."""
    state = github.github.state
    # Longer than usual: this machine is to be slow without an answer counting as lost.
    times = {"HTTP_TIMEOUT": "20", "WRITE_DEADLINE": "21", "WRITE_GRACE": "22", "WRITE_LEASE": "23"}
    env = settings(tmp_path, github.url, state.app.id, **times)

    def words(number: int) -> int:
        found = state.issue(REPO, number)
        assert found is not None
        return len(found.comments)

    async with Serve(env, tmp_path) as process:
        github.webhook_url = await process.listens()
        github.github.person("eve").opens_issue(REPO, QUESTION)
        await github.deliver_all()
        await eventually(lambda: words(1) == 1)
        await stewardbot(tmp_path, env, "db", "backup", "copy.db")
        numbers = [github.github.person(f"new{n}").opens_issue(REPO, QUESTION) for n in range(2)]
        await github.deliver_all()
        await eventually(lambda: all(words(number) == 1 for number in numbers))
        for n in range(3):
            github.github.person(f"late{n}").opens_issue(REPO, "Crash", "It crashes.")
        await github.deliver_all()
        process.gets(signal.SIGKILL)
        await process.ended()
    state.deliveries.made.clear()
    (tmp_path / "bot.db.forgotten").touch()
    await stewardbot(tmp_path, env, "db", "restore", "copy.db")
    async with Serve(env, tmp_path) as process:
        github.webhook_url = await process.listens()
        said = await stewardbot(tmp_path, env, "reconcile", REPO)
        assert "2 cases, claims and boards taken over from my comments" in said
        # The server may sleep, and hears of this by the next delivery, or in half a minute: nobody waits.
        for number in numbers:
            there = state.issue(REPO, number)
            assert there is not None
            comment = github.github.person(there.assignee_logins[0]).comments(REPO, number, "/ack")
            await github.deliver_all()
            await eventually(lambda there=there, id=comment: bool(there.comments[id].reactions))  # type: ignore[misc]
            assert [given.content for given in there.comments[comment].reactions] == ["+1"]
            assert words(number) == 2
