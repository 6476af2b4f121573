"""The community before the season begins: an organization, a library, its hub, and the people who keep them.

Two institutions carry it, Brackwater and Lindholt. All of it is made up.
"""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from bot.core.config.repository_config import CONFIG_PATH

ORG = "openestuary"
LIBRARY = f"{ORG}/estuary"
HUB = f"{ORG}/hub"
OFFICE = f"{ORG}/office"
"""A private one."""
COMMUNITY = "lindholt"
"""Whose questions the hub's file counts by themselves."""
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""A Monday."""
END = datetime(2026, 4, 27, 8, tzinfo=UTC)
"""Eight weeks later, on a Monday."""

MARIT, TOBIAS = "marit-brackwater", "tobias-lindholt"
INES, CALEB, HANA = "ines-brackwater", "caleb-lindholt", "hana-brackwater"
PRIYA = "priya-lindholt"
OSKAR, LEILA = "oskar-reed", "leila-shoal"
PASSER_BY = "passer-by"
DEPENDABOT = "dependabot[bot]"
ZONES = {
    MARIT: "Europe/London",
    TOBIAS: "Europe/Copenhagen",
    INES: "Europe/London",
    CALEB: "America/New_York",
    HANA: "Asia/Tokyo",
    PRIYA: "Europe/Copenhagen",
}
"""Where those who keep the project are at work; everybody else keeps London's hours."""


@cache
def texts(name: str) -> Any:
    """Return what people write: a YAML file of `bot/demo/texts`, by its name."""
    return YAML(typ="safe", pure=True).load(_read("texts", f"{name}.yml"))


@cache
def config(name: str) -> str:
    """Return the repository's own file, as its maintainers wrote it."""
    return _read("config", f"{name}.yml")


def _read(*path: str) -> str:
    return files("bot.demo").joinpath(*path).read_text(encoding="utf-8")


def world() -> dict[str, Any]:
    """Return the seed of the simulated GitHub: `texts/world.yml`, all of it from some weeks before."""
    before = "2026-01-12T10:00:00Z"
    seed: dict[str, Any] = YAML(typ="safe", pure=True).load(_read("texts", "world.yml"))
    for repository in seed["repositories"]:
        repository["files"][CONFIG_PATH] = config(repository["name"].rpartition("/")[2])
        for issue in repository["issues"]:
            issue["created_at"] = before
            if issue.get("merged"):
                issue["closed_at"] = before
    return seed | {"now": BEGIN}
