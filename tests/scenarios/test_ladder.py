"""The ladder: work is counted by its kind; the letter proposes people, once, and nothing is granted."""

from __future__ import annotations

import pytest

from bot.core.config.effective import notes
from handlers import FEATURES
from tests.harness.in_process.story import REPO, Story, world
from tests.scenarios.conftest import Tell

TOLD = "notify: {newcomers: chat}\ndigest: {}"


def rung(when: str) -> str:
    return f"newcomers: {{ladder: [{{name: triager, when: {when}, tell: '@acme/core'}}]}}"


async def proposed(story: Story) -> list[str]:
    """What the letters in the maintainers' channel propose, once the next Monday has come."""
    await story.advance("7 days")
    lines = [line for letter in story.told for line in letter.splitlines()]
    return [line for line in lines if "which is what the file asks" in line or "has done what" in line]


async def merges(story: Story, who: str, title: str, *files: str, labels: tuple[str, ...] = ()) -> None:
    pull = await story.person(who).opens_pull(title, files=files or ("a.py",))
    if labels:
        await story.person("dora").labels(pull, *labels)
    await story.person("dora").merges(pull)


async def reviews(story: Story, who: str, title: str) -> None:
    pull = await story.person("dan").opens_pull(title)
    await story.person(who).reviews(pull, "commented")
    await story.person(who).reviews(pull)  # Once more on the same: it counts once.


async def answers(story: Story, who: str, title: str) -> None:
    issue = await story.person("dan").opens_issue(title)
    await story.person(who).comments(issue, "/label bug")  # No answer.
    await story.person(who).comments(issue, "Like this.")
    await story.person(who).comments(issue, "And like this.")


async def documents(story: Story, who: str, title: str) -> None:
    await merges(story, who, title, "docs/io.md", "README.rst")


async def works(story: Story, who: str, kind: str, title: str) -> None:
    """One piece of work of a kind, and some of other kinds beside it."""
    deed = {"merged": merges, "reviews": reviews, "answers": answers, "docs": documents}[kind]
    await deed(story, who, title)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "evidence"),
    [
        ("merged", "has 2 merged changes"),
        ("reviews", "has reviewed 2 pull requests by others"),
        ("answers", "has answered 2 issues by others"),
        ("docs", "has 2 merged changes to the documentation"),
    ],
)
async def test_each_kind_of_work_is_counted(tell: Tell, kind: str, evidence: str) -> None:
    story = await tell(rung(f"{{{kind}: 2}}"), TOLD)
    await works(story, "eve", kind, "One")
    for other in {"reviews", "answers"} - {kind}:
        await works(story, "eve", other, f"Beside it, {other}")
    await works(story, "eve", kind, "Two")
    assert story.told == []
    assert await proposed(story) == [
        f"1. For acme/core: eve {evidence}, which is what the file asks of `triager`. Nothing was "
        "changed, and eve was not told: it is yours to give the role, under Settings, Collaborators."
    ]


@pytest.mark.slow
async def test_all_kinds_that_a_rung_names_are_asked_for(tell: Tell) -> None:
    story = await tell(rung("{merged: 1, answers: 1}"), TOLD)
    await answers(story, "eve", "One")
    assert await proposed(story) == []
    await merges(story, "eve", "Two")
    (told,) = await proposed(story)
    assert "eve has 1 merged change and has answered 1 issue by others, which" in told


@pytest.mark.slow
async def test_a_label_makes_a_change_documentation_and_code_is_none(tell: Tell) -> None:
    story = await tell(rung("{docs: 1}"), TOLD)
    await merges(story, "eve", "Code", "io/zarr.py", "docs/io.md")
    assert await proposed(story) == []
    await merges(story, "eve", "Docstrings", "io/zarr.py", labels=("documentation",))
    assert len(await proposed(story)) == 1


@pytest.mark.slow
async def test_ones_own_words_and_reviews_count_for_nothing(tell: Tell) -> None:
    story = await tell(rung("{answers: 1}"), TOLD)
    issue = await story.person("eve").opens_issue("Mine")
    await story.person("eve").comments(issue, "I found it.")
    pull = await story.person("dan").opens_pull("No issue")
    await story.person("eve").comments(pull, "Good.")
    await story.configures(rung("{reviews: 1}"), TOLD)
    mine = await story.person("eve").opens_pull("Mine too")
    await story.person("eve").reviews(mine, "commented")
    assert await proposed(story) == []


@pytest.mark.slow
async def test_once_a_person_and_rung_whatever_happens(tell: Tell) -> None:
    story = await tell(rung("{merged: 2}"), TOLD)
    for title in ("One", "Two", "Three", "Four"):
        await merges(story, "eve", title)
    assert len(await proposed(story)) == 1
    assert len(await proposed(story)) == 1
    await story.configures(rung("{merged: 3}"), TOLD)
    await merges(story, "eve", "Five")
    assert len(await proposed(story)) == 1


@pytest.mark.slow
async def test_who_has_the_role_is_not_proposed(tell: Tell) -> None:
    story = await tell(rung("{merged: 1}"), TOLD)
    await merges(story, "carol", "One")
    await merges(story, "dependabot[bot]", "Two")
    assert await proposed(story) == []


@pytest.mark.slow
async def test_nothing_is_granted_and_nothing_is_said_in_public(tell: Tell) -> None:
    story = await tell(rung("{merged: 1}"), TOLD)
    pull = await story.person("eve").opens_pull("One")
    await story.person("dora").merges(pull)
    assert len(await proposed(story)) == 1
    assert pull.is_untouched


@pytest.mark.slow
async def test_where_the_letter_is_an_issue_people_are_named_in_the_channel_alone(tell: Tell) -> None:
    story = await tell(rung("{merged: 1}"), TOLD.replace("{}", "{issue: 1}"))
    place = await story.person("dora").opens_issue("For us")
    await merges(story, "eve", "One")
    (told,) = await proposed(story)
    assert "eve has 1 merged change" in told
    assert "eve" not in place.words[-1]


async def test_whoever_got_the_role_meanwhile_is_not_proposed(tell: Tell) -> None:
    story = await tell(rung("{merged: 1}"), TOLD)
    await merges(story, "eve", "One")
    story.github.person("alice").adds_collaborator(REPO, "eve", "maintain")
    assert await proposed(story) == []


async def test_a_private_repository_is_not_named(tell: Tell) -> None:
    story = await tell(rung("{merged: 1}"), TOLD, world=world(private=True))
    await merges(story, "eve", "One")
    (told,) = await proposed(story)
    assert "somebody in a private repository" in told
    assert not any(word in told for word in ("eve", "widget", "#"))


async def test_a_ladder_that_nobody_hears_of_is_remarked_on() -> None:
    assert any("nobody hears of it" in str(each) for each in notes(rung("{merged: 1}"), FEATURES))
    heard = f"{rung('{merged: 1}')}\n{TOLD}"
    assert not any("nobody hears of it" in str(each) for each in notes(heard, FEATURES))
