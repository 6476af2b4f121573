"""Which of the two a channel is: a chat's hook or a mailbox."""

from bot.notify.hooks import Hook
from bot.notify.mail import SCHEMES, Mailbox


def channel(name: str, url: str) -> Hook | Mailbox:
    """Return the channel that a setting describes. Raise `HookMistake`."""
    mail = url.partition(":")[0].lower() in SCHEMES
    return Mailbox(name, url) if mail else Hook(name, url)
