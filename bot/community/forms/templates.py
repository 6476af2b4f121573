"""The forms and templates of a repository: what they say themselves is nobody's answer.

https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.community import forms
from bot.community.forms.headings import places_in_order
from bot.core.config.document import read
from bot.core.config.problems import ConfigError

FOLDER = ".github/ISSUE_TEMPLATE"
ISSUE, PULL_REQUEST = "issue_template", "pull_request_template"
"""The name, in any case, of the one template of a repository; several lie in a folder of that name."""
PLACES = (".github", "", "docs")
"""Where GitHub looks for them, the first place first."""
MOST = 15
"""So many files of a folder are read."""


@dataclass(frozen=True)
class FormTemplate:
    """A form or template: the keys of its headings, in its order, and the lines that a report has before
    anybody writes."""

    questions: tuple[str, ...]
    lines: frozenset[str]


def single_template(paths: Collection[str], name: str) -> str | None:
    """Return the file of a place that is its one template; None if there is none."""
    names = (name, f"{name}.md", f"{name}.txt")
    return next((path for path in sorted(paths) if _last(path) in names), None)


def template_folder(paths: Collection[str], name: str) -> str | None:
    """Return the folder of a place that holds its templates; None if there is none."""
    return next((path.rstrip("/") for path in sorted(paths) if _last(path) == f"{name}/"), None)


def template_paths(paths: Collection[str]) -> list[str]:
    """Return those of a folder's files that are forms or templates."""
    named = (path for path in sorted(paths) if path.lower().endswith((".md", ".yml", ".yaml")))
    return [path for path in named if not _last(path).startswith("config.")][:MOST]


def _last(path: str) -> str:
    """Return the last name of a path as names are compared; that of a folder ends in a slash."""
    slash = "/" if path.endswith("/") else ""
    return path.rstrip("/").rpartition("/")[2].casefold() + slash


@lru_cache(maxsize=500)
def read_template(path: str, text: str) -> FormTemplate | None:
    """Read a template (Markdown) or a form (YAML); None for what is neither."""
    if not path.lower().endswith((".yml", ".yaml")):
        text = _without_front_matter(text)
        return _template(forms.headings(text).keys, forms.parse(text).words)
    try:
        data = read(text).data
    except ConfigError:
        return None
    attributes = list(_attributes(data))
    labels = [forms.heading_key(str(field["label"])) for field in attributes if field.get("label")]
    return _template(labels, "\n".join(str(field.get("value") or "") for field in attributes))


def without_template(body: str, templates: Collection[FormTemplate]) -> str:
    """Return a body without the lines that its template brought: that of which it has the most."""
    keys = {field.key for field in forms.parse(body).fields}
    lines = body.replace("\r\n", "\n").split("\n")
    there = {line.strip() for line in lines}

    def shared(template: FormTemplate) -> tuple[int, int]:
        return len(keys.intersection(template.questions)), len(template.lines & there)

    best = max(templates, key=shared, default=None)
    if best is None or not any(shared(best)):
        return body
    return "\n".join("" if line.strip() in best.lines else line for line in lines)


def questions_of(body: str, templates: Collection[FormTemplate]) -> tuple[str, ...]:
    """Return the questions of the form or template that a body was written with, in its order; none unless
    all of them are there. Of several, one is a report that was pasted into the answers of another."""
    headings = forms.headings(body)
    keys = headings.keys

    def around(template: FormTemplate) -> tuple[int, bool, int]:
        begins, ends = keys[0] == template.questions[0], keys[-1] == template.questions[-1]
        return begins + ends, ends if headings.written_above else begins, len(template.questions)

    there = [template for template in templates if places_in_order(keys, template.questions) is not None]
    best = max(there, key=around, default=None)
    return best.questions if best else ()


def _template(headings: Sequence[str], text: str) -> FormTemplate:
    keys = tuple(filter(None, headings))
    lines = (line.strip() for line in text.split("\n"))
    brought = frozenset(
        line
        for line in lines
        if line and not line.startswith(("```", "~~~")) and forms.heading_key(line) not in keys
    )
    return FormTemplate(questions=keys, lines=brought)


def _attributes(data: Any) -> Iterator[dict[str, Any]]:
    """Return the attributes of a form's fields; text between them is not part of a report."""
    body = data.get("body") if isinstance(data, dict) else None
    for field in body if isinstance(body, list) else ():
        attributes = field.get("attributes") if isinstance(field, dict) else None
        if isinstance(attributes, dict) and field.get("type") != "markdown":
            yield attributes


def _without_front_matter(text: str) -> str:
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    if not text.startswith("---\n"):
        return text
    return text.partition("\n---\n")[2] or text
