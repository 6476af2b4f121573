"""actions/labeler: labels of pull requests by the files that they change and by their branches.

Version 5 and before: https://github.com/actions/labeler and its src/labeler.ts. Rules here speak of pull
requests alone, and of the files that they change.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.operations.migrate.draft import Draft, KeyOutcome
from bot.operations.migrate.globs import GlobRefusal, converted, is_negated
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.rules import Impossible, add_rules, expression
from bot.operations.migrate.sources import Source, list_of, mapping_of
from bot.operations.migrate.workflows import ActionStep

CHANGED_FILES = "changed-files"
_FILE_KEYS = (
    "any-glob-to-any-file",
    "all-globs-to-any-file",
    "all-globs-to-all-files",
    "any-glob-to-all-files",
)
_BRANCH_KEYS = {"base-branch": "base", "head-branch": "head"}

Part = dict[str, Any]
"""A piece of evidence: `paths`, `branches` or, under `not`, what must not be changed."""


def is_labeler(data: Any) -> bool:
    """Return whether values have the shape of version 5, or of `any` and `all` before."""
    keys = {"any", "all", CHANGED_FILES, *_BRANCH_KEYS}
    entries = [entry for value in data.values() if isinstance(value, list) for entry in value]
    return any(isinstance(entry, dict) and keys & entry.keys() for entry in entries)


def workflow(step: ActionStep, draft: Draft) -> None:
    """Map the inputs of one step; the labels themselves are in another file."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    keys.same("configuration-path", reason="give that file to this command too")
    if keys.text("dot") == "false":
        keys.changed("dot", reason="names that begin with a dot count as well, as by default")
    keys.same("dot", reason="our globs read names that begin with a dot, as version 5 does")
    if keys.is_true("sync-labels"):
        keys.impossible("sync-labels", reason="a label that is set stays until a person takes it off")
    keys.same("sync-labels", reason="a label that is set stays")
    keys.impossible("pr-number", reason="rules look at every pull request when it is opened or pushed to")
    keys.close("actions/labeler", ("configuration-path", "dot", "sync-labels", "pr-number"))


def labels(source: Source, draft: Draft, branches: Sequence[str] = ()) -> None:
    """Map the file with the labels, for pull requests into these branches, if any are named."""
    into = {"branches": {"base": [f"(?-i:^{re.escape(name)}$)" for name in branches]}} if branches else {}
    for label, value in source.data.items():
        entries = value if isinstance(value, list) else [value]
        is_new = any(isinstance(entry, dict) and _is_new(entry) for entry in entries)
        try:
            rules, remarks = _of_version_5(entries) if is_new else _of_version_4(entries)
            rules = [_together([rule, into]) for rule in _that_look(rules, remarks)]
            remark = "; ".join(dict.fromkeys(remarks))
            outcome = KeyOutcome.CHANGED if remark else KeyOutcome.SAME
            rows = [{"label": label, "on": "pull_request", "when": "changed", **rule} for rule in rules]
            add_rules(draft, rows)
            draft.note(
                source, (label,), label, outcome, remark or "of pull requests with such files or branches"
            )
        except Impossible as refusal:
            draft.note(source, (label,), label, KeyOutcome.IMPOSSIBLE, str(refusal))


def _that_look(rules: list[Part], remarks: list[str]) -> list[Part]:
    """Return the rules that look for something. Raise `Impossible` where there is none."""
    useful = [rule for rule in rules if rule.keys() - {"not"}]
    if idle := [rule for rule in rules if rule not in useful]:
        globs = ", ".join(idle[0].get("not", {}).get("paths", []))
        remark = f"not simply because nothing is like {globs}: a rule looks for what is there"
        if not useful:
            raise Impossible(remark)
        remarks.append(remark)
    return useful


def _is_new(entry: Mapping[str, Any]) -> bool:
    inner = [part for key in ("any", "all") for part in list_of(entry.get(key)) if isinstance(part, dict)]
    return bool(inner) or CHANGED_FILES in entry or bool(_BRANCH_KEYS.keys() & entry.keys())


def _of_version_4(entries: Sequence[Any]) -> tuple[list[Part], list[str]]:
    """Any entry is enough. Of `any`, all globs have to fit one file; of `all`, all of them every file."""
    rules: list[Part] = []
    plain: list[str] = []
    remarks = ["names that begin with a dot count as well, as from version 5 on"]
    for entry in entries:
        if isinstance(entry, str):
            plain.append(entry)
            continue
        if not isinstance(entry, dict):
            raise Impossible("it names no glob")
        parts: list[Part] = []
        if globs := _texts(entry.get("any")):
            parts.append(_one_file(globs, remarks))
        if globs := _texts(entry.get("all")):
            parts.append(_all_files(globs))
        if "branch" in entry:
            parts.append({"branches": _branch_globs(_texts(entry["branch"]))})
        rules.append(_together(parts))
    if plain:
        rules += _any_file(plain, remarks)
    return rules, remarks if any("paths" in str(rule) for rule in rules) else remarks[1:]


def _branch_globs(globs: Sequence[str]) -> list[str]:
    raise Impossible(f"it wants a branch like {', '.join(globs)}; write `branches` with an expression")


