"""`python -m bot` is the `stewardbot` command."""

from __future__ import annotations

import sys
from pathlib import Path


def _leave_out_the_current_folder() -> None:
    """`python -m` looks there first: what bears the name of a part of ours (`handlers`) must not win."""
    ours = Path(__file__).resolve().parents[1]
    if not sys.flags.safe_path and Path(sys.path[0]).resolve() != ours:
        del sys.path[0]


if __name__ == "__main__":
    _leave_out_the_current_folder()
    from bot.cli import main

    main()
