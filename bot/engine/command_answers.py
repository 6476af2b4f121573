"""The one answer to a text with commands, and how it changes with what becomes of them.

A reaction and, where words are needed, a reply. Decided together with the commands, it goes out after them:
what GitHub refused meanwhile, or a person did otherwise, turns the thumb, and the reply says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.core import effects as fx
from bot.core.events import Written
from bot.core.keys import COMMANDS, REPLY, SectionKey, section_key
from bot.core.markdown import NOTHING, Markdown, code, escape, joined
from bot.core.messages import DEFAULT, Language, Template, load

TEXT = load(__name__)
DONE_TEXT = load(f"{__package__}.commands_done")

DONE, REFUSED = "+1", "confused"
"""The two reactions to a text with commands."""
_SHOWN = 4
"""Commands that one sentence names."""


def key_of(written: Written) -> SectionKey:
    """Return the sticky key of the reply to a text, stable across its edits."""
    return section_key(REPLY, written.key)


def listed(commands: Sequence[Markdown], language: Language = DEFAULT) -> Markdown:
    """Return some commands in a row, the first few by name."""
    words = DONE_TEXT[language]
    shown, left = commands[:_SHOWN], len(commands) - _SHOWN
    names = [*shown, words.more(count=left)] if left > 0 else list(shown)
    return joined([joined(names[:-1]), names[-1]], words.and_next()) if names[1:] else joined(names)


def done_sentence(commands: Sequence[str], language: Language = DEFAULT) -> Markdown:
    """Return the sentence on commands that were done, as they are shown; empty for none."""
    if not commands:
        return NOTHING
    words = DONE_TEXT[language]
    is_done = words.is_done if len(commands) == 1 else words.are_done
    return is_done(commands=listed([code(command) for command in commands], language))


def reply_in(effect: fx.AnyEffect) -> fx.CommentSection | None:
    """Return the reply to a text with commands in a comment; None if there is none."""
    sections = effect.sections if isinstance(effect, fx.PostComment) else ()
    return next((section for section in sections if section.key.startswith(REPLY)), None)


def turned(react: fx.React) -> fx.React:
    """Return the reaction to a text of whose commands one was not done."""
    return react.model_copy(update={"content": REFUSED}) if react.content == DONE else react


def reply_to(react: fx.React, words: Markdown) -> fx.PostComment:
    """Return the reply to the text that a reaction is about, where it has none yet."""
    key = section_key(REPLY, f"{react.target}-{react.target_id}")
    post = fx.say(react.subject, key, words, sticky=True, because=react.because)
    sections = tuple(section.model_copy(update={"feature": COMMANDS}) for section in post.sections)
    return post.model_copy(update={"feature": COMMANDS, "sections": sections})


def amended(post: fx.PostComment, failed: Collection[str], words: Markdown) -> fx.PostComment:
    """Return a comment whose reply says what became of the `failed` commands, and not that they are done."""
    before = reply_in(post)
    if before is None or words in before.body:
        return post
    done = tuple(command for command in before.done if command not in failed)
    text: str = before.body
    for language in DONE_TEXT.translations:
        text = text.replace(done_sentence(before.done, language), done_sentence(done, language))
    body = Markdown(text.strip())
    body = joined(filter(None, [words, body]), "\n\n")
    after = before.model_copy(update={"done": done, "body": body})
    sections = tuple(after if section is before else section for section in post.sections)
    whole = joined((section.body for section in sections if section.body), "\n\n") if sections else body
    return post.model_copy(update={"sections": sections, "body": whole})


def left_alone(answer: Sequence[fx.AnyEffect], deeds: Mapping[str, str]) -> tuple[fx.AnyEffect, ...]:
    """Return the answer to a text whose commands come too late: `deeds` says by command who did what else,
    and when."""
    react = next((effect for effect in answer if isinstance(effect, fx.React)), None)
    if react is None or not deeds:
        return tuple(answer)
    words = _on_deeds(TEXT.left_alone, deeds)
    if not any(map(reply_in, answer)):
        answer = [effect for effect in answer if not isinstance(effect, fx.DeleteComment)]
        answer = [reply_to(react, words), *answer]
    return tuple(
        amended(effect, deeds, words)
        if isinstance(effect, fx.PostComment)
        else turned(effect)
        if isinstance(effect, fx.React)
        else effect
        for effect in answer
    )


def undone_since(answer: Sequence[fx.AnyEffect], deeds: Mapping[str, str]) -> tuple[fx.AnyEffect, ...]:
    """Return the answer to a text of whose commands some were done, and undone by a person since: its thumb
    is true, but not a reply that says that they are done."""
    effects: list[fx.AnyEffect] = []
    for effect in answer:
        reply = reply_in(effect)
        undone = {command: deeds[command] for command in reply.done if command in deeds} if reply else {}
        if isinstance(effect, fx.PostComment) and undone:
            effects.append(amended(effect, undone, _on_deeds(TEXT.undone_since, undone)))
        else:
            effects.append(effect)
    return tuple(effects)


def _on_deeds(sentence: Template, deeds: Mapping[str, str]) -> Markdown:
    return joined(
        (sentence(command=code(command), deed=escape(deed)) for command, deed in deeds.items()), " "
    )
