"""Who may import whom, and what pure code may not touch: the table of `docs/explanation/architecture.md`."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.modules import ROOTS, Module, inside

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
    "bot.backstage",
    "bot.server",
    "bot.demo",
    "bot.cli",
    "bot.__main__",
]
"""What puts the rooms together, lowest first: each may import every room, and those before it here."""
RULES = {
    "bot.core": rule("", "pydantic pydantic_core markdown_it ruamel cronsim", pure=True),
    "bot.community": rule("bot.core", "pydantic pydantic_core icalendar", pure=True),
    "bot.community.patterns.matching": rule("bot.core bot.community", "pydantic re2", pure=True),
    "bot.insight": rule("bot.core", "pydantic", pure=True),
    "bot.services": rule("bot.core bot.community bot.insight", "pydantic", pure=True),
    "handlers": rule("bot.core bot.community bot.services bot.insight", "pydantic", pure=True),
    "bot.store": rule("bot.core", "sqlalchemy alembic lz4 pydantic structlog"),
    "bot.github": rule("bot.core", "gidgethub aiohttp cachetools jwt cryptography structlog pydantic"),
    "bot.notify": rule("bot.core", "aiohttp structlog pydantic"),
    "bot.engine": rule("bot.core bot.store", "structlog pydantic cachetools"),
    "bot.engine.run.fleet": rule(
        "bot.core bot.store bot.engine", "structlog pydantic cachetools procrastinate psycopg psycopg_pool"
    ),
    "bot.queries": rule("bot.core bot.community bot.insight bot.store", "pydantic structlog"),
    "bot.web": rule(
        "bot.core bot.queries bot.insight bot.store",
        "aiohttp jinja2 prometheus_client structlog pydantic pydantic_core markupsafe msgspec",
    ),
    "bot.clock": rule("bot.core", "structlog"),
    "bot.errors": rule(),
    "bot.logs": rule("bot.core", "structlog pydantic"),
    "bot.settings": rule(
        "bot.core bot.errors bot.notify bot.store", "pydantic pydantic_core pydantic_settings cryptography"
    ),
    "fakegithub": rule("", "aiohttp graphql pydantic ruamel"),
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
_LAST = frozenset(name.rpartition(".")[2] for name in IMPURE_CALLS)
"""To look closely only where a name ends like one of them."""


def rule_of(module: str) -> tuple[str, Rule]:
    """The rule with the longest prefix of the module's name."""
    name = max((each for each in RULES if inside(module, each)), key=len, default="")
    return name, RULES.get(name, Rule())


def breaches(of: Module) -> list[str]:
    """What breaks the rules in a module, each as `module:line: what`."""
    module = of.name
    package, allowed = rule_of(module)
    found = []
    for line, name in of.imported:
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
        found += [f"{module}:{line}: uses {name}, and is pure" for line, name in impure_uses(of)]
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


def impure_uses(of: Module) -> Iterator[tuple[int, str]]:
    """Calls to the clock, to chance and to the outside, by the last two parts of their name."""
    for node in of.nodes:
        last = getattr(node, "attr", getattr(node, "id", None))
        if isinstance(node, ast.Attribute | ast.Name) and last in _LAST:
            name = ".".join(ast.unparse(node).split(".")[-2:])
            if name in IMPURE_CALLS and not isinstance(getattr(node, "ctx", None), ast.Store):
                yield node.lineno, name
