"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, DOUBLE_PRECISION, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

evaluation = Table(
    "evaluation",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("card_id", UUID, nullable=False),
    Column("card_name", TEXT, nullable=False),
    Column("questions", JSONB, nullable=False),
    Column("interaction_id", UUID, nullable=False),
    Column("customer_id", UUID),
    Column("channel", TEXT, nullable=False),
    Column("queue_id", UUID),
    Column("agent_id", UUID, nullable=False),
    Column("evaluator_id", UUID, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("points", JSONB, nullable=False),
    Column("remarks", JSONB, nullable=False),
    Column("comment", TEXT, nullable=False),
    Column("share", DOUBLE_PRECISION),
    Column("fatal", INTEGER, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("published_at", TIMESTAMP(timezone=True)),
    Column("reply", TEXT, nullable=False),
    Column("disputed", BOOLEAN, nullable=False),
    Column("replied_at", TIMESTAMP(timezone=True)),
)

score_card = Table(
    "score_card",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("queue_id", UUID),
    Column("questions", JSONB, nullable=False),
    Column("active", BOOLEAN, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_by", TEXT, nullable=False),
)
