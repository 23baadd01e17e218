"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BIGINT, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="channels")

call = Table(
    "call",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("interaction_id", UUID, nullable=False),
    Column("conversation_id", UUID, nullable=False),
    Column("channel_account_id", UUID, nullable=False),
    Column("provider", TEXT, nullable=False),
    Column("node", TEXT, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("last_sequence", BIGINT, nullable=False),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("end_reason", TEXT),
    Column("recording_key", TEXT),
    Column("recording_started_at", TIMESTAMP(timezone=True)),
    Column("recording_erasable_at", TIMESTAMP(timezone=True)),
    Column("version", INTEGER, nullable=False),
    Column("settled", INTEGER, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("due_at", TIMESTAMP(timezone=True)),
    Column("recording_wave", JSONB),
)

transcript = Table(
    "transcript",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("call_id", UUID, primary_key=True),
    Column("interaction_id", UUID, nullable=False),
    Column("conversation_id", UUID, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("tries", INTEGER, nullable=False),
    Column("due_at", TIMESTAMP(timezone=True)),
    Column("lines", JSONB, nullable=False),
    Column("model", TEXT, nullable=False),
    Column("made_at", TIMESTAMP(timezone=True)),
)

twilio_call = Table(
    "twilio_call",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("call_id", UUID, primary_key=True),
    Column("channel_account_id", UUID, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("look_at", TIMESTAMP(timezone=True)),
    Column("fetch_at", TIMESTAMP(timezone=True)),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

twilio_report = Table(
    "twilio_report",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("call_id", UUID, nullable=False),
    Column("report", JSONB, nullable=False),
    Column("received_at", TIMESTAMP(timezone=True), nullable=False),
)

voicemail = Table(
    "voicemail",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("call_id", UUID, primary_key=True),
    Column("conversation_id", UUID, nullable=False),
    Column("interaction_id", UUID),
    Column("seconds", INTEGER),
    Column("left_at", TIMESTAMP(timezone=True)),
    Column("recording_key", TEXT),
    Column("erased_at", TIMESTAMP(timezone=True)),
)
