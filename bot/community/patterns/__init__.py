"""Patterns people write into the repository's file: regular expressions for text, globs for paths."""

from bot.community.patterns.matching import TEXT_CAP, TextPattern, affordable, first_match, missing_engine
from bot.community.patterns.paths import PathGlobs, first_path, paths_in

__all__ = [
    "TEXT_CAP",
    "PathGlobs",
    "TextPattern",
    "affordable",
    "first_match",
    "first_path",
    "missing_engine",
    "paths_in",
]
