"""What kind of issue is this? The rules name their evidence, and keep silent where they are unsure."""

import pytest

from bot.community.issue_kind import Kind, kind_of

BUG_FORM = "### Describe the bug\n\nIt stops.\n\n### Steps to reproduce\n\nopen it"
WISH_FORM = "**Is your feature request related to a problem? Please describe.**\nI always export by hand."
TRACEBACK = "```\nTraceback (most recent call last):\n  File 'a.py'\nValueError: no\n```"


@pytest.mark.parametrize(
    ("title", "body", "kind", "because"),
    [
        ("It stops", BUG_FORM, Kind.BUG, "the form has “Describe the bug”"),
        ("Export", WISH_FORM, Kind.FEATURE, "the form has “Is your feature request related to"),
        ("[BUG] wrong mean", "", Kind.BUG, "the title begins with “BUG”"),
        ("Bug: wrong mean", "", Kind.BUG, "the title begins with “Bug”"),
        ("feat(io): zarr v3", "", Kind.FEATURE, "the title begins with “feat”"),
        ("ENH: faster mean", "", Kind.FEATURE, "the title begins with “ENH”"),
        ("DOC: a typo", "", Kind.DOCS, "the title begins with “DOC”"),
        ("[Question] chunks", "", Kind.SUPPORT, "the title begins with “Question”"),
        ("chunks", "### Issue type\n\nBug report\n", Kind.BUG, "“Issue type” is answered with “Bug report”"),
        ("chunks", "### Type\n- [ ] Bug\n- [x] Question", Kind.SUPPORT, "“Type” is answered with “Question”"),
        ("How do I open a grib file?", "", Kind.SUPPORT, "the title asks “How do I …”"),
        ("How do I read the tables? My kernel dies", "", Kind.SUPPORT, "the title asks “How do I …”"),
        ("Can I use my own image on the hub", "", Kind.SUPPORT, "the title asks “Can I …”"),
        ("Reading from S3", "Hello, how can I read a private bucket?", Kind.SUPPORT, "its first words ask"),
        (
            "Need help with the login",
            "It is my first day.",
            Kind.SUPPORT,
            "the title asks “Need help with …”",
        ),
        ("How to cite", "I cannot find the page.", Kind.SUPPORT, "the title asks “How to …”"),
        (
            "How to read GRIB",
            "The file is missing a header, I think.",
            Kind.SUPPORT,
            "the title asks “How to",
        ),
        (
            "How do I install it on Windows?",
            "I followed the installation guide but it fails.",
            Kind.SUPPORT,
            "the title asks “How do I …”",
        ),
        ("How to cite", "The page is gone. What should I write?", Kind.SUPPORT, "the title asks “How to …”"),
        ("How do I log in?", "It is not working.", Kind.SUPPORT, "the title asks “How do I …”"),
        ("How to log in", "The page is blank after it.", Kind.SUPPORT, "the title asks “How to …”"),
        ("The first line", "> It is slow.\n\nHow can I make it fast?", Kind.SUPPORT, "its first words ask"),
        ("Add a lazy mode", "", Kind.FEATURE, "the title proposes: “Add …”"),
        ("Add zarr v3", "How can I read it today?", Kind.FEATURE, "the title proposes: “Add …”"),
        ("Support zarr v3", "It is out.", Kind.FEATURE, "the title proposes: “Support …”"),
        (
            "Zarr v3",
            "It would be great to have it.",
            Kind.FEATURE,
            "its first words wish: “It would be great",
        ),
        ("Chunks", "I would like to propose a default.", Kind.FEATURE, "its first words wish: “I would like"),
        ("Your turn", "### What is your question?\n\nWhich chunks are best", Kind.SUPPORT, "the form has"),
    ],
)
def test_evidence_that_can_be_named_decides(title: str, body: str, kind: Kind, because: str) -> None:
    verdict = kind_of(title, body)
    assert verdict is not None
    assert verdict.kind is kind
    assert verdict.because.startswith(because)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", ""),
        ("Kernel restarts", "It restarts when I load a large file."),
        ("Wrong mean over time", "I expected 3.0 and got 4.0, is that right?"),
        ("Zarr v3", "It would be nice if we supported it. How do I help?"),
        ("Can you add zarr v3?", ""),
        ("Is the mean a bug?", "How do I turn it off?"),
        ("Should we drop Python 3.10?", ""),
        ("How do I fix this crash?", ""),
        ("Should I expect it to be stable?", "Two runs differ."),
        ("I need help text on the buttons", "They have none."),
        ("What is the best way to pin? The resolver finds two versions", "It did not with 1.0."),
        ("Asking for help with the tests on Windows", "Who has a machine to try?"),
        ("Looking for help with translations", "I can coordinate; who adds the locale?"),
        ("Can I use tabs? The setting is ignored", "It writes blanks."),
        ("How do I find out who deploys?", "The page names nobody. We should add it."),
        ("How do I read this?", TRACEBACK),
        ("How to cite", "The page is missing."),
        ("How to contribute", "This section is out of date since 2.0."),
        ("How to install", "The link in the second paragraph leads to a 404."),
        ("How to read GRIB", "There is a typo in the second example of the docs."),
        ("Where can I get help", "That page has been removed from the documentation."),
        ("How to make plots", "It is outdated."),
        ("Need help with zarr", "Broken link on the page of that name."),
        ("The first line", "> How do I read a file?\n\nThis answer of the FAQ is for version 2."),
        ("It stops", f"{BUG_FORM}\n{WISH_FORM}"),
        ("Add an example to the docs", ""),
        ("Add tests for the mask", ""),
        ("Add me to the team", ""),
        ("Add support? Or not?", ""),
        ("Support for zarr is broken", "It would be nice if it worked."),
        ("Zarr v3", "> It would be great to have it.\n\nWe have it."),
        ("Zarr", f"It would be nice to know.\n{TRACEBACK}"),
        ("Release plan: what is left", "- [ ] docs"),
        ("Strange", "<!-- ### Describe the bug -->\nsomething"),
        ("Strange", "```\n### Describe the bug\n```"),
        ("Strange", "<!-- ### Steps to reproduce"),
    ],
)
def test_without_plain_evidence_it_says_nothing(title: str, body: str) -> None:
    assert kind_of(title, body) is None


def test_a_bug_form_with_a_question_in_its_title_is_a_bug() -> None:
    verdict = kind_of("How do I stop it from stopping?", BUG_FORM)
    assert verdict is not None
    assert verdict.kind is Kind.BUG


@pytest.mark.parametrize(
    "body", ["[" * 65_536, "\x00\ud800" * 1_000, "### " * 10_000, "**" * 30_000, "<!--" * 9_000]
)
def test_hostile_text_is_only_text(body: str) -> None:
    assert kind_of(body, body) is None
