"""The rules of `docs/explanation/architecture.md`: who may import whom, no cycle, nothing too large."""

from collections import Counter
from statistics import median

import pytest

from handlers import FEATURES
from tests.architecture.cycles import cycles, graph
from tests.architecture.keys import misspellable, spelled_names
from tests.architecture.modules import Module, inside, modules
from tests.architecture.orphans import orphans
from tests.architecture.rules import breaches
from tests.architecture.states import literal_states, without_sentence

LONGEST = 300
"""Lines of a module; beyond this it surely has more than one reason to exist."""
MEDIAN = 120
BESIDE = 14
"""Modules beside one another in a package, its `__init__` aside."""
LOOSE = 5
"""Modules beside `__init__` directly in `bot`; `__main__`, which is only a door, aside."""
LISTS = {"bot.core.events", "bot.core.effects", "bot.store.sql.tables", "fakegithub.model.records"}
"""Lists of values, one after the other, read from top to bottom."""


def test_every_module_imports_only_what_its_package_may() -> None:
    found = [breach for module in modules() for breach in breaches(module)]
    assert not found, "\n" + "\n".join(found)


def test_every_module_of_a_feature_is_imported_by_it() -> None:
    """A module that nobody imports registers neither events nor commands, and nothing else says so."""
    features = [module for module in modules() if inside(module.name, "handlers")]
    assert orphans(features, "handlers") == set()


def test_no_modules_import_one_another_in_a_circle() -> None:
    ways = "\n".join(" > ".join(way) for way in cycles(graph(modules())).values())
    assert not ways, "\n" + ways


def test_no_module_outgrows_one_reason_to_exist() -> None:
    assert {module.name for module in modules() if module.lines > LONGEST} <= LISTS
    assert median(module.lines for module in modules() if module.lines) < MEDIAN


def test_no_package_is_a_crowd() -> None:
    beside = Counter(module.folder for module in modules() if not module.is_package)
    assert not [folder for folder, count in beside.items() if count > BESIDE]


def test_the_roof_of_bot_is_clear() -> None:
    loose = {module.name for module in modules() if module.folder == "bot" and not module.is_package}
    assert len(loose - {"bot.__main__"}) <= LOOSE, sorted(loose)


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("bot.core.plan", "import aiohttp", "imports aiohttp"),
        ("bot.core.plan", "from bot.store import outbox", "imports bot.store.outbox"),
        ("bot.core.plan", "from bot.community import rota", "imports bot.community.rota"),
        ("bot.core.plan", "import random", "imports random, and is pure"),
        ("bot.core.plan", "from datetime import datetime\nnow = datetime.now(UTC)", "uses datetime.now"),
        ("bot.core.plan", "import datetime\ndatetime.datetime.now()", "uses datetime.now"),
        ("bot.core.plan", "import time\ndef later():\n    return time.time()", "uses time.time"),
        ("bot.community.rota.slots", "from bot.insight import charts", "imports bot.insight.charts"),
        ("bot.community.rota.slots", "open('x')", "uses open"),
        ("bot.community.patterns.paths", "import re2", "imports re2"),
        ("bot.community.triage", "def later():\n    import re2", "imports re2"),
        ("handlers.welcome", "from importlib import resources", "imports importlib.resources"),
        ("handlers.welcome", "from handlers import steward", "imports handlers.steward"),
        ("handlers.welcome", "from handlers.steward.cases import Case", "imports handlers.steward.cases"),
        ("handlers.welcome", "def later():\n    import sqlalchemy", "imports sqlalchemy"),
        ("handlers.welcome", "from bot.engine import decide", "imports bot.engine.decide"),
        ("bot.engine.run.worker", "from bot.github import client", "imports bot.github.client"),
        ("bot.engine.run.worker", "import procrastinate", "imports procrastinate"),
        ("bot.engine.run.worker", "from ...github import client", "imports bot.github.client"),
        ("bot.store.inbox", "from bot import settings", "imports bot.settings"),
        ("fakegithub.api", "from bot.core.plan import reduce", "imports bot.core.plan.reduce"),
        ("bot.web.pages", "import bot.server", "imports bot.server"),
    ],
)
def test_the_check_finds(module: str, source: str, found: str) -> None:
    assert any(found in each for each in breaches(Module(module, source)))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "bot.core.plan",
            "from bot.core.effects import KINDS\nimport hashlib\nfrom pydantic import BaseModel",
        ),
        ("handlers", "from handlers import welcome, steward"),
        ("handlers.steward.duty", "from handlers.steward.feature import hello"),
        ("handlers.welcome", "from bot.services.newcomer_check import known\nnow = ctx.now"),
        ("bot.community.patterns.matching", "import re2"),
        ("bot.cli.serve", "from bot.server import serve\nimport typer"),
        ("bot.core.ports.clock", "def open(self): ...\nself.monotonic()"),
    ],
)
def test_the_check_lets_pass(module: str, source: str) -> None:
    assert breaches(Module(module, source)) == []


def circles(sources: dict[str, str]) -> dict[str, list[str]]:
    """The cycles among them."""
    return cycles(graph(made(sources)))


