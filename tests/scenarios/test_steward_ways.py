"""Which way a case takes: routes, communities, load, reminders; clocks that stand still meanwhile."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Story, Thread, world
from tests.harness.words.length import words_by_reader
from tests.scenarios.conftest import Tell

QUESTION = "How do I open a store on S3?"
CLOUD = "rotas: {cloud: {people: [carol], change: every wednesday 10:00, starts: 2026-01-07}}"
PANGEO = "communities: {pangeo: {contact: frank, members: [gus, '@acme/hub'], form_field: Which hub}}"
CHAT = "notify: {stewards: chat}"
SLOWLY = STEWARD.replace("1 working day", "3 working days")


def steward(*lines: str, base: str = STEWARD) -> str:
    """The section with further keys."""
    return "\n".join([base.rstrip(), *(f"  {line}" for line in lines)]) + "\n"


async def asked(story: Story, by: str = "eve", body: str = "") -> Thread:
    return await story.person(by).opens_issue(QUESTION, body)


# Routes


async def test_a_label_that_a_rule_is_about_to_set_sends_it_to_its_rota(tell: Tell) -> None:
    rules = "triage: {labels: {support: support}, rules: [{label: area/cloud, text: S3}]}"
    story = await tell(rules, steward("routes: [{labels: [area/cloud], to: cloud}]"), CLOUD)
    issue = await asked(story)
    assert issue.labels == {"support", "area/cloud"}
    assert issue.assignees == ["carol"]


@pytest.mark.slow
async def test_a_label_set_later_sends_what_nobody_has_taken_yet(tell: Tell) -> None:
    story = await tell(TRIAGE, steward("routes: [{labels: [area/cloud], to: cloud}]"), CLOUD)
    issue, taken = await asked(story), await asked(story)
    await story.person("bob").comments(taken, "I know this one.")
    for each in (issue, taken):
        await story.person("dora").labels(each, "area/cloud")
    assert (issue.assignees, taken.assignees) == (["carol"], ["bob"])


@pytest.mark.slow
@pytest.mark.parametrize("to", ["alice", "'@alice'"])
async def test_a_route_names_a_person_with_the_rota_behind(tell: Tell, to: str) -> None:
    story = await tell(TRIAGE, steward(f"routes: [{{text: 's3|gcs', to: {to}}}]"))
    issue = await asked(story)
    assert issue.assignees == ["alice"]
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["bob"]  # on duty


async def test_a_route_by_a_path_the_text_names(tell: Tell) -> None:
    story = await tell(TRIAGE, steward("routes: [{paths: ['cloud/**'], to: cloud}]"), CLOUD)
    assert (await asked(story, body="See cloud/s3.py")).assignees == ["carol"]
    assert (await asked(story, body="See io/zarr.py")).assignees == ["bob"]


async def test_a_route_never_leads_to_the_reporter(tell: Tell) -> None:
    story = await tell(TRIAGE, steward("routes: [{text: S3, to: alice}]"))
    issue = await asked(story, by="alice")
    await story.person("carol").labels(issue, "support")
    assert issue.assignees == ["bob"]


@pytest.mark.slow
async def test_a_route_that_leads_nowhere_ends_at_the_rota(tell: Tell) -> None:
    story = await tell(TRIAGE, steward("routes: [{text: S3, to: no-such-person}]"))
    issue = await asked(story)
    assert issue.assignees == []
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["bob"]


async def test_a_guide_is_offered_with_the_routing(tell: Tell) -> None:
    guides = "guides: [{text: S3, title: Stores in the cloud, page: docs/s3.md}]"
    story = await tell(TRIAGE, steward(guides))
    words = (await asked(story)).words[0]
    assert (
        "Meanwhile, [Stores in the cloud](https://github.com/acme/widget/blob/HEAD/docs/s3.md) may help."
        in words
    )
    assert max(words_by_reader(words).values()) <= 60


async def test_a_saved_reply_whose_words_fit_is_offered_if_it_is_there(tell: Tell) -> None:
    guides = "guides: [{text: gcs, reply: no-such}, {text: S3, reply: cloud-stores}]"
    saved = {".github/replies/cloud-stores.md": "Set `anon=True`."}
    story = await tell(TRIAGE, steward(guides), world=world(files=saved))
    words = (await asked(story)).words[0]
    page = "https://github.com/acme/widget/blob/HEAD/.github/replies/cloud-stores.md"
    assert f"Meanwhile, [cloud stores]({page}) may help." in words
    assert max(words_by_reader(words).values()) <= 60
    assert "may help" not in (await asked(story, by="frank", body="Or on GCS?")).words[0]


async def test_what_a_guide_names_cannot_break_out_of_its_link(tell: Tell) -> None:
    guides = "guides: [{text: S3, title: 'x](https://evil.example) @mia', page: 'https://a.example/(b) <c>'}]"
    story = await tell(TRIAGE, steward(guides))
    words = (await asked(story)).words[0]
    assert "(https://a.example/%28b%29%20%3Cc%3E)" in words
    assert "](https://evil" not in words
    assert "@mia" not in words


# Communities


async def test_the_contact_of_a_community_is_asked_first_by_the_form(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, PANGEO)
    issue = await asked(story, body="### Which hub\n\nPangeo\n\n### Question\n\nHow?")
    assert "@frank looks after questions from pangeo" in issue.words[0]
    assert issue.assignees == []  # GitHub lets nobody assign frank
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["bob"]


@pytest.mark.slow
async def test_members_of_a_community_are_known_by_login_and_team(tell: Tell) -> None:
    there = world()
    there["organizations"][0]["teams"] = {"hub": ["hana"]}
    story = await tell(TRIAGE, STEWARD, PANGEO, world=there)
    for member in ("gus", "hana"):
        assert "@frank" in (await asked(story, by=member)).words[0]
    assert "@frank" not in (await asked(story, by="eve")).words[0]
    assert "@frank" not in (await asked(story, by="frank")).words[0].replace("@frank,", "")


# Load


@pytest.mark.slow
async def test_two_on_duty_share_the_work(tell: Tell) -> None:
    story = await tell(TRIAGE, steward("on_duty: 2"))
    got = [(await asked(story, by=f"reporter{number}")).assignees[0] for number in range(4)]
    assert sorted(got) == ["alice", "alice", "bob", "bob"]
    assert got[0] != got[1]


SMALL = """
steward:
  people: [{login: bob, max_open: 1}]
  change: every wednesday 10:00
  starts: 2026-01-07
