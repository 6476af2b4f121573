"""An edited text: what its earlier version was answered with is corrected, so that nothing untrue stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import effects as fx
from bot.core.own_comments import POSTED
from bot.core.states import UNSETTLED, EffectState
from bot.engine.command_answers import DONE, REFUSED, key_of
from bot.engine.decide.commands.request import Request

SHOWN = (*UNSETTLED, EffectState.DONE, EffectState.OBSERVED)
"""States of a reaction that stands, or will."""


@dataclass(frozen=True)
class EarlierAnswer:
    """The reaction that an earlier version of a text has got (empty: none), and the lines its reply
    refused."""

    reaction: str = ""
    refused: tuple[str, ...] = ()

    def refuses(self, lines: Sequence[str]) -> bool:
        """Return whether one of these lines, which are still there, was refused: its refusal stands."""
        return any(line in self.refused for line in lines)


async def earlier_answer(request: Request) -> EarlierAnswer:
    """Return what was answered to the earlier version; read only where there is one."""
    written, records = request.written, request.situation.records
    if written.previous is None:
        return EarlierAnswer()
    comments = (await POSTED.read_all(records, request.situation.subject_scope)).values()
    sections = (section for comment in comments for section in comment.sections)
    refused = next((section.refused for section in sections if section.key == key_of(written)), ())
    reaction = ""
    for done in await records.done_on(request.ref):
        about = (done.effect.get("target"), done.effect.get("target_id"))
        if (
            done.state in SHOWN
            and done.kind in ("react", "unreact")
            and about == (written.target, written.target_id)
        ):
            reaction = str(done.effect["content"]) if done.kind == "react" else ""
    return EarlierAnswer(reaction, refused)


def corrected(
    request: Request, old_lines: Sequence[str], earlier: EarlierAnswer, reply: Sequence[fx.AnyEffect]
) -> list[fx.AnyEffect]:
    """Return the answer to an edited text: `reply` answers what is new in it, `old_lines` were there
    before."""
    ref, written = request.ref, request.written
    if written.previous is None:
        return list(reply)
    words = any(isinstance(effect, fx.PostComment) for effect in reply)
    if earlier.refuses(old_lines) and not words:
        return [effect for effect in reply if not isinstance(effect, fx.React)]
    effects = list(reply)
    if not words:
        effects.append(fx.DeleteComment(subject=ref, sticky=key_of(written)))
    reaction = next((effect.content for effect in reply if isinstance(effect, fx.React)), "")
    target, id = written.target, written.target_id
    if not reaction and earlier.reaction == REFUSED and old_lines:
        reaction = DONE
        effects.append(fx.React(subject=ref, content=DONE, target=target, target_id=id))
    if earlier.reaction and earlier.reaction != reaction and (reaction or earlier.reaction == REFUSED):
        effects.append(fx.Unreact(subject=ref, content=earlier.reaction, target=target, target_id=id))
    return effects
