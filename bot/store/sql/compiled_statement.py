"""Statements of the engine that are compiled once and then run straight by the driver.

SQLAlchemy writes them and converts their values, as everywhere; what is left out is the way through its
execution, which costs five times as much as such a statement itself (`benchmarks/bench_road.py` shows it).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    false,
    or_,
    true,
)
from sqlalchemy.exc import DBAPIError


class Prepared:
    """A statement whose parameters are all `bindparam`s, none of them expanding.

    An INSERT or UPDATE sets the columns named by `sets`, besides what it sets itself.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete, sets: Sequence[str] = ()) -> None:
        self._statement = statement
        self._sets = sets
        self._compiled: dict[str, _Compiled] = {}

    def all(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Return all rows of a SELECT, as named tuples in the order of the columns."""
        return self._on(conn).run(conn, values)[0]

    def first(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first row; None where there is none."""
        rows = self.all(conn, values)
        return rows[0] if rows else None

    def change(self, conn: Connection, values: Mapping[str, Any]) -> int:
        """Write, and return how many rows were changed."""
        return self._on(conn).run(conn, values)[1]

    def change_all(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Write for each of some rows, and return how many were changed altogether."""
        return self._on(conn).run_all(conn, rows)

    def _on(self, conn: Connection) -> _Compiled:
        compiled = self._compiled.get(conn.dialect.name)
        if compiled is None:
            compiled = _Compiled(self._statement, conn.dialect, self._sets)
            self._compiled[conn.dialect.name] = compiled
        return compiled


def one_of(column: ColumnElement[Any], name: str, count: int) -> ColumnElement[bool]:
    """`column` is one of the parameters `name0`, `name1` …: a statement for each count, since an expanding
    one costs thrice."""
    return or_(false(), *(column == bindparam(f"{name}{n}", type_=column.type) for n in range(count)))


def none_of(column: ColumnElement[Any], name: str, count: int) -> ColumnElement[bool]:
    """`column` is none of them."""
    return and_(true(), *(column != bindparam(f"{name}{n}", type_=column.type) for n in range(count)))


def rounded(values: Collection[str]) -> list[str]:
    """Return them, the last repeated up to a power of two: of fewer counts fewer statements are compiled."""
    names = list(values)
    return names + names[-1:] * ((1 << (len(names) - 1).bit_length()) - len(names)) if names else names


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """Return the parameters `name0`, `name1` …"""
    return {f"{name}{n}": value for n, value in enumerate(values)}


class _Compiled:
    def __init__(
        self, statement: Select[Any] | Insert | Update | Delete, dialect: Dialect, sets: Sequence[str]
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(sets) or None)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        places: list[str] | None = getattr(compiled, "positiontup", None)
        names = [column.key or "" for column in columns]
        self._text = str(compiled)
        self._by_place = places is not None
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        self._in = [
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in places or binds
        ]
        self._reads = bool(columns)
        types = [column.type.dialect_impl(dialect) for column in columns]
        converts = [type.result_processor(dialect, None) for type in types]
        self._out = [(place, convert) for place, convert in enumerate(converts) if convert is not None]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # known when it runs
        self._row = row._make
        self._error: type[Exception] = dialect.loaded_dbapi.Error

    def run(self, conn: Connection, values: Mapping[str, Any]) -> tuple[list[Any], int]:
        """Return the rows read, and the number of those changed."""
        return self._run(conn, self._parameters(values))

    def run_all(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Return the number of rows that were changed."""
        return self._run(conn, [self._parameters(row) for row in rows], many=True)[1]

    def _run(self, conn: Connection, parameters: Any, *, many: bool = False) -> tuple[list[Any], int]:
        driver = conn.connection.dbapi_connection
        assert driver is not None
        cursor = driver.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(self._text, parameters)
            rows = cursor.fetchall() if self._reads else []
            changed = cursor.rowcount
        except self._error as failure:  # In the words of SQLAlchemy, like any other.
            raise DBAPIError.instance(self._text, None, failure, self._error) from failure
        finally:
            cursor.close()
        return [self._converted(row) for row in rows], changed

    def _parameters(self, values: Mapping[str, Any]) -> Any:
        given = {**self._fixed, **values} if self._fixed else values
        if self._by_place:
            return [given[name] if put is None else put(given[name]) for name, put in self._in]
        return {name: given[name] if put is None else put(given[name]) for name, put in self._in}

    def _converted(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for place, convert in self._out:
            values[place] = convert(values[place])
        return self._row(values)
