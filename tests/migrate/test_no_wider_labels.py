"""Whatever a file of actions/labeler says, what comes of it labels no pull request that it did not label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.community.labels.rules import Rule, labels_by_rule
from bot.core.model import Subject
from bot.errors import OperatorError
from bot.operations.migrate import KeyOutcome, migrate
from tests.harness.examples import examples

Config = Mapping[str, Any]
BRANCHES = ("main", "v1", "docs-main")
FILES = ("README.md", "docs/a.md", "docs/b/c.md", "src/x.py", "src/t/y.py")
GLOBS = ("docs/**", "*.md", "src/**/*.py", "**/*.md", "src/*", "!docs/a.md", "!src/**", "!**/*.md")
PATTERNS = ("main", "^v", "^docs", "1$")


def fits(glob: str, file: str) -> bool:
    """Whether a glob of minimatch fits a file, of the globs above."""
    if glob.startswith("!"):
        return not fits(glob[1:], file)
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    text = "".join(parts.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*)", glob))
    return re.fullmatch(text, file) is not None


FILE_KINDS: dict[str, tuple[Callable[[Iterable[bool]], bool], Callable[[Iterable[bool]], bool]]] = {
    "any-glob-to-any-file": (any, any),
    "any-glob-to-all-files": (all, any),
    "all-globs-to-any-file": (any, all),
    "all-globs-to-all-files": (all, all),
}


def holds(
    condition: Config, pull: Subject, changed: list[str], every: Callable[[Iterable[bool]], bool]
) -> bool:
    """Whether one entry is true, as src/labeler.ts of the action looks at it: `every` is `any` or `all`."""
    found: list[bool] = []
    for key, value in condition.items():
        if key == "changed-files":
            of_files = [
                files(globs(fits(glob, file) for glob in each) for file in changed)
                for entry in value
                for kind, each in entry.items()
                for files, globs in [FILE_KINDS[kind]]
            ]
            found.append(every(of_files))
        else:
            branch = pull.base_ref if key == "base-branch" else pull.head_ref
            found.append(every(re.search(pattern, branch) is not None for pattern in value))
    return every(found)


def labelled(entries: list[Config], pull: Subject, changed: list[str]) -> bool:
    """Whether the action labels a pull request: all of the `any`s and `all`s are true."""
    groups: list[tuple[str, list[Config]]] = []
    for entry in entries:
        for key, value in entry.items():
            if key in ("any", "all"):
                groups.append((key, list(value)))
                continue
            first = next((inner for kind, inner in groups if kind == "any"), None)
            if first is None:
                groups.append(("any", first := []))
            first.append({key: value})
    kinds: dict[str, Callable[[Iterable[bool]], bool]] = {"any": any, "all": all}
    return all(
        kinds[kind](holds(condition, pull, changed, kinds[kind]) for condition in inner)
        for kind, inner in groups
    )


patterns = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2)
changed_files = st.lists(
    st.dictionaries(
        st.sampled_from(sorted(FILE_KINDS)),
        st.lists(st.sampled_from(GLOBS), min_size=1, max_size=3),
        min_size=1,
        max_size=2,
    ),
    min_size=1,
    max_size=2,
)
conditions = st.fixed_dictionaries(
    {}, optional={"changed-files": changed_files, "base-branch": patterns, "head-branch": patterns}
).filter(bool)
entries = st.lists(
    st.one_of(
        conditions,
        st.fixed_dictionaries({"any": st.lists(conditions, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"all": st.lists(conditions, min_size=1, max_size=2)}),
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.slow
@given(
    entries,
    st.sampled_from(BRANCHES),
    st.sampled_from(BRANCHES),
    st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True),
)
@settings(max_examples=examples(60), deadline=None)
def test_no_pull_request_is_labelled_that_was_not(
    label: list[Config], base: str, head: str, changed: list[str]
) -> None:
    stream = StringIO()
    YAML(typ="safe", pure=True).dump({"x": label}, stream)
    try:
        draft = migrate([("labeler.yml", stream.getvalue().encode())])
    except OperatorError as refusal:
        pytest.fail(str(refusal))
    config = YAML(typ="safe", pure=True).load(draft.text())
    rules = [Rule.model_validate(rule) for rule in config.get("triage", {}).get("rules", ())]
    pull = Subject(number=7, title="x", is_pull_request=True, base_ref=base, head_ref=head)
    ours = bool(labels_by_rule(pull, rules, ["x"], changed))
    theirs = labelled(label, pull, changed)
    assert theirs or not ours, (label, draft.text())
    (finding,) = draft.findings
    if finding.outcome is KeyOutcome.SAME:
        assert ours is theirs, (label, draft.text())


def test_a_wider_rule_would_be_found() -> None:
    pull = Subject(number=7, is_pull_request=True, base_ref="main", head_ref="v1")
    both: list[Config] = [{"all": [{"base-branch": ["main", "^v"]}]}]
    assert not labelled(both, pull, ["a"])
    assert labelled([{"any": [{"base-branch": ["main", "^v"]}]}], pull, ["a"])
    assert not labelled([{"changed-files": [{"any-glob-to-all-files": ["docs/**"]}]}], pull, ["docs/a", "b"])
