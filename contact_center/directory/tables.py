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
    INTERVAL,
    JSONB,
    NUMERIC,
    TEXT,
    TIMESTAMP,
    UUID,
)

METADATA = MetaData(schema="core")

account_key = Table(
    "account_key",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("user_id", UUID, nullable=False),
    Column("purpose", TEXT, nullable=False),
    Column("secret_hash", BYTEA, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("used_at", TIMESTAMP(timezone=True)),
)

api_key = Table(
    "api_key",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("user_id", UUID, nullable=False),
    Column("scopes", ARRAY(TEXT), nullable=False),
    Column("per_minute", INTEGER, nullable=False),
    Column("created_by", UUID, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("revoked_at", TIMESTAMP(timezone=True)),
    Column("used_at", TIMESTAMP(timezone=True)),
    Column("used_from", TEXT),
    Column("secret_hash", BYTEA, nullable=False),
)

approval = Table(
    "approval",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("subject", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("amount", NUMERIC),
    Column("currency", TEXT),
    Column("why", TEXT, nullable=False),
    Column("asked_by", UUID, nullable=False),
    Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
    Column("verdict", TEXT),
    Column("decided_by", UUID),
    Column("decided_at", TIMESTAMP(timezone=True)),
    Column("reason", TEXT, nullable=False),
)

audit = Table(
    "audit",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("detail", JSONB, nullable=False),
)

field_definition = Table(
    "field_definition",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("subject", TEXT, nullable=False),
    Column("code", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("choices", ARRAY(TEXT), nullable=False),
    Column("position", INTEGER, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("retired_at", TIMESTAMP(timezone=True)),
)

legal_hold = Table(
    "legal_hold",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID),
    Column("why", TEXT, nullable=False),
    Column("set_by", UUID, nullable=False),
    Column("set_at", TIMESTAMP(timezone=True), nullable=False),
    Column("lifted_at", TIMESTAMP(timezone=True)),
    Column("lifted_by", UUID),
)

list_columns = Table(
    "list_columns",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("user_id", UUID, primary_key=True),
    Column("subject", TEXT, primary_key=True),
    Column("columns", ARRAY(TEXT), nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

notification_choice = Table(
    "notification_choice",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("user_id", UUID, primary_key=True),
    Column("sound", ARRAY(TEXT), nullable=False),
    Column("browser", ARRAY(TEXT), nullable=False),
    Column("volume", INTEGER, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

people_act = Table(
    "people_act",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("user_id", UUID),
    Column("done_by", TEXT, nullable=False),
    Column("done_at", TIMESTAMP(timezone=True), nullable=False),
    Column("undone_at", TIMESTAMP(timezone=True)),
    Column("before", JSONB, nullable=False),
)

privacy_request = Table(
    "privacy_request",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("customer_id", UUID, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("note", TEXT, nullable=False),
    Column("came_on", DATE, nullable=False),
    Column("due_on", DATE, nullable=False),
    Column("noted_by", UUID, nullable=False),
    Column("outcome", TEXT),
    Column("answer", TEXT, nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("ended_by", UUID),
)

recovery_code = Table(
    "recovery_code",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("user_id", UUID, nullable=False),
    Column("code_hash", BYTEA, nullable=False),
    Column("made_at", TIMESTAMP(timezone=True), nullable=False),
    Column("used_at", TIMESTAMP(timezone=True)),
)

retention_rule = Table(
    "retention_rule",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("days", INTEGER, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

retention_run = Table(
    "retention_run",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("before", TIMESTAMP(timezone=True), nullable=False),
    Column("began_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
    Column("erased", BIGINT, nullable=False),
)

saved_view = Table(
    "saved_view",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("subject", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("query", TEXT, nullable=False),
    Column("owner_id", UUID),
    Column("created_by", UUID, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
)

second_factor = Table(
    "second_factor",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("user_id", UUID, primary_key=True),
    Column("secret", BYTEA, nullable=False),
    Column("begun_at", TIMESTAMP(timezone=True), nullable=False),
    Column("confirmed_at", TIMESTAMP(timezone=True)),
    Column("last_step", BIGINT, nullable=False),
    Column("wrong", INTEGER, nullable=False),
    Column("wrong_since", TIMESTAMP(timezone=True)),
)

session = Table(
    "session",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("user_id", UUID, nullable=False),
    Column("token_hash", BYTEA, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("revoked_at", TIMESTAMP(timezone=True)),
    Column("user_agent", TEXT),
    Column("idle", INTERVAL),
    Column("seen_at", TIMESTAMP(timezone=True)),
    Column("address", TEXT),
)

sign_in_identity = Table(
    "sign_in_identity",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("issuer", TEXT, primary_key=True),
    Column("subject", TEXT, primary_key=True),
    Column("user_id", UUID, nullable=False),
    Column("linked_at", TIMESTAMP(timezone=True), nullable=False),
)

sign_in_provider = Table(
    "sign_in_provider",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("issuer", TEXT, nullable=False),
    Column("client_id", TEXT, nullable=False),
    Column("secret", BYTEA),
    Column("claim", TEXT, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("makes_people", BOOLEAN, nullable=False),
    Column("only_matched", BOOLEAN, nullable=False),
    Column("trusts_email", BOOLEAN, nullable=False),
    Column("local_for", TEXT, nullable=False),
    Column("active", BOOLEAN, nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
)

tenant = Table(
    "tenant",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("slug", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("locale", TEXT, nullable=False),
    Column("time_zone", TEXT, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("suspended_at", TIMESTAMP(timezone=True)),
    Column("suspended_why", TEXT, nullable=False),
)

user_account = Table(
    "user_account",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("login", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("email", TEXT),
    Column("password_hash", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("locale", TEXT, nullable=False),
    Column("active", BOOLEAN, nullable=False),
    Column("demo", BOOLEAN, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("title", TEXT, nullable=False),
    Column("team", TEXT, nullable=False),
    Column("phone", TEXT, nullable=False),
    Column("opens_next", BOOLEAN, nullable=False),
)

webhook = Table(
    "webhook",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("kinds", ARRAY(TEXT), nullable=False),
    Column("whole", BOOLEAN, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("after", BIGINT, nullable=False),
    Column("secret", BYTEA, nullable=False),
    Column("former_secret", BYTEA),
    Column("former_until", TIMESTAMP(timezone=True)),
    Column("created_by", UUID, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
    Column("failing_since", TIMESTAMP(timezone=True)),
    Column("taken_at", TIMESTAMP(timezone=True)),
)

webhook_attempt = Table(
    "webhook_attempt",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("webhook_id", UUID, primary_key=True),
    Column("delivery_id", UUID, primary_key=True),
    Column("n", INTEGER, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("took_ms", INTEGER, nullable=False),
    Column("status", INTEGER),
    Column("trouble", TEXT),
    Column("answer", TEXT, nullable=False),
)

webhook_delivery = Table(
    "webhook_delivery",
    METADATA,
    Column("tenant_id", UUID, primary_key=True),
    Column("webhook_id", UUID, primary_key=True),
    Column("id", UUID, primary_key=True),
    Column("position", BIGINT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("subject", UUID, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("made_at", TIMESTAMP(timezone=True), nullable=False),
    Column("state", TEXT, nullable=False),
    Column("tries", INTEGER, nullable=False),
    Column("next_at", TIMESTAMP(timezone=True), nullable=False),
    Column("taken_at", TIMESTAMP(timezone=True)),
)
