"""Between executor and GitHub: `notify` effects go to their channel, everything else goes on to GitHub."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import aiohttp
import structlog

from bot.core import effects as fx
from bot.core.ports.writer import Place, Receipt, Task, Writer
from bot.core.states import ReceiptState
from bot.notify.channels import channel
from bot.notify.hooks import Hook, Message, setting
from bot.notify.mail import Mailbox

log = structlog.get_logger()

TIMEOUT = 10.0
"""Seconds a chat may take to answer."""


class Sender(Protocol):
    """Sends one message; its status. Raises `TimeoutError` or `OSError` when no answer came."""

    async def __call__(self, message: Message) -> int:
        """Send."""
        ...


class HttpSender:
    """Over the network, on a session that its owner closes."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __call__(self, message: Message) -> int:
        """See `Sender`."""
        try:
            async with self._session.request(
                message.method,
                message.url,
                headers=message.headers,
                data=message.body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
            ) as response:
                return response.status
        except TimeoutError:
            raise TimeoutError from None
        except aiohttp.ClientError as failure:
            # Its words may hold the URL, which is a secret.
            raise OSError(type(failure).__name__) from None


async def deliver(send: Sender, there: Hook | Mailbox, text: str, key: str) -> Receipt:
    """Say something in a channel, once or not at all."""
    try:
        if isinstance(there, Mailbox):
            await there.deliver(text, key)
            return Receipt(key, ReceiptState.DONE)
        status = await send(there.message(text, key))
    except TimeoutError:
        return Receipt(key, ReceiptState.DONE, note="the channel has not answered")
    except OSError as failure:
        note = f"the channel {there.name} cannot be reached: {failure}"[:200]
        return Receipt(key, ReceiptState.REFUSED, note=note)
    if 200 <= status < 300:
        return Receipt(key, ReceiptState.DONE)
    log.warning("channel refused", channel=there.name, status=status)
    return Receipt(key, ReceiptState.REFUSED, note=f"the channel {there.name} answered {status}")


class NotifyingWriter:
    """A `Writer` that knows the operator's channels.

    A message is sent once or not at all: nobody is called again because a chat was slow, and what is to be
    written on GitHub never waits for a chat that is down. The change of hands follows all the same.
    """

    def __init__(self, github: Writer, hooks: Mapping[str, str], send: Sender) -> None:
        self._github = github
        self._channels = {name: channel(name, url) for name, url in hooks.items()}
        self._send = send

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """Return one receipt a task, in order."""
        others = [task for task in tasks if not isinstance(task.effect, fx.Notify)]
        receipts = iter(await self._github.apply(place, others) if others else [])
        return [
            await self._notify(task.key, task.effect)
            if isinstance(task.effect, fx.Notify)
            else next(receipts)
            for task in tasks
        ]

    async def _notify(self, key: str, effect: fx.Notify) -> Receipt:
        there = self._channels.get(effect.channel.casefold())
        if there is None:
            note = f"there is no channel {effect.channel}: set {setting(effect.channel)}"
            return Receipt(key, ReceiptState.REFUSED, note=note)
        return await deliver(self._send, there, effect.text, key)
