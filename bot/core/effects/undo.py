"""What reverses an effect, and what the bot does not do again once it was reversed.

`/undo` asks `reverse` about each effect of the plan it takes back; the engine asks `without_undone` before it
reduces a plan, so that what was taken back on a subject is not done there again unless a person commands it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.core import effects as fx
from bot.core.effects.projection import holds
from bot.core.keys import COMMANDS
from bot.core.memory import Memory, Moment
from bot.core.model import Subject, Value

Sections = Mapping[tuple[str, str], fx.CommentSection]
"""Sections of a comment by (feature, key)."""


class Overwritten(Value):
    """How a subject was where a plan overwrote it."""

    title: str | None = None
    milestone: str | None = None
    type: str | None = None


class TakenBack(Value):
    """Somebody took something back."""

    by: str
    at: Moment


OVERWRITTEN = Memory("before", "", Overwritten)
"""In the subject's scope, by delivery."""
UNDONE = Memory("undo", "undone:", TakenBack)
"""In the subject's scope, by delivery: its plan was taken back."""
LESSON = Memory("undo", "lesson:", TakenBack)
"""In the subject's scope, by what `lessons` returns: it is not done there again."""


@dataclass(frozen=True)
class Reversal:
    """The effects that take one effect back, or why it stays (a sentence)."""

    effects: tuple[fx.Outward, ...] = ()
    stays: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What decides how an effect is reversed.

    `subject` is its state now, `before` its title, milestone and type before the effect, `remote_id` GitHub's
    id of what the effect made, `sections_before` those of the same comment before.
    """

    subject: Subject | None = None
    before: Overwritten | None = None
    remote_id: int | None = None
    sections_before: Sections | None = None


def reverse(effect: fx.Outward, then: Circumstances) -> Reversal:
    """Return how to take an effect back."""
    if isinstance(effect, fx.PostComment):
        return _restored(effect, then)
    if isinstance(effect, fx.DeleteComment) and then.sections_before:
        return Reversal(tuple(_say(effect.subject, section) for section in then.sections_before.values()))
    if isinstance(effect, fx.Close) and then.subject is not None and then.subject.merged:
        return Reversal(stays="what is merged cannot be opened again")
    if isinstance(effect, fx.Overwrite):
        return _overwritten(effect, then)
    if not effect.inverse:
        return Reversal(stays=effect.stays)
    inverse = fx.KINDS[effect.inverse]
    fields = effect.model_dump(include=set(inverse.model_fields) - {"effect", "feature", "because"})
    return Reversal((inverse.model_validate(fields),))


def _overwritten(effect: fx.Overwrite, then: Circumstances) -> Reversal:
    """Return how a title or milestone goes back to what it was, unless somebody has changed it since."""
    field = effect.overwrites
    if then.subject is not None and not holds(effect, then.subject):
        return Reversal(stays=f"the {field} was changed since")
    if then.before is None or field not in then.before.model_fields_set:
        return Reversal(stays=f"the {field} before is not known")
    before = {"subject": effect.subject, effect.value_in: getattr(then.before, field)}
    return Reversal((type(effect).model_validate(before),))


def _restored(effect: fx.PostComment, then: Circumstances) -> Reversal:
    """Return the earlier sections of a comment edited in place; a comment that called somebody is
    minimised."""
    if effect.sticky is None:
        if then.remote_id is None:
            return Reversal(stays="a comment that is not on GitHub yet")
        return Reversal((fx.MinimizeComment(subject=effect.subject, comment_id=then.remote_id),))
    effects: list[fx.Outward] = []
    for section in effect.sections:
        before = (then.sections_before or {}).get((section.feature, section.key))
        if section.feature == COMMANDS:
            continue
        if before is None:
            effects.append(
                fx.DeleteComment(subject=effect.subject, feature=section.feature, sticky=section.key)
            )
        elif before.body != section.body:
            effects.append(_say(effect.subject, before))
    return Reversal(tuple(effects))


def _say(subject: str, section: fx.CommentSection) -> fx.PostComment:
    comment = fx.say(subject, section.key, section.body, sticky=True)
    return comment.model_copy(update={"feature": section.feature, "sections": (section,)})


def without_undone(effects: Iterable[fx.AnyEffect], undo_keys: Collection[str]) -> tuple[fx.AnyEffect, ...]:
    """Return the effects without what was taken back before, part by part."""
    return tuple(
        left
        for effect in effects
        if (left := effect.without(undo_keys) if isinstance(effect, fx.Outward) else effect) is not None
    )
