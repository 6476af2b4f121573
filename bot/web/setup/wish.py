"""What the form of `/setup` asks for, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_NAME = 34
"""Characters of an App's name.

https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/registering-a-github-app
"""
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")


@dataclass(frozen=True)
class AppWish:
    """The App that somebody wants: its `name`, the organization that is to own it (empty: themselves), and
    where the server is reached, without a slash at its end."""

    name: str
    organization: str
    public_url: str

    @classmethod
    def sent(cls, form: Mapping[str, str]) -> AppWish:
        """Return what was sent, trimmed."""
        name, organization, url = (
            form.get(key, "").strip() for key in ("name", "organization", "public_url")
        )
        return cls(name, organization.removeprefix("@"), url.rstrip("/"))

    def mistakes(self) -> tuple[str, ...]:
        """Return what cannot be, each as a sentence."""
        mistakes = []
        if not 1 <= len(self.name) <= LONGEST_NAME:
            mistakes.append(f"The name of an App has 1 to {LONGEST_NAME} characters.")
        if self.organization and not _LOGIN.fullmatch(self.organization):
            mistakes.append("The organization is written as in its address on GitHub, such as acme.")
        if not _is_address(self.public_url):
            mistakes.append("The address of this server is written like https://bot.example.org.")
        return tuple(mistakes)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        plain = not (parts.username or parts.password or parts.query or parts.fragment)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and plain and parts.port != 0
    except ValueError:
        return False
