"""What a person says in a text, and other people's words made harmless in ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.core.markdown import (
    code,
    code_places,
    command_lines,
    escape,
    headings,
    plain,
    quote,
    references,
    references_in,
)

FENCE = "```"


def rendered(text: str) -> str:
    """HTML as GitHub would make it, as far as escapes, code and links go."""
    return str(MarkdownIt("gfm-like", {"linkify": False}).render(text))


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("It *fails* on **s3**.", "It fails on s3."),
        (f"Before\n\n{FENCE}\ngcs\n{FENCE}\n\nafter", "Before\n\nafter"),
        ("    gcs", ""),
        ("Call `gcs` now", "Call   now"),
        ("> you said gcs\n\nI say no", "I say no"),
        ("> you said gcs\nlazily", ""),
        ("<!-- gcs -->\n\nhere", "here"),
        ("a <!-- gcs --> b", "a  b"),
        ("See [the guide](http://gcs.example)", "See the guide"),
        ("- one\n- two", "one\n\ntwo"),
        ("### What happened?\n\nIt broke", "What happened?\n\nIt broke"),
        ("a\nb", "a\nb"),
        ("fish \\& chips &amp; peas", "fish & chips & peas"),
        ("", ""),
    ],
)
def test_prose_is_what_is_seen_without_code_and_quotes(text: str, prose: str) -> None:
    assert plain(text) == prose


def test_headings_are_those_of_the_form_not_of_quotes_or_code() -> None:
    form = "### What *happened*?\n\nIt broke\n\n> ### quoted\n\n"
    assert headings(f"{form}{FENCE}\n# code\n{FENCE}\n\nVersion\n---\n1") == ("What happened?", "Version")
    assert headings("no heading") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Call `gcs` or ``a`b`` now", ["`gcs`", "``a`b``"]),
        (
            f"Before `x`\n\n{FENCE}yaml\ngcs\n{FENCE}\nafter `y`",
            ["`x`", f"{FENCE}yaml\ngcs\n{FENCE}\n", "`y`"],
        ),
        ("- one\n\n      gcs\n- `two\n  lines`", ["      gcs\n", "`two\n  lines`"]),
        ("a `b ``c", []),
        (f"{FENCE}\nnever closed", [f"{FENCE}\nnever closed"]),
        ("no code", []),
    ],
)
def test_code_stands_where_it_is_shown(text: str, code: list[str]) -> None:
    assert [text[begin:end] for begin, end in code_places(text)] == code


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("Fixes #12", (("", 12),)),
        ("fix: #12", (("", 12),)),
        ("fix:#12", (("", 12),)),
        ("This closes acme/widget#3 and resolves #4", (("acme/widget", 3), ("", 4))),
        ("Closed GH-7", (("", 7),)),
        ("resolves https://github.com/acme/widget/issues/9", (("acme/widget", 9),)),
        ("fixes #12, fixes #12", (("", 12),)),
        ("Fix the crash of #12", ()),
        ("prefix #12", ()),
        ("see #12", ()),
        ("fixes#12", ()),
        ("Close the file", ()),
    ],
)
def test_closing_words_are_githubs(text: str, closes: tuple[tuple[str, int], ...]) -> None:
    assert tuple((one.repository, one.number) for one in references_in(text) if one.closes) == closes


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Part of #12.", [("", 12)]),
        ("Addresses https://github.com/acme/widget/issues/7 by reading.", [("acme/widget", 7)]),
        ("See <https://www.github.com/acme/widget/pull/7/files#diff-1>", [("acme/widget", 7)]),
        (
            "See [this one](https://github.example.org/acme/widget/issues/7#issuecomment-5).",
            [("acme/widget", 7)],
        ),
        ("acme/docs#3 and GH-4, (#5)", [("acme/docs", 3), ("", 4), ("", 5)]),
        ("`#7`, a#7, #7a, ##7, x/y/z#7, https://example.org/acme/widget/issues/7", []),
        ("> Fixes #7\n\n<!-- Fixes #8 -->", []),
    ],
)
def test_what_a_text_names(text: str, named: list[tuple[str, int]]) -> None:
    assert [(one.repository, one.number) for one in references(text)] == named


@pytest.mark.parametrize(
    "text",
    [
        "@alice",
        "@acme/core and @everyone",
        "#12",
        "acme/widget#12",
        "GH-12",
        "http://evil.example",
        "www.evil.example",
        "mailto:a@b.example",
        "<!-- stewardbot:abc -->",
        "<img src=x onerror=alert(1)>",
        "[click](http://evil.example)",
        "![x](http://evil.example/x.png)",
        "**bold** _it_ ~~no~~ `code`",
        "| a | b |",
        "/close",
        "# heading",
        "> quote",
        "- item",
        "+ item",
        "1. item",
        "1) item",
        "a\n\n/close\n<!-- x -->",
        "&lt;b&gt; &#64;alice",
        "`` ` ``",
        "\\@alice",
        "\u202egnp.exe",
        "\ud800 lone",
        "$x$",
    ],
)
def test_hostile_text_reads_the_same_and_does_nothing(text: str) -> None:
    for made in (escape(text), f"About {escape(text)}, I think"):
        html = rendered(made)
        assert not any(
            tag in html for tag in ("<a", "<img", "<strong", "<em", "<code", "<s>", "<table", "<h1")
        )
        assert "<blockquote" not in html
        assert "<li" not in html
        assert "<!--" not in made
        assert "@alice" not in html
        assert "#12" not in html
        assert "://" not in html
        assert command_lines(made) == []
    made.encode()


@pytest.mark.parametrize(
    "text", ["bug", "good first issue", "a`b", "``", "`", "", "<!-- x -->", "a\nb", "@alice"]
)
def test_a_name_is_shown_exactly_as_code(text: str) -> None:
    html = rendered(f"The label {code(text)} is set.")
    assert html.count("<code>") == 1
    assert html.endswith("</code> is set.</p>\n")
    assert "<!--" not in code(text)


@pytest.mark.parametrize(
    ("shape", "short", "hostile"),
    [
        ("*a* ", 100, 2_000),
        ("_a_ ", 100, 2_000),
        ("|a" * 30 + "|\n" + "|-" * 30 + "|\n" + "|b\n" * 40, 1, 3),
    ],
    ids=["stars", "underscores", "a wide table"],
)
def test_more_markdown_than_anybody_writes_is_taken_as_written(shape: str, short: int, hostile: int) -> None:
    marks = set("*_|")
    assert not marks & set(plain(shape * short))
    assert marks & set(plain(shape * hostile))


@pytest.mark.slow
def test_lines_deep_in_lists_and_quotes_are_read_as_long_as_there_are_not_very_many() -> None:
    assert plain("- item\n" * 1_400).count("item") == 1_400
    assert plain("- > - - item\n" * 300).count("item") == 0  # quoted
    assert 100 < plain("- " * 8 + "item\n" + ("- " * 8 + "item\n") * 1_400).count("item") < 500


def test_a_long_name_is_cut() -> None:
    assert len(code("x" * 300)) <= 122
    assert code("x" * 300).endswith("…`")


def test_a_quoted_command_is_one_line_of_code_in_a_quote() -> None:
    assert quote("/milestone v2.0") == "> `/milestone v2.0`"
    assert quote("/retitle `a`") == "> `` /retitle `a` ``"


@pytest.mark.slow
@given(st.text())
def test_any_text_can_be_put_into_a_comment(text: str) -> None:
    assert "\n" not in escape(text) + code(text) + quote(text)
    escape(text).encode()
    assert rendered(code(text)).count("<code>") == 1


@given(
    st.lists(st.sampled_from([*"ab1 .,:?!|-+=#>(@\n\u00a0\u2028", "\n\n", "  \n", "1. ", "--- "])).map(
        "".join
    )
)
def test_a_text_reads_alike_whether_or_not_markdown_stands_below_it(text: str) -> None:
    assert plain(f"{text}\n\n**end**") == "\n\n".join(filter(None, (plain(text), "end")))


@pytest.mark.slow
@given(st.text())
def test_any_text_has_prose_and_headings(text: str) -> None:
    assert plain(f"Before.\n\n{text}").startswith("Before.")
    assert headings(f"# First\n\n{text}")[0] == "First"
    assert references(f"Fixes #7\n\n{text}")[0] == ("", 7, True)
