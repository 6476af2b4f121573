"""Once-only keys: the same delivery, feature and purpose always give the same key, and nobody else can."""

from __future__ import annotations

from hashlib import blake2b

from bot.core import effects as fx


def once_only(secret: bytes, guid: str, effect: fx.Outward) -> str:
    """Return the key of an effect: 32 hex digits, keyed so that nobody can forge a marker for it.

    A delivery says all that is new on a subject in one comment, beside a reply and a notice. Decided again,
    other features may have a part in it; it is the same comment, so they are not part of its key.
    """
    feature, purpose = effect.feature, effect.purpose
    if isinstance(effect, fx.PostComment) and not effect.edits:
        feature, purpose = "", effect.place
    text = "\0".join((guid, feature, f"{effect.subject}:{effect.effect}:{purpose}"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=secret[:64]).hexdigest()
