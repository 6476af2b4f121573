"""`triage.redirect`, and requests with words and labels of the repository's own."""

from __future__ import annotations

from tests.harness.in_process.story import LABELS, STEWARD, opened, world
from tests.scenarios.conftest import Plan, Tell

REPLY = {".github/replies/support.md": "{{ author }}, please ask in the forum."}
QUESTION = "How do I open a store on S3?"
REDIRECTS = "triage: {labels: {support: support}, redirect: {reply: support, close: true}}"
ASKS = """
triage:
  labels: {bug: bug}
  needs_info:
    bug: {require: [version], label: needs-info, text: '{{ author }}: {{ missing }}?'}
    description: {label: needs-info}
"""


async def test_a_question_is_replied_to_and_closed(plan: Plan) -> None:
    found = await plan("issues", opened(QUESTION), config=REDIRECTS, world=world(files=REPLY))
    assert found.kinds == ["add_labels", "close", "comment"]
    assert found.comment == "eve, please ask in the forum."


async def test_it_is_only_replied_to_where_the_file_does_not_close(plan: Plan) -> None:
    config = "triage: {labels: {support: support}, redirect: {reply: Please ask in the forum.}}"
    found = await plan("issues", opened(QUESTION), config=config, world=world())
    assert (found.kinds, found.comment) == (["add_labels", "comment"], "Please ask in the forum.")


async def test_a_label_by_hand_counts_and_taking_it_off_takes_all_back(tell: Tell) -> None:
    story = await tell(REDIRECTS, world=world(files=REPLY))
    issue = await story.person("eve").opens_issue("Chunks", "I have been thinking.")
    assert issue.is_untouched
    await story.person("carol").labels(issue, "support")
    assert (issue.state, issue.words) == ("closed", ["eve, please ask in the forum."])
    await story.person("carol").unlabels(issue, "support")
    assert (issue.state, issue.words) == ("open", [])


async def test_it_is_redirected_once(tell: Tell) -> None:
    story = await tell(REDIRECTS, "labels: {additional: [support]}", world=world(files=REPLY))
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.state == "closed"
    await story.person("eve").reopens(issue)
    await story.person("eve").edits(issue, body="Really, how do I?")
    assert (issue.state, len(issue.words)) == ("open", 1)


async def test_nobodys_issue_is_closed_without_a_word(plan: Plan) -> None:
    found = await plan("issues", opened(QUESTION), config=REDIRECTS, world=world())
    assert found.kinds == ["add_labels"]


async def test_stewards_answer_themselves(plan: Plan) -> None:
    found = await plan("issues", opened(QUESTION), config=REDIRECTS + STEWARD, world=world(files=REPLY))
    assert "close" not in found.kinds


async def test_a_request_in_own_words_with_its_label_until_it_is_there(tell: Tell) -> None:
    story = await tell(ASKS, world=world(labels=[*LABELS, "needs-info"]))
    issue = await story.person("eve").opens_issue("[BUG] It stops", "when I open a file")
    assert (issue.words, issue.labels) == (["eve: version?"], {"bug", "needs-info"})
    await story.person("eve").comments(issue, "It is version 2.1.")
    assert (issue.words, issue.labels) == ([], {"bug"})


async def test_whoever_says_nothing_is_asked_for_a_description(tell: Tell) -> None:
    story = await tell(ASKS, world=world(labels=[*LABELS, "needs-info"]))
    issue = await story.person("eve").opens_issue("Chunks")
    pull = await story.person("eve").opens_pull("Clear error")
    said = await story.person("eve").opens_pull("Clear error", "Names the file.")
    for each in (issue, pull):
        assert each.labels == {"needs-info"}
        assert "Still missing: description." in each.words[0]
    assert said.is_untouched
    await story.person("eve").comments(issue, "They are too large for my machine.")
    await story.person("eve").edits(pull, body="Names the file that cannot be read.")
    assert (issue.words, issue.labels) == ([], set())
    assert (pull.words, pull.labels) == ([], set())


async def test_a_description_may_be_asked_of_pull_requests_alone(plan: Plan) -> None:
    config = "triage: {needs_info: {description: {on: pull_request}}}"
    assert (await plan("issues", opened("Chunks"), config=config, world=world())).kinds == []
