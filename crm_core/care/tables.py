"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

care_setting = Table(
    "care_setting",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("asks", BOOLEAN, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("question", JSONB, nullable=False),
    Column("cap_days", INTEGER, nullable=False),
    Column("delay_minutes", INTEGER, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

rating = Table(
    "rating",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("interaction_id", UUID, nullable=False),
    Column("conversation_id", UUID, nullable=False),
    Column("customer_id", UUID),
    Column("channel", TEXT, nullable=False),
    Column("queue_id", UUID),
    Column("agent_id", UUID),
    Column("kind", TEXT, nullable=False),
    Column("question", TEXT, nullable=False),
    Column("language", TEXT),
    Column("token_hash", TEXT),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("score", INTEGER),
    Column("bad", BOOLEAN),
    Column("comment", TEXT, nullable=False),
    Column("answered_at", TIMESTAMP(timezone=True)),
    Column("task_id", UUID),
)
