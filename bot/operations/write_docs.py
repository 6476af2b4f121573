"""`python -m bot.operations.write_docs`: write the generated pages anew.

With `--check` it writes nothing and says which committed copy lags.
"""

import sys
from pathlib import Path

from bot.core import generated_docs
from bot.insight.catalog import definitions
from bot.operations.server_pages import endpoints_page, settings_page
from bot.queries.benchmarks.history import stored
from bot.queries.benchmarks.page import benchmarks_page
from handlers import FEATURES

PROJECT = Path(__file__).parents[2]


def lagging() -> dict[str, str]:
    """Return the generated files whose copy differs: path and the text that should be there."""
    return {
        path: text
        for path, text in _pages().items()
        if not (PROJECT / path).is_file() or (PROJECT / path).read_text(encoding="utf-8") != text
    }


def _pages() -> dict[str, str]:
    measured = stored(PROJECT / "benchmarks" / "history.jsonl")
    own = {
        "docs/reference/metrics.md": definitions(),
        "docs/reference/benchmarks.md": benchmarks_page(measured),
        "docs/reference/settings.md": settings_page((PROJECT / "README.md").read_text(encoding="utf-8")),
        "docs/reference/endpoints.md": endpoints_page(),
    }
    return generated_docs.pages(FEATURES) | own


def main(arguments: list[str]) -> int:
    """Return the exit code: 1 when `--check` finds a copy that lags, else 0."""
    stale = lagging()
    for path, text in stale.items():
        if "--check" in arguments:
            sys.stdout.write(f"{path} lags behind the features: run `make docs`\n")
            continue
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path} written\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
