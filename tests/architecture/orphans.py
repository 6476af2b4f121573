"""Modules that nobody imports."""

from collections.abc import Iterable

from tests.architecture.modules import Module


def orphans(modules: Iterable[Module], root: str) -> set[str]:
    """The modules that nobody reaches by importing `root`; a package is reached with each of its modules."""
    known = {module.name: module for module in modules}
    reached, waiting = set[str](), [root]
    while waiting:
        name = waiting.pop()
        if name not in known or name in reached:
            continue
        reached.add(name)
        parents = name.split(".")
        waiting += [".".join(parents[:length]) for length in range(1, len(parents))]
        for _, full in known[name].imported:
            waiting += [full, full.rpartition(".")[0]]
    return set(known) - reached
