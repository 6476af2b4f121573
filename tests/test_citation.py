"""`CITATION.cff` has what its format asks for, and names this release."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
KEYS = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers",
    "keywords", "license", "license-url", "message", "preferred-citation", "references", "repository",
    "repository-artifact", "repository-code", "title", "type", "url", "version",
}  # fmt: skip
"""The keys of version 1.2.0: https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema.json"""
REQUIRED = {"authors", "cff-version", "message", "title"}
AUTHOR = {"name", "family-names", "given-names", "alias"}
"""A person or an entity has one of these at least."""


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    """The file."""
    read: dict[str, Any] = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text("utf-8"))
    return read


def test_it_has_the_keys_of_its_format(citation: dict[str, Any]) -> None:
    assert set(citation) >= REQUIRED
    assert set(citation) <= KEYS
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert citation["authors"]
    assert all(AUTHOR & set(author) for author in citation["authors"])
    for key in ("keywords", "authors"):
        assert len({str(one) for one in citation[key]}) == len(citation[key]), "none twice"


def test_it_names_the_last_release(citation: dict[str, Any]) -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.search(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$", changes, re.MULTILINE)
    assert released is not None
    assert (str(citation["version"]), str(citation["date-released"])) == released.groups()
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.search(rf'^license = "{citation["license"]}\b', project, re.MULTILINE)
