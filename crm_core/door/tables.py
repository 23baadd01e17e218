"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import INTEGER, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

door_knock = Table(
    "door_knock",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("value", TEXT, nullable=False),
    Column("language", TEXT, nullable=False),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("attempts", INTEGER, nullable=False),
    Column("customer_id", UUID),
    Column("message_id", UUID),
    Column("used_at", TIMESTAMP(timezone=True)),
    Column("origin", TEXT, nullable=False),
)

door_stay = Table(
    "door_stay",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("token_hash", TEXT, nullable=False),
    Column("customer_id", UUID, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("value", TEXT, nullable=False),
    Column("begun_at", TIMESTAMP(timezone=True), nullable=False),
    Column("seen_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
)
