"""What is said to those who come is in the language of the subject's label: one language a comment."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import LABELS, STEWARD, TRIAGE, Story, Thread, world
from tests.scenarios.conftest import Tell

LANGUAGES = "newcomers: {welcome: {languages: {'lang: fr': fr}}, claims: {lease: 2 weeks}}"
URGENT = STEWARD.rstrip() + "\n  urgent: {}\n"
FRENCH = "Je suis un robot"
WORDS = ("lifecycle: {}", "labels: {}")


async def told(tell: Tell, *sections: str) -> Story:
    return await tell(LANGUAGES, *WORDS, *sections, world=world(labels=(*LABELS, "lang: fr")))


async def asked(story: Story, title: str, by: str = "eve") -> Thread:
    return await story.person(by).opens_issue(title, labels=["lang: fr"])


async def test_a_case_and_its_answers_are_in_the_language_of_the_label(tell: Tell) -> None:
    story = await told(tell, TRIAGE, STEWARD)
    issue = await asked(story, "How do I open a store on S3?")
    await story.person("eve").comments(issue, "Any update?")
    assert issue.words[-1].startswith("@eve, bob s’en occupe maintenant.")
    await story.person("bob").comments(issue, "It is `zarr.open`: see the guide for all of it.")
    assert FRENCH in issue.words[0]
    assert "bob a répondu le lundi 2 mars." in issue.words[0]
    await story.person("eve").comments(issue, "It works, thank you!")
    assert issue.words[-1].startswith("@eve, tant mieux.")


async def test_the_answer_to_a_command_is_english_as_a_whole(tell: Tell) -> None:
    story = await told(tell, TRIAGE, STEWARD)
    issue = await asked(story, "How do I open a store on S3?")
    await story.person("eve").comments(issue, "/steward")
    assert "On support duty: bob" in issue.words[-1]
    assert "bob looks after questions here and should reply by" in issue.words[-1]


async def test_a_reported_outage_is_one_short_comment_in_that_language(tell: Tell) -> None:
    story = await told(tell, TRIAGE, URGENT)
    issue = await asked(story, "My hub is down")
    assert issue.words == [
        "Bienvenue, @eve, et merci. (Je suis un robot\u00a0: `/help`.)\n\n"
        "bob s’en occupe maintenant. Vous n’avez rien à faire."
    ]


@pytest.mark.slow
async def test_how_it_stands_and_a_guideline_are_too(tell: Tell) -> None:
    story = await told(tell)
    issue = await asked(story, "About chunks")
    await story.person("zed").comments(issue, "Please close this.")
    assert issue.words[-1].startswith("@zed, seule la personne qui l’a ouverte")
    await story.person("dora").comments(issue, "/good-first-issue")
    assert issue.words[-1].startswith("Ceci devrait convenir à un premier changement")
    assert "`/claim` le réserve pour vous." in issue.words[-1]
    await story.person("zed").comments(issue, "/claim")
    await story.advance("1 day")
    await story.person("zed").comments(issue, "I give up")
    assert issue.words[-1].startswith("@zed, merci")


REFUSED = {
    "en": ("`/unclaim`: You do not hold this; it is free.", "This closes no issue: write `Closes #12`"),
    "fr": ("Ceci n’est pas à vous", "Ceci ne ferme aucune issue"),
    "de": ("Du hast das nicht; es ist frei.", "Hier wird kein Issue geschlossen"),
    "es": ("Esto no es tuyo; está libre.", "Esto no cierra ninguna issue"),
    "pt": ("Isto não está com você; está livre.", "Isto não fecha nenhuma issue"),
    "ja": ("これはあなたの担当ではありません。", "このプルリクエストが閉じる issue がありません。"),
}


@pytest.mark.slow
@pytest.mark.parametrize("language", REFUSED)
async def test_newcomers_read_in_their_language_why_they_cannot(tell: Tell, language: str) -> None:
    story = await tell(f"language: {language}\nnewcomers: {{claims: {{}}}}\nlifecycle: {{}}\nlabels: {{}}")
    issue = await story.person("eve").opens_issue("A dead link")
    pull = await story.person("eve").opens_pull("Mend it")
    free, no_issue = REFUSED[language]
    await story.person("dan").comments(issue, "/unclaim")
    assert free in issue.words[-1]
    await story.person("dan").comments(pull, "/claim")
    assert no_issue in pull.words[-1]
    await story.person("eve").comments(issue, "/close nonsense")
    assert "`not-planned`" in issue.words[-1]
    assert ("The reasons are" in issue.words[-1]) == (language == "en")
    await story.person("eve").comments(issue, "/close duplicate of #x")
    assert "`#7`" in issue.words[-1]
    assert ("is no issue number" in issue.words[-1]) == (language == "en")


@pytest.mark.parametrize("beside", ["/label nonsense", "/lock", "/unclam"])
async def test_beside_what_is_said_in_english_alone_all_of_the_answer_is(tell: Tell, beside: str) -> None:
    story = await tell("language: fr\nnewcomers: {claims: {}}\nlifecycle: {}\nlabels: {}")
    issue = await story.person("eve").opens_issue("A dead link")
    await story.person("dan").comments(issue, f"/unclaim\n{beside}")
    assert "You do not hold this; it is free." in issue.words[-1]
    assert "à vous" not in issue.words[-1]


async def test_what_is_not_theirs_to_close_is_said_in_english_with_who_may(tell: Tell) -> None:
    story = await tell("language: fr\nlifecycle: {}")
    issue = await story.person("eve").opens_issue("A dead link")
    await story.person("dan").comments(issue, "/close")
    assert "`/close` is for the author or people with the triage role here." in issue.words[-1]
