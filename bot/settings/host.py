"""Where to listen unless HOST says."""

import os
from pathlib import Path

HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  where a proxy of the platform's stands before it
CONTAINERS = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Files by which engines mark what runs in a container."""


def usual_host() -> str:
    """Return this machine alone, but all addresses in a container and where a platform gives the port: there
    only its proxy reaches us."""
    is_placed = "PORT" in os.environ or any(mark.exists() for mark in CONTAINERS)
    return EVERYWHERE if is_placed else HERE
