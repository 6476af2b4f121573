"""Names for things that nobody named: stable ids, node ids, shas and delivery GUIDs.

The simulated GitHub has no randomness: the same world gives the same ids on every run and every machine.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from uuid import UUID

FIRST_RUNTIME_ID = 2**31 + 1
"""Ids of what is written at run time count up from here: like GitHub's they grow with time and
need more than 31 bits, and they never meet a hashed id."""


def stable_id(kind: str, key: str) -> int:
    """The id of a seeded thing: a positive number below 2**31 that depends on kind and key alone."""
    digest = hashlib.blake2b(f"{kind}:{key.casefold()}".encode("utf-8", "replace"), digest_size=4).digest()
    return (int.from_bytes(digest, "big") & 0x7FFF_FFFF) or 1


def node_id(kind: str, id_: int) -> str:
    """GraphQL's name for a thing; the kind can be read from it, as from GitHub's."""
    return b64encode(f"{kind}:{id_}".encode()).decode()


def account_node(id_: int, type_: str) -> str:
    """The same for an account: people, bots and organizations are different things to GraphQL."""
    return node_id(type_ if type_ in ("Bot", "Organization", "Mannequin") else "User", id_)


def parse_node(text: str) -> tuple[str, int] | None:
    """The kind and id behind a node id, or None when it is none of ours."""
    try:
        kind, _, number = b64decode(text, validate=True).decode().partition(":")
        return kind, int(number)
    except ValueError:
        return None


def blob_sha(content: bytes) -> str:
    """What git calls a file with this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def commit_sha(*parts: object) -> str:
    """A commit's sha, from whatever makes the commit different from others."""
    text = "\0".join(map(str, parts))
    return hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def delivery_guid(seed: str, count: int) -> str:
    """The GUID of the `count`th delivery under this `seed`."""
    digest = hashlib.blake2b(f"{seed}:{count}".encode(), digest_size=16).digest()
    return str(UUID(bytes=digest, version=4))
