"""Who may import whom, and what pure code may not touch: the rules of `docs/architecture.md`, checked."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOTS = ("bot", "handlers", "fakegithub")
ANYTHING = frozenset({"*"})


@dataclass(frozen=True)
class Rule:
    """What one package may import beside itself and the standard library; the longest prefix applies.

    `ours` are packages of this project, `theirs` are distributions by the name they are imported by.
    """

    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    pure: bool = False
    """Neither clock nor chance nor I/O."""


def rule(ours: str = "", theirs: str = "", *, pure: bool = False) -> Rule:
    return Rule(frozenset(ours.split()), frozenset(theirs.split()), pure)


FAKE = {"bot.simulation": ("fakegithub",), "bot.demo": ("fakegithub",)}
"""Only these play against the simulated GitHub."""
ROOMS = frozenset(
    [
        "bot.core",
        "bot.community",
        "bot.insight",
        "bot.services",
        "handlers",
        "bot.store",
        "bot.github",
        "bot.notify",
        "bot.engine",
        "bot.queries",
        "bot.web",
        "bot.clock",
        "bot.errors",
        "bot.logs",
        "bot.settings",
    ]
)
COMPOSITION = [
    "bot.bootstrap",
    "bot.simulation",
    "bot.operations",
    "bot.server",
    "bot.demo",
    "bot.cli",
    "bot.__main__",
]
"""What puts the rooms together, lowest first: each may import every room, and those before it here."""
RULES = {
    "bot.core": rule("", "pydantic pydantic_core markdown_it ruamel cronsim", pure=True),
    "bot.community": rule("bot.core", "pydantic pydantic_core icalendar re2", pure=True),
    "bot.insight": rule("bot.core", "pydantic", pure=True),
    "bot.services": rule("bot.core bot.community bot.insight", "pydantic", pure=True),
    "handlers": rule("bot.core bot.community bot.services bot.insight", "pydantic", pure=True),
    "bot.store": rule("bot.core", "sqlalchemy alembic pydantic structlog"),
    "bot.github": rule("bot.core", "gidgethub aiohttp cachetools jwt cryptography structlog pydantic"),
    "bot.notify": rule("bot.core", "aiohttp structlog pydantic"),
    "bot.engine": rule("bot.core bot.store", "structlog pydantic cachetools"),
    "bot.engine.run.fleet": rule("bot.core bot.store bot.engine", "structlog procrastinate"),
    "bot.queries": rule("bot.core bot.community bot.insight bot.store", "pydantic structlog sqlalchemy"),
    "bot.web": rule(
        "bot.core bot.queries bot.insight bot.store",
        "aiohttp jinja2 prometheus_client structlog pydantic markupsafe msgspec",
    ),
    "bot.clock": rule("bot.core", "structlog"),
    "bot.errors": rule(),
    "bot.logs": rule("bot.core", "structlog pydantic"),
    "bot.settings": rule(
        "bot.core bot.errors bot.notify bot.store", "pydantic pydantic_core pydantic_settings cryptography"
    ),
    "fakegithub": rule("", "aiohttp graphql pydantic ruamel yarl"),
} | {
    name: Rule(ROOMS | {*COMPOSITION[:place], *FAKE.get(name, ())}, ANYTHING)
    for place, name in enumerate(COMPOSITION)
}

IMPURE_MODULES = frozenset(
    {
        "random",
        "secrets",
        "socket",
        "subprocess",
        "asyncio",
        "threading",
        "sqlite3",
        "urllib.request",
        "http",
        "importlib.resources",
    }
)
READS_ITS_OWN_FILES = "bot.core.messages"
"""The one pure module that reads files: those of the program's own messages, while modules are imported."""
IMPURE_CALLS = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.monotonic",
        "time.perf_counter",
        "time.sleep",
        "uuid.uuid1",
        "uuid.uuid4",
        "os.environ",
        "os.getenv",
        "open",
    }
)
LONGEST = 350
"""Lines of a module. About 150 is the aim; beyond this it surely has more than one reason to exist."""


