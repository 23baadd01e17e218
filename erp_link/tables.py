"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import (
    ARRAY,
    BIGINT,
    BOOLEAN,
    BYTEA,
    DATE,
    INTEGER,
    JSONB,
    NUMERIC,
    TEXT,
    TIMESTAMP,
    UUID,
)

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

act_limit = Table(
    "act_limit",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("currency", TEXT, primary_key=True),
    Column("alone", NUMERIC, nullable=False),
    Column("per_record", NUMERIC),
    Column("per_customer", NUMERIC),
    Column("per_agent", NUMERIC),
    Column("days", INTEGER, nullable=False),
    Column("released_by", ARRAY(UUID), nullable=False),
)

back_office_note = Table(
    "back_office_note",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("digest", TEXT, nullable=False),
    Column("written_at", TIMESTAMP(timezone=True), nullable=False),
    Column("place", TEXT),
    Column("customer_id", UUID),
    Column("interaction_id", UUID),
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

embedding = Table(
    "embedding",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("sites", ARRAY(TEXT), nullable=False),
    Column("links_since", TIMESTAMP(timezone=True)),
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

feed = Table(
    "feed",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("entity", TEXT, primary_key=True),
    Column("cursor", JSONB),
    Column("copied_at", TIMESTAMP(timezone=True)),
    Column("rows_read", BIGINT, nullable=False),
    Column("rows_there", BIGINT, nullable=False),
    Column("agreed_at", TIMESTAMP(timezone=True)),
    Column("changed_at", TEXT),
    Column("failing_since", TIMESTAMP(timezone=True)),
    Column("trouble", TEXT),
    Column("reconciled_at", TIMESTAMP(timezone=True)),
    Column("removed", BIGINT, nullable=False),
    Column("refused_to_remove", BIGINT, nullable=False),
    Column("busy_until", TIMESTAMP(timezone=True)),
)

proposal = Table(
    "proposal",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("account", TEXT, nullable=False),
    Column("customer_id", UUID),
    Column("interaction_id", UUID),
    Column("case_id", UUID),
    Column("entity", TEXT, nullable=False),
    Column("external_id", TEXT, nullable=False),
    Column("number", TEXT, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("preview", JSONB, nullable=False),
    Column("outcome", JSONB),
    Column("words", TEXT, nullable=False),
    Column("trouble", TEXT, nullable=False),
    Column("amount", NUMERIC),
    Column("currency", TEXT),
    Column("proposed_by", UUID, nullable=False),
    Column("proposed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("sent_at", TIMESTAMP(timezone=True)),
    Column("settled_at", TIMESTAMP(timezone=True)),
    Column("tries", INTEGER, nullable=False),
    Column("undoes", UUID),
    Column("undone_by", UUID),
)

record = Table(
    "record",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("entity", TEXT, primary_key=True),
    Column("external_id", TEXT, primary_key=True),
    Column("account", TEXT, nullable=False),
    Column("number", TEXT, nullable=False),
    Column("letters", TEXT, nullable=False),
    Column("digits", TEXT, nullable=False),
    Column("label", TEXT, nullable=False),
    Column("names", ARRAY(TEXT), nullable=False),
    Column("links", ARRAY(TEXT), nullable=False),
    Column("product", TEXT, nullable=False),
    Column("day", DATE),
    Column("body", JSONB, nullable=False),
    Column("watched", JSONB, nullable=False),
    Column("digest", TEXT, nullable=False),
    Column("read_at", TIMESTAMP(timezone=True), nullable=False),
    Column("deleted_at", TIMESTAMP(timezone=True)),
)

record_change = Table(
    "record_change",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("entity", TEXT, primary_key=True),
    Column("external_id", TEXT, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), primary_key=True),
    Column("before", JSONB),
    Column("after", JSONB),
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
    Column("settings", JSONB, nullable=False),
)

withheld = Table(
    "withheld",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("account", TEXT, primary_key=True),
)
