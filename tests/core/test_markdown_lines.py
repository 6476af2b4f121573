"""Where a command may stand: the text as Markdown shows it."""

from __future__ import annotations

import random
import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.markdown import command_lines, quote
from tests.harness.examples import examples

FENCE = "```"

COMMANDS = [
    ("alone", "/close", ["/close"]),
    ("after prose", "Thank you.\n/close", ["/close"]),
    ("after a paragraph", "Thank you.\n\n/close", ["/close"]),
    ("before prose", "/close\nThank you.", ["/close"]),
    ("two in a paragraph", "/close\n/lock", ["/close", "/lock"]),
    ("CRLF", "Hi\r\n/close\r\n/lock\r\n", ["/close", "/lock"]),
    ("lone CR", "Hi\r/close\r/lock", ["/close", "/lock"]),
    ("trailing blanks", "/close  \t \n", ["/close"]),
    ("hard break before it", "Hi  \n/close", ["/close"]),
    ("backslash break before it", "Hi\\\n/close", ["/close"]),
    ("leading BOM", "\ufeff/close", ["/close"]),
    ("BOM and blanks", "\ufeff  /close", ["/close"]),
    ("one blank", " /close", ["/close"]),
    ("three blanks", "   /close", ["/close"]),
    ("three blanks in a paragraph", "Hi\n   /close", ["/close"]),
    ("upper case is kept", "/CLOSE", ["/CLOSE"]),
    ("Markdown in the rest is kept", "/retitle Use `open()` *well*", ["/retitle Use `open()` *well*"]),
    ("after a closed fence", f"{FENCE}\n/lock\n{FENCE}\n/close", ["/close"]),
    ("after a heading", "# Title\n/close", ["/close"]),
    ("over a rule, which makes it a heading", "/close\n---\neve", ["/close"]),
    ("after a rule", "---\n/close", ["/close"]),
    ("after a list", "- one\n- two\n\n/close", ["/close"]),
    ("after a quote", "> you said\n\n/close", ["/close"]),
    ("between quotes", "> a\n\n/close\n\n> b", ["/close"]),
    ("after a comment", "<!-- /lock -->\n/close", ["/close"]),
    ("after a table", "|a|b|\n|-|-|\n|1|2|\n\n/close", ["/close"]),
    ("after inline code", "Use `x`\n/close", ["/close"]),
    ("after a stray backtick", "It`s\n/close", ["/close"]),
    ("after a link", "See [this](http://x.y)\n/close", ["/close"]),
    ("after a stray bracket", "[ ] done\n/close", ["/close"]),
    ("after an image", "![a\nb](x.png)\n/close", ["/close"]),
    ("after a stray <", "a < b\n/close", ["/close"]),
    ("in emphasis that spans lines", "*so\n/close\nit is*", ["/close"]),
    ("inside folded details", "<details>\n\n/close\n\n</details>", ["/close"]),
    ("after a line of one no-break space", "\u00a0\n/close", ["/close"]),
    ("with a no-break space inside", "/close\u00a0now", ["/close\u00a0now"]),
    ("before a fence", f"/close\n{FENCE}\nx\n{FENCE}", ["/close"]),
    ("mention", "@stewardbot close", ["@stewardbot close"]),
    ("mention in other case", "@StewardBot close", ["@StewardBot close"]),
    ("mention of the App", "@stewardbot[bot] close", ["@stewardbot[bot] close"]),
    ("mention then tab", "@stewardbot\tclose", ["@stewardbot\tclose"]),
    ("a path", "/usr/bin/env", ["/usr/bin/env"]),
    ("no-break space before", "\u00a0/close", ["/close"]),
    ("zero-width space before", "\u200b/close", ["/close"]),
    ("zero-width joiner before", "\u200d/close", ["/close"]),
    ("right-to-left mark before", "\u200f/close", ["/close"]),
    ("right-to-left override before", "\u202e/close", ["/close"]),
    ("ideographic space before", "\u3000/close", ["/close"]),
    ("BOM in the middle", "Hi\n\ufeff/close", ["/close"]),
    ("blank before BOM", " \ufeff/close", ["/close"]),
    ("full-width slash", "\uff0fclose", ["\uff0fclose"]),
    ("four blanks after an invisible one", "\u200b    /close", ["/close"]),
    ("several kinds of them", "\ufeff\u00a0\u2067 \u00ad/close\u3000", ["/close"]),
    ("among inline code", "Use `x`.\n\u200b/close", ["/close"]),
    ("mention with a comma", "@stewardbot, close", ["@stewardbot, close"]),
    ("mention with a colon", "@stewardbot: close", ["@stewardbot: close"]),
    ("mention with a full-width comma", "@stewardbot\uff0cclose", ["@stewardbot\uff0cclose"]),
    ("no-break space after a mention", "@stewardbot\u00a0close", ["@stewardbot\u00a0close"]),
]

