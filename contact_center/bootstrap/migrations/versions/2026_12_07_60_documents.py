"""erp: indexes by which the warehouse reads documents, by day and one by one."""

from __future__ import annotations

from alembic import op

revision = "2026_12_07_60_documents"
down_revision = "2026_12_07_50_webhooks"
branch_labels = None
depends_on = None

INDEXES = (
    "create unique index fact_customer_key on measures.fact_customer (tenant_id, key) where key is not null",
    "create index record_document on erp.record "
    "(tenant_id, (md5(source || '/' || entity || '/' || external_id)::uuid))",
    "create index record_day on erp.record (tenant_id, entity, day) where deleted_at is null and day is not null",
    "create index account_map_account on erp.account_map (tenant_id, source, external_id)",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for index in INDEXES:
        op.execute(index)
