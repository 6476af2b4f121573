"""Writing `.env`: once, for nobody but its owner, and never over another."""

import os
from collections.abc import Mapping
from pathlib import Path

PRIVATE = 0o600


def lines(values: Mapping[str, str]) -> str:
    """Return settings as they stand in `.env`; the values hold no quotes and no line breaks."""
    return "".join(f"{name}={value}\n" for name, value in values.items())


def write_new(path: Path, values: Mapping[str, str]) -> bool:
    """Write settings into a file that is not there yet, and onto the disk.

    False where that cannot be, or where there is one: then nothing was written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(lines(values))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True
