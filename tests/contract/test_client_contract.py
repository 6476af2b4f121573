"""Everything our own client sends is as GitHub describes it, and so is what it takes for an answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.effects import Outward
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.model import Repository, User
from bot.core.ports.reader import Reader
from bot.core.ports.writer import Place, Task, marker
from bot.github.read.history import HistoryReader, SubjectList, repository_as_it_is
from bot.github.service import GitHubService
from fakegithub.http.versions import REDUCED
from fakegithub.payloads.accounts import PERMISSIONS
from tests.contract.description import Exchange, RestDescription, WebhookDescription
from tests.contract.documents import Documents
from tests.contract.interfaces import VERSIONS, Interface
from tests.contract.world import WIDGET
from tests.harness.in_process.acquaintance import acquainted

CURSOR = "Y3Vyc29yOnYyOjA="
ISSUE, PULL = f"{WIDGET}#7", f"{WIDGET}#8"
MANY_NOTES = tuple(
    fx.Annotation(path="docs/a.md", start_line=line, end_line=line, message="hm") for line in range(1, 61)
)
EFFECTS: list[Outward] = [
    fx.AddLabels(subject=ISSUE, labels=("kind/bug",)),
    fx.RemoveLabels(subject=ISSUE, labels=("bug",)),
    fx.Assign(subject=ISSUE, logins=("alice", "bob")),
    fx.Unassign(subject=ISSUE, logins=("bob",)),
    fx.RequestReview(subject=PULL, logins=("carol",), teams=("triage",)),
    fx.RequestReview(subject=PULL, logins=("carol",)),
    fx.UnrequestReview(subject=PULL, logins=("bob",)),
    fx.SetMilestone(subject=ISSUE, title="v1.0"),
    fx.SetMilestone(subject=ISSUE, title=None),
    fx.Retitle(subject=ISSUE, title="Better"),
    fx.Close(subject=ISSUE, reason="not_planned"),
    fx.Close(subject=ISSUE, reason="duplicate", duplicate_of=9),
    fx.Close(subject=PULL),
    fx.ConvertToDraft(subject=PULL),
    fx.MarkReady(subject=PULL),
    fx.Reopen(subject=f"{WIDGET}#9"),
    fx.Lock(subject=ISSUE, reason="resolved"),
    fx.Lock(subject=ISSUE),
    fx.Unlock(subject=ISSUE),
    fx.SetType(subject=ISSUE, type="Bug"),
    fx.SetType(subject=ISSUE, type=None),
    fx.Pin(subject=ISSUE),
    fx.Unpin(subject=ISSUE),
    fx.Transfer(subject=ISSUE, to="acme/gadget"),
    fx.Check(subject=PULL, name="config", head_sha="{head}", conclusion="neutral", summary=Markdown("s")),
    fx.Check(
        subject=PULL,
        name="config",
        head_sha="{head}",
        conclusion="failure",
        summary=Markdown("s"),
        annotations=MANY_NOTES,
    ),
    fx.OpenIssue(
        subject=WIDGET, title=Markdown("New"), body=Markdown("b"), labels=("bug",), assignees=("bob",)
    ),
    fx.PostComment(subject=ISSUE, body=Markdown("Hello")),
    fx.DeleteComment(subject=ISSUE, sticky=SectionKey("s")),
    fx.PinComment(subject=ISSUE, comment_id=1),
    fx.PinComment(subject=ISSUE, sticky=SectionKey("s")),
    fx.UnpinComment(subject=ISSUE, comment_id=1),
    fx.MinimizeComment(subject=ISSUE, comment_id=1, reason="off_topic"),
    fx.React(subject=ISSUE, content="eyes", target="issue", target_id=7),
    fx.React(subject=ISSUE, content="+1", target="comment", target_id=1),
    fx.React(subject=PULL, content="hooray", target="review", target_id=-1),
    fx.React(subject=PULL, content="heart", target="review_comment", target_id=-1),
    fx.Unreact(subject=ISSUE, content="eyes", target="comment", target_id=1),
    fx.Unreact(subject=PULL, content="hooray", target="review", target_id=-1),
]
READS: dict[str, Callable[[Reader], Awaitable[Any]]] = {
    "role": lambda it: it.role_of(User(id=1, login="carol")),
    "role of a stranger": lambda it: it.role_of(User(id=1, login="eve")),
    "member": lambda it: it.is_member(User(id=1, login="alice")),
    "no member": lambda it: it.is_member(User(id=1, login="eve")),
    "team": lambda it: it.team("triage"),
    "no team": lambda it: it.team("none"),
    "issue types": lambda it: it.issue_types(),
    "blockers": lambda it: it.blockers(7),
    "sub-issues": lambda it: it.sub_issues(7),
    "user": lambda it: it.user("eve"),
    "bot": lambda it: it.user("dependabot[bot]"),
    "nobody": lambda it: it.user("nobody-at-all"),
    "assignable": lambda it: it.can_be_assigned("bob", 7),
    "not assignable": lambda it: it.can_be_assigned("zed", 7),
    "labels": lambda it: it.labels(),
    "milestones": lambda it: it.milestones(),
    "file": lambda it: it.file("README.md"),
    "file at a branch": lambda it: it.file("docs/a.md", "main"),
    "no file": lambda it: it.file("none.md"),
    "files": lambda it: it.files("docs"),
    "files of the root": lambda it: it.files(""),
    "issue": lambda it: it.subject(7),
    "pull": lambda it: it.subject(8),
    "no subject": lambda it: it.subject(99),
    "linked pulls": lambda it: it.linked_pulls(7),
    "details": lambda it: it.pull_details(8),
    "details of two": lambda it: it.details_of([8, 99]),
    "right": lambda it: it.may("contents", "write"),
    "changed files": lambda it: it.changed_files(8),
    "failing checks": lambda it: it.failing_checks("a" * 40),
    "waiting runs": lambda it: it.waiting_runs(),
    "comments": lambda it: it.comments(7),
    "reactions": lambda it: it.reactions(7),
    "reactions to a comment": lambda it: it.reactions(7, 1),
    "contributed": lambda it: it.has_contributed("eve"),
    "proposed": lambda it: it.has_proposed("eve"),
    "sees": lambda it: it.can_see("acme/gadget"),
    "does not see": lambda it: it.can_see("zed/none"),
}


def repository(interface: Interface, name: str = WIDGET) -> Repository:
    repo = interface.github.state.repository(name)
    assert repo is not None
    return Repository(
        id=repo.id, full_name=repo.full_name, owner_id=repo.owner.id, owner_type=repo.owner.type
    )


@pytest.fixture
def rest(interface: Interface, rest: RestDescription, newer_rest: RestDescription) -> RestDescription:
    """The description of the version that this face is asked in."""
    return newer_rest if VERSIONS[interface.name] >= REDUCED else rest


def wrong(passed: Sequence[Exchange], rest: RestDescription, documents: Documents) -> list[str]:
    """All complaints about what has passed the wire."""
    complaints: list[str] = []
    for exchange in passed:
        if not exchange.path.endswith("/graphql"):
            complaints += rest.complaints(exchange)
            continue
        sent, response = json.loads(exchange.sent), json.loads(exchange.told)
        complaints += documents.asked(sent["query"], sent["variables"])
        complaints += documents.answered(sent["query"], sent["variables"], response.get("data"))
    return complaints


def filled(interface: Interface, effect: Outward) -> tuple[Outward, dict[str, Any]]:
    """The effect with what only this world knows, and what else the writer is told."""
    pull = interface.github.state.issue(WIDGET, 8)
    assert pull is not None
    assert pull.pull is not None
    match effect:
        case fx.Check():
            return effect.model_copy(update={"head_sha": pull.pull.head_sha}), {}
        case fx.DeleteComment() | fx.CommentPin():
            return effect, {"comment_id": 1}
        case fx.React(target="review") | fx.Unreact(target="review"):
            return effect.model_copy(update={"target_id": pull.pull.reviews[0].id}), {}
        case fx.React(target="review_comment"):
            comment = interface.github.person("bob").comments_on_line(WIDGET, 8, "docs/a.md", 1, "hm")
            return effect.model_copy(update={"target_id": comment}), {}
        case fx.ConvertToDraft() | fx.MarkReady():
            record = interface.github.state.installation("acme")
            assert record is not None
            record.permissions = {**PERMISSIONS, "contents": "write"}
            pull.pull.draft = isinstance(effect, fx.MarkReady)
    return effect, {}


async def carried_out(interface: Interface, effect: Outward, **more: Any) -> str:
    number = int(effect.subject.partition("#")[2] or 0) or None
    task = Task("key", effect, interface.clock.now() + timedelta(seconds=30), marker=marker("key"), **more)
    place = Place(interface.installation, WIDGET, number)
    return (await interface.service.writer.apply(place, [task]))[0].state


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.effect)
async def test_an_effect_is_carried_out_as_github_describes(
    interface: Interface,
    rest: RestDescription,
    webhooks: WebhookDescription,
    documents: Documents,
    effect: Outward,
) -> None:
    effect, more = filled(interface, effect)
    if isinstance(effect, fx.Unreact):
        reaction = fx.React(**effect.model_dump(include={"subject", "content", "target", "target_id"}))
        assert await carried_out(interface, reaction) == "done"
    assert await carried_out(interface, effect, **more) == "done"
    assert interface.wire.passed
    assert wrong(interface.wire.passed, rest, documents) == []
    heard = await interface.webhooks()
    assert [complaint for what in heard for complaint in webhooks.complaints(*what)] == [], "what it leads to"


async def test_what_is_done_to_a_subject_goes_in_one_document_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents
) -> None:
    service = GitHubService(interface.service.connection, interface.tokens, batches=True)
    place = Place(interface.installation, WIDGET, 7, repository(interface).id)
    effects: list[Outward] = [
        fx.AddLabels(subject=ISSUE, labels=("kind/bug",)),
        fx.Assign(subject=ISSUE, logins=("alice",)),
        fx.SetMilestone(subject=ISSUE, title="v1.0"),
        fx.Close(subject=ISSUE, reason="duplicate", duplicate_of=9),
        fx.Lock(subject=ISSUE, reason="resolved"),
        fx.PostComment(subject=ISSUE, body=Markdown("Hello")),
        fx.MinimizeComment(subject=ISSUE, comment_id=1),
        fx.React(subject=ISSUE, content="+1", target="comment", target_id=1),
    ]
    deadline = interface.clock.now() + timedelta(seconds=30)
    tasks = [Task(effect.effect, effect, deadline, marker=marker(effect.effect)) for effect in effects]
    receipts = await service.writer.apply(acquainted(place, interface.github), tasks)
    assert [receipt.state for receipt in receipts] == ["done"] * len(effects)
    assert sum(exchange.path.endswith("/graphql") for exchange in interface.wire.passed) == 1
    assert wrong(interface.wire.passed, rest, documents) == []


def test_no_kind_of_effect_is_left_out() -> None:
    tried = {type(effect) for effect in EFFECTS}
    assert set(fx.KINDS.values()) - tried == {fx.Notify}, "a private channel is not GitHub's"


@pytest.mark.parametrize("kind", [fx.PostComment, fx.OpenIssue])
async def test_what_may_be_there_already_is_looked_for_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents, kind: type[Outward]
) -> None:
    effect = next(effect for effect in EFFECTS if isinstance(effect, kind))
    assert await carried_out(interface, effect, adopt=True, since=interface.clock.now()) == "done"
    assert wrong(interface.wire.passed, rest, documents) == []


@pytest.mark.parametrize("question", READS)
async def test_a_question_is_asked_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents, question: str
) -> None:
    await READS[question](interface.service.reader(interface.installation, repository(interface)))
    assert interface.wire.passed
    assert wrong(interface.wire.passed, rest, documents) == []


def test_no_question_is_left_out() -> None:
    called = {name for read in READS.values() for name in read.__code__.co_names}
    assert {name for name in vars(Reader) if not name.startswith("_")} <= called


@pytest.mark.parametrize("login", ["alice", "carol", "eve"])
async def test_somebody_is_met_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents, login: str
) -> None:
    service = GitHubService(interface.service.connection, interface.tokens, batches=True)
    person = User(id=interface.github.state.person(login).id, login=login)
    reader = service.reader(interface.installation, repository(interface))
    for _ in (await reader.role_of(person), await reader.is_member(person)):
        await reader.has_contributed(login)
    paths = [exchange.path for exchange in interface.wire.passed]
    assert [path for path in paths if "access_tokens" not in path] == ["/graphql"]
    assert wrong(interface.wire.passed, rest, documents) == []


async def test_a_conversation_is_read_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents
) -> None:
    service = GitHubService(interface.service.connection, interface.tokens, batches=True)
    interface.github.person("bob").reacts(WIDGET, 7, "eyes")
    reader = service.reader(interface.installation, repository(interface))
    assert await reader.comments(7)
    assert await reader.reactions(7)
    assert sum(exchange.path.endswith("/graphql") for exchange in interface.wire.passed) == 1
    assert wrong(interface.wire.passed, rest, documents) == []


async def test_the_first_look_at_a_repository_is_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents
) -> None:
    kinds = {
        page.kind
        async for page in interface.service.sync_pages(interface.installation, repository(interface), None)
    }
    assert kinds == {"labels", "subjects", "people", "milestones"}
    assert wrong(interface.wire.passed, rest, documents) == []


async def test_the_past_of_a_repository_is_asked_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents
) -> None:
    client = interface.service.tokens.client(interface.installation)
    reader = HistoryReader(client, await repository_as_it_is(client, WIDGET))
    for kind in SubjectList:
        page = await reader.page(kind, 2, None, interface.clock.now() - timedelta(days=1000))
        await reader.page(kind, 2, page.next, None)
    places = [(past.subject.node_id, page.next) for past in page.subjects if page.next]
    await reader.threads(places or [(page.subjects[0].subject.node_id, CURSOR)], None)
    assert wrong(interface.wire.passed, rest, documents) == []


async def test_who_we_are_and_what_the_file_says_is_asked_as_github_describes(
    interface: Interface, rest: RestDescription, documents: Documents
) -> None:
    assert (await interface.service.me()).login == "stewardbot[bot]"
    assert (
        await interface.service.config_file(interface.installation, repository(interface))
    ).text == "mode: act\n"
    without = await interface.service.config_file(
        interface.installation, repository(interface, "acme/gadget")
    )
    assert without.text == "mode: observe\n"
    assert wrong(interface.wire.passed, rest, documents) == []
