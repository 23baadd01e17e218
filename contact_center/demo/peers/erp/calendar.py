"""Keeps the story true as days go by.

"Late since three days" is a fact of a day. The prepared file may be weeks old when it is copied, and a
demo may be started again after a month; then every date of the business is moved by the same number of
days, so that its story is again that of today. Within `DRIFT` days nothing is moved: what was late by
three days is late by five, as it would be in a real shop, and agrees with what was written about it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

DRIFT = timedelta(days=7)
_TECHNICAL = ("ir_", "res_", "sqlite_")


def is_outdated(anchor: date, today: date) -> bool:
    """Whether a story counted from `anchor` has grown implausible; a clock set back counts as well."""
    return abs(today - anchor) > DRIFT


def move_days(database: Path, days: int) -> int:
    """Adds `days` to each date of the business in a Tryton database that nobody has open; how many moved."""
    if not days:
        return 0
    moved = 0
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, column in _date_columns(connection):
            sql = f'UPDATE "{table}" SET "{column}" = date("{column}", ?) WHERE "{column}" IS NOT NULL'
            moved += connection.execute(sql, (f"{days:+d} days",)).rowcount
    return moved


def _date_columns(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Columns of type DATE in tables of the business; instants of technical tables stay."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [
        (table, name)
        for (table,) in tables
        if not table.startswith(_TECHNICAL)
        for _, name, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")')
        if kind.upper() == "DATE"
    ]
