"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="routing")

callback = Table(
    "callback",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("interaction_id", UUID, primary_key=True),
    Column("number", TEXT, nullable=False),
    Column("name", TEXT),
    Column("requested_at", TIMESTAMP(timezone=True), nullable=False),
    Column("promised_until", TIMESTAMP(timezone=True), nullable=False),
    Column("state", TEXT, nullable=False),
    Column("attempts", JSONB, nullable=False),
    Column("next_at", TIMESTAMP(timezone=True)),
    Column("alerted_at", TIMESTAMP(timezone=True)),
    Column("ended_at", TIMESTAMP(timezone=True)),
)

wait = Table(
    "wait",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("interaction_id", UUID, primary_key=True),
    Column("queue_id", UUID, nullable=False),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("groups", JSONB, nullable=False),
    Column("callback_offered_at", TIMESTAMP(timezone=True)),
    Column("announced_until", TIMESTAMP(timezone=True)),
    Column("announced_position", INTEGER),
    Column("announced_at", TIMESTAMP(timezone=True)),
)