NO_COMMANDS = [
    ("nothing", ""),
    ("prose", "Please close this."),
    ("mid-sentence", "Please /close this."),
    ("backtick fence", f"{FENCE}\n/close\n{FENCE}"),
    ("fence with a language", f"{FENCE}sh\n/close\n{FENCE}"),
    ("tilde fence", "~~~\n/close\n~~~"),
    ("a fence that is never closed", f"{FENCE}\n/close"),
    ("a fence closed by too few", "````\n/close\n```"),
    ("a tilde fence is not closed by backticks", f"~~~\n{FENCE}\n/close\n~~~"),
    ("indented by four", "    /close"),
    ("indented by a tab", "\t/close"),
    ("indented in a paragraph", "Hi\n    /close"),
    ("blank then tab", " \t/close"),
    ("inline code", "`/close`"),
    ("inline code over lines", "`a\n/close\nb`"),
    ("double backticks over lines", "``a\n/close ` b``"),
    ("quoted", "> /close"),
    ("quoted, lazily continued", "> you said\n/close"),
    ("nested quote, lazily continued", "> > you said\n/close"),
    ("in a list", "- /close"),
    ("in a numbered list", "1. /close"),
    ("list, lazily continued", "- one\n/close"),
    ("list, second paragraph", "- one\n\n  /close"),
    ("task list", "- [ ] /close"),
    ("table cell", "| /close | b |\n|---|---|\n| /lock | d |"),
    ("table row without bars at the side", "a | b\n--- | ---\n/close | d"),
    ("a line that continues a table", "|a|b|\n|-|-|\n/close"),
    ("HTML comment", "<!-- /close -->"),
    ("HTML comment over lines", "<!--\n/close\n-->"),
    ("HTML comment never closed", "<!--\n/close"),
    ("HTML comment inside a paragraph", "so <!-- a\n/close\n--> it"),
    ("HTML block", "<div>\n/close\n</div>"),
    ("pre", "<pre>\n\n/close\n\n</pre>"),
    ("details without an empty line", "<details>\n/close\n</details>"),
    ("inside a tag over lines", 'so <a title="\n/close">it</a>'),
    ("link text over lines", "[so\n/close](http://x.y)"),
    ("link target on a line of its own", "[so](\n/close)"),
    ("reference link over lines", "[so\n/close][r]\n\n[r]: http://x.y"),
    ("shortcut reference over lines", "[so\n/close]\n\n[so /close]: http://x.y"),
    ("image text over lines", "![so\n/close](x.png)"),
    ("definition of a reference", "[r]:\n/close"),
    ("escaped", "\\/close"),
    ("entity", "&#47;close"),
    ("entity by name", "&sol;close"),
    ("division slash", "\u2215close"),
    ("backslash", "\\close"),
    ("vertical tab is no line end", "Hi\x0b/close"),
    ("form feed is no line end", "Hi\x0c/close"),
    ("Unicode line separator is no line end", "Hi\u2028/close"),
    ("NUL before", "\0/close"),
    ("emphasised", "*/close*"),
    ("heading", "# /close"),
    ("mention of somebody else", "@alice close"),
    ("mention of one with a longer name", "@stewardbot-dev close"),
    ("mention with a full stop", "@stewardbot. close"),
    ("zero-width space before a fence's end", f"{FENCE}\n\u200b{FENCE}\n/close"),
    ("a line of a zero-width space goes on with a quote", "> you said\n\u200b\n/close"),
    ("no-break space before a quote", "\u00a0> /close"),
    ("no-break space in an indented block", "Hi\n\n    \u00a0/close"),
    ("mention in the middle", "Please @stewardbot close"),
    ("quoted mention", "> @stewardbot close"),
    ("mention in code", f"{FENCE}\n@stewardbot close\n{FENCE}"),
]


@pytest.mark.parametrize(("text", "lines"), [row[1:] for row in COMMANDS], ids=[row[0] for row in COMMANDS])
def test_a_line_of_a_plain_paragraph_may_command(text: str, lines: list[str]) -> None:
    assert command_lines(text, "stewardbot[bot]") == lines


@pytest.mark.parametrize("text", [row[1] for row in NO_COMMANDS], ids=[row[0] for row in NO_COMMANDS])
def test_what_only_looks_like_a_command_is_none(text: str) -> None:
    assert command_lines(text, "stewardbot[bot]") == []


def test_without_a_name_only_slashes_count() -> None:
    assert command_lines("@stewardbot close\n/lock") == ["/lock"]


