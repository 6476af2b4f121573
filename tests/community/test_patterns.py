"""Patterns from the repository's file, held against hostile text."""

import pytest

from bot.community.patterns import first_match, path_matches, paths_in, safe_pattern


@pytest.mark.parametrize(
    "pattern", ["s3|gcs", r"\bs3\b", r"out\s+of\s+memory", "(zarr|netcdf)[ -]?v?3", "[a+*(]+x"]
)
def test_patterns_people_write_are_fine(pattern: str) -> None:
    assert safe_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+b", "repeats a group that itself repeats"),
        ("(a|a)*b", "repeats a group that itself repeats or offers a choice"),
        ("((a)+)*", "repeats a group"),
        ("(x(a*)y){2,}", "repeats a group"),
        (".*a.*b.*c", "too many repeated parts"),
        ("a?" * 20 + "a" * 20, "too many repeated parts"),
        ("(s3", "is no regular expression"),
        ("a" * 301, "at most 300"),
    ],
)
def test_patterns_that_could_run_away_are_refused_with_a_reason(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        safe_pattern(pattern)


def test_a_match_is_found_wherever_it_stands_in_a_long_line() -> None:
    for place in (0, 299, 300, 350, 395, 399, 400, 1_234, 9_990):
        assert first_match("s3", "." * place + "S3 bucket") == "S3"


def test_what_stands_beyond_the_cap_plays_no_part() -> None:
    assert first_match("s3", "." * 10_000 + "s3") is None


@pytest.mark.parametrize(
    ("path", "glob", "meant"),
    [
        ("cloud/a.py", "cloud/**", True),
        ("cloud/deep/er/a.py", "cloud/**", True),
        ("clouds/a.py", "cloud/**", False),
        ("a/cloud/b.py", "cloud/**", False),
        ("docs/a.md", "docs/*.md", True),
        ("docs/a/b.md", "docs/*.md", False),
        ("docs/a/b.md", "docs/", True),
        ("README.md", "**/*.md", True),
        ("a/b/README.md", "**/*.md", True),
        ("a/b/c/d", "a/**/d", True),
        ("a/d", "a/**/d", True),
        ("setup.py", "*.py", True),
        ("io/zarr.py", "*.py", False),
    ],
)
def test_globs_mean_what_people_expect(path: str, glob: str, meant: bool) -> None:
    assert path_matches(path, glob) is meant


def test_paths_are_found_in_prose() -> None:
    text = "See `io/zarr.py`, ./docs/index.md and setup.py. Not https://example.org/a/b.py, @acme/core, 1/2."
    assert paths_in(text) == ("io/zarr.py", "docs/index.md", "setup.py")
