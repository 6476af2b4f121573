"""Files that hold secrets or people's words: nobody else on the machine may read them."""

from collections.abc import Iterator
from pathlib import Path

from bot.settings import Settings
from bot.store.sql.connections import file_of
from bot.store.sql.urls import normal

ENV_FILE = Path(".env")


def open_to_others(settings: Settings) -> list[str]:
    """Return a sentence for each such file that others may read or write; empty when all is shut."""
    return [
        f"{path} is open to other users of this machine: chmod 600 {path}"
        for path in _files(settings)
        if path.is_file() and path.stat().st_mode & 0o077
    ]


def _files(settings: Settings) -> Iterator[Path]:
    yield ENV_FILE
    if settings.private_key_path is not None:
        yield settings.private_key_path
    if (database := file_of(normal(settings.database_url.get_secret_value()))) is not None:
        yield database
