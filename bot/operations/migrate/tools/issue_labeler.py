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
from bot.operations.migrate.rules import RULES, Impossible, add_rules, by_people_alone, expression
from bot.operations.migrate.sources import Source
from bot.operations.migrate.workflows import ActionStep

_WITH_FLAGS = re.compile(r"/(.+)/(\w*)", re.DOTALL)
_LINE_BREAK = re.compile(r"\n|(?<!\\)(?:\\\\)*\\n|\[\\s\\S\]|\[\\S\\s\]|\(\.\|\\n\)")
_ANCHOR = re.compile(r"(?<![\\\[])[\^$]")
_HEADING = re.compile(r"\A\W*#{2,}")
_ANSWER = re.compile(r"[\w .@/-]+")


@dataclass
class Target:
    """What the expressions are held against, as a workflow says; without one, the texts of issues."""

    title: bool = False
    body: bool = True
    kinds: tuple[str, ...] = ("issue",)
    """Of what, `issue` and `pull_request`, is labelled when it is opened."""


def workflow(step: ActionStep, draft: Draft) -> Target:
    """Map the inputs of one step, and return what its expressions are held against."""
    keys = Keys(draft, step.source, (*step.path, "with"), step.inputs)
    keys.same("repo-token", reason="not needed: the App signs in by itself")
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
    keys.close("github/issue-labeler", ("repo-token", "configuration-path", "include-title", "sync-labels"))
    title, body = keys.text("include-title") == "1", keys.text("include-body", default="1") == "1"
    return Target(title, body, tuple(kind for kind in ("issue", "pull_request") if step.starts_on(kind)))


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
            draft.note(source, (label,), label, KeyOutcome.SAME, "but for what is quoted, or said by a form")
        except Impossible as refusal:
            reason = str(refusal)
            if len(texts) == 1 and (answer := _answer(str(texts[0]))):
                by_people_alone(draft)
                wider = {"label": label, "on": "issue", "body": f"^{re.escape(answer.strip())}$"}
                draft.withhold(
                    *RULES, value=[wider], reason=f"{label}: wider than it was: any line that says so."
                )
                reason += "; a rule for the answer alone is left behind #"
            draft.note(source, (label,), label, KeyOutcome.IMPOSSIBLE, reason)


def _answer(pattern: str) -> str:
    """Return what a pattern wants below a heading of a form; empty where it wants something else."""
    *before, last = [line for line in pattern.replace("\\n", "\n").split("\n") if line] or [""]
    return last if before and _HEADING.match(pattern) and _ANSWER.fullmatch(last) else ""


def _evidence(text: str, target: Target) -> dict[str, str]:
    """Return one expression as evidence of a rule."""
    match = _WITH_FLAGS.fullmatch(text)
    pattern, flags = (match[1], match[2]) if match else (text, "")
    if _HEADING.match(pattern):
        raise Impossible("it reads a heading of the form; rules read what people answered, and no heading")
    if _LINE_BREAK.search(pattern):
        raise Impossible("it spans lines; rules look at lines one by one")
    where = "text" if target.title and target.body else "title" if target.title else "body"
    anchors = [anchor.start() for anchor in _ANCHOR.finditer(pattern)]
    if anchors and "m" not in flags:
        if anchors != [0] or not target.title:
            raise Impossible("^ and $ are the ends of the whole text there, and of each line here")
        where = "title"
    return {where: expression(pattern, text[:40], ignores_case="i" in flags)}
