"""crm: what agents are led through while they speak, by queue, and what they answered."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_50_guides"
down_revision = "2026_12_02_40_named_acts"
branch_labels = None
depends_on = None

TABLES = """
create table crm.guide (
  tenant_id uuid not null, queue_id uuid not null, version int not null check (version > 0), steps jsonb not null,
  changed_at timestamptz not null, changed_by text not null,
  primary key (tenant_id, queue_id, version));
create table crm.guide_run (
  tenant_id uuid not null, interaction_id uuid not null, queue_id uuid not null, version int not null,
  answers jsonb not null default '{}', begun_at timestamptz not null, changed_at timestamptz not null,
  primary key (tenant_id, interaction_id, queue_id))
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
