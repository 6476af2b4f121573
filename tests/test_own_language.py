"""The language of the code: names are nouns of the field, and the old dialect does not grow back."""

import pytest

from tests.architecture.modules import Module, inside, modules
from tests.architecture.words import INSTEAD, all_refused, refused, shared_class_names


def test_names_are_no_moods() -> None:
    lines = all_refused()
    assert not lines, "\n" + "\n".join(lines)


@pytest.mark.parametrize("word", INSTEAD)
@pytest.mark.parametrize(
    "source",
    [
        "{} = 1",
        "def {}(): ...",
        "class {}: ...",
        "def f({}): ...",
        "def f(*, _{}=1): ...",
        "class A:\n    {}: int",
        "self._{} = 1",
        "[x for {} in y]",
        "import a as {}",
        "match x:\n    case [*{}]: ...",
    ],
)
def test_the_check_finds_it_wherever_a_name_is_given(word: str, source: str) -> None:
    for spelled in (word, word.upper(), word.title()):
        assert refused(Module("bot.x", source.format(spelled)))


def test_the_check_lets_pass_what_is_part_of_a_name_or_a_text() -> None:
    source = 'help_wanted = "told"\nwhat_was_found = x.found(held=1)  # said\n'
    assert refused(Module("bot.x", source)) == []
    assert refused(Module("bot.x.found", ""))
    assert refused(Module("bot.x", "wanted = told = 1"), "wanted", "told") == []


def test_no_two_classes_of_ours_share_a_name() -> None:
    """The simulated GitHub imports nothing of ours, and has names of its own."""
    ours = [module for module in modules() if not inside(module.name, "fakegithub")]
    assert shared_class_names(ours) == []


def test_the_check_finds_two_classes_of_one_name() -> None:
    twice = [Module("bot.a", "class Pause: ..."), Module("bot.b", "class C:\n    class Pause: ...")]
    assert shared_class_names(twice) == ["Pause: bot.a, bot.b"]
    assert shared_class_names([Module("bot.a", "class Pause: ...\nPause()\ndef pause(): ...")]) == []
