"""Taking back: what reverses an effect, and what is learnt from having been reversed.

Pure. `/undo` asks `reverse` about each effect of the plan it takes back; the engine asks `heed` before it
reduces, so that what was taken back on a subject is not done there again unless a person commands it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core import effects as fx
from bot.core.model import Subject
from bot.core.owners import COMMANDS

MEMORY = "undo"
"""Feature under which lessons and what was taken back are remembered, in the scope of the subject."""
BEFORE = "before"
"""Feature under which the engine keeps how a subject was, by delivery, where a plan overwrote it."""

Sections = Mapping[tuple[str, str], fx.CommentSection]
"""What a comment said, by (feature, key)."""


@dataclass(frozen=True)
class Reversal:
    """The effects that take one effect back, or why it stays (a sentence)."""

    effects: tuple[fx.Outward, ...] = ()
    stays: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What reversing must know: the subject now, its title and milestone before, and what was said before.

    `remote_id` is GitHub's id of what the effect made; `standing` the sections of the same comment before.
    """

    subject: Subject | None = None
    before: Mapping[str, str | None] | None = None
    remote_id: int | None = None
    standing: Sections | None = None


def reverse(effect: fx.Outward, then: Circumstances) -> Reversal:
    """How to take an effect back."""
    ref = effect.subject
    match effect:
        case fx.AddLabels():
            return _by(fx.RemoveLabels(subject=ref, labels=effect.labels))
        case fx.RemoveLabels():
            return _by(fx.AddLabels(subject=ref, labels=effect.labels))
        case fx.Assign():
            return _by(fx.Unassign(subject=ref, logins=effect.logins))
        case fx.Unassign():
            return _by(fx.Assign(subject=ref, logins=effect.logins))
        case fx.RequestReview():
            return _by(fx.UnrequestReview(subject=ref, logins=effect.logins, teams=effect.teams))
        case fx.UnrequestReview():
            return _by(fx.RequestReview(subject=ref, logins=effect.logins, teams=effect.teams))
        case fx.SetMilestone() | fx.Retitle():
            return _overwritten(effect, then)
        case fx.Close():
            if then.subject is not None and then.subject.merged:
                return Reversal(stays="what is merged cannot be opened again")
            return _by(fx.Reopen(subject=ref))
        case fx.Reopen():
            return _by(fx.Close(subject=ref))
        case fx.Lock():
            return _by(fx.Unlock(subject=ref))
        case fx.Unlock():
            return _by(fx.Lock(subject=ref))
        case fx.Pin():
            return _by(fx.Unpin(subject=ref))
        case fx.Unpin():
            return _by(fx.Pin(subject=ref))
        case fx.React():
            fields = effect.model_dump(include={"content", "target", "target_id"})
            return _by(fx.Unreact(subject=ref, **fields))
        case fx.Unreact():
            fields = effect.model_dump(include={"content", "target", "target_id"})
            return _by(fx.React(subject=ref, **fields))
        case fx.PostComment():
            return _unsaid(effect, then)
        case fx.DeleteComment():
            said = (then.standing or {}).values()
            if not said:
                return Reversal(stays="the text of a removed comment is not kept")
            return _by(*(_say(ref, section) for section in said))
        case fx.MinimizeComment():
            return Reversal(stays="a folded comment; people with the write role can show it again")
        case fx.Transfer():
            return Reversal(stays="a transfer can only be reversed from the other repository")
        case fx.Check():
            return Reversal(stays="a check stays until the next push")
        case fx.OpenIssue():
            return Reversal(stays="an issue that was opened stays; close it where it is")
        case fx.Notify():
            return Reversal(stays="a message to a private channel cannot be called back")


def _by(*effects: fx.Outward) -> Reversal:
    return Reversal(effects)


