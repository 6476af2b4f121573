"""What GitHub has no room for on a subject is refused in words, instead of a thumb for what never happens."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as fx
from bot.core.commands.command import Rejection
from bot.core.markdown import NOTHING, code, joined
from bot.core.messages import load
from bot.core.model import Subject, contains
from bot.engine.decide.decision import Step

TEXT = load(f"{__package__}.replies")

_SHOWN = 6


def within_ceilings(step: Step, subject: Subject | None, *, before: Subject | None) -> Step:
    """Return the step of a command, refused the labels that the subject has no room for: the plan leaves them
    out. One that does more than set labels is refused as a whole.

    `before` is the subject as the text found it: what the text takes off goes only after what it adds.
    """
    if subject is None or before is None:
        return step
    leaving = [label for label in before.labels if not contains(subject.labels, label)]
    room = fx.AddLabels.most - len(subject.labels) - len(leaving)
    adding = [effect for effect in step.effects if isinstance(effect, fx.AddLabels)]
    there = (*subject.labels, *leaving)
    new = [label for effect in adding for label in effect.labels if not contains(there, label)]
    over = list(dict.fromkeys(new))[max(0, room) :]
    if not over:
        return step
    shown = joined(map(code, over[:_SHOWN]))
    more = TEXT.more(count=len(over) - _SHOWN) if len(over) > _SHOWN else NOTHING
    reason = TEXT.no_room(most=fx.AddLabels.most, names=shown, more=more)
    effects = step.effects if len(adding) == len(step.effects) else ()
    return replace(step, effects=effects, refused=(*step.refused, Rejection(reason=reason)))
