"""Column types that keep what hostile input and two databases would otherwise spoil."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from lz4 import block
from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, LargeBinary, Text, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from bot.core.ports.clock import EPOCH

_MICROSECOND = timedelta(microseconds=1)

LARGEST_ID = 2**63 - 1


def bounded(value: int | None) -> int | None:
    """`value` if the database can hold it; a payload may claim any number."""
    return value if value is None or -LARGEST_ID <= value <= LARGEST_ID else None


def clean(text: str) -> str:
    """`text` without what no database stores: NULs go, lone surrogates become U+FFFD."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept as whole microseconds since 1970 in UTC: exact, sortable, the same everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds; ValueError for a naive time, which could mean anything."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment, in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text people or GitHub wrote, compared byte by byte on every database (so that ranges are prefixes)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """PostgreSQL would otherwise sort by the server's language."""
        # Not by its descriptor, which is a VARCHAR there.
        return Text(collation="C") if dialect.name == "postgresql" else dialect.type_descriptor(Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Storable text. Straight, since `Text` itself converts nothing: of this there are dozens a
        delivery."""
        return _storable


def _storable(value: str | None) -> str | None:
    return None if value is None else clean(value)


class Packed(TypeDecorator[bytes]):
    """JSON as somebody signed it, in a fifth of its bytes: SQLite writes each of them twice.

    PostgreSQL compresses large values by itself. What is empty stays so, and what was stored unpacked, by an
    earlier version, is told by its first byte, with which no JSON begins.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Return what the database keeps."""
        if not value or dialect.name != "sqlite":
            return value
        packed: bytes = block.compress(value, store_size=True)
        return PACKED + packed

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Return what was signed; what a damaged file has instead, where it cannot be unpacked."""
        stored: bytes | None = value
        if stored is None or not stored.startswith(PACKED):
            return stored
        with suppress(block.LZ4BlockError, ValueError, MemoryError):
            stored = block.decompress(stored[len(PACKED) :])
        return stored


PACKED = b"\x04"
"""Before an LZ4 block that begins with the size of the whole (four bytes, the lowest first)."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A key we number ourselves: SQLite counts up only what is declared INTEGER."""


class _JsonWord(FunctionElement[str]):
    inherit_cache = True
    type = Text()


def json_word(column: ColumnElement[Any], name: str) -> ColumnElement[str]:
    """Return the text under a name of ours in a column of JSON objects; NULL where there is none.

    The name is no bound value: an index is used only for the very expression that it has.
    """
    assert name.isidentifier(), "it is written into the statement as it is"
    return _JsonWord(column, literal_column(name))


@compiles(_JsonWord)
def _with_path(element: _JsonWord, compiler: SQLCompiler, **options: Any) -> str:
    column, name = element.clauses
    return f"json_extract({compiler.process(column, **options)}, '$.{compiler.process(name)}')"


@compiles(_JsonWord, "postgresql")
def _with_arrow(element: _JsonWord, compiler: SQLCompiler, **options: Any) -> str:
    column, name = element.clauses
    # Without brackets: the operator binds more tightly than any that compares.
    return f"{compiler.process(column, **options)} ->> '{compiler.process(name)}'"
