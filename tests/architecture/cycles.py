"""Import cycles: modules that cannot be read one after the other."""

from collections import deque
from collections.abc import Iterable, Mapping

from tests.architecture.modules import Module, inside

Graph = Mapping[str, frozenset[str]]


def graph(modules: Iterable[Module]) -> Graph:
    """Which modules each module needs: imports inside functions and under TYPE_CHECKING count as well.

    A package's `__init__` is a module like any other. Importing anything inside a package runs it first, so
    it is needed too, except by the modules of that package itself.
    """
    known = {module.name: module for module in modules}
    return {
        name: frozenset(need for _, full in module.imported for need in _run_by(full, name, known))
        for name, module in known.items()
    }


def _run_by(full: str, importer: str, known: Mapping[str, Module]) -> Iterable[str]:
    """The modules that `import full` runs, seen from `importer`."""
    parts = full.split(".")
    chain = [name for length in range(1, len(parts) + 1) if (name := ".".join(parts[:length])) in known]
    yield from (name for name in chain if name != importer and not inside(importer, name))
    if chain and inside(importer, chain[-1]) and chain[-1] != importer:
        yield chain[-1]  # a name that the module's own package defines


def cycles(needs: Graph) -> dict[str, list[str]]:
    """The shortest way of every module back to itself, for those that have one."""
    knotted = _knotted(needs)
    return {name: way for name in sorted(knotted) if (way := _way_back(name, knotted))}


def _knotted(needs: Graph) -> Graph:
    """What is left when whatever needs nothing is taken away, again and again: cycles and their ways in."""
    while free := {name for name, need in needs.items() if not need}:
        needs = {name: need - free for name, need in needs.items() if name not in free}
    return needs


def _way_back(start: str, needs: Graph) -> list[str]:
    ways, seen = deque([[start]]), set[str]()
    while ways:
        way = ways.popleft()
        for name in sorted(needs[way[-1]]):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
