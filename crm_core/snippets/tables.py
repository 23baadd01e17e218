"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, INTEGER, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

signature = Table(
    "signature",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("queue_id", UUID, primary_key=True),
    Column("language", TEXT, primary_key=True),
    Column("number", INTEGER, primary_key=True),
    Column("text", TEXT, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)

snippet = Table(
    "snippet",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("language", TEXT),
    Column("queue_id", UUID),
    Column("text", TEXT, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)

snippet_version = Table(
    "snippet_version",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("snippet_id", UUID, primary_key=True),
    Column("number", INTEGER, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("language", TEXT),
    Column("queue_id", UUID),
    Column("text", TEXT, nullable=False),
    Column("removed", BOOLEAN, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)
