"""The store's databases of both kinds."""

from tests.store.conftest import db, file_url, url

__all__ = ["db", "file_url", "url"]
