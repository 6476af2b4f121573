"""What each kind of chat wants to be sent. The kind is told from the hook's URL.

- Slack, Mattermost, Rocket.Chat, Zulip's Slack-compatible hook, Matrix (Hookshot): POST of `{"text": …}`.
- Zulip itself: `https://bot%40example.org:key@org.zulipchat.com/api/v1/messages?to=support&topic=rota`.
- Matrix itself:
`https://matrix.org/_matrix/client/v3/rooms/!room:matrix.org/send/m.room.message?access_token=…`."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

T = TypeVar("T")
Kind = Literal["text", "slack", "zulip", "matrix"]
JSON = {"Content-Type": "application/json"}
OPERATOR = "operator"
"""The operator's own channel: no repository's file reaches it."""
LONGEST = 2_000
"""Characters of a message; nothing of ours is near it."""


class HookMistake(ValueError):
    """A hook that cannot be used; the sentence names the setting and never the URL, which is a secret."""


def setting(name: str) -> str:
    """Return the setting that holds the URL of a channel."""
    return f"NOTIFY_{name.upper().replace('-', '_')}"


def for_repositories(hooks: Mapping[str, T]) -> dict[str, T]:
    """Return the channels, by name, that a repository's file may name."""
    return {name: url for name, url in hooks.items() if name != OPERATOR}


@dataclass(frozen=True)
class Message:
    """One HTTP request that says something in a chat."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Hook:
    """A hook that the operator has named. Its URL is a secret: it is never shown or logged."""

    name: str
    url: str

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise HookMistake(
                f"{setting(self.name)} is no URL: write the whole address, beginning with https://"
            )
        if self.kind == "zulip" and not (parts.username and parts.password and _query(parts.query, "to")):
            raise HookMistake(
                f"{setting(self.name)} lacks something: write https://BOT-MAIL:KEY@HOST/api/v1/messages"
                "?to=STREAM, with %40 for the @ of the bot's mail address"
            )

    def __repr__(self) -> str:
        return f"Hook({self.name!r})"

    @property
    def kind(self) -> Kind:
        """The kind of chat, as the URL shows it."""
        parts = urlsplit(self.url)
        if (parts.hostname or "").endswith("slack.com"):
            return "slack"
        if parts.path.endswith("/api/v1/messages"):
            return "zulip"
        if "/_matrix/client/" in parts.path and "/send/" in parts.path:
            return "matrix"
        return "text"

    def message(self, text: str, key: str) -> Message:
        """Return the request that says `text`. `key` is the same whenever the same thing is said again."""
        text = text[:LONGEST]
        parts = urlsplit(self.url)
        match self.kind:
            case "zulip":
                sender = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
                form = {"type": "stream", "topic": "support", **dict(parse_qsl(parts.query)), "content": text}
                netloc = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
                return Message(
                    "POST",
                    urlunsplit((parts.scheme, netloc, parts.path, "", "")),
                    {
                        "Authorization": f"Basic {b64encode(sender.encode()).decode()}",
                        "Content-Type": "application/x-www-form-urlencoded",
                    },
                    urlencode(form).encode(),
                )
            case "matrix":
                # The transaction's name makes Matrix drop a second sending of the same message.
                path = f"{parts.path.rstrip('/')}/{quote(key, safe='')}"
                body = {"msgtype": "m.text", "body": text}
                return Message("PUT", urlunsplit(parts._replace(path=path)), JSON, _json(body))
            case "slack":
                # Slack reads &, < and > itself: escaped, no text can call a channel or hide a link.
                plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                return Message("POST", self.url, JSON, _json({"text": plain}))
        return Message("POST", self.url, JSON, _json({"text": text}))


def _json(value: dict[str, str]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _query(query: str, name: str) -> str:
    return dict(parse_qsl(query)).get(name, "")
