"""What a repository's own labels teach: shown on made-up texts; how well it learns is no test's matter."""

from __future__ import annotations

from random import Random

import pytest

from bot.community.issue_kind import kind_of
from bot.insight.learning import (
    Guess,
    IssueDocument,
    LabelledIssue,
    Model,
    Unlearnable,
    UnreadableModel,
    train,
)
from bot.services.issue_reading import document_of

SPEECH = {
    "bug": ("crash traceback", "segfault again", "wrong result since 2.3", "raises an error"),
    "feature": ("would be nice", "please support zarr", "add an option", "allow a list here"),
    "question": ("how do i open", "is there a way", "what is the right way", "can somebody explain"),
}
TOPICS = ("the chunk index", "a lazy mask", "the plot legend", "an old calendar", "the cache")


def corpus(number: int, seed: int = 1, labels: tuple[str, ...] = tuple(SPEECH)) -> list[LabelledIssue]:
    """So many labelled documents, whose label shows in two of their phrases."""
    draw = Random(seed)
    examples = []
    for place in range(number):
        label = labels[place % len(labels)]
        phrases = [draw.choice(SPEECH[label]) for _ in range(2)]
        title = f"{draw.choice(TOPICS)}: {phrases[0]}"
        text = f"With {draw.choice(TOPICS)} {phrases[1]}, and {draw.choice(TOPICS)} too. Thanks in advance."
        examples.append(LabelledIssue(IssueDocument(title, text), label))
    return examples


@pytest.fixture(scope="module")
def model() -> Model:
    return train(corpus(60))


def test_it_guesses_what_people_would_label(model: Model) -> None:
    guess = model.guess(IssueDocument("Crash, and no more", "There is a traceback: segfault again."))
    assert guess.label == "bug"
    assert guess.p == max(guess.probabilities.values()) > 0.5
    assert sum(guess.probabilities.values()) == pytest.approx(1)
    assert set(guess.probabilities) == {"bug", "feature", "question"}


def test_it_says_which_words_decided_and_how_often_that_was_right(model: Model) -> None:
    evidence = model.guess(IssueDocument("Crash with the cache", "traceback: segfault again")).evidence
    assert evidence.words
    assert "crash" in " ".join(evidence.words)
    assert 0 < evidence.right <= evidence.tried <= 20


def test_what_it_never_saw_gets_no_words_and_no_certainty(model: Model) -> None:
    guess = model.guess(IssueDocument("Zyx", "qwv jkl"))
    assert guess.evidence.words == ()
    assert guess.p < 0.7


def test_every_own_document_was_tried_by_a_model_that_had_not_learnt_from_it(model: Model) -> None:
    truths = [example.label for example in corpus(60)]
    assert [trial.truth for trial in model.trials] == truths
    foul = corpus(60)
    foul[0] = LabelledIssue(foul[0].document, "question")
    assert not train(foul).trials[0].right


def test_the_same_labels_teach_the_same_to_the_byte(model: Model) -> None:
    assert train(corpus(60)).to_bytes() == model.to_bytes()


def test_a_stored_model_guesses_alike(model: Model) -> None:
    document = IssueDocument("An error, how do I open the cache?", "wrong result since 2.3")
    assert Model.from_bytes(model.to_bytes()).guess(document) == model.guess(document)
    assert Model.from_bytes(model.to_bytes()).to_bytes() == model.to_bytes()


def test_a_stored_model_of_another_version_or_cut_off_is_refused(model: Model) -> None:
    blob = model.to_bytes()
    for damaged in (b"", b"\x80\x04", blob[:30], blob[:-1], blob + b"x", blob.replace(b"1\n", b"0\n", 1)):
        with pytest.raises(UnreadableModel):
            Model.from_bytes(damaged)


def test_one_label_or_none_teaches_nothing() -> None:
    for examples in ([], corpus(1), corpus(30, labels=("bug",))):
        with pytest.raises(Unlearnable):
            train(examples)


def test_two_documents_teach_little(model: Model) -> None:
    guess = train(corpus(2)).guess(IssueDocument("Crash", "traceback"))
    assert guess.p < 0.8


def test_sisters_help_where_the_own_labels_are_few() -> None:
    document = IssueDocument("Segfault again", "raises an error")
    own = [example for example in corpus(30) if "segfault" not in f"{example.document}"][:6]
    alone, pooled = train(own).guess(document), train(own, corpus(60, seed=2)).guess(document)
    assert pooled.probabilities["bug"] > alone.probabilities["bug"]
    assert len(train(own, corpus(30)).trials) == len(own)


def test_sisters_bring_no_labels_of_their_own() -> None:
    own = corpus(20, labels=("bug", "feature"))
    assert train(own, corpus(30)).labels == ("bug", "feature")


@pytest.mark.parametrize(
    "secret",
    ["@octocat", "octocat", "eve@example.org", "https://example.org/private", "/home/eve/data", "20260302"],
)
def test_whom_and_what_a_text_names_teaches_nothing(secret: str) -> None:
    examples = [
        LabelledIssue(IssueDocument(f"{example.document.title} {secret}", example.document.text), "bug")
        if example.label == "bug"
        else example
        for example in corpus(30)
    ]
    model = train(examples, people={"octocat"})
    assert model.guess(IssueDocument(secret, secret)).evidence.words == ()


def test_japanese_and_mixed_texts_teach_too() -> None:
    examples = [
        LabelledIssue(IssueDocument(title, text), label)
        for _ in range(8)
        for title, text, label in (
            ("起動するとクラッシュします", "エラーが出ます traceback", "bug"),
            ("新しい機能がほしい", "対応してください", "feature"),
        )
    ]
    model = train(examples)
    assert model.guess(IssueDocument("保存するとクラッシュします", "エラーです")).label == "bug"
    assert model.guess(IssueDocument("機能の追加", "対応してください")).label == "feature"


@pytest.mark.parametrize("part", ["x", "[", "<<", "> ", "- [ ", "```\n", "# a\n", "**", "<!--", "猫"])
def test_an_issue_of_65_kilobytes_is_read_and_sorted_in_bounded_time(model: Model, part: str) -> None:
    body = (part * 65_000)[:65_000]
    match = kind_of(part, body)
    document = document_of(part, body, match.kind if match else "")
    assert isinstance(model.guess(document), Guess)


@pytest.mark.parametrize(
    "text", ["x", "[" * 65_000, "a@" * 32_000, "@" * 65_000, "word " * 13_000, "猫" * 65_000]
)
def test_texts_of_any_kind_take_bounded_time(model: Model, text: str) -> None:
    assert isinstance(model.guess(IssueDocument(text, text)), Guess)


@pytest.mark.slow
def test_a_hundred_thousand_labels_cost_no_more_than_the_newest() -> None:
    many = corpus(1_200) * 84
    assert len(many) > 100_000
    assert len(train(many).trials) == 900


def test_what_a_template_asks_explains_nothing() -> None:
    marks = {"bug": ("the heading “steps to reproduce”",), "feature": ("the heading “proposed solution”",)}
    examples = [
        LabelledIssue(
            IssueDocument(example.document.title, f"{words} {example.document.text}", marks[example.label]),
            example.label,
        )
        for example in corpus(40, labels=("bug", "feature"))
        for words in ("steps to reproduce" if example.label == "bug" else "proposed solution",)
    ]
    text = "steps to reproduce: it is the legend"
    guess = train(examples).guess(IssueDocument("The legend", text, marks["bug"]))
    assert guess.label == "bug"
    assert "heading" not in str(guess.evidence.words)
    assert not {"steps", "reproduce"} & set(" ".join(guess.evidence.words).split())