def rule_of(module: str) -> tuple[str, Rule]:
    """The rule with the longest prefix of the module's name."""
    name = max((each for each in RULES if inside(module, each)), key=len, default="")
    return name, RULES.get(name, Rule())


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imported(tree: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """(line, full name) of all a module imports, also inside functions; `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")[: -node.level]
                base = ".".join([*above, base] if base else above)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def breaches(module: str, source: str) -> list[str]:
    """What breaks the rules in a module, each as `module:line: what`."""
    tree = ast.parse(source)
    package, allowed = rule_of(module)
    found = []
    for line, name in imported(tree, module):
        top = name.partition(".")[0]
        if top in ROOTS:
            if not may_import(module, package, allowed, name):
                found.append(f"{module}:{line}: imports {name}")
        elif top in sys.stdlib_module_names or top == "__future__":
            if name == "importlib.resources" and module == READS_ITS_OWN_FILES:
                continue
            if allowed.pure and any(inside(name, impure) for impure in IMPURE_MODULES):
                found.append(f"{module}:{line}: imports {name}, and is pure")
        elif allowed.theirs != ANYTHING and top not in allowed.theirs:
            found.append(f"{module}:{line}: imports {name}")
    if allowed.pure:
        found += [f"{module}:{line}: uses {name}, and is pure" for line, name in impure_uses(tree)]
    return found


def may_import(module: str, package: str, allowed: Rule, name: str) -> bool:
    """Whether `module` may import our own `name`."""
    if package == "handlers" and inside(name, "handlers"):
        # The table of contents imports the features; a feature imports only what is inside itself.
        own = ".".join(module.split(".")[:2])
        return module == "handlers" or inside(name, own)
    return (
        allowed.ours == ANYTHING or inside(name, package) or any(inside(name, each) for each in allowed.ours)
    )


def impure_uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls to the clock, to chance and to the outside, by the last two parts of their name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = ".".join(ast.unparse(node).split(".")[-2:])
            if name in IMPURE_CALLS and not isinstance(getattr(node, "ctx", None), ast.Store):
                yield node.lineno, name


def modules() -> list[tuple[str, Path]]:
    found = []
    for root in ROOTS:
        for path in sorted((PROJECT / root).rglob("*.py")):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def test_every_module_imports_only_what_its_package_may() -> None:
    found = [each for name, path in modules() for each in breaches(name, path.read_text(encoding="utf-8"))]
    assert not found, "\n" + "\n".join(found)


def orphans(sources: Mapping[str, str], root: str) -> set[str]:
    """The modules that nobody reaches by importing `root`; a package is reached with each of its modules."""
    reached, waiting = set[str](), [root]
    while waiting:
        module = waiting.pop()
        if module not in sources or module in reached:
            continue
        reached.add(module)
        parents = module.split(".")
        waiting += [".".join(parents[:length]) for length in range(1, len(parents))]
        for _, name in imported(ast.parse(sources[module]), module):
            waiting += [name, name.rpartition(".")[0]]
    return set(sources) - reached


def test_every_module_of_a_feature_is_imported_by_it() -> None:
    """A module that nobody imports registers neither events nor commands, and nothing else says so."""
    sources = {name: path.read_text(encoding="utf-8") for name, path in modules() if inside(name, "handlers")}
    assert not orphans(sources, "handlers")


def test_a_module_left_out_is_an_orphan() -> None:
    sources = {
        "handlers": "from handlers import welcome",
        "handlers.welcome": "from handlers.welcome.feature import feature",
        "handlers.welcome.feature": "",
        "handlers.welcome.thanks": "from handlers.welcome.feature import feature",
    }
    assert orphans(sources, "handlers") == {"handlers.welcome.thanks"}
    sources["handlers.welcome"] += "\nfrom handlers.welcome import thanks"
    assert not orphans(sources, "handlers")


def test_no_module_outgrows_one_reason_to_exist() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    # The vocabularies: one value after the other, read from top to bottom.
    vocabularies = {"bot.core.events", "bot.core.effects"}
    assert not {
        name: count for name, count in lengths.items() if count > LONGEST and name not in vocabularies
    }


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
    assert any(found in each for each in breaches(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "bot.core.plan",
            "from bot.core.effects import KINDS\nimport hashlib\nfrom pydantic import BaseModel",
        ),
        ("handlers", "from handlers import welcome, steward"),
        ("handlers.steward.duty", "from handlers.steward.messages import hello"),
        ("handlers.welcome", "from bot.services.first_contribution import known\nnow = ctx.now"),
        ("bot.engine.run.fleet", "import procrastinate"),
        ("bot.cli.serve", "from bot.server import serve\nimport typer"),
        ("bot.core.clock", "def open(self): ...\nself.monotonic()"),
    ],
)
def test_the_check_lets_pass(module: str, source: str) -> None:
    assert breaches(module, source) == []
