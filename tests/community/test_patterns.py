"""Patterns from the repository's file, held against hostile text."""

from __future__ import annotations

import re
import time
import warnings
from re import _parser  # type: ignore[attr-defined]

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.community.labels.rules import labels_by_rule
from bot.community.patterns import first_match, first_path, matching, missing_engine, paths_in
from bot.community.patterns.matching import affordable, compiled, safe_pattern
from bot.community.triage import TriageConfig
from bot.core.model import Subject
from tests.harness.examples import examples

RUNAWAY = (
    "(a+)+b",
    "(?x) ( a + ) + !",
    "(?#)(a+)(?#)+!",
    "(a|a)" * 40 + "!",
    "(a|a)*b",
    r"[a-z]*[a-z]*\d",
    r"(\w+\s?)*!",
    "a?" * 20 + "a" * 20 + "b",
    r"(?:.*a){9}!",
)
"""What takes Python's engine from seconds to longer than the world has stood."""


@pytest.mark.parametrize(
    "pattern", ["s3|gcs", r"\bs3\b", r"out\s+of\s+memory", "(zarr|netcdf)[ -]?v?3", *RUNAWAY]
)
def test_patterns_people_write_are_compiled_by_an_engine_that_cannot_run_away(pattern: str) -> None:
    assert safe_pattern(pattern) == pattern
    assert type(compiled(pattern)[0]).__module__ == "re2"


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_a_pattern_that_would_run_away_takes_the_time_of_a_plain_one(pattern: str) -> None:
    """A generous bound: Python's engine takes 14 s at least for any of these."""
    began = time.process_time()
    assert first_match(pattern, "a" * 10_000) is None or pattern.startswith("(?:.*a)")
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a(?=b)", r"`\(\?=…\)` cannot be used here: write what stands there into the pattern itself"),
        ("a(?!b)", r"`\(\?!…\)` cannot be used here"),
        ("(?<=a)b", r"`\(\?<=…\)` cannot be used here"),
        ("(?<!a)b", r"`\(\?<!…\)` cannot be used here"),
        (r"(a)\1", r"a group again.* cannot be used here: write the words themselves once more"),
        ("(?P<n>a)(?P=n)", "a group again"),
        ("(a)?(?(1)b|c)", r"`\(\?\(1\)…\|…\)` cannot be used here: write the two ways"),
        ("a++b", r"`\+\+`.* write `\+`"),
        ("(?>a+)b", r"`\(\?>…\)` cannot be used here: write `\(\?:…\)`"),
        (r"\Ba", r"`\\B` cannot be used here: write `\\w` where the word goes on"),
        (r"(?a)\w", r"`\(\?a\)` cannot be used here: write `\[0-9\]`"),
        (r"[^\Wa-f]", r"with others in `\[\^…\]` cannot be used here: write the characters"),
        ("a{1001}", "a count over 1,000 cannot be used here: write `\\+` or `\\*`"),
        ("(a{30}){30}", "costs 900, at most 500 are allowed .*: write smaller counts"),
        (r"\w{51}", "costs 510, at most 500 are allowed"),
        ("(s3", r"is no regular expression: `missing \), unterminated subpattern` at its character 1"),
        ("[[:alpha:]]" + r"\p{L}", r"is no regular expression: `bad escape \\p` at its character 12"),
        ("(" * 200 + ")" * 99, "is no regular expression"),
        ("a" * 301, "at most 300"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_to_write_instead(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        safe_pattern(pattern)


def test_nothing_of_a_pattern_works_in_the_sentence_that_refuses_it() -> None:
    with pytest.raises(ValueError, match="no regular expression") as refusal:
        safe_pattern("(?P=`@acme/core`)")
    assert "``bad character in group name '`@acme/core`'``" in str(refusal.value)  # code as a whole


def test_many_rules_together_are_refused_when_they_could_take_long() -> None:
    affordable(["s3|gcs"] * 200 + [r"out\s+of\s+memory"] * 100, globs=50)
    with pytest.raises(ValueError, match=r"these rules together cost 1,687, at most 1,500 are allowed"):
        affordable([r"a.{240}b"] * 7)


@pytest.mark.slow
def test_a_file_of_large_patterns_is_refused_before_they_are_compiled() -> None:
    """Anybody's pull request may bring one, and it is validated there."""
    rules = [{"label": "x", "text": rf"\w{{49}}{number}"} for number in range(1_500)]
    before = compiled.cache_info().misses
    with pytest.raises(ValueError, match="these rules together cost"):
        TriageConfig.model_validate({"rules": rules})
    assert compiled.cache_info().misses == before


LETTERS = "aBkiéßΣ1_- \tİ\u212aſ中"
ATOMS = (
    *map(re.escape, LETTERS), ".", r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", "[a-c]", "[^a]", "[^a-zé]",
    r"[\w-]", r"[\W_]", r"[^\W_]", r"[^\W\d_]", r"[^\S\t]", r"[\s\d]", r"[\D ]", "[İx]", "(?i:K)", "(?-i:k)",
    "(?-i:[A-K])", "(?x: a  # letter\n)", "(?#note)b", r"\N{GREEK SMALL LETTER SIGMA}", r"\u00e9", r"\141",
    r"[\b1]",
)  # fmt: skip
MAYBE = ("?", "*", "+", "{,2}", "{1,2}", "{2}", "{2,}", "??", "*?", "+?", "{1,2}?")


def _can_be_empty(pattern: str) -> bool:
    return bool(_parser.parse(pattern).getwidth()[0] == 0)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        some.map("".join),
        some.map(lambda each: f"({'|'.join(each)})"),
        st.tuples(inner, st.sampled_from(MAYBE)).map(
            lambda each: f"(?:{each[0]})" + ("" if _can_be_empty(each[0]) else each[1])
        ),
    )


patterns = st.builds(
    lambda begin, body, end: begin + body + end,
    st.sampled_from(("", "", "", "^", r"\A", r"\b", "(?s)", "(?m)")),
    st.recursive(st.sampled_from((*ATOMS, *ATOMS, r"\b")), _larger, max_leaves=8),
    st.sampled_from(("", "", "", "$", r"\Z", r"\b", r"\b$")),
)


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(patterns, st.text(LETTERS + "bKI\n\r\u2028", max_size=14))
def test_a_pattern_finds_what_pythons_own_engine_finds(pattern: str, text: str) -> None:
    """Line by line, on texts so short that Python's engine has no time to run away."""
    assume(pattern.count(r"\b") <= 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        python = re.compile(pattern, re.IGNORECASE)
    found = (match.group() for line in text.splitlines() if (match := python.search(line)))
    assert first_match(pattern, text) == next(filter(None, found), None)


def test_the_edge_of_a_word_is_where_letters_of_any_script_end() -> None:
    assert first_match(r"\br\b", "für R") == "R"
    assert first_match(r"\bété\b", "un été à Paris") == "été"
    assert first_match(r"\bcloud\b", "云cloud存储") is None
    assert first_match(r"\b(\bs3\b|\bgcs\b)\b", "s3fs, GCS") == "GCS"


def test_a_match_is_found_wherever_it_stands_in_a_long_line() -> None:
    for place in (0, 299, 300, 350, 395, 399, 400, 1_234, 9_990):
        assert first_match("s3", "." * place + "S3 bucket") == "S3"
    assert first_match("begin.*end", f"begin{'.' * 2_000}end") == f"begin{'.' * 2_000}end"


def test_what_stands_beyond_the_cap_plays_no_part() -> None:
    assert first_match("s3", "." * 10_000 + "s3") is None


@pytest.mark.parametrize(
    "text", ["\ud800 s3", "\0s3\0", "s3\n" * 5_000, "\n" * 9_000 + "s3", "🎉" * 9_000 + "s3"]
)
def test_no_text_breaks_a_search(text: str) -> None:
    assert first_match(r"\bs3\b", text) == "s3"
    assert first_match("x*", text) is None


def test_without_the_engine_rules_are_off_and_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.cache_clear()
    monkeypatch.setattr(matching, "re2", None)
    rules = [{"label": "cloud", "text": "(s3|gcs)+", "paths": ["cloud/**"]}]
    config = TriageConfig.model_validate({"rules": rules})
    assert labels_by_rule(Subject(number=7, title="s3 in cloud/a.py"), config.rules, ["cloud"], ()) == {}
    assert missing_engine().startswith("google-re2 is not installed, so rules that look at `text` or `paths`")
    with pytest.raises(ValueError, match="cannot be used here"):
        safe_pattern("a(?=b)")
    compiled.cache_clear()


def test_with_the_engine_nothing_is_said() -> None:
    assert missing_engine() == ""


@pytest.mark.parametrize(
    ("path", "glob", "meant"),
    [
        ("cloud/a.py", "cloud/**", True),
        ("cloud/deep/er/a.py", "cloud/**", True),
        ("clouds/a.py", "cloud/**", False),
        ("a/cloud/b.py", "cloud/**", False),
        ("cloud", "cloud/**", True),
        ("docs/a.md", "docs/*.md", True),
        ("docs/a/b.md", "docs/*.md", False),
        ("docs/a/b.md", "docs/", True),
        ("docs/a/b.md", "/docs/**", True),
        ("README.md", "**/*.md", True),
        ("a/b/README.md", "**/*.md", True),
        ("a/b/c/d", "a/**/d", True),
        ("a/d", "a/**/d", True),
        ("setup.py", "*.py", True),
        ("setup.py", "SETUP.py", False),
        ("io/zarr.py", "*.py", False),
        ("été/x+(1).py", "?té/x+(1).py", True),
        ("a1.py", "a[0-9].py", True),
        ("ab.py", "a[!0-9].py", True),
        ("a/.py", "a[!0-9].py", False),
        ("a].py", "a[]].py", True),
        ("a^.py", "a[^]].py", False),
        ("a[.py", "a[.py", True),
    ],
)
def test_globs_mean_what_people_expect(path: str, glob: str, meant: bool) -> None:
    assert (first_path([path], (glob,)) == path) is meant


def test_the_first_path_that_any_glob_means_is_the_evidence() -> None:
    assert first_path(["setup.py", "b/c.md", "a/b.md"], ("a/*", "b/*")) == "b/c.md"
    assert first_path(["setup.py"], ()) is None


@pytest.mark.parametrize(
    ("glob", "why"), [("a*" * 9, "more than 8"), ("a" * 301, "at most 300"), ("[z-a]", "bad character range")]
)
def test_a_glob_that_asks_too_much_is_refused(glob: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        TriageConfig.model_validate({"rules": [{"label": "x", "paths": [glob]}]})


@pytest.mark.parametrize("glob", ["!docs/**", "**/*.{js,ts}", "./*", "../x", "docs\\*.md", "/", ""])
def test_a_glob_that_can_never_match_is_a_mistake(glob: str) -> None:
    with pytest.raises(ValueError, match="can never match"):
        TriageConfig.model_validate({"rules": [{"label": "x", "paths": [glob]}]})


def test_a_thousand_deep_paths_against_many_globs_are_read_once() -> None:
    """A generous bound: folder by folder this took minutes."""
    globs = tuple(f"**/a/**/*{number}*/**/b.py" for number in range(40))
    TriageConfig.model_validate({"rules": [{"label": "x", "paths": globs}]})
    began = time.process_time()
    assert first_path(["a/" * 140 + "c.py"] * 3_000, globs) is None
    assert time.process_time() - began < 5


def test_paths_are_found_in_prose() -> None:
    text = "See `io/zarr.py`, ./docs/index.md and setup.py. Not https://example.org/a/b.py, @acme/core, 1/2."
    assert paths_in(text) == ("io/zarr.py", "docs/index.md", "setup.py")
