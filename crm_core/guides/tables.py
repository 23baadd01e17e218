"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

guide = Table(
    "guide",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("queue_id", UUID, primary_key=True),
    Column("version", INTEGER, primary_key=True),
    Column("steps", JSONB, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)

guide_run = Table(
    "guide_run",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("interaction_id", UUID, primary_key=True),
    Column("queue_id", UUID, primary_key=True),
    Column("version", INTEGER, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("begun_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)
