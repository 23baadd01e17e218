"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import (
    ARRAY,
    BIGINT,
    BOOLEAN,
    DOUBLE_PRECISION,
    INTEGER,
    JSONB,
    NUMERIC,
    TEXT,
    TIMESTAMP,
    UUID,
)

METADATA = MetaData(schema="crm")

case = Table(
    "case",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("number", BIGINT, nullable=False),
    Column("type", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("sub_state", TEXT),
    Column("priority", TEXT, nullable=False),
    Column("reason", TEXT),
    Column("title", TEXT, nullable=False),
    Column("wants", TEXT, nullable=False),
    Column("told", TEXT, nullable=False),
    Column("customer_id", UUID),
    Column("owner_id", UUID),
    Column("contract", TEXT),
    Column("fields", JSONB, nullable=False),
    Column("cause", TEXT),
    Column("remedy", TEXT),
    Column("resolution", TEXT, nullable=False),
    Column("cost", NUMERIC),
    Column("currency", TEXT),
    Column("cost_note", TEXT, nullable=False),
    Column("wait_for", TEXT),
    Column("wait_note", TEXT, nullable=False),
    Column("waiting_since", TIMESTAMP(timezone=True)),
    Column("wake_at", TIMESTAMP(timezone=True)),
    Column("opened_at", TIMESTAMP(timezone=True), nullable=False),
    Column("opened_by", TEXT, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("resolved_at", TIMESTAMP(timezone=True)),
    Column("closed_at", TIMESTAMP(timezone=True)),
    Column("due_at", TIMESTAMP(timezone=True)),
    Column("due_kind", TEXT),
    Column("parent_id", UUID),
    Column("follows_id", UUID),
    Column("merged_into", UUID),
    Column("is_incident", BOOLEAN, nullable=False),
    Column("version", INTEGER, nullable=False),
    Column("shut", JSONB, nullable=False),
    Column("request_key", TEXT),
    Column("request_hash", TEXT),
    Column("undo", JSONB),
    Column("queue_id", UUID),
)

case_change = Table(
    "case_change",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("case_id", UUID, primary_key=True),
    Column("n", INTEGER, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("code", TEXT, nullable=False),
    Column("args", JSONB, nullable=False),
)

case_clock = Table(
    "case_clock",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("case_id", UUID, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False),
    Column("goal", INTEGER, nullable=False),
    Column("still", JSONB, nullable=False),
    Column("still_since", TIMESTAMP(timezone=True)),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("deadline", TIMESTAMP(timezone=True)),
    Column("spent", INTEGER),
)

case_counter = Table(
    "case_counter",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("last", BIGINT, nullable=False),
)

case_link = Table(
    "case_link",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("case_id", UUID, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("ref", TEXT, primary_key=True),
    Column("label", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("linked_at", TIMESTAMP(timezone=True), nullable=False),
)

case_outcome = Table(
    "case_outcome",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("case_id", UUID, primary_key=True),
    Column("resolved_at", TIMESTAMP(timezone=True), nullable=False),
    Column("type", TEXT, nullable=False),
    Column("cause", TEXT),
    Column("queue_id", UUID),
    Column("cost", NUMERIC),
    Column("currency", TEXT),
    Column("took", DOUBLE_PRECISION, nullable=False),
    Column("counted", INTEGER),
    Column("late", BOOLEAN, nullable=False),
    Column("reopened", BOOLEAN, nullable=False),
    Column("products", ARRAY(TEXT), nullable=False),
    Column("back_at", TIMESTAMP(timezone=True)),
    Column("back_id", UUID),
)

case_type = Table(
    "case_type",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("code", TEXT, primary_key=True),
    Column("definition", JSONB, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

case_type_change = Table(
    "case_type_change",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("code", TEXT, primary_key=True),
    Column("n", INTEGER, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("was", JSONB),
    Column("became", JSONB),
)

case_watcher = Table(
    "case_watcher",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("case_id", UUID, primary_key=True),
    Column("user_id", UUID, primary_key=True),
)

incident = Table(
    "incident",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("case_id", UUID, primary_key=True),
    Column("words", JSONB, nullable=False),
    Column("products", JSONB, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("advice", TEXT, nullable=False),
    Column("announcement", JSONB, nullable=False),
    Column("announced", BOOLEAN, nullable=False),
    Column("expected_at", TIMESTAMP(timezone=True)),
    Column("declared_at", TIMESTAMP(timezone=True), nullable=False),
    Column("declared_by", TEXT, nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
)

incident_refusal = Table(
    "incident_refusal",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("incident_id", UUID, primary_key=True),
    Column("ref", TEXT, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
)

incident_update = Table(
    "incident_update",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("case_id", UUID, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("texts", JSONB, nullable=False),
    Column("outcomes", JSONB, nullable=False),
)
