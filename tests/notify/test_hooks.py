"""What is sent to each kind of chat, and that a hook's URL stays a secret."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.core.ports.writer import Place, Receipt, Task
from bot.core.states import ReceiptState
from bot.notify import Hook, HookMistake
from bot.notify.hooks import Message
from bot.notify.writer import NotifyingWriter

SLACK = "https://hooks.slack.com/services/T0/B0/secret"
MATTERMOST = "https://chat.example.org/hooks/secret"
ZULIP = "https://steward-bot%40example.org:secret@acme.zulipchat.com/api/v1/messages?to=support&topic=rota"
MATRIX = "https://matrix.org/_matrix/client/v3/rooms/!r:matrix.org/send/m.room.message?access_token=secret"
PLACE = Place(installation_id=1, repository="acme/widget", number=7)


def test_slack_gets_text_that_cannot_call_a_channel() -> None:
    message = Hook("support", SLACK).message("bob: <!channel> & co", "k1")
    assert (message.method, message.url) == ("POST", SLACK)
    assert json.loads(message.body) == {"text": "bob: &lt;!channel&gt; &amp; co"}


def test_mattermost_and_hookshot_get_plain_text() -> None:
    message = Hook("support", MATTERMOST).message("bob: acme/widget#7", "k1")
    assert json.loads(message.body) == {"text": "bob: acme/widget#7"}


def test_zulip_gets_a_form_and_the_key_as_a_password() -> None:
    message = Hook("support", ZULIP).message("bob: hello", "k1")
    assert message.url == "https://acme.zulipchat.com/api/v1/messages"
    said = {key: values[0] for key, values in parse_qs(message.body.decode()).items()}
    assert said == {"type": "stream", "to": "support", "topic": "rota", "content": "bob: hello"}
    scheme, _, code = message.headers["Authorization"].partition(" ")
    assert (scheme, b64decode(code).decode()) == ("Basic", "steward-bot@example.org:secret")


def test_matrix_is_told_the_same_thing_once() -> None:
    message = Hook("support", MATRIX).message("bob: hello", "k/1")
    assert message.method == "PUT"
    assert "/send/m.room.message/k%2F1?access_token=secret" in message.url
    assert json.loads(message.body) == {"msgtype": "m.text", "body": "bob: hello"}


@pytest.mark.parametrize("url", ["", "slack-secret", "https://", "ftp://x.org/secret", "http://[secret"])
def test_a_url_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(HookMistake, match="NOTIFY_SLACK_SUPPORT") as mistake:
        Hook("slack-support", url)
    assert "secret" not in str(mistake.value)


def test_a_zulip_without_key_or_stream_is_refused() -> None:
    for url in ("https://acme.zulipchat.com/api/v1/messages?to=x", ZULIP.replace("to=support&", "")):
        with pytest.raises(HookMistake, match="with %40"):
            Hook("zulip", url)


def test_a_hook_shows_its_name_only() -> None:
    assert "secret" not in repr(Hook("support", SLACK))


class GitHubSide:
    """Notes what GitHub is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def apply(self, place: Place, tasks: list[Task] | tuple[Task, ...]) -> list[Receipt]:
        self.asked += [task.effect.effect for task in tasks]
        return [Receipt(task.key, ReceiptState.DONE, remote_id=9) for task in tasks]


def tasks(channel: str = "support") -> list[Task]:
    by = datetime(2026, 3, 2, tzinfo=UTC)
    effects: list[fx.Outward] = [
        fx.AddLabels(subject="acme/widget#7", labels=("bug",)),
        fx.Notify(subject="acme/widget#7", channel=channel, text=Markdown("bob: hello")),
        fx.Assign(subject="acme/widget#7", logins=("bob",)),
    ]
    return [Task(key=f"k{n}", effect=effect, deadline=by) for n, effect in enumerate(effects)]


async def settle(
    channel: str = "support", status: int | type[Exception] = 200
) -> tuple[list[Receipt], list[str]]:
    sent: list[Message] = []

    async def send(message: Message) -> int:
        sent.append(message)
        if not isinstance(status, int):
            raise status
        return status

    github = GitHubSide()
    writer = NotifyingWriter(github, {"support": MATTERMOST}, send)  # type: ignore[arg-type]
    return await writer.apply(PLACE, tasks(channel)), github.asked


async def test_everything_else_goes_on_to_github_in_its_order() -> None:
    receipts, asked = await settle()
    assert asked == ["add_labels", "assign"]
    assert [each.key for each in receipts] == ["k0", "k1", "k2"]
    assert [each.remote_id for each in receipts] == [9, None, 9]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (204, "done"),
        (404, "refused"),
        (429, "refused"),
        (503, "refused"),
        (TimeoutError, "done"),
        (OSError, "refused"),
    ],
)
async def test_what_becomes_of_a_message(status: int | type[Exception], state: str) -> None:
    receipts, _ = await settle(status=status)
    assert receipts[1].state == state
    assert "secret" not in receipts[1].note


async def test_a_channel_nobody_has_set_up_is_named() -> None:
    receipts, _ = await settle(channel="slack-core")
    assert receipts[1].state == "refused"
    assert "NOTIFY_SLACK_CORE" in receipts[1].note
