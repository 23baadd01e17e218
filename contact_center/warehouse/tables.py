"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, BOOLEAN, DATE, INTEGER, TEXT, TIMESTAMP, UUID

METADATA = MetaData(schema="measures")

fact_check = Table(
    "fact_check",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("fact", TEXT, primary_key=True),
    Column("day", DATE, primary_key=True),
    Column("checked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("owned", INTEGER, nullable=False),
    Column("loaded", INTEGER, nullable=False),
    Column("missing", INTEGER, nullable=False),
    Column("surplus", INTEGER, nullable=False),
    Column("changed", INTEGER, nullable=False),
    Column("named", ARRAY(UUID), nullable=False),
)

fact_customer = Table(
    "fact_customer",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("key", UUID),
)

fact_file = Table(
    "fact_file",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("fact", TEXT, nullable=False),
    Column("month", DATE, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("rows", INTEGER, nullable=False),
    Column("bytes", BIGINT, nullable=False),
    Column("learned_from", TIMESTAMP(timezone=True), nullable=False),
    Column("learned_upto", TIMESTAMP(timezone=True), nullable=False),
    Column("merged", BOOLEAN, nullable=False),
    Column("retired_at", TIMESTAMP(timezone=True)),
)

fact_load = Table(
    "fact_load",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("fact", TEXT, primary_key=True),
    Column("serial", BIGINT, nullable=False),
    Column("position", BIGINT, nullable=False),
    Column("learned_at", TIMESTAMP(timezone=True)),
    Column("fresh_at", TIMESTAMP(timezone=True)),
    Column("reading_from", DATE),
    Column("reading_day", DATE),
    Column("reading_upto", DATE),
    Column("reading_since", TIMESTAMP(timezone=True)),
    Column("read_at", TIMESTAMP(timezone=True)),
    Column("check_asked_at", TIMESTAMP(timezone=True)),
    Column("checked_at", TIMESTAMP(timezone=True)),
    Column("complete_from", TIMESTAMP(timezone=True)),
)

fact_pending = Table(
    "fact_pending",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("fact", TEXT, primary_key=True),
    Column("subject", UUID, primary_key=True),
    Column("position", BIGINT, nullable=False),
)