def _of_version_5(entries: Sequence[Any]) -> tuple[list[Part], list[str]]:
    """Keys beside one another join the first `any`; `any`s and `all`s have to be true at once."""
    remarks: list[str] = []
    groups: list[tuple[str, list[Part]]] = []
    for entry in entries:
        for key, value in mapping_of(entry).items():
            if key == "any":
                groups.append((key, _any_of(list_of(value), remarks)))
            elif key == "all":
                parts = [part for item in list_of(value) for part in _conditions(item, remarks, every=True)]
                groups.append((key, [_together(parts)]))
            elif key == CHANGED_FILES or key in _BRANCH_KEYS:
                first = next((parts for kind, parts in groups if kind == "any"), None)
                if first is None:
                    groups.append(("any", first := []))
                first += _any_of([{key: value}], remarks)
            else:
                raise Impossible(f"actions/labeler knows no {key}")
    rules: list[Part] = [{}]
    for _, parts in groups:
        rules = [_together([rule, part]) for rule in rules for part in parts]
    return rules, remarks


def _any_of(items: Sequence[Any], remarks: list[str]) -> list[Part]:
    return [part for item in items for part in _conditions(item, remarks, every=False)]


def _conditions(item: Any, remarks: list[str], *, every: bool) -> Iterator[Part]:
    """Yield the conditions of one entry, of which `every` one has to be true. Globs and branches of which any
    is enough stand together in one."""
    for key, value in mapping_of(item).items():
        if key in _BRANCH_KEYS:
            patterns = [expression(text, f"{key} {text}") for text in _texts(value)]
            for needed in [[pattern] for pattern in patterns] if every else [patterns]:
                yield {"branches": {_BRANCH_KEYS[key]: needed}}
        elif key == CHANGED_FILES:
            for kind, globs in _file_conditions(value):
                match kind:
                    case "any-glob-to-any-file":
                        parts = _any_file(globs, remarks)
                        if every and len(parts) > 1:
                            raise Impossible("one of several choices inside of `all` has no counterpart")
                        yield from parts
                    case "all-globs-to-any-file":
                        yield _one_file(globs, remarks)
                    case "all-globs-to-all-files":
                        yield _all_files(globs)
                    case _:
                        raise Impossible("rules cannot say that every changed file fits a glob")
        else:
            raise Impossible(f"actions/labeler knows no {key} there")


def _file_conditions(value: Any) -> Iterator[tuple[str, list[str]]]:
    for entry in list_of(value):
        if isinstance(entry, str):
            raise Impossible(f"version 5 wants `any-glob-to-any-file` or its like before {entry}")
        for key, globs in mapping_of(entry).items():
            if key not in _FILE_KEYS:
                raise Impossible(f"actions/labeler knows no {key}")
            yield key, _texts(globs)


def _texts(value: Any) -> list[str]:
    texts = list_of(value)
    if not all(isinstance(text, str) for text in texts):
        raise Impossible("a glob or branch is no text")
    return texts


def _paths(globs: Sequence[str]) -> list[str]:
    try:
        return list(dict.fromkeys(path for glob in globs for path in converted(glob)))
    except GlobRefusal as refusal:
        raise Impossible(str(refusal)) from None


def _any_file(globs: Sequence[str], remarks: list[str]) -> list[Part]:
    """One of the globs fits one file. A negated one fits nearly every file: with it the label says little."""
    for glob in globs:
        if is_negated(glob):
            raise Impossible(
                f"{glob} stands by itself, so any file outside of it gives the label; write what is meant"
            )
    usable: list[str] = []
    for glob in globs:
        try:
            usable += converted(glob)
        except GlobRefusal as refusal:
            remarks.append(f"without {glob}: {refusal}")
    if not usable:
        raise Impossible(remarks[-1] if remarks else "it names no glob")
    return [{"paths": list(dict.fromkeys(usable))}]


def _one_file(globs: Sequence[str], remarks: list[str]) -> Part:
    """All of the globs fit one and the same file."""
    positive = [glob for glob in globs if not is_negated(glob)]
    negative = [glob[1:] for glob in globs if is_negated(glob)]
    if len(positive) != 1:
        raise Impossible(
            f"all of {', '.join(globs)} would have to fit one file; a rule has no `and` for globs"
        )
    part: Part = {"paths": _paths(positive)}
    if negative:
        part["not"] = {"paths": _paths(negative)}
        remarks.append(f"not where {', '.join(negative)} is changed as well")
    return part


def _all_files(globs: Sequence[str]) -> Part:
    """All of the globs fit all files: where all are negated, no file fits what follows."""
    if not all(map(is_negated, globs)):
        raise Impossible("rules cannot say that every changed file fits a glob")
    return {"not": {"paths": _paths([glob[1:] for glob in globs])}}


def _together(parts: Sequence[Part]) -> Part:
    """Return one rule for what has to be true at once."""
    whole: Part = {}
    more: list[Part] = []
    unwanted: list[str] = []
    for part in parts:
        own = {key: value for key, value in part.items() if key not in ("not", "all_of")}
        unwanted += part.get("not", {}).get("paths", [])
        more += part.get("all_of", [])
        if own and not whole:
            whole = own
        elif own:
            more.append(own)
    if more:
        whole["all_of"] = more
    if unwanted:
        whole["not"] = {"paths": list(dict.fromkeys(unwanted))}
    return whole
