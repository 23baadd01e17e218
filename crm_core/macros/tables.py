"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

macro = Table(
    "macro",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("language", TEXT),
    Column("queue_id", UUID),
    Column("acts", JSONB, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)
