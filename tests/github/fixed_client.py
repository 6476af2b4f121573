"""One token for everything: how tests reach a GitHub where no App is about."""

from __future__ import annotations

from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.tokens import FixedAuthorization


def fixed_client(connection: Connection, token: str) -> Client:
    """The API under one token."""
    return Client(connection, FixedAuthorization("token", f"token {token}"))
