"""A thumb means done on GitHub: what GitHub refuses, or a person overtook, is told in the reply instead."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fakegithub import Fault
from fakegithub.graphql import fields
from fakegithub.graphql.errors import Failure
from tests.harness.in_process.story import OTHER, REPO, Someone, Story, Thread, world
from tests.scenarios.conftest import Tell, by_rest, with_both_writers

SECTIONS = ("labels: {additional: [bug]}", "assignment: {}", "lifecycle: {}")
WRITES = ("POST", "PATCH", "PUT", "DELETE")


def forbids(story: Story, method: str, path: str) -> None:
    """GitHub lacks a right of ours for one kind of request."""
    story.github.faults.next(method, path, Fault.FORBIDDEN, times=100)


def with_three_pins() -> dict[str, Any]:
    """A world whose repository has as many pinned issues as GitHub takes."""
    return world(issues=[{"number": number, "author": "dora", "pinned": True} for number in (1, 2, 3)])


async def triager_on(story: Story) -> tuple[Someone, Thread]:
    """Somebody whose role is known by now, and the issue on which they commanded."""
    issue, carol = await story.person("eve").opens_issue("It breaks"), story.person("carol")
    await carol.comments(issue, "/help label")
    story.github.api.log.clear()
    return carol, issue


@pytest.mark.parametrize(
    ("body", "by", "method", "path", "who"),
    [
        ("/lock", "carol", "PUT", "/lock", "An owner can give me that permission"),
        ("/close", "carol", "PATCH", r"/issues/\d+$", "An owner can give me that permission"),
        ("/label bug", "carol", "POST", "/labels", "An owner can give me that permission"),
        ("/pin", "carol", "POST", "/graphql", "a maintainer can do it by hand"),
        ("/transfer gadget", "mia", "POST", "/graphql", "An owner can move it by hand"),
    ],
)
@by_rest
async def test_what_github_refuses_is_no_thumb(
    tell: Tell, body: str, by: str, method: str, path: str, who: str
) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    forbids(story, method, path)
    await story.person(by).comments(issue, body)
    assert issue.reactions == ["confused"]
    (reply,) = issue.words
    assert reply.startswith(f"`{body}` did not work: GitHub does not let me do this.")
    assert who in reply


async def test_a_fourth_pin_is_refused_in_githubs_words(tell: Tell) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("carol").comments(issue, "/pin")
    assert issue.reactions == ["confused"]
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in issue.words[-1]


@pytest.mark.parametrize("batches", [True])
async def test_the_thumb_goes_with_what_it_stands_for_and_is_replaced_where_github_refuses(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    carol, issue = await triager_on(story)
    await carol.comments(issue, "/label bug")
    assert (story.github.api.count(), issue.reactions) == (1, ["+1", "+1"])
    story.github.api.log.clear()
    await carol.comments(issue, "/pin")
    await story.advance("1 minute")
    assert story.github.api.count() == 2
    assert issue.reactions == ["+1", "+1", "confused"]
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in issue.words[-1]


@pytest.mark.parametrize("batches", [True])
async def test_a_thumb_whose_document_got_no_answer_is_replaced_where_github_refuses(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/graphql", Fault.LOST_ANSWER)
    await carol.comments(issue, "/pin")
    await story.advance("10 minutes")
    assert issue.reactions == ["+1", "confused"], "the first is that of `/help`"
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in issue.words[-1]


@pytest.mark.parametrize("batches", [True])
async def test_a_thumb_that_may_be_there_is_replaced_where_a_person_overtook_the_command(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS)
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/graphql", Fault.LOST_ANSWER)
    story.github.faults.next("*", "/", Fault.SERVER_ERROR, times=100_000)
    await carol.comments(issue, "/close")
    assert issue.reactions == ["+1", "+1"]
    await story.advance("10 minutes")
    await story.after(story.person("dora").alone.reopens, REPO, issue.number)
    await story.advance("50 minutes")
    story.github.faults.clear()
    await story.advance("21 minutes")
    assert issue.reactions == ["+1", "confused"]
    assert "`/close`: I left it as it is, because dora opened it again on" in issue.words[-1]


@pytest.mark.parametrize("batches", [True])
async def test_a_thumb_is_replaced_however_long_that_has_to_wait(tell: Tell, *, batches: bool) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/graphql", Fault.SECONDARY_LIMIT, after=1, times=2, retry_after=3500)
    await carol.comments(issue, "/pin\n/close")
    assert issue.reactions == ["+1", "+1"]
    await story.advance("3 hours")
    assert issue.reactions == ["+1", "confused"]
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in issue.words[-1]


@pytest.mark.parametrize("failures", [1, 2, 3, 4])
@with_both_writers
async def test_a_reply_to_what_github_refused_outlives_any_number_of_fresh_decisions(
    tell: Tell, failures: int
) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/graphql", Fault.SECONDARY_LIMIT, retry_after=3000)
    story.github.faults.next("POST", "/comments$", Fault.SERVER_ERROR, times=failures)
    await carol.comments(issue, "/pin")
    await carol.comments(issue, "/label bug")
    await story.advance("3 hours")
    assert issue.reactions == ["+1", "confused", "+1"]
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in issue.words[-1]


def carries_out_only_thumbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub carries out the reaction of a document, and leaves open what became of the rest."""

    def left_open(*_: object, **__: object) -> None:
        raise Failure("SERVICE_UNAVAILABLE", "Something went wrong while executing your query.")

    for name in ("closeIssue", "addComment"):
        monkeypatch.setitem(fields.FIELDS, ("Mutation", name), left_open)


