"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

METADATA = MetaData(schema="channels")

missed_cursor = Table(
    "missed_cursor",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("channel_account_id", UUID, primary_key=True),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
)