@pytest.mark.parametrize("text", [row[1] for row in COMMANDS if row[1].lstrip("\ufeff ")[0] == "/"][:20])
def test_quoting_a_comment_executes_nothing(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert command_lines(quoted) == []
    assert command_lines(quote(text)) == []


NASTY = st.one_of(
    st.sampled_from(["/close", "@stewardbot close", "\n", "\n\n", "\r", "\r\n", "    ", "\t", " ", "x"]),
    st.sampled_from(["`", "```", "~~~", "[", "](", ")", "<!--", "-->", "<div>", ">", "- ", "1. ", "|"]),
    st.sampled_from(["\\", "&#47;", "*", "_", "!", "\0", "\ud800", "\u202e", "\u00a0", "\ufeff"]),
)


@pytest.mark.slow
@settings(max_examples=examples(150))
@given(st.lists(NASTY, max_size=60).map("".join))
def test_any_text_can_be_read(text: str) -> None:
    for line in command_lines(text, "stewardbot"):
        assert line.startswith(("/", "@"))
        assert line in text.replace("\0", "\ufffd")


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(st.lists(NASTY, max_size=40).map("".join))
def test_whatever_somebody_wrote_a_quote_of_it_commands_nothing(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert command_lines("\n".join(f"> {line}" for line in lines), "stewardbot") == []
    assert command_lines(quote(text), "stewardbot") == []


MOST = 65_536
SLOW = {
    "brackets": "[" * MOST,
    "pairs": "[]" * MOST,
    "open images": "![" * MOST,
    "open links": "[a](" * MOST,
    "lines of brackets": "[\n" * MOST,
    "quotes": ">" * MOST,
    "lines of quotes": "> a\n" * MOST,
    "deep quote, lazily continued": ">" * 20 + "a\n" + "a\n" * MOST,
    "deep list": "- " * MOST,
    "lines of lists": "- a\n" * MOST,
    "mixed nesting": ("> - " * 10 + "a\n") * MOST,
    "backticks of all lengths": "".join("`" * n + "a" for n in range(400)),
    "unclosed code": "`a" * MOST,
    "unclosed tags": "<a " * MOST,
    "unclosed comments": "<!--" * MOST,
    "emphasis": "*a _b " * MOST,
    "definitions": "[a]: b\n" * MOST,
    "tables": "|a|b|\n|-|-|\n" + "|c|d|\n" * MOST,
    "a wide table": "|" * 30_000 + "\n" + "|-" * 15_000 + "\n",
    "slashes": "/\n" * MOST,
    "commands": "/close\n" * MOST,
    "unknown commands": "".join(f"/x{n}\n" for n in range(MOST)),
    "blanks": " " * MOST,
    "fences": "```\n" * MOST,
}


def work(text: str) -> int:
    """How many calls, of Python and of C functions, reading a text takes: its cost without a clock."""
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        command_lines(text, "stewardbot")
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.slow
@pytest.mark.parametrize("shape", SLOW)
def test_a_text_made_to_be_slow_is_read_in_step_with_its_length(shape: str) -> None:
    full, half = (work("/first\n\n" + SLOW[shape][:length] + "\n/last") for length in (MOST - 20, MOST // 2))
    assert full <= 2.5 * half + 1_000
    assert full <= 8 * MOST


def test_brackets_do_not_hide_what_comes_after_them() -> None:
    assert command_lines("[" * 65_000 + "\n/close") == ["/close"]
    assert command_lines("[" * 65_000 + "\n\n/close") == ["/close"]


@pytest.mark.slow
def test_a_very_long_log_does_not_hide_a_command() -> None:
    log = "\n".join(f"2026-03-02 line {number} of a log" for number in range(2_000))
    assert command_lines(f"/close\n\n{log}\n\n/lock") == ["/close", "/lock"]
    assert command_lines(f"/close\n\n{FENCE}\n{log}\n\n/lock\n{FENCE}\n\n/pin") == ["/close", "/pin"]
    assert command_lines(f"<!--\n{log}\n\n/lock\n-->\n\n/pin") == ["/pin"]
    assert command_lines(f"{log}\n/close") == []


@pytest.mark.parametrize("shape", ["- > " * 8 + "a\n", "|a" * 40 + "|\n" + "|-" * 40 + "|\n" + "|b\n" * 90])
def test_deep_nesting_and_wide_tables_are_scanned(shape: str) -> None:
    text = shape * (3_000 // len(shape) + 120)
    assert command_lines(f"/close\n\n{text}/open\n\n/lock\n") == ["/close", "/lock"]


@pytest.mark.slow
def test_the_plain_scan_for_long_texts_sees_no_command_that_markdown_does_not() -> None:
    """Seeded mixtures, each read with and without 1,000 empty lines after it, which change no structure."""
    chance = random.Random(7)
    pieces = [
        "/close",
        "",
        "text",
        "> q",
        "- l",
        "  x",
        "  ```",
        "```",
        "~~~",
        "<!--",
        "-->",
        "<div>",
        "`a",
        "b`",
    ]
    pieces += [
        "[a",
        "](b)",
        "|a|b|",
        "|-|-|",
        "    code",
        "# h",
        "<pre>",
        "</pre>",
        "1. n",
        "   /lock",
        "/a | b",
    ]
    for _ in range(400):
        text = "\n".join(chance.choices(pieces, k=chance.randint(1, 14)))
        exact = command_lines(text)
        scanned = command_lines(text + "\n" * 1_001)
        assert len(scanned) <= len(exact)
        remaining = iter(exact)
        assert all(line in remaining for line in scanned), text
