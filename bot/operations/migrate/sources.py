"""Files as they lie about: with a byte order mark, several documents, or wrapped into a ConfigMap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.core.config.document import MAX_BYTES, Document, Path, read
from bot.core.config.problems import ConfigError
from bot.errors import OperatorError

_NEXT_DOCUMENT = re.compile(r"^---[ \t]*(?=#|$)", re.MULTILINE)
_GO_TEMPLATE = re.compile(r"^[ \t]*(?:- )?\{\{[-~ ]", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """One document of a file: its `name`, its values, and where each stands. Values are text but for true,
    false, null, lists and mappings, as numbers and dates mean something to their own tool alone."""

    name: str
    document: Document

    @property
    def data(self) -> Any:
        """Its values."""
        return self.document.data

    def line(self, path: Path) -> int:
        """Return the line of a key, or of what is nearest around it."""
        return self.document.key_place(path)[0]


def mapping_of(value: Any) -> dict[str, Any]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return a list as it is, a single value as a list of it, and nothing as an empty one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def sources_in(name: str, content: bytes) -> Iterator[Source]:
    """Yield the documents of a file. OperatorError says where it cannot be read, and how to mend it."""
    if len(content) > MAX_BYTES:
        raise OperatorError(f"{name} is larger than 64 KB; give the file of one tool.")
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OperatorError(f"{name}:{line}:1: this is not UTF-8 text; save the file as UTF-8.") from None
    yield from _documents(name, text.replace("\r\n", "\n"))


def _documents(name: str, text: str) -> Iterator[Source]:
    starts = [0, *(match.end() for match in _NEXT_DOCUMENT.finditer(text))]
    ends = [*(match.start() for match in _NEXT_DOCUMENT.finditer(text)), len(text)]
    for start, end in zip(starts, ends, strict=True):
        before = text.count("\n", 0, start)
        source = _source(name, "\n" * before + text[start:end])
        if isinstance(source.data, dict) and source.data.get("kind") == "ConfigMap":
            yield from _in_config_map(source)
        elif source.data is not None or len(starts) == 1:
            yield source


def _in_config_map(source: Source) -> Iterator[Source]:
    """Yield the files that a Kubernetes ConfigMap holds: https://kubernetes.io/docs/concepts/configuration/configmap/"""
    files = source.data.get("data")
    if not isinstance(files, dict) or not files:
        raise OperatorError(f"{source.name} is a ConfigMap without `data`: give the file that goes into it.")
    for key, text in files.items():
        if isinstance(text, str):
            before = source.document.place(("data", key))[0]
            yield from _documents(f"{source.name} ({key})", "\n" * before + text)


def _source(name: str, text: str) -> Source:
    try:
        document = read(text)
    except ConfigError as error:
        problem = error.problems[0]
        around = text.splitlines()[max(problem.line - 3, 0) : problem.line + 1]
        if _GO_TEMPLATE.search("\n".join(around)):
            raise OperatorError(
                f"{name}:{problem.line}:{problem.column}: this is a template ({{{{ … }}}}), no YAML "
                "yet; render it first (`helm template`, or by hand), and give what comes out."
            ) from None
        raise OperatorError(f"{name}:{problem}") from None
    if document.problems:
        raise OperatorError(f"{name}:{document.problems[0]}")
    if not is_workflow(document.data):
        document.data = _merged(document.data)
    return Source(name, document)


def is_workflow(data: Any) -> bool:
    """Return whether values are those of a workflow of GitHub's, the one of the seven that knows no `<<`."""
    return isinstance(data, dict) and "jobs" in data


def _merged(value: Any) -> Any:
    """Return values with what `<<` brings into them, where they do not say it themselves:
    https://yaml.org/type/merge.html"""
    if isinstance(value, list):
        return [_merged(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    own = {key: _merged(inner) for key, inner in value.items()}
    brought = [mapping_of(source) for source in reversed(list_of(own.pop("<<", None)))]
    return {key: inner for mapping in (*brought, own) for key, inner in mapping.items()}
