"""Declared tables, migrations and the database agree."""

from __future__ import annotations

from contact_center.bootstrap.registry import OWNERS
from tests.servers import Database
from tools.tables import ROOT, differing, written


def test_the_declared_tables_are_those_that_the_migrations_make(database: Database) -> None:
    expected = written(database.owner)
    assert len(expected) == len(OWNERS)
    wrong = [str(path.relative_to(ROOT)) for path in differing(expected)]
    assert not wrong, f"run python -m tools.tables: {', '.join(wrong)}"


def test_every_table_of_the_registry_is_declared_once(database: Database) -> None:
    names = [table.name for tables in OWNERS.values() for table in tables]
    assert len(names) == len(set(names))
