"""A first file for a repository, drawn from what it has: labels, issue forms, CODEOWNERS. Pure.

It is careful: only what the repository's own names say plainly is set, everything that would speak to people
is left as a comment to be taken up.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.community.issue_kind import Kind, kind_of
from bot.community.labels.families import FAMILIES
from bot.community.triage import TriageConfig, label_for
from bot.core.config.schema import EDITOR_LINE
from bot.core.model import spelling

FORMS = ".github/ISSUE_TEMPLATE"
CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for it, in this order."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _./-]*[A-Za-z0-9]|[A-Za-z]")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_FAMILY = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)/\S")
_NOT_FAMILIES = {"lifecycle", "do-not-merge", "needs", "status", "release", "size", "cla", "ok-to-test"}
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_GOOD_FIRST = ("good first issue", "good-first-issue", "help wanted", "beginner friendly", "easy", "starter")
PEOPLE_MOST = 6
RULES_MOST = 20


@dataclass(frozen=True)
class Form:
    """An issue form or template: its file, its name, and the labels it sets."""

    path: str
    name: str
    labels: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """The kind of issue it is for, by its name or its file's."""
        stem = self.path.rpartition("/")[2].rpartition(".")[0]
        return _kind(self.name) or _kind(stem)


def _kind(words: str) -> Kind | None:
    plain = " ".join(re.findall(r"[A-Za-z]+", words))
    match = kind_of(f"[{plain[:30]}]", "")
    return match.kind if match else None


