"""A channel that is a mailbox: what arrives there, and that neither words nor passwords go astray."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_string, policy

import pytest

from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.core.ports.writer import Place, Task
from bot.notify import HookMistake, channel
from bot.notify.hooks import Message
from bot.notify.writer import NotifyingWriter

WHERE = "?to=stewards@example.org&from=Bot%20%3Cbot@example.org%3E"
PLACE = Place(installation_id=1, repository="acme/widget", number=7)


class Sink:
    """A mail server that keeps what it gets. It offers no TLS; `deaf` lets it say no to every recipient."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.mails: list[str] = []
        self.deaf = False
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak as much SMTP as is needed."""
        writer.write(b"220 sink\r\n")
        while line := (await reader.readline()).decode().rstrip():
            self.heard.append(line)
            word = line.split()[0].upper()
            if word == "DATA":
                writer.write(b"354 go on\r\n")
                lines = []
                while (part := (await reader.readline()).decode().rstrip("\r\n")) != ".":
                    lines.append(part.removeprefix("."))
                self.mails.append("\n".join(lines))
            answers = {"QUIT": b"221 bye\r\n", "RCPT": b"550 nobody\r\n" if self.deaf else b"250 ok\r\n"}
            writer.write(answers.get(word, b"250 ok\r\n"))
            if word == "QUIT":
                break
        writer.close()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    there = Sink()
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    async with server:
        yield there


async def told(url: str, text: str = "bob: acme/widget#7 waits for a word from you.") -> tuple[str, str]:
    """(state, note) of one message to a channel."""

    async def no_hook(message: Message) -> int:
        raise AssertionError("this is no hook")

    writer = NotifyingWriter(None, {"support": url}, no_hook)  # type: ignore[arg-type]
    effect = fx.Notify(subject="acme/widget#7", channel="support", text=Markdown(text))
    (receipt,) = await writer.apply(PLACE, [Task("key-1", effect, datetime(2026, 3, 2, tzinfo=UTC))])
    return receipt.state, receipt.note


async def test_a_message_arrives_as_a_mail(sink: Sink) -> None:
    text = "bob: acme/widget#7 waits.\n.\nBcc: mia@example.org\n" + "ü" * 90
    assert await told(f"smtp://127.0.0.1:{sink.port}/{WHERE}", text) == ("done", "")
    (source,) = sink.mails
    mail = message_from_string(source, policy=policy.default)
    assert (mail["To"], mail["From"]) == ("stewards@example.org", "Bot <bot@example.org>")
    assert mail["Subject"].startswith("bob: acme/widget#7 waits. . Bcc: mia@example.org ü")
    assert mail["Bcc"] is None
    assert mail.get_content().rstrip("\n") == text
    assert [line for line in sink.heard if line.lower().startswith("rcpt")] == [
        "rcpt TO:<stewards@example.org>"
    ]


async def test_the_same_message_bears_the_same_name(sink: Sink) -> None:
    for _ in range(2):
        await told(f"smtp://127.0.0.1:{sink.port}/{WHERE}")
    names = {message_from_string(each)["Message-ID"] for each in sink.mails}
    assert len(names) == 1
    assert "key-1" not in names.pop()


async def test_a_server_that_refuses_or_is_down_is_said_without_its_address(sink: Sink) -> None:
    sink.deaf = True
    refused = await told(f"smtp://127.0.0.1:{sink.port}/{WHERE}")
    assert refused == ("refused", "the channel support cannot be reached: SMTPRecipientsRefused")
    state, note = await told(f"smtp://127.0.0.1:1/{WHERE}")
    assert (state, "127.0.0.1" in note) == ("refused", False)


async def test_a_password_is_never_sent_in_the_clear(sink: Sink) -> None:
    state, note = await told(f"smtp://bot:secret@127.0.0.1:{sink.port}/{WHERE}")
    assert state == "refused"
    assert not any(line.upper().startswith("AUTH") for line in sink.heard)
    assert "secret" not in note


@pytest.mark.parametrize(
    "url",
    ["smtp://", "smtps://mail.example.org", "smtps://secret@h?to=a@b.org", "smtp://h:x?to=a@b&from=secret@d"],
)
def test_an_address_that_lacks_something_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(HookMistake, match="NOTIFY_BY_MAIL lacks something") as mistake:
        channel("by-mail", url)
    assert "secret" not in str(mistake.value)
    assert "secret" not in repr(channel("by-mail", f"smtps://u:secret@h{WHERE}"))
