"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import (
    ARRAY,
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE_PRECISION,
    INTEGER,
    JSONB,
    TEXT,
    TIMESTAMP,
    UUID,
)

METADATA = MetaData(schema="measures")

agent_state = Table(
    "agent_state",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("agent_id", UUID, primary_key=True),
    Column("since", TIMESTAMP(timezone=True), primary_key=True),
    Column("until", TIMESTAMP(timezone=True)),
    Column("state", TEXT, nullable=False),
    Column("reason", TEXT),
    Column("activity", TEXT, nullable=False),
    Column("segments", JSONB, nullable=False),
    Column("position", BIGINT, nullable=False),
)

day_cell = Table(
    "day_cell",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("day", DATE, primary_key=True),
    Column("queue_id", UUID, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("offered", INTEGER, nullable=False),
    Column("answered", INTEGER, nullable=False),
    Column("answered_within", INTEGER, nullable=False),
    Column("answered_late", INTEGER, nullable=False),
    Column("flowed_out", INTEGER, nullable=False),
    Column("closed", INTEGER, nullable=False),
    Column("answered_wait_seconds", DOUBLE_PRECISION, nullable=False),
)

day_handled = Table(
    "day_handled",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("day", DATE, primary_key=True),
    Column("queue_id", UUID, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("pieces", INTEGER, nullable=False),
    Column("contact_seconds", DOUBLE_PRECISION, nullable=False),
    Column("hold_seconds", DOUBLE_PRECISION, nullable=False),
    Column("wrap_seconds", DOUBLE_PRECISION, nullable=False),
)

entry = Table(
    "entry",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("interaction_id", UUID, primary_key=True),
    Column("number", INTEGER, primary_key=True),
    Column("queue_id", UUID, nullable=False),
    Column("channel", TEXT, nullable=False),
    Column("tier", TEXT, nullable=False),
    Column("entered_at", TIMESTAMP(timezone=True), nullable=False),
    Column("left_at", TIMESTAMP(timezone=True)),
    Column("left_how", TEXT),
    Column("agent_id", UUID),
    Column("sl_seconds", INTEGER),
    Column("sl_percent", INTEGER),
    Column("wait_seconds", DOUBLE_PRECISION),
    Column("within", BOOLEAN),
    Column("kind", TEXT, nullable=False),
    Column("sl_started_at", TIMESTAMP(timezone=True)),
    Column("position", BIGINT, nullable=False),
    Column("shut", ARRAY(BIGINT), nullable=False),
    Column("sl_due_at", TIMESTAMP(timezone=True)),
)

menu_end = Table(
    "menu_end",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("run_id", UUID, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("outcome", TEXT, nullable=False),
    Column("closed", BOOLEAN, nullable=False),
    Column("position", BIGINT, nullable=False),
)

rolled_up = Table(
    "rolled_up",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("time_zone", TEXT, nullable=False),
    Column("position", BIGINT, nullable=False),
    Column("handled_before", DATE),
)
