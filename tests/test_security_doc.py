"""The threat model names tests; each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`")


def test_every_test_the_threat_model_names_exists() -> None:
    text = (ROOT / "docs/explanation/security.md").read_text()
    file, count = "", 0
    for line in text.splitlines():
        for found in NAMED.finditer(line):
            file = found[1] or file
            if found[1] or found[2]:
                source = (ROOT / file).read_text()
                assert found[2] is None or f"def {found[2]}(" in source, f"{file}::{found[2]}"
                count += 1
    assert count > 70