def _overwritten(effect: fx.SetMilestone | fx.Retitle, then: Circumstances) -> Reversal:
    """Titles and milestones go back to what they were, unless somebody has changed them since."""
    what = "milestone" if isinstance(effect, fx.SetMilestone) else "title"
    if then.subject is not None and getattr(then.subject, what) != effect.title:
        return Reversal(stays=f"the {what} was changed since")
    if then.before is None or what not in then.before:
        return Reversal(stays=f"the {what} before is not known")
    was = then.before[what]
    if isinstance(effect, fx.SetMilestone):
        return _by(fx.SetMilestone(subject=effect.subject, title=was))
    return _by(fx.Retitle(subject=effect.subject, title=was or ""))


def _unsaid(effect: fx.PostComment, then: Circumstances) -> Reversal:
    """A comment edited in place says again what it said before; one that called somebody is folded."""
    sections = [section for section in effect.sections if section.feature != COMMANDS]
    if effect.sticky is None:
        if then.remote_id is None:
            return Reversal(stays="a comment that is not on GitHub yet")
        return _by(fx.MinimizeComment(subject=effect.subject, comment_id=then.remote_id))
    before = then.standing or {}
    wanted: list[fx.Outward] = []
    for section in sections:
        was = before.get((section.feature, section.key))
        if was is None:
            wanted.append(
                fx.DeleteComment(subject=effect.subject, feature=section.feature, sticky=section.key)
            )
        elif was.body != section.body:
            wanted.append(_say(effect.subject, was))
    return Reversal(tuple(wanted))


def _say(subject: str, section: fx.CommentSection) -> fx.PostComment:
    said = fx.say(subject, section.key, section.body, sticky=True)
    return said.model_copy(update={"feature": section.feature, "sections": (section,)})


def lessons(effect: fx.Outward) -> tuple[str, ...]:
    """What not to do again on this subject once the effect was taken back: keys for `heed`."""
    match effect:
        case fx.AddLabels() | fx.RemoveLabels():
            return tuple(f"{effect.effect}:{name.casefold()}" for name in effect.labels)
        case fx.Assign() | fx.Unassign():
            return tuple(f"{effect.effect}:{login.casefold()}" for login in effect.logins)
        case fx.RequestReview() | fx.UnrequestReview():
            people = tuple(f"{effect.effect}:{login.casefold()}" for login in effect.logins)
            return people + tuple(f"{effect.effect}:team {slug.casefold()}" for slug in effect.teams)
        case fx.PostComment():
            return tuple(f"comment:{s.feature or effect.feature}.{s.key}" for s in effect.sections)
        case fx.React() | fx.Unreact():
            return (f"{effect.effect}:{effect.content}",)
        case fx.DeleteComment() | fx.MinimizeComment() | fx.Check() | fx.OpenIssue() | fx.Notify():
            return ()
        case _:
            return (effect.effect,)


def heed(effects: Iterable[fx.AnyEffect], learnt: Collection[str]) -> tuple[fx.AnyEffect, ...]:
    """The effects without what was taken back before, part by part."""
    if not learnt:
        return tuple(effects)
    return tuple(left for effect in effects if (left := _left(effect, learnt)) is not None)


def _left(effect: fx.AnyEffect, learnt: Collection[str]) -> fx.AnyEffect | None:
    if isinstance(effect, fx.Inward):
        return effect
    keys = lessons(effect)
    if not any(key in learnt for key in keys):
        return effect
    if all(key in learnt for key in keys):
        return None
    parts: Sequence[str] = ()
    match effect:
        case fx.AddLabels() | fx.RemoveLabels():
            parts = [name for name in effect.labels if f"{effect.effect}:{name.casefold()}" not in learnt]
            return effect.model_copy(update={"labels": tuple(parts)})
        case fx.Assign() | fx.Unassign():
            parts = [login for login in effect.logins if f"{effect.effect}:{login.casefold()}" not in learnt]
            return effect.model_copy(update={"logins": tuple(parts)})
        case fx.RequestReview() | fx.UnrequestReview():
            people = [each for each in effect.logins if f"{effect.effect}:{each.casefold()}" not in learnt]
            teams = [each for each in effect.teams if f"{effect.effect}:team {each.casefold()}" not in learnt]
            return effect.model_copy(update={"logins": tuple(people), "teams": tuple(teams)})
        case _:
            return effect