@pytest.mark.parametrize("batches", [True])
@pytest.mark.parametrize(
    ("body", "also"),
    [("/close", ()), ("/close\n/help label", ("Sets one of the labels",))],
    ids=["alone", "with a reply"],
)
async def test_a_thumb_that_got_through_alone_is_replaced_where_a_person_overtook_the_command(
    tell: Tell, monkeypatch: pytest.MonkeyPatch, body: str, also: tuple[str, ...], *, batches: bool
) -> None:
    story = await tell(*SECTIONS)
    carol, issue = await triager_on(story)
    carries_out_only_thumbs(monkeypatch)
    story.github.faults.next("*", "/issues/", Fault.SERVER_ERROR, times=100_000)
    await carol.comments(issue, body)
    assert issue.reactions == ["+1", "+1"], "the first is that of `/help`"
    await story.advance("10 minutes")
    await story.after(story.person("dora").alone.closes, REPO, issue.number)
    await story.after(story.person("dora").alone.reopens, REPO, issue.number)
    await story.advance("50 minutes")
    monkeypatch.undo()
    story.github.faults.clear()
    await story.advance("2 hours")
    assert issue.reactions == ["+1", "confused"]
    (_, reply) = issue.words
    for words in ("`/close`: I left it as it is, because dora opened it again on", *also):
        assert words in reply


