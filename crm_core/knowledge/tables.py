"""The tables of this package, as its migrations have made them.

Written by `python -m tools.tables` from the migrated database; a column is added by a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY, BOOLEAN, DATE, INTEGER, JSONB, TEXT, TIMESTAMP, TSVECTOR, UUID

METADATA = MetaData(schema="crm")

article = Table(
    "article",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("number", INTEGER, nullable=False),
    Column("category_id", UUID),
    Column("visibility", TEXT, nullable=False),
    Column("owner_id", UUID),
    Column("review_on", DATE),
    Column("state", TEXT, nullable=False),
    Column("latest", INTEGER, nullable=False),
    Column("published", INTEGER),
    Column("published_before", INTEGER),
    Column("edition", INTEGER, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("created_by", UUID),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("request_key", TEXT),
)

article_category = Table(
    "article_category",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("names", JSONB, nullable=False),
    Column("position", INTEGER, nullable=False),
    Column("dropped_at", TIMESTAMP(timezone=True)),
    Column("held", ARRAY(UUID)),
)

article_counter = Table(
    "article_counter",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("last", INTEGER, nullable=False),
)

article_file = Table(
    "article_file",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("article_id", UUID, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("content_type", TEXT, nullable=False),
    Column("size", INTEGER, nullable=False),
    Column("blob_key", TEXT, nullable=False),
    Column("added_by", UUID),
    Column("added_at", TIMESTAMP(timezone=True), nullable=False),
    Column("removed_at", TIMESTAMP(timezone=True)),
)

article_gap = Table(
    "article_gap",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("language", TEXT, nullable=False),
    Column("terms", TEXT, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("places", ARRAY(TEXT), nullable=False),
    Column("count", INTEGER, nullable=False),
    Column("first_at", TIMESTAMP(timezone=True), nullable=False),
    Column("last_at", TIMESTAMP(timezone=True), nullable=False),
    Column("state", TEXT, nullable=False),
    Column("article_id", UUID),
)

article_use = Table(
    "article_use",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("article_id", UUID, primary_key=True),
    Column("interaction_id", UUID, primary_key=True),
    Column("version", INTEGER, nullable=False),
    Column("language", TEXT, nullable=False),
    Column("how", TEXT, nullable=False),
    Column("customer_id", UUID),
    Column("agent_id", UUID),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("back_id", UUID),
    Column("back_at", TIMESTAMP(timezone=True)),
)

article_version = Table(
    "article_version",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("article_id", UUID, primary_key=True),
    Column("n", INTEGER, primary_key=True),
    Column("state", TEXT, nullable=False),
    Column("texts", JSONB, nullable=False),
    Column("written_by", UUID),
    Column("written_at", TIMESTAMP(timezone=True), nullable=False),
    Column("approved_by", UUID),
    Column("approved_at", TIMESTAMP(timezone=True)),
    Column("published_by", UUID),
    Column("published_at", TIMESTAMP(timezone=True)),
)

article_words = Table(
    "article_words",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("article_id", UUID, primary_key=True),
    Column("language", TEXT, primary_key=True),
    Column("live", BOOLEAN, primary_key=True),
    Column("title", TEXT, nullable=False),
    Column("title_words", TSVECTOR, nullable=False),
    Column("words", TSVECTOR, nullable=False),
)
