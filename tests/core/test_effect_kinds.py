"""A kind of effect is declared in one place, and everything the house does with effects follows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from bot.core import effects as fx
from bot.core.config.preview import effect_summary
from bot.core.effects.projection import project
from bot.core.effects.undo import Circumstances, reverse, without_undone
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.model import EPOCH, Subject
from bot.core.plan import SubjectState, reduce
from bot.core.ports.records import EffectRecord
from bot.core.states import EffectState
from bot.engine.idempotency_keys import once_only
from handlers.help.undo import in_words, is_answer

PROJECT = Path(__file__).parent.parent.parent
REF = "acme/widget#7"
MOST = 5
"""A module that names more kinds than these keeps a list of its own."""
LISTS = {
    "bot/core/effects/__init__.py",
    "bot/github/write/effects.py",
    "bot/github/write/batch_fields.py",
    "bot/engine/decide/late.py",
}
"""Where a kind is declared, where it becomes requests of REST or fields of GraphQL, and where a
person's deed is read as one."""


@pytest.fixture
def draft() -> Iterator[type[fx.Outward]]:
    """A kind that the bot does not have, declared as all kinds are."""

    class Draft(fx.Outward):
        effect: Literal["draft"] = "draft"

        inverse: ClassVar[str] = "publish"
        family: ClassVar[str] = "draft"
        words: ClassVar[str] = "made it a draft"

        def changes(self, subject: Subject) -> dict[str, Any]:
            return {} if subject.draft else {"draft": True}

    class Publish(fx.Outward):
        effect: Literal["publish"] = "publish"

        inverse: ClassVar[str] = "draft"
        family: ClassVar[str] = "draft"

        def changes(self, subject: Subject) -> dict[str, Any]:
            return {"draft": False} if subject.draft else {}

    yield Draft
    for kind in (Draft, Publish):
        del fx.KINDS[kind.model_fields["effect"].default]


def test_a_new_kind_goes_the_whole_road_by_its_declaration(draft: type[fx.Outward]) -> None:
    pull = Subject(number=7, is_pull_request=True)
    effect = fx.parse({"effect": "draft", "subject": REF, "feature": "lifecycle", "because": "so said bob"})
    assert isinstance(effect, draft)
    # It is planned behind all others, dropped where it is so already, and replaced by its opposite.
    comment = fx.say(REF, SectionKey("turn"), Markdown("Your turn.")).model_copy(
        update={"feature": "lifecycle"}
    )
    plan = reduce([effect, comment], {REF: SubjectState(pull)}, ["lifecycle"]).outward
    assert [planned.effect for planned in plan] == ["comment", "draft"]
    assert project(pull, [effect]).draft
    drafted = {REF: SubjectState(project(pull, [effect]))}
    assert reduce([effect], drafted, ["lifecycle"]).outward == ()
    (back,) = reverse(effect, Circumstances()).effects
    assert [planned.effect for planned in reduce([effect, back], drafted, []).outward] == ["publish"]
    # It is not done again once it was taken back, it is sent once, and there are words for it.
    assert without_undone([effect], effect.undo_keys) == ()
    assert once_only(b"secret", "1", effect) != once_only(b"secret", "1", back)
    done = EffectRecord(EPOCH, "1", "lifecycle", "draft", "", EffectState.DONE, effect.model_dump())
    assert (in_words(done), is_answer(done)) == ("made it a draft", False)
    assert effect_summary(effect) == "draft"
    assert fx.public(effect)["because"] == "so said bob"


def test_a_kind_that_nobody_declares_is_refused() -> None:
    with pytest.raises(ValueError, match="no effect"):
        fx.parse({"effect": "sparkle", "subject": REF})


def test_no_other_module_keeps_a_list_of_kinds() -> None:
    names = {name for kind, model in fx.KINDS.items() for name in (f'"{kind}"', f"fx.{model.__name__}(")}
    spelled = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    lists = set()
    for path in (path for root in ("bot", "handlers") for path in (PROJECT / root).rglob("*.py")):
        kinds = {match.strip('"').removesuffix("(") for match in spelled.findall(path.read_text("utf-8"))}
        if len(kinds) > MOST:
            lists.add(path.relative_to(PROJECT).as_posix())
    assert lists == LISTS


def test_a_key_stays_the_same_from_release_to_release() -> None:
    label = fx.AddLabels(subject=REF, feature="triage", labels=("bug",))
    board = fx.say(REF, SectionKey("board"), Markdown("Hello."), sticky=True)
    edited = board.model_copy(update={"feature": "welcome", "edits": True})
    # What is on GitHub bears these: made in another way, it would not be known again.
    assert [once_only(b"secret", "1", effect) for effect in (label, board, edited)] == [
        "c8231489568a30d399917ff41d25ee26",
        "921c2ea2c0835615d1f5fc3f7819092a",
        "0eba0847a8eec126a158ed8bcba705d4",
    ]


def test_a_lasting_comment_a_notice_and_a_reply_of_one_delivery_have_keys_of_their_own() -> None:
    turn, reply = SectionKey("turn"), SectionKey("reply-comment-5")
    wanted = [
        fx.say(REF, SectionKey("case"), Markdown("bob has it."), sticky=True),
        fx.say(REF, turn, Markdown("@bob, this waits."), outdates=turn),
        fx.say(REF, reply, Markdown("Not done."), sticky=True),
    ]
    plan = reduce([post.model_copy(update={"feature": "steward"}) for post in wanted], {}, ["steward"])
    assert len({once_only(b"secret", "1", effect) for effect in plan.outward}) == 3
