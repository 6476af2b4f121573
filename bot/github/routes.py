"""Addresses in GitHub's API, built so that no foreign word leaves its place in a path."""

from urllib.parse import quote

from bot.github.errors import Gone


def route(*parts: str | int) -> str:
    """Return a path from its parts, each quoted whole. Gone for a part that could lead elsewhere (`..`,
    empty)."""
    words = [str(part) for part in parts]
    if any(word in ("", ".", "..") for word in words):
        raise Gone(f"there is no {'/'.join(words)}", status=404)
    return "/" + "/".join(quote(word.encode("utf-8", "replace"), safe="") for word in words)


def repo_route(repository: str, *parts: str | int) -> str:
    """Return a path below the repository `owner/name`."""
    owner, _, name = repository.partition("/")
    return route("repos", owner, name, *parts)
