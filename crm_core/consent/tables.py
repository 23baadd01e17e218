"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

consent = Table(
    "consent",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("value", TEXT, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("purpose", TEXT, primary_key=True),
    Column("state", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("message_id", UUID),
    Column("note", TEXT, nullable=False),
    Column("change_id", UUID, nullable=False),
)

consent_change = Table(
    "consent_change",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("value", TEXT, nullable=False),
    Column("channel", TEXT, nullable=False),
    Column("purpose", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("message_id", UUID),
    Column("note", TEXT, nullable=False),
    Column("client_key", TEXT),
)
