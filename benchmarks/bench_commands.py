"""Reading commands out of comments, against rendering the same comments with markdown-it.

Run it with `python benchmarks/bench_commands.py`. Bounds: 1 ms at the median for a comment that holds
commands, 20 µs for one without a slash or a mention at the beginning of a line, and 0.2 s for the worst
65,536 characters we know. Ratios are of one run on one core.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from markdown_it import MarkdownIt

from bot.core.commands import find
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import SubjectEvent
from bot.core.events.webhooks import parse
from handlers import FEATURES

MOST = 65_536
COMMANDS = tuple(command for feature in FEATURES for command in feature.commands)
REPO = RepositoryConfig()
COMMENT = """Thank you @eve, I can see it too. It looks like the same thing as in #41:

```python
import zarr
zarr.open("s3://bucket/store")  # /close
```

> /close this please

- [x] tried the release
- [ ] tried `main`

I put it where it belongs, and the **docs** need a word as well, see [the guide](https://example.org/guide).

/kind bug
/area io docs
/assign @alice
"""
PROSE = COMMENT.partition("/kind")[0].replace("\n> /close", "\n> close") * 2
ORDINARY = {
    "one command": "/assign @alice",
    "prose, code, three commands": COMMENT,
    "twenty commands": "\n".join(["/kind bug"] * 20),
}
SILENT = {"prose without a command": PROSE, "thank you": "Thank you, that did it!"}


def _filled(part: str, length: int = MOST) -> str:
    """A text of this length between two commands, so that all of it has to be understood."""
    return "/close\n" + (part * (length // len(part)))[: length - 14] + "\n/close"


HOSTILE = {
    "brackets": _filled("["),
    "pairs of brackets": _filled("[]("),
    "backticks of growing length": "/close\n" + " ".join("`" * n for n in range(1, 360)) + "\n/close",
    "as many lines as are parsed": _filled("> [`<*a](\n", 9_990),
    "as many signs as are parsed": _filled("[`<*a](", 5_200),
    "asterisks": _filled("*a "),
    "quotes in quotes": _filled(">"),
    "lists in lists": _filled("- "),
    "lines of commands": _filled("/close\n"),
    "unknown commands": _filled("/clsoe\n"),
    "blank lines": _filled("\n"),
    "HTML comments": _filled("<!--"),
    "angle brackets": _filled("<a "),
    "tables": _filled("|a|\n|-|\n"),
    "links of references": _filled("[a]: b\n"),
    "mentions": _filled("@stewardbot "),
}


def event(body: str) -> SubjectEvent:
    """A comment."""
    eve = {"id": 5, "login": "eve"}
    payload = {
        "action": "created",
        "repository": {"id": 1, "full_name": "acme/widget"},
        "sender": eve,
        "issue": {"number": 7, "title": "T", "user": eve},
        "comment": {"id": 12, "body": body, "user": eve},
    }
    read = parse("issue_comment", payload)
    assert isinstance(read, SubjectEvent)
    return read


def seconds(work: Callable[[], object], times: int) -> float:
    """The median time of one call."""

    def once() -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    work()
    return median(once() for _ in range(times))


def reading(body: str) -> Callable[[], object]:
    """Find the commands of a comment."""
    told = event(body)
    written = told.written()
    assert written is not None
    return lambda: find(written, told, COMMANDS, REPO, "stewardbot[bot]")


def main() -> None:
    """Print one line a text: its time, the bound, and the ratio to rendering it."""
    render = MarkdownIt("commonmark").enable("table").render
    print(f"{'text':<30}{'read':>12}{'bound':>9}{'÷ render':>10}")
    for bound, unit, scale, times, texts in (
        (0.001, "ms", 1e3, 200, ORDINARY),
        (0.000_020, "µs", 1e6, 2_000, SILENT),
        (0.2, "ms", 1e3, 3, HOSTILE),
    ):
        for name, body in texts.items():
            took = seconds(reading(body), times)
            rendered = None if bound == 0.2 else seconds(lambda body=body: render(body), times)  # type: ignore[misc]
            ratio = f"{took / rendered:.2f}" if rendered else "-"
            over = "  over" if took > bound else ""
            shown, most = f"{took * scale:.2f} {unit}", f"{bound * scale:.0f} {unit}"
            print(f"{name:<30}{shown:>12}{most:>9}{ratio:>10}{over}")
    half, whole = _filled("/close\n", MOST // 2), _filled("/close\n")
    growth = seconds(reading(whole), 3) / seconds(reading(half), 3)
    print(f"twice the lines take {growth:.1f} × the time")


if __name__ == "__main__":
    main()
