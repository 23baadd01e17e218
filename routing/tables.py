"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BIGINT, BOOLEAN, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="routing")

agent_profile = Table(
    "agent_profile",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("agent_id", UUID, primary_key=True),
    Column("skills", JSONB, nullable=False),
    Column("queues", JSONB, nullable=False),
    Column("capacity", JSONB, nullable=False),
)

policy_draft = Table(
    "policy_draft",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("revision", INTEGER, nullable=False),
    Column("based_on", BIGINT, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("author", TEXT, nullable=False),
    Column("document", JSONB, nullable=False),
)

policy_head = Table(
    "policy_head",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("version", BIGINT, nullable=False),
    Column("settings", JSONB, nullable=False),
)

policy_version = Table(
    "policy_version",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("version", BIGINT, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("author", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("note", TEXT, nullable=False),
    Column("restores", BIGINT),
    Column("document", JSONB, nullable=False),
)

queue = Table(
    "queue",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("priority", INTEGER, nullable=False),
    Column("skills", JSONB, nullable=False),
    Column("offer_seconds", JSONB, nullable=False),
    Column("sl_seconds", JSONB, nullable=False),
    Column("sl_percent", INTEGER, nullable=False),
    Column("first_reply_seconds", INTEGER),
    Column("next_reply_seconds", INTEGER),
    Column("resolution_seconds", INTEGER),
    Column("wrap_mode", JSONB, nullable=False),
    Column("wrap_seconds", JSONB, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("position", INTEGER, nullable=False),
    Column("active", BOOLEAN, nullable=False),
)

shard = Table(
    "shard",
    METADATA,
    Column("shard", INTEGER, primary_key=True),
    Column("holder", UUID),
    Column("backend_pid", INTEGER),
    Column("beat_at", TIMESTAMP(timezone=True)),
)

study = Table(
    "study",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("question", JSONB, nullable=False),
    Column("asked_by", TEXT, nullable=False),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("state", TEXT, nullable=False),
    Column("done", INTEGER, nullable=False),
    Column("steps", INTEGER, nullable=False),
    Column("result", JSONB),
    Column("problem", TEXT),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("refused", JSONB),
)

temporary_serving = Table(
    "temporary_serving",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("agent_id", UUID, primary_key=True),
    Column("queues", JSONB, nullable=False),
    Column("skills", JSONB, nullable=False),
    Column("until", TIMESTAMP(timezone=True), nullable=False),
    Column("set_at", TIMESTAMP(timezone=True), nullable=False),
    Column("set_by", TEXT, nullable=False),
    Column("why", TEXT, nullable=False),
)

undo = Table(
    "undo",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("actor", TEXT, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("act", TEXT, nullable=False),
    Column("subject", UUID),
    Column("before", JSONB, nullable=False),
)

unserved = Table(
    "unserved",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("interaction_id", UUID, primary_key=True),
    Column("queue_id", UUID, nullable=False),
    Column("since", TIMESTAMP(timezone=True), nullable=False),
    Column("lack", TEXT, nullable=False),
    Column("missing", JSONB, nullable=False),
)
