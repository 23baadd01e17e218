"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY, BOOLEAN, DOUBLE_PRECISION, INTEGER, JSONB, TEXT, TIMESTAMP, UUID

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
    Column("family_name", TEXT),
    Column("given_name", TEXT),
    Column("form_of_address", TEXT),
    Column("owner_id", UUID),
    Column("segment", TEXT),
    Column("tags", ARRAY(TEXT), nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("version", INTEGER, nullable=False),
    Column("grams", ARRAY(TEXT), nullable=False),
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
    Column("id", UUID, nullable=False),
    Column("use", TEXT),
    Column("valid_from", TIMESTAMP(timezone=True)),
    Column("valid_until", TIMESTAMP(timezone=True)),
)

customer_affiliation = Table(
    "customer_affiliation",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("job", TEXT),
    Column("may_order", BOOLEAN, nullable=False),
    Column("order_limit", TEXT),
    Column("may_get_invoices", BOOLEAN, nullable=False),
    Column("valid_from", TIMESTAMP(timezone=True)),
    Column("valid_until", TIMESTAMP(timezone=True)),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("may_change_data", BOOLEAN),
)

customer_alias = Table(
    "customer_alias",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("canonical_id", UUID, nullable=False),
)

customer_change = Table(
    "customer_change",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("edit_id", UUID, nullable=False),
    Column("customer_id", UUID, nullable=False),
    Column("field", TEXT, nullable=False),
    Column("item", UUID),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("actor", TEXT, nullable=False),
    Column("origin", TEXT, nullable=False),
    Column("reference", UUID),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("undone_at", TIMESTAMP(timezone=True)),
)

customer_duplicate = Table(
    "customer_duplicate",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("first_id", UUID, primary_key=True),
    Column("second_id", UUID, primary_key=True),
    Column("score", INTEGER, nullable=False),
    Column("found_at", TIMESTAMP(timezone=True), nullable=False),
    Column("decision", TEXT),
    Column("decided_at", TIMESTAMP(timezone=True)),
    Column("decided_by", TEXT),
)

customer_import = Table(
    "customer_import",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("file_name", TEXT, nullable=False),
    Column("encoding", TEXT, nullable=False),
    Column("headings", ARRAY(TEXT), nullable=False),
    Column("mapping", ARRAY(TEXT), nullable=False),
    Column("state", TEXT, nullable=False),
    Column("row_count", INTEGER, nullable=False),
    Column("next_row", INTEGER, nullable=False),
    Column("created_by", UUID, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
)

customer_import_row = Table(
    "customer_import_row",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("import_id", UUID, primary_key=True),
    Column("n", INTEGER, primary_key=True),
    Column("cells", ARRAY(TEXT), nullable=False),
    Column("outcome", TEXT),
    Column("problem", TEXT),
    Column("problem_field", TEXT),
    Column("fields", ARRAY(TEXT), nullable=False),
    Column("customer_id", UUID),
    Column("erp_before", TEXT),
    Column("done", BOOLEAN, nullable=False),
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

customer_note = Table(
    "customer_note",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("warning", BOOLEAN, nullable=False),
    Column("author_id", UUID),
    Column("valid_until", TIMESTAMP(timezone=True)),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
)

customer_postal = Table(
    "customer_postal",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID, nullable=False),
    Column("use", TEXT),
    Column("country", TEXT, nullable=False),
    Column("postal_code", TEXT, nullable=False),
    Column("region", TEXT, nullable=False),
    Column("city", TEXT, nullable=False),
    Column("street", TEXT, nullable=False),
    Column("extra", TEXT, nullable=False),
    Column("recipient", TEXT, nullable=False),
    Column("search", TEXT, nullable=False),
    Column("valid_from", TIMESTAMP(timezone=True)),
    Column("valid_until", TIMESTAMP(timezone=True)),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
)

customer_value = Table(
    "customer_value",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("customer_id", UUID, primary_key=True),
    Column("code", TEXT, primary_key=True),
    Column("said", TEXT, nullable=False),
    Column("plain", TEXT),
    Column("amount", DOUBLE_PRECISION),
    Column("currency", TEXT),
)
