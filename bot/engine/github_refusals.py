"""What GitHub refused of a text with commands turns its answer, before that goes out.

The answer is sent after all that the commands asked for. What was refused is read from the outbox at that
moment, so nothing of it can be lost or said twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import effects as fx
from bot.core.markdown import Markdown, code, joined
from bot.core.messages import load
from bot.core.ports.writer import Receipt
from bot.core.states import EffectState
from bot.engine import own_comments
from bot.engine.command_answers import amended, listed, reply_in, reply_to, turned
from bot.engine.life import Life
from bot.store import outbox
from bot.store.database import Connection
from bot.store.revision import take_back

TEXT = load(__name__)

_LEFT_OUT = "left out by GitHub: "
_MOST = 3
"""Refusals that are told at length."""
_NOT_PERMITTED = ("not accessible by integration", "must have", "not permitted", "forbidden")
"""What GitHub writes where the App lacks a permission."""


def note_of(receipt: Receipt) -> str:
    """Return what is kept of the answer to an effect."""
    left_out = f"{_LEFT_OUT}{', '.join(receipt.dropped)}" if receipt.dropped else ""
    return "; ".join(note for note in (receipt.note, left_out) if note)


def settled_answer(
    conn: Connection, rows: Sequence[outbox.Row], life: Life, now: datetime
) -> list[outbox.Row]:
    """Return the answer to a text with commands as it is to be sent, now that it is known what was done."""
    decided = [row for row in outbox.of_guid(conn, rows[0].guid) if row.lane == rows[0].lane]
    failures = [row for row in decided if row.effect.commands and _is_failure(row)]
    answer = list(rows)
    if failures:
        words = joined((_sentence(row) for row in failures[:_MOST]), " ")
        failed = {command for row in failures for command in _commands(row)}
        answer = [_revised(conn, row, failed, words, now) for row in rows]
        react = next((row for row in answer if isinstance(row.effect, fx.React)), None)
        if react is not None and isinstance(react.effect, fx.React) and not any(map(_replies, decided)):
            _add(conn, react, [reply_to(react.effect, words)], life, now)
    _take_back_thumb(conn, decided, answer, life, now)
    return answer


def _take_back_thumb(
    conn: Connection, decided: Sequence[outbox.Row], answer: Sequence[outbox.Row], life: Life, now: datetime
) -> None:
    """Take back the thumb that was given before the decision made afresh, or by an attempt without an answer,
    where another reaction goes out now."""
    for row in answer:
        tried = [
            other.effect
            for other in decided
            if isinstance(other.effect, fx.React)
            and turned(other.effect) == row.effect != other.effect
            and other.attempts > (other.id == row.id)  # The attempt that begins now counts already.
            and (other.id == row.id or other.state in (EffectState.SUPERSEDED, EffectState.DONE))
        ]
        if tried:
            _add(conn, row, [fx.Unreact(**tried[0].model_dump(exclude={"effect"}))], life, now)


def correct_answer(conn: Connection, guid: str, lane: str, life: Life, now: datetime) -> None:
    """Correct an answer that said that all was done, where something was refused after it, or beside it: the
    reaction is replaced by the other one, and a reply says what was refused. What does so already stays."""
    decided = [row for row in outbox.of_guid(conn, guid) if row.lane == lane]
    failures = [row for row in decided if row.effect.commands and _is_failure(row)]
    if not failures:
        return
    words = joined((_sentence(row) for row in failures[:_MOST]), " ")
    failed = {command for row in failures for command in _commands(row)}
    for row in decided:
        if row.state != EffectState.DONE or not fx.is_answer(row.kind, row.feature):
            continue
        effect = row.effect
        if isinstance(effect, fx.React) and turned(effect) != effect:
            replaced = [fx.Unreact(**effect.model_dump(exclude={"effect"})), turned(effect)]
            reply = [] if any(map(_replies, decided)) else [reply_to(effect, words)]
            _add(conn, row, [*replaced, *reply], life, now)
        elif isinstance(effect, fx.PostComment) and (post := amended(effect, failed, words)) != effect:
            _add(conn, row, [post.model_copy(update={"edits": True})], life, now)


def _is_failure(row: outbox.Row) -> bool:
    """Whether GitHub refused what was asked for. A pin on a comment of ours is asked for by nobody."""
    if isinstance(row.effect, fx.CommentPin):
        return False
    return row.state in (EffectState.REFUSED, EffectState.DEAD) or _LEFT_OUT in row.note


def _replies(row: outbox.Row) -> bool:
    return row.state != EffectState.SUPERSEDED and reply_in(row.effect) is not None


def _revised(
    conn: Connection, row: outbox.Row, failed: set[str], words: Markdown, now: datetime
) -> outbox.Row:
    effect = row.effect
    if isinstance(effect, fx.React):
        effect = turned(effect)
    elif isinstance(effect, fx.PostComment):
        effect = amended(effect, failed, words)
    if effect == row.effect:
        return row
    outbox.revise(conn, row.id, effect)
    own_comments.note_decided(conn, row.repo_id, row.number, effect, row.key, now)
    return replace(row, effect=effect)


def _add(
    conn: Connection, react: outbox.Row, effects: Sequence[fx.Outward], life: Life, now: datetime
) -> None:
    """Put effects behind the reaction."""
    rows = []
    for place, effect in enumerate(effects, 1):
        key = life.key(conn, react.guid, effect)
        own_comments.note_decided(conn, react.repo_id, react.number, effect, key, now)
        row = outbox.NewRow(
            key=key,
            guid=react.guid,
            lane=react.lane,
            ordinal=react.ordinal + place,
            installation_id=react.installation_id,
            repo_id=react.repo_id,
            repository=react.repository,
            number=react.number,
            effect=effect,
            due_at=now,
            created_at=now,
            look_from=None if effect.repeatable else life.look_from(None, react.created_at, now),
        )
        rows.append(row)
    outbox.add(conn, take_back.succeed(conn, rows))


def _left_out(row: outbox.Row) -> list[str]:
    """Return the names of an effect that GitHub did not take, where it took others."""
    return [name for name in row.note.partition(_LEFT_OUT)[2].split(", ") if name]


def _commands(row: outbox.Row) -> tuple[str, ...]:
    """Return the commands that were not done as they say."""
    effect, names = row.effect, _left_out(row)
    return effect.commands_for(names) if names and isinstance(effect, fx.ListEffect) else effect.commands


def _sentence(row: outbox.Row) -> Markdown:
    commands = listed([code(command) for command in _commands(row)])
    names = listed([code(name) for name in _left_out(row)])
    match row.effect:
        case fx.Assign() if names:
            return TEXT.assign(commands=commands, names=names)
        case fx.RequestReview() if names:
            return TEXT.review(commands=commands, names=names)
        case fx.AddLabels() if names:
            return TEXT.label(commands=commands, names=names)
        case fx.Transfer():
            return TEXT.transfer(commands=commands, why=_why(row))
    is_owners = row.state == EffectState.REFUSED and _is_not_permitted(row.note)
    return (TEXT.owner if is_owners else TEXT.other)(commands=commands, why=_why(row))


def _why(row: outbox.Row) -> Markdown:
    if row.state == EffectState.DEAD:
        return TEXT.no_answer()
    return TEXT.not_permitted() if _is_not_permitted(row.note) else TEXT.answered(note=code(row.note, 80))


def _is_not_permitted(note: str) -> bool:
    return any(words in note.casefold() for words in _NOT_PERMITTED)
