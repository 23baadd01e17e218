"""erp: sites that may show timelines, and the keys of notes that the ERP has written."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_06_40_back_office"
down_revision = "2026_12_06_10_newcomers_once"
branch_labels = None
depends_on = None

TABLES = """
create table erp.embedding (tenant_id uuid primary key, sites text[] not null, links_since timestamptz);
create table erp.back_office_note (
  tenant_id uuid not null, key text not null, digest text not null, written_at timestamptz not null,
  place text check (place in ('conversation', 'customer')), customer_id uuid, interaction_id uuid,
  primary key (tenant_id, key));
create index back_office_note_customer on erp.back_office_note (tenant_id, customer_id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