"""


@pytest.mark.slow
async def test_when_all_have_their_hands_full_the_reporter_hears_it(tell: Tell) -> None:
    story = await tell(TRIAGE, SMALL)
    first, second = await asked(story), await asked(story, by="frank")
    assert (first.assignees, second.assignees) == (["bob"], [])
    assert "to the next person who is free" in second.words[0]
    await story.person("eve").closes(first)
    await story.until("2026-03-03 09:00")
    assert second.assignees == ["bob"]
    assert len(second.words) == 1


async def test_an_answered_case_that_nobody_closes_fills_no_hands(tell: Tell) -> None:
    story = await tell(TRIAGE, SMALL)
    first = await asked(story)
    await story.person("bob").comments(first, "Use the S3 option, like this: …")
    second = await asked(story, by="frank")
    assert second.assignees == ["bob"]
    third = await asked(story, by="gus")
    assert third.assignees == []
    await story.person("bob").comments(second, "Use the S3 option as well.")
    await story.person("frank").comments(second, "It still does not work.")
    assert (await asked(story, by="hal")).assignees == []


# Clocks that stand still


@pytest.mark.slow
async def test_nobodys_clock_runs_while_triage_asks_the_reporter(tell: Tell) -> None:
    needs = "triage: {labels: {support: support}, needs_info: {support: {require: [version]}}}"
    story = await tell(needs, STEWARD)
    issue = await asked(story)
    assert issue.assignees == ["bob"]
    assert "It waits for what eve is asked to add here" in issue.words[0]
    await story.until("2026-03-03 16:00")
    assert issue.assignees == ["bob"]
    await story.person("eve").comments(issue, "It is version 3.1.")
    await story.until("2026-03-04 09:59")
    assert issue.assignees == ["bob"]


@pytest.mark.slow
async def test_a_label_stops_the_clock_and_its_end_lets_it_run_on(tell: Tell) -> None:
    story = await tell(TRIAGE, steward(base=SLOWLY), world=world(labels=("support", "waiting on author")))
    issue = await asked(story)
    await story.person("carol").labels(issue, "waiting on author")
    assert "It waits for what eve is asked to add here" in issue.words[0]
    await story.until("2026-03-04 09:00")
    await story.person("carol").unlabels(issue, "waiting on author")
    assert "should reply by" in issue.words[0]


# Reminders


@pytest.mark.slow
async def test_halfway_somebody_is_reminded_in_their_own_channel_once_a_day(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, CHAT)
    one, two = await asked(story), await asked(story, by="frank")
    await story.until("2026-03-02 12:59")
    assert story.told == []
    await story.until("2026-03-02 13:00")
    assert len(story.told) == 1
    assert story.told[0].startswith('bob: "How do I open a store on S3?" waits for a word from you')
    assert len(one.words) == len(two.words) == 1


@pytest.mark.slow
async def test_what_was_seen_but_not_answered_is_called_that(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, CHAT)
    issue = await asked(story)
    await story.person("bob").comments(issue, "/ack")
    await story.until("2026-03-04 08:00")
    assert issue.words == [
        "bob has this now. I give no date. If this is a bug rather than a question, just say so."
    ]
    await story.until("2026-03-04 09:00")
    reminders = [told for told in story.told if told.startswith("bob: ")]
    assert reminders[-1].startswith('bob: "How do I open a store on S3?" waits for an answer.')
    assert issue.words[1].startswith(
        "@eve, you have waited longer than I said. I am sorry. @bob has this now."
    )


async def test_a_private_repository_is_not_named_outside(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, CHAT, world=world(private=True))
    await story.person("carol").labels(await asked(story, by="carol"), "support")
    await story.until("2026-03-02 13:00")
    said = "bob: a support question waits for you; you find it in your notifications on GitHub."
    assert story.told == [said]


async def test_a_reaction_is_looked_up_before_anybody_is_reminded(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, CHAT)
    issue = await asked(story)
    await story.person("bob").reacts(issue, "eyes")
    await story.until("2026-03-02 13:00")
    assert story.told == []


async def test_without_a_channel_one_comment_reminds_on_a_day_of_its_own(tell: Tell) -> None:
    story = await tell(TRIAGE, steward(base=SLOWLY))
    await story.until("2026-03-05 09:00")  # carol is on duty until the 11th
    issue = await asked(story)
    await story.until("2026-03-06 13:00")
    assert "@carol, this question waits for a first word" in issue.words[1]
    assert len(issue.words) == 2


# One rota for all repositories of an owner


@pytest.mark.slow
async def test_a_rota_in_the_owners_file_is_shared(tell: Tell) -> None:
    there = world()
    there["repositories"].append({"name": "acme/.github", "collaborators": {"dora": "admin"}})
    story = await tell(world=there)
    for repo in (REPO, "acme/gadget"):
        await story.person("dora", repo).pushes(".github/stewardbot.yml", None)
    await story.configures(TRIAGE, steward("on_duty: 2"), repo="acme/.github")
    here = [await story.person("eve", repo).opens_issue(QUESTION) for repo in (REPO, "acme/gadget")]
    assert {each.assignees[0] for each in here} == {"alice", "bob"}  # each knows what the other has
    await story.person("bob").comments(here[0], "/away today")
    await story.person("frank", "acme/gadget").comments(here[1], "/steward")
    assert "alice until" in here[1].words[-1]
    assert "bob" not in here[1].words[-1].partition("\n")[0]
