"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BIGINT, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="core")

event = Table(
    "event",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("position", BIGINT, primary_key=True),
    Column("id", UUID, nullable=False),
    Column("type", TEXT, nullable=False),
    Column("version", INTEGER, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("correlation_id", UUID),
    Column("payload", JSONB, nullable=False),
)

event_cursor = Table(
    "event_cursor",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("consumer", TEXT, primary_key=True),
    Column("position", BIGINT, nullable=False),
    Column("moved_at", TIMESTAMP(timezone=True)),
)

event_head = Table(
    "event_head",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("position", BIGINT, nullable=False),
)

event_parked = Table(
    "event_parked",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("consumer", TEXT, primary_key=True),
    Column("position", BIGINT, primary_key=True),
    Column("parked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("error", TEXT),
    Column("tried_at", TIMESTAMP(timezone=True)),
    Column("attempts", INTEGER, nullable=False),
)

process = Table(
    "process",
    METADATA,
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False),
    Column("beat_at", TIMESTAMP(timezone=True), nullable=False),
)