@pytest.mark.parametrize("batches", [True])
async def test_what_github_refused_is_told_also_where_a_person_overtook_the_rest_meanwhile(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/graphql", Fault.SECONDARY_LIMIT, after=1, times=2, retry_after=3500)
    await carol.comments(issue, "/pin\n/close")
    assert issue.reactions == ["+1", "+1"]
    await story.advance("10 minutes")
    await story.after(story.person("dora").alone.closes, REPO, issue.number)
    await story.after(story.person("dora").alone.reopens, REPO, issue.number)
    await story.advance("3 hours")
    assert issue.reactions == ["+1", "confused"]
    (_, reply) = issue.words
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in reply
    assert "/close" not in reply, "that was done, and dora knows what she did"


@pytest.mark.parametrize("body", ["/close", "/close\n/label bug"])
@by_rest
async def test_a_thumb_that_waited_stands_where_the_command_was_done_before_a_person_undid_it(
    tell: Tell, body: str
) -> None:
    story = await tell(*SECTIONS)
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/reactions$", Fault.SECONDARY_LIMIT, retry_after=3500)
    await carol.comments(issue, body)
    assert (issue.state, issue.reactions) == ("closed", ["+1"])
    await story.advance("10 minutes")
    await story.after(story.person("dora").alone.reopens, REPO, issue.number)
    await story.advance("2 hours")
    assert (issue.state, issue.reactions) == ("open", ["+1", "+1"])
    assert len(issue.words) == 1, "no word that `/close` was left alone"


@by_rest
async def test_a_reply_that_waited_says_what_a_person_undid_of_what_was_done(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    carol, issue = await triager_on(story)
    story.github.faults.next("POST", "/comments$", Fault.SECONDARY_LIMIT, retry_after=3500)
    await carol.comments(issue, "/close\n/label bug\n/milestone v9")
    assert issue.state == "closed"
    await story.advance("10 minutes")
    await story.after(story.person("dora").alone.reopens, REPO, issue.number)
    await story.advance("2 hours")
    (_, reply) = issue.words
    assert "`/close` was done; then dora opened it again on Mon 2 March, 09:10 UTC." in reply
    assert "No open milestone is called `v9`" in reply
    assert "`/label bug` is done." in reply
    assert "`/close` is done" not in reply


@pytest.mark.parametrize("batches", [True])
async def test_a_thumb_that_went_before_a_transfer_is_replaced_where_that_is_refused(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, world=world(private=True))
    issue = await story.person("dora").opens_issue("It breaks")
    await story.person("mia").comments(issue, "/transfer gadget")
    await story.advance("1 minute")
    assert issue.reactions == ["confused"]
    assert "`/transfer gadget` did not work: GitHub answered `Issues cannot be" in issue.words[-1]


@pytest.mark.parametrize("batches", [True])
async def test_a_reply_that_went_along_is_corrected_where_github_refuses(
    tell: Tell, *, batches: bool
) -> None:
    story = await tell(*SECTIONS, world=with_three_pins())
    carol, issue = await triager_on(story)
    await carol.comments(issue, "/pin\n/label bug\n/milestone v9")
    await story.advance("1 minute")
    assert story.github.api.count() == 2
    assert issue.reactions == ["+1", "confused"]
    (_, reply) = issue.words
    assert "`/pin` did not work: GitHub answered `Maximum 3 pinned issues" in reply
    assert "`/label bug` is done." in reply
    assert "`/pin` and" not in reply
    assert "No open milestone is called `v9`" in reply


@with_both_writers
async def test_what_was_moved_away_bears_its_thumb(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    await story.person("mia").comments(issue, "/transfer gadget")
    gadget = story.github.state.repository(OTHER)
    assert gadget is not None
    (moved,) = gadget.issues
    assert story.thread(moved, OTHER).reactions == ["+1"]


@by_rest
async def test_an_assignee_whom_github_drops_in_silence_is_named(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    story.github.faults.next("POST", r".*/assignees", Fault.SECONDARY_LIMIT)
    await story.person("bob").comments(issue, "/assign @bob @alice\n/area cloud\n/lock now")
    with story.github.state.quiet():
        story.github.person("dora").removes_collaborator(REPO, "alice")
    await story.advance("10 minutes")
    assert issue.assignees == ["bob"]
    assert issue.reactions == ["confused"]
    (reply,) = issue.words
    assert "`/assign` did not work for `alice`" in reply
    assert "@alice" not in reply
    assert "`/area cloud` is done." in reply
    assert "`/assign` is done" not in reply


@with_both_writers
async def test_of_two_commands_that_set_labels_only_the_one_whose_label_is_gone_did_not_work(
    tell: Tell,
) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    story.github.faults.next("POST", "/labels|/graphql", Fault.SECONDARY_LIMIT, writes=True)
    await story.person("bob").comments(issue, "/label bug\n/area cloud\n/lock now")
    with story.github.state.quiet():
        story.github.person("dora").deletes_label(REPO, "area/cloud")
    await story.advance("10 minutes")
    assert (issue.labels, issue.reactions) == ({"bug"}, ["confused"])
    (reply,) = issue.words
    assert "`/area cloud` did not work for `area/cloud`: the repository has no such label now." in reply
    assert "`/label bug` is done." in reply


@pytest.mark.parametrize(
    ("command", "asked"), [("/cc @bob @alice", {"bob"}), ("/cc @alice", set())], ids=["one of two", "alone"]
)
@by_rest
async def test_a_reviewer_whom_github_drops_is_named(tell: Tell, command: str, asked: set[str]) -> None:
    story = await tell(*SECTIONS)
    pull = await story.person("eve").opens_pull("Clear error")
    story.github.faults.next("POST", r".*/requested_reviewers", Fault.SECONDARY_LIMIT)
    await story.person("carol").comments(pull, f"{command}\n/label bug")
    with story.github.state.quiet():
        story.github.person("dora").removes_collaborator(REPO, "alice")
    await story.advance("10 minutes")
    assert pull.reviewers == asked
    assert pull.reactions == ["confused"]
    (reply,) = pull.words
    assert "did not work for `alice`: GitHub asks only people with access here for a review" in reply
    assert "A maintainer can give them access." in reply
    assert "@alice" not in re.sub(r"`[^`]*`", "", reply)
    assert pull.labels == {"bug"}


@pytest.mark.parametrize(("command", "on"), [("/assign", "issue"), ("/cc", "pull request")])
async def test_who_left_and_is_thought_to_be_at_home_is_named_once_github_says_no(
    tell: Tell, command: str, on: str
) -> None:
    story = await tell(*SECTIONS)
    eve, carol = story.person("eve"), story.person("carol")
    thread = await (eve.opens_issue("It breaks") if on == "issue" else eve.opens_pull("Clear error"))
    with story.github.state.quiet():
        story.github.person("dora").removes_collaborator(REPO, "alice")
    await carol.comments(thread, f"{command} @bob @alice")
    assert (set(thread.reviewers) if on != "issue" else set(thread.assignees)) == {"bob"}
    assert thread.reactions == ["confused"]
    (reply,) = thread.words
    assert "did not work for `alice`" in reply


@by_rest
async def test_a_reply_says_no_more_that_what_github_refused_is_done(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    forbids(story, "PUT", "/lock")
    await story.person("carol").comments(issue, "/lock\n/label bug\n/milestone v9")
    (reply,) = issue.words
    assert "`/lock` did not work" in reply
    assert "`/label bug` is done." in reply
    assert "`/lock` and" not in reply
    assert "No open milestone is called `v9`" in reply


async def test_what_a_feature_does_by_itself_is_no_part_of_the_answer(tell: Tell) -> None:
    story = await tell(*SECTIONS, "triage: {rules: [{label: area/cloud, text: s3}]}")
    forbids(story, "POST", "/labels")
    issue = await story.person("eve").opens_issue("It breaks on s3", "It does.\n\n/why")
    assert issue.reactions == ["+1"]


@by_rest
async def test_a_thumb_comes_after_what_it_stands_for(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    for method in WRITES:
        story.github.faults.next(method, "/lock", Fault.SERVER_ERROR, times=3)
    await story.person("carol").comments(issue, "/lock")
    assert issue.reactions == []
    await story.advance("20 minutes")
    assert issue.reactions == ["+1"]


@pytest.mark.slow
@by_rest
async def test_what_a_person_overtook_during_an_outage_gets_no_thumb(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    for method in WRITES:
        story.github.faults.next(method, "/repos/", Fault.SERVER_ERROR, times=100_000)
    await story.person("carol").comments(issue, "/label bug\n/close")
    await story.advance("10 minutes")
    await story.after(story.person("dora").alone.closes, REPO, issue.number)
    await story.after(story.person("dora").alone.reopens, REPO, issue.number)
    await story.advance("50 minutes")
    story.github.faults.clear()
    await story.advance("21 minutes")
    assert (issue.state, issue.labels, issue.reactions) == ("open", {"bug"}, ["confused"])
    assert "`/close`: I left it as it is, because dora opened it again on" in issue.words[-1]


@pytest.mark.slow
@by_rest
async def test_what_a_person_did_themselves_during_an_outage_is_done(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    for method in WRITES:
        story.github.faults.next(method, "/repos/", Fault.SERVER_ERROR, times=100_000)
    await story.person("carol").comments(issue, "/close")
    await story.after(story.person("dora").alone.closes, REPO, issue.number)
    await story.advance("50 minutes")
    story.github.faults.clear()
    await story.advance("21 minutes")
    assert (issue.state, issue.words, issue.reactions) == ("closed", [], ["+1"])


@by_rest
async def test_a_refusal_is_told_once_however_often_the_answer_is_tried(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    forbids(story, "PUT", "/lock")
    story.github.faults.next("POST", "/reactions", Fault.RESET, times=2)
    story.github.faults.next("POST", r"/issues/\d+/comments", Fault.LOST_ANSWER)
    await story.person("carol").comments(issue, "/lock")
    await story.advance("20 minutes")
    assert issue.reactions == ["confused"]
    assert [reply.count("did not work") for reply in issue.words] == [1]
