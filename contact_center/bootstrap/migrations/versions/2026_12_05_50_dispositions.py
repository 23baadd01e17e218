"""core: codes of closed work as a tree by queue, with what they were called before."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_50_dispositions"
down_revision = "2026_12_05_45_erp_kinds"
branch_labels = None
depends_on = None

TABLE = """
alter table core.disposition add column parent text, add column queues uuid[] not null default '{}',
  add column case_type text;
create table core.disposition_former (
  tenant_id uuid not null, code text not null, until timestamptz not null, parent text, name jsonb not null,
  primary key (tenant_id, code, until));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(PROTECT)
