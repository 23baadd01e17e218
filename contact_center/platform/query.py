"""Statements composed at run time: SQLAlchemy Core over declared tables, run as text and parameters on psycopg.

Fixed statements are text in a store (decision 0002). Where columns, conditions or tables vary, the statement is built
here or with what this module hands on, over the tables that `tables.py` of a package declares; nothing is pasted
(decision 0040). Compiling costs as much as several statements, so whatever varies little is compiled once a shape.

    await reader.many(Row, *compiled(select(call).where(call.c.state == "ended")))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Table,
    TableClause,
    bindparam,
    cast,
    column,
    delete,
    func,
    intersect,
    or_,
    select,
    table,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.dialects.postgresql import psycopg as _psycopg
from sqlalchemy.sql import ClauseElement

__all__ = [
    "ColumnElement",
    "CompoundSelect",
    "FromClause",
    "Insert",
    "Prepared",
    "Select",
    "Statement",
    "Table",
    "bindparam",
    "cast",
    "compiled",
    "delete",
    "func",
    "insert",
    "insert_row",
    "insert_rows",
    "intersect",
    "or_",
    "or_replace",
    "prepared",
    "select",
    "union_all",
    "update",
    "update_rows",
    "view",
]

Statement = tuple[str, dict[str, Any]]
"""Text with named places, and what stands in them; values as psycopg takes them (a `Jsonb`, a list)."""

_DIALECT = _psycopg.dialect()  # type: ignore[no-untyped-call]


class ColumnUnknown(LookupError):
    """The table declares no such column; `python -m tools.tables` after a migration."""


def compiled(statement: ClauseElement) -> Statement:
    """Text and parameters of a statement that is composed anew each time."""
    made = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(made), dict(made.params)


def view(name: str, *columns: str) -> TableClause:
    """A view that its owner publishes, `core.work_info`, by the columns that are read."""
    schema, _, plain = name.partition(".")
    return table(plain, *(column(one) for one in columns), schema=schema)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement compiled once, to be kept (`functools.cache`); what differs each time is named by `bindparam`."""

    text: str
    fixed: Mapping[str, Any]

    def given(self, values: Mapping[str, Any]) -> Statement:
        return self.text, {**self.fixed, **values}


def prepared(statement: ClauseElement) -> Prepared:
    return Prepared(*compiled(statement))


def insert_row(table: Table, values: Mapping[str, Any], *, unless_there: tuple[str, ...] = ()) -> Statement:
    """One row. With `unless_there`, the columns of a unique key, a row that is there already stays as it is."""
    made = _insert(table, tuple(values), unless_there)
    return made.given({f"new_{name}": value for name, value in values.items()})


def update_rows(table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> Statement:
    """The rows whose columns equal `key` get these values; there must be at least one of each."""
    made = _update(table, tuple(key), tuple(values))
    return made.given({f"new_{n}": v for n, v in values.items()} | {f"key_{n}": v for n, v in key.items()})


def insert_rows(table: Table, names: Sequence[str]) -> Insert:
    """Any number of rows that travel as one JSON document, `%(rows)s`; what to do about a conflict may be added."""
    given = func.json_to_recordset(cast(bindparam("rows"), JSON)).table_valued(*(_like(table, name) for name in names))
    given = given.render_derived(name="given", with_types=True)
    return insert(table).from_select(list(names), select(*given.c))


def or_replace(into: Insert, names: Sequence[str]) -> Insert:
    """A row that is there already, by the primary key, gets the other columns' new values."""
    key = [one.name for one in into.table.primary_key]
    replaced = {name: into.excluded[name] for name in names if name not in key}
    return into.on_conflict_do_update(index_elements=key, set_=replaced)


@cache
def _insert(table: Table, names: tuple[str, ...], unless_there: tuple[str, ...]) -> Prepared:
    statement = insert(table).values({name: _new(table, name) for name in names})
    if unless_there:
        statement = statement.on_conflict_do_nothing(index_elements=list(unless_there))
    return prepared(statement)


@cache
def _update(table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> Prepared:
    statement = update(table).values({name: _new(table, name) for name in names})
    for name in key:
        statement = statement.where(_column(table, name) == bindparam(f"key_{name}"))
    return prepared(statement)


def _new(table: Table, name: str) -> Any:
    return bindparam(f"new_{name}", type_=_column(table, name).type)


def _like(table: Table, name: str) -> Any:
    return column(name, _column(table, name).type)


def _column(table: Table, name: str) -> Any:
    if name not in table.c:
        raise ColumnUnknown(f"{table.fullname}.{name}")
    return table.c[name]
