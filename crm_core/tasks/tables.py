"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

task = Table(
    "task",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("subject", TEXT, nullable=False),
    Column("note", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("owner_id", UUID),
    Column("queue_id", UUID),
    Column("due_at", TIMESTAMP(timezone=True), nullable=False),
    Column("timed", BOOLEAN, nullable=False),
    Column("promised", BOOLEAN, nullable=False),
    Column("remind_at", TIMESTAMP(timezone=True)),
    Column("reminded_at", TIMESTAMP(timezone=True)),
    Column("next_at", TIMESTAMP(timezone=True)),
    Column("customer_id", UUID),
    Column("conversation_id", UUID),
    Column("links", JSONB, nullable=False),
    Column("interaction_id", UUID),
    Column("missed_at", TIMESTAMP(timezone=True)),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("ended_by", UUID),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("created_by", UUID),
    Column("client_key", TEXT),
    Column("history_number", INTEGER, nullable=False),
)

task_history = Table(
    "task_history",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("task_id", UUID, primary_key=True),
    Column("number", INTEGER, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("code", TEXT, nullable=False),
    Column("args", JSONB, nullable=False),
)
