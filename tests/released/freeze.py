"""`python -m tests.released.freeze`: a week of the demo as a database of the installed version.

Once for each release, when nothing changes any more; what is there is never written anew.
"""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent


def freeze(target: Path) -> None:
    """Play the week and write its database. Raise FileExistsError if there is one."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bot", "demo", "--weeks", "1", "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own program
        copy = Path(folder) / "copy.db"
        with closing(sqlite3.connect(Path(folder) / "demo.db")) as database:
            database.execute("VACUUM INTO ?", (str(copy),))
        with target.open("xb") as file:
            file.write(gzip.compress(copy.read_bytes(), mtime=0))


if __name__ == "__main__":
    freeze(HERE / f"{version('stewardbot')}.db.gz")
