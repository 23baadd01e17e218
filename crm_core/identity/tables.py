"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY, BOOLEAN, INTEGER, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

identity_check = Table(
    "identity_check",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID, nullable=False),
    Column("interaction_id", UUID, nullable=False),
    Column("question", TEXT, nullable=False),
    Column("passed", BOOLEAN, nullable=False),
    Column("agent_id", UUID, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("undone_at", TIMESTAMP(timezone=True)),
)

identity_code = Table(
    "identity_code",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID, nullable=False),
    Column("interaction_id", UUID, nullable=False),
    Column("address_id", UUID, nullable=False),
    Column("channel", TEXT, nullable=False),
    Column("message_id", UUID),
    Column("attempts", INTEGER, nullable=False),
    Column("sent_by", UUID, nullable=False),
    Column("sent_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("used_at", TIMESTAMP(timezone=True)),
)

identity_policy = Table(
    "identity_policy",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("questions", ARRAY(TEXT), nullable=False),
    Column("needed", INTEGER, nullable=False),
    Column("locked", ARRAY(TEXT), nullable=False),
    Column("attempts", INTEGER, nullable=False),
    Column("lock_minutes", INTEGER, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("own_door", BOOLEAN, nullable=False),
)