def form(path: str, text: str) -> Form | None:
    """Read a form (YAML) or a template (Markdown with front matter); None for anything else."""
    front = _FRONT.match(text) if path.endswith(".md") else None
    if path.rpartition("/")[2].startswith("config.") or (path.endswith(".md") and front is None):
        return None
    try:
        contents: Any = YAML(typ="safe", pure=True).load(front[1] if front else text)
    except (YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(contents, dict):
        return None
    labels = contents.get("labels") or ()
    names = labels.split(",") if isinstance(labels, str) else labels if isinstance(labels, list) else ()
    return Form(path, str(contents.get("name") or ""), tuple(str(item).strip() for item in names))


def owned(codeowners: str) -> list[tuple[str, tuple[str, ...]]]:
    """(pattern, owners without their @) of each line of CODEOWNERS."""
    lines = (line.partition("#")[0].split() for line in codeowners.splitlines())
    return [
        (parts[0], tuple(item.removeprefix("@") for item in parts[1:] if item.startswith("@")))
        for parts in lines
        if parts
    ]


def draft(
    repository: str,
    labels: Sequence[str],
    forms: Iterable[Form] = (),
    codeowners: str = "",
    zone: str = "UTC",
) -> str:
    """Return the text of a first file: valid, commented, and only looking on."""
    lines = owned(codeowners)
    parts = [
        EDITOR_LINE,
        f"# How Stewardbot works in {repository}. A section turns a feature on; without it, it is off.",
        "mode: observe              # it only looks on; once you like what it would do: act",
        f"timezone: {_word(zone)}",
        "",
        *_labels(labels),
        "assignment: {}             # /assign, /unassign, /cc",
        "lifecycle: {}              # /close, /reopen, /retitle, /milestone …",
        "",
        *_triage(labels, tuple(forms), lines),
        "",
        *_later(labels, lines),
    ]
    return "\n".join(parts) + "\n"


def _labels(labels: Sequence[str]) -> Iterator[str]:
    by_family: dict[str, list[str]] = {}
    for label in labels:
        if family := _FAMILY.match(label):
            by_family.setdefault(family[1].lower(), []).append(label)
    families = [
        name
        for name, members in by_family.items()
        if name in FAMILIES or (len(members) >= 3 and name not in _NOT_FAMILIES)
    ]
    if families:
        first = by_family[families[0]][0]
        yield "labels:"
        yield (
            f"  families: [{', '.join(families)}]".ljust(27)
            + f"# /{first.replace('/', ' ', 1)}, from your labels"
        )
    else:
        yield "# labels:                  # labels that anybody may set with /label"
        yield f"#   additional: [{', '.join(map(_word, list(labels)[:2])) or 'good-idea'}]"


def _triage(
    labels: Sequence[str], forms: Sequence[Form], owners: Sequence[tuple[str, tuple[str, ...]]]
) -> Iterator[str]:
    chosen = {kind: own for kind in Kind if (own := _label_of(kind, labels, forms))}
    rules = list(_rules(labels, owners))
    if not chosen and not rules:
        yield "# triage:                  # none of your labels says plainly which kind of issue it is for"
        yield "#   labels: {bug: …, feature: …, support: …, docs: …}"
        return
    yield "triage:                    # a new issue gets a label where its form or title says it plainly"
    if chosen:
        yield "  labels:"
        for kind, (label, source) in chosen.items():
            yield f"    {kind.value}: {_word(label)}".ljust(27) + f"# {source}"
    if rules:
        yield "  rules:                   # from CODEOWNERS: a path that is changed or named gives the label"
        for label, path in rules:
            yield f"    - {{label: {_word(label)}, paths: [{_word(path)}]}}"


def _label_of(kind: Kind, labels: Sequence[str], forms: Iterable[Form]) -> tuple[str, str] | None:
    """Return the repository's label for a kind, and where that is from."""
    for item in forms:
        if item.kind is kind:
            for name in item.labels:
                if (known := spelling(labels, name)) is not None and _kind(known) in (kind, None):
                    return known, f"as {item.path.rpartition('/')[2]} sets it"
    if usual := label_for(kind, TriageConfig(), labels):
        return usual, "your label"
    near = [label for label in labels if _kind(re.split(r"[/:]", label)[-1]) is kind]
    return (near[0], "your label") if len(near) == 1 else None


def _rules(labels: Sequence[str], owners: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    """Return a label for a folder where exactly one label bears the folder's name."""
    by_name: dict[str, list[str]] = {}
    for label in labels:
        by_name.setdefault(re.split(r"[/:]", label)[-1].strip().casefold(), []).append(label)
    given = 0
    for pattern, _ in owners:
        folder = pattern.strip("/").removesuffix("/**").removesuffix("/*")
        if not folder or any(sign in folder for sign in "*?[]!\\ ") or "." in folder.rpartition("/")[2]:
            continue
        same_name = by_name.get(folder.rpartition("/")[2].casefold(), [])
        if len(same_name) == 1 and _kind(same_name[0]) is None and given < RULES_MOST:
            given += 1
            yield same_name[0], f"{folder}/**"


def _later(labels: Sequence[str], owners: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Return the lines on features that speak to people, commented out: a person takes the # away."""
    people = list(dict.fromkeys(name for _, names in owners for name in names if "/" not in name))
    named = ", ".join(map(_word, people[:PEOPLE_MOST])) or "alice, bob"
    yield "# steward:                 # who looks after support questions, turn by turn"
    yield f"#   people: [{named}]" + ("           # from CODEOWNERS" if people else "")
    yield "#   change: every wednesday 10:00"
    yield "#   starts: 2026-01-07"
    first = next((label for name in _GOOD_FIRST if (label := spelling(labels, name))), None)
    yield ""
    yield "# newcomers:               # one welcome per person, and issues that fit"
    yield "#   welcome: {}"
    yield f"#   suggestions: {{labels: [{_word(first or 'good first issue')}]}}"


def _word(text: str) -> str:
    """Return a YAML scalar of this text, inside brackets too."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)


def drawn_from(labels: Sequence[str], forms: Mapping[str, str], codeowners: str) -> str:
    """Return what there was to draw from, for the pull request."""
    parts = [f"{len(labels)} labels"]
    parts.append(f"{len(forms)} issue forms or templates" if forms else "no issue forms")
    parts.append("CODEOWNERS" if codeowners else "no CODEOWNERS")
    return ", ".join(parts)
