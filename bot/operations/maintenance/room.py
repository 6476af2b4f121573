"""Whether disk and memory have room for long work: what takes too much of them stops the server."""

from __future__ import annotations

import os
from pathlib import Path

from bot.store.upkeep.server_state import room

MEMORY = 256 * 1024 * 1024
"""Bytes that learning takes in a large repository."""
DISK = 100 * 1024 * 1024
"""Bytes that stay free for webhooks, whatever else is written."""
MEMINFO = Path("/proc/meminfo")
CGROUP = Path("/sys/fs/cgroup")


def shortage(path: Path | None, meminfo: Path = MEMINFO, cgroup: Path = CGROUP) -> str:
    """Return what there is too little of for work on a database's file, as a sentence; empty for nothing, and
    where it cannot be told."""
    size = path.stat().st_size if path is not None and os.path.exists(path) else 0
    free = room(path)
    if free is not None and free[0] < size + DISK:
        return f"the disk has {free[0] // 2**20} MB free, and {(size + DISK) // 2**20} are needed"
    memory = _memory_left(meminfo, cgroup)
    if memory is not None and memory < MEMORY:
        return f"{memory // 2**20} MB of memory are free, and {MEMORY // 2**20} are needed"
    return ""


def _memory_left(meminfo: Path, cgroup: Path) -> int | None:
    """Return how many bytes of memory are free, of the machine or of the container, whichever are fewer."""
    left: list[int] = []
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text("ascii").splitlines() if ":" in line)
        left.append(int(lines["MemAvailable"].split()[0]) * 1024)
    except (OSError, KeyError, ValueError):
        pass
    try:
        most, used = ((cgroup / name).read_text("ascii").strip() for name in ("memory.max", "memory.current"))
        left.append(int(most) - int(used))
    except (OSError, ValueError):
        pass  # `max` is no number: no limit.
    return min(left, default=None)
