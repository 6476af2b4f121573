"""The community before the season begins: an organization, a library, its hub, and the people who keep them.

Two institutions carry it, Brackwater and Lindholt. All of it is made up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from bot.core.config.repository_config import CONFIG_PATH

ORG = "openestuary"
LIBRARY = f"{ORG}/estuary"
HUB = f"{ORG}/hub"
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""A Monday."""
END = datetime(2026, 4, 27, 8, tzinfo=UTC)
"""Eight weeks later, on a Monday."""

MARIT, TOBIAS = "marit-brackwater", "tobias-lindholt"
INES, CALEB, HANA = "ines-brackwater", "caleb-lindholt", "hana-brackwater"
PRIYA = "priya-lindholt"
OSKAR, LEILA = "oskar-reed", "leila-shoal"
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

FIRST_PULL = (
    "Welcome to estuary, @{{ author }}, and thank you for this pull request. Marit or Tobias will review it, "
    "usually within three working days; a red check at this stage is normal. How we review: {{ policy }}. "
    "There is nothing more you need to do now. (I am a bot: `/help`.)\n"
)
_FILES = {
    "CONTRIBUTING.md": "# Contributing\n\n## How we review\n\nOne aim at a time, in three working days.\n",
    "docs/reporting.md": "# A report we can run\n\nStart from `estuary.example()` and change it.\n",
    ".github/stewardbot/first-pull-request.md": FIRST_PULL,
}
_LABELS = [
    {"name": "bug", "color": "d73a4a"},
    {"name": "enhancement", "color": "a2eeef"},
    {"name": "documentation", "color": "0075ca"},
    {"name": "good first issue", "color": "7057ff"},
    {"name": "docathon", "color": "bfd4f2"},
]
_AREAS = "c5def5"
_LIBRARY_AREAS = ("io", "grid", "tides", "plot", "docs")
_HUB_AREAS = ("access", "storage", "compute", "image")


@cache
def texts(name: str) -> Any:
    """What people write: a YAML file of `bot/demo/texts`, by its name."""
    return YAML(typ="safe", pure=True).load(_read("texts", f"{name}.yml"))


@cache
def config(name: str) -> str:
    """The repository's own file, as its maintainers wrote it."""
    return _read("config", f"{name}.yml")


def _read(*path: str) -> str:
    return files("bot.demo").joinpath(*path).read_text(encoding="utf-8")


def world() -> dict[str, Any]:
    """The seed of the simulated GitHub."""
    before = "2026-01-12T10:00:00Z"
    return {
        "now": BEGIN,
        "users": [{"login": DEPENDABOT, "type": "Bot"}],
        "organizations": [
            {
                "login": ORG,
                "members": [MARIT, TOBIAS, INES, CALEB, HANA, PRIYA],
                "teams": {"core": [MARIT, TOBIAS]},
            }
        ],
        "repositories": [
            {
                "name": LIBRARY,
                "collaborators": {
                    MARIT: "admin", TOBIAS: "maintain", INES: "triage", CALEB: "triage", HANA: "triage",
                },
                "labels": [
                    *_LABELS,
                    {"name": "question", "color": "d876e3"},
                    *({"name": f"area/{area}", "color": _AREAS} for area in _LIBRARY_AREAS),
                    *({"name": f"priority/{level}", "color": "fbca04"} for level in ("high", "low")),
                ],
                "files": {**_FILES, CONFIG_PATH: config("estuary")},
                "issues": [
                    _merged(1, OSKAR, "Read history files of ROMS", before),
                    _merged(2, LEILA, "Section plots", before),
                    _merged(3, OSKAR, "Faster weights for regridding", before),
                    {
                        "number": 4, "title": "Plan for release 0.15", "author": TOBIAS, "created_at": before,
                        "body": "Lazy regridding, tides, and a manual that newcomers can follow.",
                    },
                    {
                        "number": 5, "title": "Example notebook for exchange flow", "author": MARIT,
                        "labels": ["good first issue", "area/docs"], "created_at": before,
                        "body": "A short notebook in `examples/exchange.ipynb`, with the small data set.",
                    },
                    {
                        "number": 6, "title": "A test for a station without data", "author": TOBIAS,
                        "labels": ["good first issue", "area/io"], "created_at": before,
                        "body": "The goal: `open_catalog` says which station is empty. Start from "
                        "`tests/test_catalog.py`; `pytest tests/test_catalog.py` shows the result.",
                    },
                ],
            },
            {
                "name": HUB,
                "collaborators": {
                    MARIT: "admin", TOBIAS: "write", INES: "write", CALEB: "write", HANA: "write",
                },
                "labels": [
                    *_LABELS[:3],
                    {"name": "support", "color": "d876e3"},
                    *({"name": f"area/{area}", "color": _AREAS} for area in _HUB_AREAS),
                ],
                "files": {CONFIG_PATH: config("hub"), "environment.yml": "dependencies: [estuary]\n"},
                "issues": [_merged(1, LEILA, "Add cmocean to the image", before)],
            },
        ],
    }  # fmt: skip


def _merged(number: int, author: str, title: str, at: str) -> dict[str, Any]:
    return {
        "number": number, "title": title, "author": author, "pull_request": True, "merged": True,
        "created_at": at, "closed_at": at,
    }  # fmt: skip
