"""Once-only keys: the same delivery, feature and purpose always give the same key, and nobody else can."""

from __future__ import annotations

from hashlib import blake2b

from bot.core import effects as fx


def purpose(effect: fx.Outward) -> str:
    """What an effect is for, independent of its order among others.

    Reduce leaves one effect per kind and subject, so the kind tells most apart; for the others it is what
    they name.
    """
    match effect:
        case fx.PostComment():
            words = effect.sticky or "+".join(f"{s.feature}.{s.key}" for s in effect.sections)
        case fx.DeleteComment():
            words = effect.sticky
        case fx.MinimizeComment():
            words = str(effect.comment_id)
        case fx.OpenIssue():
            words = effect.key or effect.title
        case fx.Check():
            words = effect.name
        case fx.React() | fx.Unreact():
            words = f"{effect.target}.{effect.target_id}.{effect.content}"
        case fx.Notify():
            words = f"{effect.channel}:{effect.text}"
        case _:
            words = ""
    return f"{effect.subject}:{effect.effect}:{words}"


def once_only(secret: bytes, guid: str, effect: fx.Outward) -> str:
    """The key of an effect: 32 hex digits, keyed so that nobody can forge a marker for it."""
    text = "\0".join((guid, effect.feature, purpose(effect)))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=secret[:64]).hexdigest()
