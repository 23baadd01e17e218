"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, BYTEA, INTEGER, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

assistant = Table(
    "assistant",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("enabled", BOOLEAN, nullable=False),
    Column("base_url", TEXT, nullable=False),
    Column("model", TEXT, nullable=False),
    Column("deadline_seconds", INTEGER, nullable=False),
    Column("secret", BYTEA),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)
