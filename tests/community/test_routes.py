"""Routes of the file: what is refused, and what is remarked on before it bites."""

from __future__ import annotations

import pytest

from bot.core.config.effective import notes
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from handlers import FEATURES

FILE = """\
steward:
  people: [alice, bob]
  change: every wednesday 10:00
  starts: 2026-01-07
  otherwise: alice
  routes:
    - {route}
rotas:
  cloud: {people: [carol, dave], change: every monday 09:00, starts: 2026-01-05, otherwise: alice}
communities:
  pangeo: {contact: frank}
"""


def remarks(route: str) -> list[str]:
    return [str(each) for each in notes(FILE.replace("{route}", route), FEATURES) if "routes" in each.path]


@pytest.mark.parametrize(
    "route",
    [
        "{labels: [area/cloud], to: Cloud}",
        "{text: s3, to: carol}",
        "{text: s3, to: '@acme/core'}",
        "{community: Pangeo, to: frank}",
    ],
)
def test_a_route_that_leads_somewhere_needs_no_remark(route: str) -> None:
    assert remarks(route) == []


def test_a_route_that_seems_to_lead_nowhere_is_remarked_at_its_place() -> None:
    assert remarks("{text: s3, to: clowd}") == [
        "7:22: `clowd` is no rota under `rotas`; it is taken for a login (did you mean `cloud`?)"
    ]
    assert "there is no community `pangea`" in remarks("{community: pangea, to: alice}")[0]


@pytest.mark.parametrize(
    ("route", "problem"),
    [
        ("{to: cloud}", "fits everything"),
        ("{text: 'a(?!b)', to: cloud}", "`(?!…)` cannot be used here"),
        ("{labels: [x]}", "to"),
        ("{label: x, to: cloud}", "did you mean `labels`?"),
    ],
)
def test_a_route_that_cannot_be_is_refused(route: str, problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(FILE.replace("{route}", route), FEATURES)
    assert problem in str(refused.value)
