"""Statements of the engine that are compiled once and then run straight by the driver.

SQLAlchemy writes them and converts their values, as everywhere; what is left out is the way through its
execution, which costs five times as much as such a look-up itself (`benchmarks/bench_road.py` shows it).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError


class Prepared:
    """A SELECT whose parameters are all `bindparam`s, none of them expanding."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """All rows, as named tuples in the order of the columns."""
        compiled = self._compiled.get(conn.dialect.name)
        if compiled is None:
            compiled = self._compiled[conn.dialect.name] = _Compiled(self._statement, conn.dialect)
        return compiled.run(conn, values)

    def first(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        """The first row; None where there is none."""
        return next(iter(self.all(conn, values)), None)


class _Compiled:
    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        columns = list(statement.selected_columns)
        names = [column.key or "" for column in columns]
        self._text = str(compiled)
        self._order: list[str] | None = getattr(compiled, "positiontup", None)
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        self._in = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()
        }
        self._out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # known when it runs
        self._row = row._make
        self._error: type[Exception] = dialect.loaded_dbapi.Error

    def run(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        given = {**self._fixed, **values}
        bound = {name: given[name] if put is None else put(given[name]) for name, put in self._in.items()}
        parameters: Any = bound if self._order is None else [bound[name] for name in self._order]
        cursor = conn.connection.cursor()
        try:
            cursor.execute(self._text, parameters)
            rows = cursor.fetchall()
        except self._error as failure:  # In the words of SQLAlchemy, like any other.
            raise DBAPIError.instance(self._text, None, failure, self._error) from failure
        finally:
            cursor.close()
        return [self._row(map(_converted, self._out, row)) for row in rows]


def _converted(convert: Any, value: Any) -> Any:
    return value if convert is None else convert(value)
