"""github/issue-labeler: labels by regular expressions on what an issue says.

https://github.com/github/issue-labeler and its src/index.ts: an expression between slashes has flags;
otherwise case counts. `^` and `$` are the ends of the whole text, unless the flag m is there. All expressions
of a label have to match.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.operations.migrate.draft import Draft, KeyOutcome
from bot.operations.migrate.keys import Keys
from bot.operations.migrate.rules import Impossible, add_rules, expression
from bot.operations.migrate.sources import Source
from bot.operations.migrate.workflows import ActionStep

_WITH_FLAGS = re.compile(r"/(.+)/(\w*)", re.DOTALL)
_LINE_BREAK = re.compile(r"\n|(?<!\\)(?:\\\\)*\\n|\[\\s\\S\]|\[\\S\\s\]|\(\.\|\\n\)")
_ANCHOR = re.compile(r"(?<![\\\[])[\^$]")
_SPAN = r"(?:\(?\(\.\|\\n\)\*\)?|\[\\s\\S\]\*\??|\[\\S\\s\]\*\??)"
_GAP = rf"(?:\n|(?:\\r\??)?\\n|\\s)[+*]?|{_SPAN}"
_FIELD = re.compile(
    rf"\#{{2,6}}(?:[ ]|\\s[+*]?)(?P<heading>.+?)(?P<gap>(?:{_GAP})+)"
    rf"(?P<answer>.+?)(?P<end>(?:{_GAP})*(?:\#+)?)",
    re.DOTALL,
)
"""A heading of a form, what may stand between it and what is looked for, and what comes after that."""
_CHOICE = re.compile(r"(?<!\\)\(([^()|]*\|[^()]*)\)")
_META = re.compile(r"(?<!\\)[][*+?{}()|^$]")
_LONGEST = 1_000
_MOST = 16
"""So many headings may come of one with choices."""


@dataclass
class Target:
    """What the expressions are held against, as a workflow says; without one, the texts of issues."""

    title: bool = False
    body: bool = True
    kinds: tuple[str, ...] = ("issue",)
    """Of what, `issue` and `pull_request`, is labelled when it is opened."""
    is_known: bool = False
    """Whether a workflow said so."""


def workflow(step: ActionStep, draft: Draft) -> Target:
    """Map the inputs of one step, and return what its expressions are held against."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    keys.same("configuration-path", reason="give that file to this command too")
    keys.same("include-title", "include-body", reason="by `title`, `body` or `text` of each rule")
    keys.same("not-before", reason="rules look at what is opened or edited from now on")
    if keys.text("enable-versioned-regex") == "1":
        names = ("enable-versioned-regex", "versioned-regex", "body-missing-regex-label")
        keys.impossible(*names, reason="rules have no versions; migrate the file of the newest one")
    keys.same("enable-versioned-regex", "versioned-regex", reason="it is off")
    keys.impossible("body-missing-regex-label", reason="no label says that a text lacks something")
    if keys.text("sync-labels") == "1":
        keys.impossible("sync-labels", reason="a label that is set stays until a person takes it off")
    keys.same("sync-labels", reason="a label that is set stays")
    keys.close("github/issue-labeler", ("configuration-path", "include-title", "sync-labels"))
    title, body = keys.text("include-title") == "1", keys.text("include-body", default="1") == "1"
    kinds = tuple(kind for kind in ("issue", "pull_request") if step.starts_on(kind))
    return Target(title, body, kinds, is_known=True)


def looks_like_expressions(data: dict[str, Any]) -> bool:
    """Return whether lists of texts under labels are expressions, rather than globs of files."""
    texts = [
        text for value in data.values() if isinstance(value, list) for text in value if isinstance(text, str)
    ]
    signs = re.compile(r"\A/.+/\w*\Z|\\[bwdsnS]|[|^$\n]|\(|\.\*|\A[^*/.]*\s[^*/]*\Z|\A@[\w-]+/|:\Z|\A#")
    return bool(texts) and 2 * sum(bool(signs.search(text)) for text in texts) > len(texts)


def labels(source: Source, draft: Draft, target: Target) -> None:
    """Map the file with the labels."""
    for label, value in source.data.items():
        texts = value if isinstance(value, list) else [value]
        try:
            parts = [_evidence(str(text), target) for text in texts if text is not None]
            if not parts or not target.kinds:
                raise Impossible(
                    "it names no expression" if target.kinds else "it runs on nothing that is opened"
                )
            on = {"on": target.kinds[0]} if len(target.kinds) == 1 else {}
            rule = {"label": label, **on, **parts[0]}
            add_rules(draft, [rule | ({"all_of": parts[1:]} if parts[1:] else {})])
            reads_form = any("form" in part for part in parts)
            where = (
                "as `form`, any line of the answer" if reads_form else "not what is quoted, or said by a form"
            )
            draft.note(source, (label,), label, KeyOutcome.CHANGED, where)
        except Impossible as refusal:
            draft.note(source, (label,), label, KeyOutcome.IMPOSSIBLE, str(refusal))


def _evidence(text: str, target: Target) -> dict[str, Any]:
    """Return one expression as evidence of a rule."""
    match = _WITH_FLAGS.fullmatch(text)
    pattern, flags = (match[1], match[2]) if match else (text, "")
    if len(pattern) <= _LONGEST and (match := _FIELD.fullmatch(pattern)):
        if not target.body:
            raise Impossible("it reads a heading of the form, and bodies are not looked at")
        return {"form": dict.fromkeys(_headings(match), _answer(match, text, ignores_case="i" in flags))}
    if _LINE_BREAK.search(pattern):
        raise Impossible("it spans lines; rules look at lines one by one")
    where = "text" if target.title and target.body else "title" if target.title else "body"
    anchors = [anchor.start() for anchor in _ANCHOR.finditer(pattern)]
    if anchors and "m" not in flags:
        if anchors != [0] or not target.title:
            hint = "" if target.is_known else "; if titles are looked at, give the workflow that says so"
            raise Impossible(f"^ and $ are the ends of the whole text there, and of each line here{hint}")
        where = "title"
    return {where: expression(pattern, text[:40], ignores_case="i" in flags)}


def _headings(field: re.Match[str]) -> list[str]:
    """Return the headings that a pattern stands for. Raise `Impossible` where they are no plain texts."""
    headings = [field["heading"]]
    while any(_CHOICE.search(text) for text in headings) and len(headings) <= _MOST:
        headings = [
            f"{text[: match.start()]}{choice}{text[match.end() :]}"
            for text in headings
            for match in [_CHOICE.search(text)]
            if match
            for choice in match[1].split("|")
        ]
    if len(headings) > _MOST or any(_META.search(text) for text in headings):
        raise Impossible(f"no heading of a form is an expression such as {field['heading'][:60]}")
    return [re.sub(r"\\(.)", r"\1", text).strip() for text in headings]


def _answer(field: re.Match[str], name: str, *, ignores_case: bool) -> str:
    """Return the expression for an answer. Raise `Impossible` where it spans lines."""
    answer = field["answer"]
    if _LINE_BREAK.search(answer) or "#" in answer:
        raise Impossible("it spans lines; rules look at lines one by one")
    begins = "" if re.search(_SPAN, field["gap"]) else "^"
    ends = "$" if field["end"] and not re.search(_SPAN, field["end"]) else ""
    if "|" in answer and (begins or ends):
        answer = f"(?:{answer})"
    return expression(f"{begins}{answer}{ends}", name[:40], ignores_case=ignores_case)
