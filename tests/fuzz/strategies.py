"""Hostile inputs: texts of dangerous fragments, payloads with parts exchanged, files mutated by line."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fakegithub import GitHub
from tests.harness.in_process.story import REPO, world

FRAGMENTS = (
    "/", "/close", "/label bug", "/assign @alice", "/kind ", "@stewardbot ", "\n", "\r\n", "\r", " ",
    "\t", "    ", "`", "```\n", "~~~", "> ", "- ", "1. ", "* ", "|", "|-", "#", "### ", "===\n", "<!--",
    "-->", "<details>", "<b ", "</b>", "&amp;", "&#64;", "[a](", "![", "]", "](", ")", "<http://",
    "www.", "*", "_", "**", "\\", "\0", "\ufeff", "\u202e", "\u200b", "\u2028", "\x85", "\ud800",
    "\u0301", "é", "ß", "İ", "fixes #", "GH-1", "#12", "{{", "}}", "{{ login }}", "{{ x", "stewardbot:",
    "a", "z" * 30, "0", "9" * 20, ":", "- {", "&a ", "*a", "!!x ", "? ", "'", '"', "%YAML", "---",
    "...", "[", "{", "}", ",", "null", "~", "true", "2026-02-30", "10d", "(a+)+",
)  # fmt: skip
CONFIG = (Path(__file__).parent.parent / "every_key.yml").read_text()
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 2**80, 1.5, "", "x", "\ud800", "\0", "a" * 5000, [], {}, [None], [[]],
    {"id": None}, {"login": 7}, [{"name": []}], "2026-13-45T99:99:99Z", "0001-01-01T00:00:00Z",
)  # fmt: skip

pieces = st.tuples(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)),
    st.sampled_from((1, 1, 1, 1, 2, 3, 40, 2000)),
).map(lambda each: each[0] * each[1])
texts = st.lists(pieces, max_size=12).map(lambda each: "".join(each)[:65_536])
"""Up to GitHub's own limit of a comment."""


PATTERN_PARTS = (
    "(", "(", ")", ")", "|", "*", "+", "?", "{1,30}", "{200}", "{,3}", "{2,}", "*?", "[", "]", "[^a]",
    "[a-z]", ".", r"\w", r"\W", r"\b", r"\s", r"[^\W_]", "^", "$", "(?:", "(?x)", "(?#", "(?i:", "(?-i:",
    "(?=", r"\1", "a", "b", " ", "é", "🎉", r"\N{BULLET}", r"\0", r"\ud800", "[[:", "(?P<n>",
)  # fmt: skip
regexes = st.lists(st.sampled_from(PATTERN_PARTS), max_size=30).map("".join)
"""Whole ones, broken ones, and ones that count as high as they may."""


@cache
def real() -> tuple[tuple[str, dict[str, Any]], ...]:
    """(event, payload) of webhooks in full, as the simulated GitHub sends them."""
    github = GitHub.of(world())
    eve, dora = github.person("eve"), github.person("dora")
    number = eve.opens_issue(REPO, "How do I open it?", "/label bug")
    eve.comments(REPO, number, "/label bug")
    dora.assigns(REPO, number, "alice")
    dora.labels(REPO, number, "bug")
    pull = eve.opens_pull(REPO, "Clear error", "Closes #1", files=["a.py"])
    dora.reviews(REPO, pull, "approved", "/label bug")
    dora.merges(REPO, pull)
    dora.pushes(REPO, {"README.md": "hello"})
    return tuple((each.event, each.payload) for each in github.state.webhooks)


@cache
def places(index: int) -> tuple[tuple[Any, ...], ...]:
    """Where values stand in a payload, four levels deep."""

    def walk(node: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        found = []
        for key, value in inside:
            if not (isinstance(key, str) and key.endswith("url")):
                found += [(*path, key), *(walk(value, (*path, key)) if len(path) < 3 else ())]
        return found

    return tuple(walk(real()[index][1], ()))


@st.composite
def payloads(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """(event, payload): a real one of which up to four values are exchanged or left out."""
    index = draw(st.integers(0, len(real()) - 1))
    event, payload = real()[index]
    payload = copy.deepcopy(payload)
    for place in draw(st.lists(st.sampled_from(places(index)), max_size=4)):
        value = draw(st.one_of(st.sampled_from(WRONG), texts))
        node: Any = payload
        for key in place[:-1]:
            if not isinstance(node, dict | list) or (isinstance(node, dict) and key not in node):
                break
            if isinstance(node, list) and not (isinstance(key, int) and key < len(node)):
                break
            node = node[key]
        else:
            if isinstance(node, dict):
                node[place[-1]] = copy.deepcopy(value)
            elif isinstance(node, list) and node and isinstance(place[-1], int):
                node[place[-1] % len(node)] = copy.deepcopy(value)
    if draw(st.booleans()):
        event = draw(st.sampled_from([each for each, _ in real()]))
    return event, payload


bodies = st.one_of(
    st.binary(max_size=200),
    texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    payloads().map(lambda each: json.dumps(each[1]).encode()),
    st.sampled_from(
        (b"[" * 60_000, b'{"a":' * 20_000, b'{"number":' + b"9" * 6000 + b"}", b'{"a":NaN}', b"{}")
    ),
)
headers = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40
).map(str.strip)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A complete file of which lines are exchanged, doubled, moved in or out, or left away."""
    lines = CONFIG.split("\n")
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from("xdio-v")):
            case "x":
                lines[at] = draw(texts)[:2000]
            case "d":
                lines.insert(at, lines[at])
            case "i":
                lines[at] = f"  {lines[at]}"
            case "o":
                lines[at] = lines[at].removeprefix("  ")
            case "v":
                lines[at] = f"{lines[at].partition(':')[0]}: {draw(st.sampled_from(FRAGMENTS))}"
            case _:
                lines[at] = ""
    return "\n".join(lines)
