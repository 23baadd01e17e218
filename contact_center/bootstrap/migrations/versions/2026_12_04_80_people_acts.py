"""core: what administrators did to people, so that it can be taken back; people found by name page by page."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_80_people_acts"
down_revision = "2026_12_04_70_erp_copy"
branch_labels = None
depends_on = None

TABLE = """
create table core.people_act (
  tenant_id uuid not null, id uuid not null, kind text not null check (kind in ('change', 'leave', 'import')),
  user_id uuid, done_by text not null, done_at timestamptz not null, undone_at timestamptz, before jsonb not null,
  primary key (tenant_id, id));
create index people_act_at on core.people_act (tenant_id, done_at);
create index user_account_name on core.user_account (tenant_id, name, id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(PROTECT)
