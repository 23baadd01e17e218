"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import BOOLEAN, BYTEA, JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="erp")

account_map = Table(
    "account_map",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("external_id", TEXT),
    Column("account", JSONB),
    Column("as_of", TIMESTAMP(timezone=True), nullable=False),
)

document = Table(
    "document",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("number", TEXT, primary_key=True),
    Column("letters", TEXT, nullable=False),
    Column("digits", TEXT, nullable=False),
)

fact_block = Table(
    "fact_block",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("items", JSONB, nullable=False),
    Column("as_of", TIMESTAMP(timezone=True), nullable=False),
)

system = Table(
    "system",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("database", TEXT, nullable=False),
    Column("login", TEXT, nullable=False),
    Column("secret", BYTEA, nullable=False),
    Column("active", BOOLEAN, nullable=False),
)
