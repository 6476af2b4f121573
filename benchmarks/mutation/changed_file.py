"""Tests against a mutant in a process of their own, which imports the changed text instead of the file's.

For what runs at import: to exchange the code of a function comes too late there. As a plugin of pytest this
module changes what is imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType

from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.trial import PROJECT, SECONDS, Verdict

FILE, TEXT = "MUTANT_FILE", "MUTANT_TEXT"
"""Variables of the environment: which file is changed, and the file that has its text."""
QUIET = ("-n0", "-x", "-q", "-p", "no:cacheprovider", "--tb=no", "--no-header", "-p", __name__)


def trial(mutant: Mutant, tests: Sequence[str]) -> Verdict:
    """Run all cases of some tests until one fails."""
    with TemporaryDirectory() as folder:
        (text := Path(folder, "text")).write_text(mutant.source)
        try:
            ran = subprocess.run(
                [sys.executable, "-m", "pytest", *QUIET, *tests],
                env=os.environ | {FILE: str(PROJECT / mutant.file), TEXT: str(text)},
                cwd=PROJECT,
                capture_output=True,
                text=True,
                timeout=2 * SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Verdict("timed out")
    if ran.returncode == 0:
        return Verdict("survived")
    failed = (line.split()[1] for line in ran.stdout.splitlines() if line.startswith(("FAILED ", "ERROR ")))
    return Verdict("killed", next(failed, "at import"))


def _changed(loader: SourceFileLoader, module: str) -> CodeType | None:
    if loader.path != os.environ[FILE]:
        return _usual(loader, module)
    return compile(Path(os.environ[TEXT]).read_text(), loader.path, "exec", dont_inherit=True)


if FILE in os.environ:
    _usual = SourceFileLoader.get_code
    SourceFileLoader.get_code = _changed  # type: ignore[method-assign, assignment]
