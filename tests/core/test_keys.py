"""Scopes are spelled in one place, and as they stand in databases."""

from __future__ import annotations

import re

import pytest

from bot.core import keys
from tests.architecture.modules import modules

SPELLED = re.compile(r"""f?["'](subject|repo|owner|person):(\{|["'])""")


def test_scopes_are_spelled_as_databases_have_them() -> None:
    assert keys.subject_scope(12, 7) == "subject:12#7"
    assert keys.subject_scope(12, 7).startswith(keys.subjects_prefix(12))
    assert keys.number_in(keys.subject_scope(12, 7)) == 7
    assert keys.repository_scope(12) == "repo:12"
    assert keys.owner_scope(3) == "owner:3"
    assert keys.person_scope(4711) == "person:4711"


@pytest.mark.slow
def test_no_other_module_spells_a_scope() -> None:
    ours = [module for module in modules() if not module.name.startswith("fakegithub")]
    spelled = [module.name for module in ours if SPELLED.search(module.text)]
    assert spelled == ["bot.core.keys"]
