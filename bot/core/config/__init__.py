"""The repository's own file, `.github/stewardbot.yml`: read, judged, and explained. Pure.

`load` gives the configuration in force or raises `ConfigError` with every problem at its line and column.
"""

from bot.core.config.effective import Row, effective, line_of, notes, placed
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError, Problem
from bot.core.config.schema import schema

__all__ = ["ConfigError", "Problem", "Row", "effective", "line_of", "load", "notes", "placed", "schema"]
