"""Questions to the tables of a home-grown ERP: their names come from a mapping, so they are composed by SQLAlchemy,
which quotes them. Nothing here writes but `load`, into a database in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnClause,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    column,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.sql.selectable import TableClause

from erp_link.connectors.keyset import Id
from erp_link.connectors.sql.domain import MappedTable


def asked(mapped: MappedTable) -> Select[Any]:
    """All mapped columns, by field."""
    columns = [_column(name).label(field) for field, name in mapped.columns.items()]
    return select(*columns).select_from(_table(mapped))


def by_ids(mapped: MappedTable, ids: Collection[Id]) -> Select[Any]:
    return asked(mapped).where(_column(mapped.id).in_(list(ids)))


def of_account(mapped: MappedTable, account: Id, newest: str | None, limit: int) -> Select[Any]:
    query = asked(mapped).where(_column(mapped.columns["account"]) == account)
    if newest is not None and newest in mapped.columns:
        query = query.order_by(_column(mapped.columns[newest]).desc())
    return query.order_by(_column(mapped.id).desc()).limit(limit)


def lines_of(mapped: MappedTable, parents: Collection[Id]) -> Select[Any]:
    parent = _column(mapped.columns["parent"])
    query = asked(mapped).where(parent.in_(list(parents))).order_by(parent)
    return query.order_by(_column(mapped.id)) if "id" in mapped.columns else query


def named(mapped: MappedTable, field: str, value: str) -> Select[Any]:
    """Rows whose column says this, whatever its case."""
    return asked(mapped).where(func.lower(_column(mapped.columns[field])) == value.casefold()).limit(50)


def ending(mapped: MappedTable, field: str, digits: str) -> Select[Any]:
    """Rows whose telephone number ends like this, whatever stands between its digits."""
    plain: ColumnElement[Any] = _column(mapped.columns[field])
    for mark in (" ", "-", "(", ")", "."):
        plain = func.replace(plain, mark, "")
    return asked(mapped).where(plain.like(f"%{digits}")).limit(50)


def changed(mapped: MappedTable, head: str, after: tuple[Any, Id] | None, limit: int) -> Select[Any]:
    """Stamp, id and the document's id of rows after a place, in the order of (stamp, id)."""
    stamp, id, key = _column(mapped.columns["changed"]), _column(mapped.id), _column(mapped.columns[head])
    query = select(stamp.label("stamp"), id.label("id"), key.label("head")).select_from(_table(mapped))
    query = query.where(stamp.is_not(None))
    if after is not None:
        query = query.where(or_(stamp > after[0], and_(stamp == after[0], id > after[1])))
    return query.order_by(stamp, id).limit(limit)


def newest(mapped: MappedTable) -> Select[Any]:
    stamp, id = _column(mapped.columns["changed"]), _column(mapped.id)
    return (
        select(stamp.label("stamp"), id.label("id"))
        .select_from(_table(mapped))
        .where(stamp.is_not(None))
        .order_by(stamp.desc(), id.desc())
        .limit(1)
    )


def ids(mapped: MappedTable, after: Id | None, limit: int) -> Select[Any]:
    id = _column(mapped.id)
    query = select(id.label("id")).select_from(_table(mapped))
    return (query if after is None else query.where(id > after)).order_by(id).limit(limit)


def counted(mapped: MappedTable) -> Select[Any]:
    return select(func.count(literal_column("*"))).select_from(_table(mapped))


def load(connection: Connection, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of text in a database in memory, instead of the one of this name."""
    made = Table(name, MetaData(), *[Column(head, Text) for head in heads])
    made.drop(connection, checkfirst=True)
    made.create(connection)
    if rows:
        connection.execute(insert(made), [dict(zip(heads, row, strict=True)) for row in rows])


def drop(connection: Connection, name: str) -> None:
    Table(name, MetaData()).drop(connection, checkfirst=True)


def _table(mapped: MappedTable) -> TableClause:
    schema, dot, name = mapped.table.rpartition(".")
    return table(name, schema=schema) if dot else table(mapped.table)


def _column(name: str) -> ColumnClause[Any]:
    return column(name)