def made(sources: dict[str, str]) -> list[Module]:
    """Modules that are on no disk."""
    packages = {name.rpartition(".")[0] for name in sources}
    return [Module(name, text, name in packages) for name, text in sources.items()]


@pytest.mark.parametrize(
    "sources",
    [
        {"bot.a": "from bot.b import x", "bot.b": "def later():\n    import bot.a"},
        {
            "bot.a": "from bot import b",
            "bot.b": "if TYPE_CHECKING:\n    from bot.c import D",
            "bot.c": "import bot.a",
        },
        {"bot.p": "from bot.p.a import x", "bot.p.a": "from bot.p import y"},
        {"bot.p": "from bot.p.a import x", "bot.p.a": "from . import x"},
        {
            "bot.p": "from bot.p.a import x",
            "bot.p.a": "import bot.q.b",
            "bot.q": "import bot.p.c",
            "bot.q.b": "",
            "bot.p.c": "",
        },
    ],
)
def test_the_check_finds_a_circle(sources: dict[str, str]) -> None:
    assert circles(sources)


def test_a_package_may_put_together_what_is_in_it() -> None:
    sources = {
        "bot.p": "from bot.p.a import x\nfrom bot.p.b import y",
        "bot.p.a": "from bot.p.b import y",
        "bot.p.b": "",
    }
    assert circles(sources) == {}


def test_a_module_left_out_is_an_orphan() -> None:
    sources = {
        "handlers": "from handlers import welcome",
        "handlers.welcome": "from handlers.welcome.feature import feature",
        "handlers.welcome.feature": "",
        "handlers.welcome.thanks": "from handlers.welcome.feature import feature",
    }
    assert orphans(made(sources), "handlers") == {"handlers.welcome.thanks"}
    sources["handlers.welcome"] += "\nfrom handlers.welcome import thanks"
    assert orphans(made(sources), "handlers") == set()


def test_there_is_one_way_to_the_file_in_force() -> None:
    """`ConfigStore.in_force` knows what this release refuses; whoever reads the last good text does not."""
    readers = {module.name for module in modules() if ".good_text" in module.text}
    assert readers == {"bot.store.config_store", "bot.store.mirror.configs"}


STAGES = ("decide", "commit", "execute", "run", "dry")
"""The rooms of the engine as a delivery passes them; the modules beside them are for all."""


def test_the_stages_of_the_engine_import_only_those_before_them() -> None:
    upward = []
    for module in modules():
        if not inside(module.name, "bot.engine"):
            continue
        stage = f"{module.name}...".split(".")[2]
        later = STAGES[STAGES.index(stage) + 1 :] if stage in STAGES else STAGES
        upward += [
            f"{module.name}:{line}: imports {name}"
            for line, name in module.imported
            if any(inside(name, f"bot.engine.{room}") for room in later)
        ]
    assert not upward


def test_a_key_of_a_section_or_timer_is_spelled_once() -> None:
    """Sticky comments of all features are found again by their key alone, so no two may share one."""
    assert list(misspellable(modules())) == []


def test_a_feature_and_what_is_stored_for_it_have_one_name_spelled_once() -> None:
    spelled = spelled_names(modules())
    assert {feature.name: spelled[feature.name] for feature in FEATURES if spelled[feature.name] != 1} == {}
    twice = [
        Module("bot.a", "FEATURE = 'a'\nA = Memory(FEATURE, 'k', T)"),
        Module("handlers.a", "Feature('a')"),
    ]
    assert spelled_names(twice) == {"a": 2}


@pytest.mark.parametrize(
    "source",
    [
        "def f(): say(ref, SectionKey('welcom'), text)",
        "async def f(): SetTimer(key=TimerKey(f'duty:{name}'))",
        "A = SectionKey('welcome')\nB = SectionKey('welcome')",
    ],
)
def test_the_check_finds_a_key_that_could_be_misspelled(source: str) -> None:
    assert list(misspellable([Module("bot.a", source)]))
    assert list(misspellable([Module("bot.a", "A, B = SectionKey('a'), TimerKey('a')\nsay(ref, A)")])) == []


def test_a_state_is_compared_with_a_member_of_its_enum() -> None:
    ours = [module for module in modules() if not inside(module.name, "fakegithub")]
    lines = [line for module in ours for line in literal_states(module)]
    assert not lines, "\n" + "\n".join(lines)


def test_every_state_has_a_sentence() -> None:
    (states,) = (module for module in modules() if module.name == "bot.core.states")
    assert list(without_sentence(states)) == []
    assert list(
        without_sentence(
            Module("bot.a", "class State:\n    NEW = 'new'\n    DONE = 'done'\n    'It is done.'")
        )
    )


@pytest.mark.parametrize(
    "test",
    ["issue.state != 'open'", "row.state in ('done', 'dead')", "'plan' == self._mode", "outcome == 'own'"],
)
def test_the_check_finds_a_state_as_a_string(test: str) -> None:
    assert list(literal_states(Module("bot.a", test)))
    assert not list(literal_states(Module("bot.a", "a.state == IssueState.OPEN or b.action == 'closed'")))
