"""A subject as it will be once what is decided has been carried out."""

from collections.abc import Iterable

from bot.core.effects import Outward
from bot.core.model import Subject


def project(subject: Subject, pending: Iterable[Outward]) -> Subject:
    """Return the subject as it will be once effects that are decided but not carried out are on GitHub."""
    for effect in pending:
        if changes := effect.changes(subject):
            subject = subject.model_copy(update=changes)
    return subject


def holds(effect: Outward, subject: Subject | None) -> bool:
    """Return whether a subject already is as the effect would make it; False if that is not known."""
    return subject is not None and effect.changes(subject) == {}
