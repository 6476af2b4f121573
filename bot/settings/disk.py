"""Whether a disk stays: on many platforms it is thrown away with the machine or container."""

import os
from collections.abc import Mapping
from pathlib import Path

MOUNTS = Path("/proc/mounts")
PASSING = ("tmpfs", "ramfs", "overlay", "aufs", "squashfs")
"""File systems that go when the machine or container goes."""
WITHOUT_DISK = {"DYNO": "Heroku"}
"""Platforms, by a variable that they set, on which nothing written stays."""
WITH_VOLUMES = {
    "FLY_APP_NAME": "Fly.io",
    "K_SERVICE": "Cloud Run",
    "RAILWAY_ENVIRONMENT_NAME": "Railway",
    "RENDER": "Render",
}
"""Platforms on which only a volume stays, which is mounted somewhere else than at the root."""


def mounts() -> str:
    """Return what /proc/mounts says; empty where there is none."""
    return MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""


def passing(path: Path, mounts: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return what a file lies on if that is thrown away with the machine or container; empty if it stays, as
    far as can be told."""
    place, kind = mount_of(path, mounts)
    if kind in PASSING:
        return kind
    for name, platform in WITHOUT_DISK.items():
        if name in environment:
            return f"the disk of {platform}"
    for name, platform in WITH_VOLUMES.items():
        if name in environment and place in ("", "/"):
            return f"the disk of {platform}, on no volume"
    return ""


def mount_of(path: Path, mounts: str) -> tuple[str, str]:
    """Return where the file system of a file is mounted, and its kind; empty where that is not known."""
    mount, path = ("", ""), path.resolve()
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        place = Path(parts[1].replace("\\040", " "))
        if (path == place or place in path.parents) and len(str(place)) >= len(mount[0]):
            mount = (str(place), parts[2])
    return mount
