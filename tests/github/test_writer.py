"""Effects become requests: as few as GitHub allows, never one too many, and each outcome said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.ports.writer import Receipt, Task, Writer, marker
from bot.github.transport import Answer, InProcessTransport
from fakegithub.http.faults import Fault
from fakegithub.model.records import Issue
from tests.harness.in_process.client import NOON, WORLD, Rig, rig

pytestmark = pytest.mark.usefixtures("each_version")
ON = "acme/widget#7"


async def carried_out(it: Rig, *tasks: Task, number: int | None = 7) -> list[Receipt]:
    """What the writer answers."""
    return await it.service.writer.apply(it.place(number), tasks)


async def one(it: Rig, effect: fx.Outward, number: int | None = 7, **more: Any) -> Receipt:
    """What it answers to a single effect."""
    (receipt,) = await carried_out(it, it.task(effect, **more), number=number)
    return receipt


def issue(it: Rig, number: int = 7, repository: str = "acme/widget") -> Issue:
    """The subject as GitHub has it."""
    found = it.github.state.issue(repository, number)
    assert found is not None
    return found


def say(body: str = "Hello, @eve.") -> fx.PostComment:
    """A comment."""
    return fx.PostComment(subject=ON, body=Markdown(body))


def writes(it: Rig) -> list[tuple[str, str]]:
    """The requests that change something, in order."""
    short = [(each.method, each.path.removeprefix("/repos/acme/widget")) for each in it.github.api.log]
    return [each for each in short if each[0] != "GET" and "access_tokens" not in each[1]]


async def test_a_newcomers_issue_takes_one_request_an_effect() -> None:
    it = rig()
    writer: Writer = it.service.writer
    tasks = [
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
        it.task(fx.Assign(subject=ON, logins=("alice",))),
        it.task(say()),
    ]
    receipts = await writer.apply(it.place(), tasks)
    assert [receipt.state for receipt in receipts] == ["done", "done", "done"]
    assert writes(it) == [
        ("POST", "/issues/7/labels"),
        ("POST", "/issues/7/assignees"),
        ("POST", "/issues/7/comments"),
    ]
    assert len(it.github.api.log) - 1 == 4  # and one look at the labels
    comment = issue(it).comments[receipts[2].remote_id or 0]
    assert comment.body == f"Hello, @eve.\n\n{marker('comment')}"


async def test_labels_take_the_repositorys_spelling_and_unknown_ones_are_never_made() -> None:
    it = rig()
    receipt = await one(it, fx.AddLabels(subject=ON, labels=("kind/docs", "vanished")))
    assert (receipt.state, receipt.dropped) == ("done", ("vanished",))
    assert issue(it).label_names == ("Kind/Docs",)
    none = await one(it, fx.AddLabels(subject=ON, labels=("vanished",)))
    assert (none.state, none.note) == ("refused", "no such label here: vanished")
    assert "vanished" not in issue(it).repository.labels


async def test_a_label_made_a_moment_ago_is_found() -> None:
    it = rig()
    await one(it, fx.AddLabels(subject=ON, labels=("bug",)))
    it.github.person("alice").creates_label("acme/widget", "fresh")
    assert (await one(it, fx.AddLabels(subject=ON, labels=("fresh",)))).state == "done"


async def test_a_repository_may_allow_that_labels_are_made() -> None:
    it = rig()
    place = it.place()
    allowed = type(place)(place.installation_id, place.repository, place.number, create_labels=True)
    (receipt,) = await it.service.writer.apply(allowed, [it.task(fx.AddLabels(subject=ON, labels=("new",)))])
    assert receipt.state == "done"
    assert issue(it).label_names == ("new",)


async def test_a_label_that_is_off_already_is_as_wanted() -> None:
    it = rig()
    it.github.person("alice").labels("acme/widget", 7, "bug")
    receipt = await one(it, fx.RemoveLabels(subject=ON, labels=("Kind/Docs", "bug")))
    assert receipt.state == "done"
    assert issue(it).label_names == ()
    assert it.spent("GET") == 0  # GitHub's words tell the label from the issue
    assert (await one(it, fx.RemoveLabels(subject=ON, labels=("bug",)), number=404)).state == "gone"


async def test_people_github_leaves_out_in_silence_are_named() -> None:
    it = rig()
    some = await one(it, fx.Assign(subject=ON, logins=("Alice", "zed")))
    assert (some.state, some.dropped) == ("done", ("zed",))
    none = await one(it, fx.Assign(subject=ON, logins=("zed",)))
    assert (none.state, none.note) == ("refused", "cannot be assigned here: zed")
    assert (await one(it, fx.Unassign(subject=ON, logins=("alice",)))).state == "done"
    assert issue(it).assignee_logins == ()


async def test_one_who_cannot_review_does_not_spoil_it_for_the_others() -> None:
    it = rig()
    effect = fx.RequestReview(subject="acme/widget#8", logins=("carol", "zed"), teams=("triage",))
    receipt = await one(it, effect, number=8)
    assert (receipt.state, receipt.dropped) == ("done", ("zed",))
    pull = issue(it, 8).pull
    assert pull is not None
    assert {user.login for user in pull.reviewers} == {"bob", "carol"}
    assert [team.slug for team in pull.teams] == ["triage"]
    alone = await one(it, fx.RequestReview(subject="acme/widget#8", logins=("zed",)), number=8)
    assert alone.state == "refused"
    back = fx.UnrequestReview(subject="acme/widget#8", logins=("carol", "bob"))
    assert (await one(it, back, number=8)).state == "done"
    assert pull.reviewers == []


async def test_fields_of_the_issue_make_one_request() -> None:
    it = rig()
    receipts = await carried_out(
        it,
        it.task(fx.SetMilestone(subject=ON, title="V1.0")),
        it.task(fx.Retitle(subject=ON, title="It breaks on Mondays")),
        it.task(fx.Close(subject=ON, reason="duplicate", duplicate_of=1)),
        it.task(fx.Lock(subject=ON, reason="resolved")),
    )
    assert [receipt.state for receipt in receipts] == ["done"] * 4
    assert writes(it) == [("PATCH", "/issues/7"), ("PUT", "/issues/7/lock")]
    seven = issue(it)
    assert seven.milestone is not None
    assert (seven.milestone.title, seven.title) == ("v1.0", "It breaks on Mondays")
    assert (seven.state, seven.state_reason, seven.locked) == ("closed", "duplicate", True)
    await carried_out(
        it,
        it.task(fx.SetMilestone(subject=ON, title=None)),
        it.task(fx.Reopen(subject=ON)),
        it.task(fx.Unlock(subject=ON)),
    )
    seven = issue(it)
    assert seven.milestone is None
    assert (seven.state, seven.locked) == ("open", False)


async def test_one_wrong_field_does_not_spoil_the_others() -> None:
    it = rig()
    receipts = await carried_out(
        it,
        it.task(fx.SetMilestone(subject=ON, title="v9")),
        it.task(fx.Retitle(subject=ON, title="x" * 300)),
        it.task(fx.Close(subject=ON)),
    )
    assert [receipt.state for receipt in receipts] == ["refused", "refused", "done"]
    assert receipts[0].note == "there is no open milestone `v9`"
    assert issue(it).state == "closed"


async def test_a_pull_request_is_closed_also_where_no_reason_is_known() -> None:
    it = rig()
    assert (await one(it, fx.Close(subject="acme/widget#8", reason="not_planned"), number=8)).state == "done"
    assert issue(it, 8).state == "closed"


async def test_a_sticky_comment_is_edited_and_posted_anew_when_somebody_deleted_it() -> None:
    it = rig()
    posted = await one(it, say("one"))
    edited = await one(it, say("two"), comment_id=posted.remote_id)
    assert edited.remote_id == posted.remote_id
    assert [comment.body.split("\n")[0] for comment in issue(it).comments.values()] == ["two"]
    it.github.person("alice").deletes_comment("acme/widget", 7, posted.remote_id or 0)
    anew = await one(it, say("three"), comment_id=posted.remote_id)
    assert anew.state == "done"
    assert anew.remote_id != posted.remote_id
    assert [comment.body.split("\n")[0] for comment in issue(it).comments.values()] == ["three"]


async def test_a_comment_whose_answer_was_lost_is_adopted_not_doubled() -> None:
    it = rig()
    it.github.faults.next("POST", "comments", Fault.LOST_ANSWER)
    lost = await one(it, say())
    assert (lost.state, lost.uncertain) == ("retry", True)
    adopted = await one(it, say(), adopt=True, since=NOON)
    assert adopted.state == "done"
    assert list(issue(it).comments) == [adopted.remote_id]


async def test_a_comment_whose_request_was_lost_is_sent_again() -> None:
    it = rig()
    it.github.faults.next("POST", "comments", Fault.LOST_REQUEST)
    assert (await one(it, say())).uncertain
    assert (await one(it, say(), adopt=True, since=NOON)).state == "done"
    assert len(issue(it).comments) == 1


async def test_a_comment_that_a_stale_list_does_not_show_yet_is_not_posted_again() -> None:
    it = rig()
    it.github.faults.next("POST", "comments", Fault.LOST_ANSWER)
    assert (await one(it, say())).uncertain
    (comment_id, comment), *_ = issue(it).comments.items()
    del issue(it).comments[comment_id]  # a replica that has not heard of it
    stale = await one(it, say(), adopt=True, send=False, since=NOON)
    assert (stale.state, stale.absent) == ("retry", True)
    issue(it).comments[comment_id] = comment
    assert (await one(it, say(), adopt=True, since=NOON)).remote_id == comment_id


async def test_a_marker_in_somebody_elses_comment_proves_nothing() -> None:
    it = rig()
    forged = it.github.person("mallory").comments("acme/widget", 7, f"mine {marker('comment')}")
    receipt = await one(it, say(), adopt=True)
    assert receipt.state == "done"
    assert receipt.remote_id != forged


async def test_a_comment_past_its_deadline_stays_at_home() -> None:
    it = rig()
    late = it.task(say(), deadline=NOON - timedelta(seconds=1))
    receipts = await carried_out(
        it, late, it.task(fx.React(subject=ON, content="+1", target="issue", target_id=7))
    )
    assert [(each.state, each.note) for each in receipts] == [
        ("retry", "deadline passed"),
        ("retry", "waits behind comment"),
    ]
    assert writes(it) == []


async def test_a_new_issue_is_opened_once() -> None:
    it = rig()
    effect = fx.OpenIssue(
        subject="acme/widget",
        title=Markdown("Hand-over"),
        body=Markdown("All of it"),
        labels=("bug", "none"),
        assignees=("alice", "zed"),
    )
    it.github.faults.next("POST", "issues$", Fault.LOST_ANSWER)
    assert (await one(it, effect, number=None)).uncertain
    receipt = await one(it, effect, number=None, adopt=True, since=NOON)
    assert receipt.state == "done"
    made = issue(it, receipt.remote_id or 0)
    assert (made.title, made.label_names, made.assignee_logins) == ("Hand-over", ("bug",), ("alice",))
    assert made.body == f"All of it\n\n{marker('open_issue')}"
    assert receipt.dropped == ("none", "zed")
    titles = [each.title for each in made.repository.issues.values()]
    assert titles.count("Hand-over") == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.SECONDARY_LIMIT, "limited"),
        (Fault.TOO_MANY, "limited"),
        (Fault.PRIMARY_LIMIT, "limited"),
        (Fault.BAD_GATEWAY, "retry"),
        (Fault.UNICORN, "retry"),
        (Fault.RESET, "retry"),
    ],
)
async def test_what_waits_makes_the_rest_of_the_subject_wait(fault: Fault, state: str) -> None:
    it = rig()
    await one(it, fx.AddLabels(subject=ON, labels=("bug",)))
    it.github.faults.next("POST", "assignees", fault)
    receipts = await carried_out(
        it,
        it.task(fx.AddLabels(subject=ON, labels=("Kind/Docs",))),
        it.task(fx.Assign(subject=ON, logins=("alice",))),
        it.task(say()),
    )
    assert [receipt.state for receipt in receipts] == ["done", state, state]
    assert receipts[2].note == "waits behind assign"
    assert not any(receipt.uncertain for receipt in receipts)
    assert (receipts[1].retry_at is not None) == (state == "limited")
    assert issue(it).comments == {}


async def test_what_is_refused_or_gone_settles_and_the_rest_goes_on() -> None:
    it = rig()
    receipts = await carried_out(
        it,
        it.task(fx.Lock(subject=ON, reason="because")),
        it.task(say().model_copy(update={"body": Markdown("x" * 70_000)})),
        it.task(fx.Notify(subject=ON, channel="slack", text=Markdown("psst"))),
        it.task(fx.AddLabels(subject=ON, labels=("bug",))),
    )
    assert [receipt.state for receipt in receipts] == ["refused", "refused", "refused", "done"]
    assert "too long" in receipts[1].note
    assert "\n" not in receipts[1].note
    assert (await one(it, say(), number=404)).state == "gone"
    assert (await one(it, say(), number=None)).state == "refused"


async def test_without_an_installation_everything_is_paused() -> None:
    it = rig()
    it.github.person("alice").suspends("acme")
    assert (await one(it, say())).state == "retry"
    it.clock.advance(45)
    receipts = await carried_out(it, it.task(fx.AddLabels(subject=ON, labels=("bug",))), it.task(say()))
    assert [receipt.state for receipt in receipts] == ["paused", "paused"]
    assert "suspended" in receipts[0].note


async def test_reactions_come_and_only_our_own_go() -> None:
    it = rig()
    said = it.github.person("eve").comments("acme/widget", 7, "/help")
    it.github.person("bob").reacts("acme/widget", 7, "+1", comment=said)
    react = fx.React(subject=ON, content="+1", target="comment", target_id=said)
    first, again = await one(it, react), await one(it, react)
    assert first.remote_id == again.remote_id
    on_issue = fx.React(subject=ON, content="eyes", target="issue", target_id=7)
    assert (await one(it, on_issue)).state == "done"
    assert [each.content for each in issue(it).reactions] == ["eyes"]
    back = fx.Unreact(subject=ON, content="+1", target="comment", target_id=said)
    assert (await one(it, back)).state == "done"
    assert [each.user.login for each in issue(it).comments[said].reactions] == ["bob"]
    assert (
        await one(it, fx.React(subject=ON, content="nope", target="issue", target_id=7))
    ).state == "refused"


async def test_a_comment_is_taken_back() -> None:
    it = rig()
    posted = await one(it, say())
    gone = fx.DeleteComment(subject=ON, sticky=SectionKey("key"))
    assert (await one(it, gone, comment_id=posted.remote_id)).state == "done"
    assert issue(it).comments == {}
    assert (await one(it, gone, comment_id=posted.remote_id)).state == "done"
    assert (await one(it, gone)).state == "refused"


async def test_what_rest_lacks_goes_by_single_graphql_calls() -> None:
    it = rig()
    said = it.github.person("eve").comments("acme/widget", 7, "old")
    comment, seven = issue(it).comments[said], issue(it)
    assert (await one(it, fx.MinimizeComment(subject=ON, comment_id=said, reason="outdated"))).state == "done"
    assert comment.minimized == "OUTDATED"
    assert (await one(it, fx.Pin(subject=ON))).state == "done"
    assert seven.pinned
    assert (await one(it, fx.Unpin(subject=ON))).state == "done"
    assert not seven.pinned
    assert (await one(it, fx.Transfer(subject=ON, to="acme/secret"))).state == "done"
    assert issue(it, 1, "acme/secret").title == "It breaks"
    assert it.spent("POST", "/graphql") == 4
    nowhere = await one(it, fx.Pin(subject=ON), number=None)
    assert (nowhere.state, nowhere.note) == ("refused", "this belongs to an issue or pull request")


async def test_a_draft_takes_a_right_that_the_app_does_not_ask_for() -> None:
    it, pull = rig(), "acme/widget#8"
    draft, ready = fx.ConvertToDraft(subject=pull), fx.MarkReady(subject=pull)
    refused = await one(it, draft, number=8)
    assert (refused.state, refused.note) == ("refused", "Resource not accessible by integration")
    it.github.person("acme").accepts_permissions("acme", {"contents": "write", "pull_requests": "write"})
    made = issue(it, 8).pull
    assert made is not None
    assert (await one(it, draft, number=8)).state == "done"
    assert made.draft
    assert (await one(it, ready, number=8)).state == "done"
    assert not made.draft
    issue(it, 8).repository.has_drafts = False
    refused = await one(it, draft, number=8)
    assert (refused.state, made.draft) == ("refused", False)
    assert "to draft" in refused.note


async def test_what_was_transferred_is_followed_and_what_was_deleted_is_gone() -> None:
    it = rig()
    await one(it, fx.Transfer(subject=ON, to="acme/secret"))
    assert (await one(it, say())).state == "done"
    (comment,) = issue(it, 1, "acme/secret").comments.values()
    assert comment.body.startswith("Hello")
    it.github.person("alice").deletes_issue("acme/widget", 1)
    assert (await one(it, say(), number=1)).state == "gone"


async def test_a_graphql_call_an_installation_may_not_make_is_refused_in_words() -> None:
    it = rig()
    it.github.faults.next("POST", "/graphql", Fault.FORBIDDEN)
    receipt = await one(it, fx.Pin(subject=ON))
    assert (receipt.state, receipt.note) == ("refused", "Resource not accessible by integration")
    nowhere = await one(it, fx.Transfer(subject=ON, to="other/place"))
    assert (nowhere.state, nowhere.note) == ("refused", "other/place is not to be seen from here")


async def test_a_review_is_reacted_to_by_graphql() -> None:
    it = rig()
    review = it.github.person("bob").reviews("acme/widget", 8, "commented", "Hm")
    pull = issue(it, 8).pull
    assert pull is not None
    on = {"subject": "acme/widget#8", "content": "confused", "target": "review", "target_id": review}
    receipt = await one(it, fx.React.model_validate(on), number=8)
    (reaction,) = pull.reviews[0].reactions
    assert (receipt.state, receipt.remote_id) == ("done", reaction.id)
    assert (reaction.content, reaction.user.login) == ("confused", "stewardbot[bot]")
    assert (await one(it, fx.Unreact.model_validate(on), number=8)).state == "done"
    assert pull.reviews[0].reactions == []


async def test_a_check_brings_its_annotations_fifty_at_a_time() -> None:
    it = rig()
    notes = tuple(fx.Annotation(path="a", start_line=n, end_line=n, message="m") for n in range(1, 121))
    effect = fx.Check(
        subject="acme/widget#8",
        name="config",
        head_sha="abc",
        conclusion="neutral",
        summary=Markdown("s"),
        annotations=notes,
    )
    receipt = await one(it, effect, number=8)
    (run,) = issue(it, 8).repository.check_runs.values()
    assert (receipt.state, receipt.remote_id) == ("done", run.id)
    assert [each["start_line"] for each in run.annotations] == list(range(1, 121))
    assert (run.status, run.conclusion, run.annotations[0]["annotation_level"]) == (
        "completed",
        "neutral",
        "warning",
    )
    assert [method for method, _ in writes(it)] == ["POST", "PATCH", "PATCH"]


class Strange:
    """A simulated GitHub whose answers to new comments nobody understands."""

    def __init__(self) -> None:
        self.real: InProcessTransport | None = None

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """GitHub's own answer, but for new comments."""
        assert self.real is not None
        answer = await self.real.send(method, url, headers, body, within)
        if method == "POST" and url.endswith("/comments"):
            return Answer(201, {"content-type": "application/json"}, b'{"strange": true}')
        return answer


async def test_an_answer_without_what_was_made_may_have_made_it() -> None:
    front = Strange()
    it = rig(WORLD, front)
    front.real = InProcessTransport(it.github.api.handle)
    receipt = await one(it, say())
    assert (receipt.state, receipt.uncertain) == ("retry", True)
