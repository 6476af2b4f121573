"""A checker is silenced with the reason beside it: so a reader can judge whether it still holds."""

import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.architecture.modules import Module, modules

SILENCED = re.compile(r"# (?:noqa\b|type: ignore\b)")
WITH_REASON = re.compile(r"# (?:noqa: \w+(?:, \w+)*|type: ignore\[[\w, -]+\])  (?:# )?\w.+")


def without_reason(module: Module) -> Iterator[str]:
    """Comments that silence a checker, wholly or without a word why, each as `module:line: comment`."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        silences = token.type == tokenize.COMMENT and SILENCED.search(token.string)
        if silences and not WITH_REASON.fullmatch(token.string):
            yield f"{module.name}:{token.start[0]}: {token.string}"


def test_a_checker_is_silenced_for_a_reason() -> None:
    silencing = [module for module in modules() if SILENCED.search(module.text)]
    silenced = [line for module in silencing for line in without_reason(module)]
    assert not silenced, "\n" + "\n".join(silenced)


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "# noqa: S101", "# type: ignore", "# type: ignore[misc]", "# type: ignore  # no types"],
)
def test_the_check_finds_it_without_a_reason(comment: str) -> None:
    assert list(without_reason(Module("bot.a", f"a = 1  {comment}\n"))) == [f"bot.a:1: {comment}"]
    assert not list(without_reason(Module("bot.a", "a = 1  # noqa: S101, S102  ours\n")))
    assert not list(without_reason(Module("bot.a", f"a = '{comment}'  # type: ignore[misc]  # it is so\n")))
