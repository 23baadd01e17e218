"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import JSONB, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="crm")

customer = Table(
    "customer",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("organisation_id", UUID),
    Column("job", TEXT),
    Column("language", TEXT),
    Column("time_zone", TEXT),
    Column("note", TEXT),
    Column("tax_id", TEXT),
    Column("external", JSONB, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("erased_at", TIMESTAMP(timezone=True)),
    Column("erp_number", TEXT),
)

customer_address = Table(
    "customer_address",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("value", TEXT, primary_key=True),
    Column("label", TEXT),
    Column("verified_at", TIMESTAMP(timezone=True)),
    Column("verified_how", TEXT),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
)

customer_alias = Table(
    "customer_alias",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("canonical_id", UUID, nullable=False),
)

customer_merge = Table(
    "customer_merge",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("survivor_id", UUID, nullable=False),
    Column("absorbed_id", UUID, nullable=False),
    Column("kept", JSONB, nullable=False),
    Column("taken", JSONB, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("by_actor", TEXT, nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("ended_by", TEXT),
)
