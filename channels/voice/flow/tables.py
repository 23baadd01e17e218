"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="channels")

call_flow = Table(
    "call_flow",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("draft", JSONB),
    Column("edits", INTEGER, nullable=False),
    Column("published", INTEGER, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)

call_flow_account = Table(
    "call_flow_account",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("account_id", UUID, primary_key=True),
    Column("flow_id", UUID, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)

call_flow_run = Table(
    "call_flow_run",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("account_id", UUID, nullable=False),
    Column("flow_id", UUID),
    Column("version", INTEGER),
    Column("caller_kind", TEXT, nullable=False),
    Column("caller_value", TEXT, nullable=False),
    Column("kept", JSONB),
    Column("turn", INTEGER, nullable=False),
    Column("began_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("outcome", TEXT),
    Column("closed", BOOLEAN, nullable=False),
    Column("call_id", UUID),
    Column("conversation_id", UUID),
)

call_flow_sound = Table(
    "call_flow_sound",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("flow_id", UUID, nullable=False),
    Column("blob_key", TEXT, nullable=False),
    Column("content_type", TEXT, nullable=False),
    Column("bytes", INTEGER, nullable=False),
    Column("added_at", TIMESTAMP(timezone=True), nullable=False),
    Column("added_by", TEXT, nullable=False),
)

call_flow_version = Table(
    "call_flow_version",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("flow_id", UUID, primary_key=True),
    Column("version", INTEGER, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("note", TEXT, nullable=False),
    Column("published_at", TIMESTAMP(timezone=True), nullable=False),
    Column("published_by", TEXT, nullable=False),
)

caller_block = Table(
    "caller_block",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("caller_kind", TEXT, nullable=False),
    Column("caller_value", TEXT, nullable=False),
    Column("conversation_id", UUID, nullable=False),
    Column("call_id", UUID, nullable=False),
    Column("blocked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("blocked_by", UUID, nullable=False),
)
