"""Every GraphQL document in our source is one that GitHub would understand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from graphql import parse

import bot
from bot.core import effects as fx
from bot.core.effects import Outward
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.ports.writer import Nodes, Place, Task
from bot.github.read.details import details_query
from bot.github.read.history import documents as of_the_past
from bot.github.read.thread.conversation import CONVERSATION
from bot.github.read.thread.survey import survey_query
from bot.github.write.batch_document import BatchDocument, parts
from fakegithub.graphql import cost
from tests.contract.documents import Documents

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLACE = Place(1, "acme/widget", 7, repo_id=1)
WORDS = Markdown("Hello")
ON, PULL_ON = "acme/widget#7", "acme/widget#8"
ISSUE: list[Outward] = [
    fx.AddLabels(subject=ON, labels=("bug",)),
    fx.RemoveLabels(subject=ON, labels=("bug",)),
    fx.Assign(subject=ON, logins=("alice",)),
    fx.Unassign(subject=ON, logins=("alice",)),
    fx.Retitle(subject=ON, title="Better"),
    fx.Close(subject=ON, reason="not_planned"),
    fx.Close(subject=ON, reason="duplicate", duplicate_of=9),
    fx.SetMilestone(subject=ON, title="v1.0"),
    fx.Reopen(subject=ON),
    fx.Lock(subject=ON, reason="too heated"),
    fx.Unlock(subject=ON),
    fx.Pin(subject=ON),
    fx.Unpin(subject=ON),
    fx.PostComment(subject=ON, body=WORDS),
    fx.DeleteComment(subject=ON, sticky=SectionKey("s")),
    fx.MinimizeComment(subject=ON, comment_id=1),
    fx.React(subject=ON, content="+1", target="comment", target_id=1),
    fx.Unreact(subject=ON, content="eyes", target="issue", target_id=7),
    fx.Transfer(subject=ON, to="acme/other"),
]
PULL: list[Outward] = [
    fx.RequestReview(subject=PULL_ON, logins=("alice",)),
    fx.Retitle(subject=PULL_ON, title="Better"),
    fx.SetMilestone(subject=PULL_ON, title=None),
    fx.Close(subject=PULL_ON),
    fx.ConvertToDraft(subject=PULL_ON),
    fx.MarkReady(subject=PULL_ON),
    fx.Reopen(subject=PULL_ON),
    fx.Check(subject=PULL_ON, name="gate", head_sha="a1", conclusion="action_required", summary=WORDS),
]
DOCUMENT = re.compile(r"\s*(query|mutation|fragment)\b[^{]*\{")


def written() -> Iterator[tuple[str, str]]:
    """(module:line, document) of all documents in the bot's source."""
    home = Path(bot.__file__).parent
    for path in sorted(home.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOCUMENT.match(node.value):
                yield f"{path.relative_to(home)}:{node.lineno}", node.value


def batched(effects: list[Outward]) -> str:
    """The document of all effects that GraphQL can carry out; each is known by every id it needs."""
    nodes = replace(
        Nodes("S", effects is PULL, {"bug": "L"}, {"alice": "U"}, {("comment", 1): "C"}, "R"),
        by_milestone={"v1.0": "M"},
        by_issue={9: "I"},
        by_repository={"acme/other": "H"},
    )
    tasks = [
        Task(effect.effect, effect, NOON, comment_id=1 if isinstance(effect, fx.DeleteComment) else None)
        for effect in effects
    ]
    tasks.append(Task("edit", fx.PostComment(subject=effects[0].subject, body=WORDS), NOON, comment_id=1))
    (document,) = parts(tasks, replace(PLACE, nodes=nodes), lambda _: False)
    assert isinstance(document, BatchDocument)
    return document.text


@pytest.mark.slow
def test_every_document_is_one_github_understands(documents: Documents) -> None:
    found = dict(written())
    assert found
    composed = {"conversation": CONVERSATION, "details": details_query([7, 8])}
    composed |= {"survey": survey_query(2, on_issue=True), "accounts": survey_query(2, on_issue=False)}
    composed |= {"issues": of_the_past.ISSUES, "pulls": of_the_past.PULLS, "rests": of_the_past.rests(3)}
    found |= composed | {"writes to an issue": batched(ISSUE), "writes to a pull request": batched(PULL)}
    assert {place: wrong for place, text in found.items() if (wrong := documents.complaints(text))} == {}


@pytest.mark.parametrize("effects", [ISSUE, PULL], ids=["issue", "pull request"])
def test_a_document_of_writes_costs_one_point(effects: list[Outward]) -> None:
    points, nodes = cost.of(parse(batched(effects)), {})
    assert (points, nodes < 500) == (1, True)
